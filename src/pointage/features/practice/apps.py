from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "pointage.features.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"
