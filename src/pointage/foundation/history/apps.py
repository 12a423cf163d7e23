from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "pointage.foundation.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.foundation.history.guards import history_guards
        from pointage.foundation.tenancy.guarding import guard_maker

        guard_maker(history_guards)
