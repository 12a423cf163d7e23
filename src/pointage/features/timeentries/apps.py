from django.apps import AppConfig


class TimeEntriesConfig(AppConfig):
    name = "pointage.features.timeentries"
    label = "timeentries"
    default_auto_field = "django.db.models.BigAutoField"
