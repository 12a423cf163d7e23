from django.apps import AppConfig


class NoticesWebConfig(AppConfig):
    name = "pointage.web.notices"
    label = "web_notices"
