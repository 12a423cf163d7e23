from django.apps import AppConfig


class ConsoleFirmConfig(AppConfig):
    name = "pointage.web.console.firm"
    label = "web_console_firm"
