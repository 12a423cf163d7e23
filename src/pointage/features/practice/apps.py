from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "pointage.features.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.features.practice import grant_answers  # noqa: F401  (registers itself)
