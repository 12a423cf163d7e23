from django.apps import AppConfig


class ConsoleWebConfig(AppConfig):
    name = "pointage.web.console"
    label = "web_console"
