from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "pointage.features.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
