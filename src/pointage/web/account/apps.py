from django.apps import AppConfig


class AccountWebConfig(AppConfig):
    name = "pointage.web.account"
    label = "web_account"

    def ready(self) -> None:
        from pointage.web.account import signals  # noqa: F401
