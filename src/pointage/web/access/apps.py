from django.apps import AppConfig


class AccessWebConfig(AppConfig):
    name = "pointage.web.access"
    label = "web_access"
