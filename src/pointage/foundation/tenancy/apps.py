from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TenancyConfig(AppConfig):
    name = "pointage.foundation.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pointage.foundation.tenancy import guarding, guards

        guarding.guard_maker(guards.tenant_guards)
        # Both signals come once an app; one app is enough to look after every table.
        pre_migrate.connect(guarding.before_migrate, sender=self)
        post_migrate.connect(guarding.after_migrate, sender=self)
