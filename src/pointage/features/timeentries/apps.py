from django.apps import AppConfig


class TimeEntriesConfig(AppConfig):
    name = "pointage.features.timeentries"
    label = "timeentries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import pointage.features.timeentries.services.breaks  # noqa: F401  (registers its hook)
        from pointage.features.timeentries import archiving  # noqa: F401  (registers itself)
        from pointage.features.timeentries.guards import punch_guards
        from pointage.foundation.tenancy.guarding import guard_maker

        guard_maker(punch_guards)
