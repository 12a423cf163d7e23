from django.apps import AppConfig


class TimeSettingsPagesConfig(AppConfig):
    name = "pointage.web.timesettings"
    label = "timesettings_pages"
