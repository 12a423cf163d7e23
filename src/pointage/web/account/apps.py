from django.apps import AppConfig


class AccountWebConfig(AppConfig):
    name = "pointage.web.account"
    label = "web_account"
