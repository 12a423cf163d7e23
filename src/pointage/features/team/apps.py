from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "pointage.features.team"
    label = "team"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.features.team import moving  # noqa: F401  (registers itself)
