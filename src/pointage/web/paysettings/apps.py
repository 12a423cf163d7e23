from django.apps import AppConfig


class PaySettingsWebConfig(AppConfig):
    name = "pointage.web.paysettings"
    label = "web_paysettings"
