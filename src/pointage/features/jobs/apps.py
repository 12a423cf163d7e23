from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "pointage.features.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.features.jobs import moving  # noqa: F401  (registers itself)
