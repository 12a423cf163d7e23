from django.apps import AppConfig


class CompanyWebConfig(AppConfig):
    name = "pointage.web.company"
    label = "web_company"
