"""Companies from before breaks were prepared get lunch and rest, once, beside what they have."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pointage.features.companies.models import BreakRule
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World


def test_every_company_gets_both_once_and_keeps_its_own(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        BreakRule.objects.create(company=world.boulangerie, name="pause repas", minutes=45)
    migration = import_module("pointage.features.companies.migrations.0004_prepared_breaks")
    loader = MigrationExecutor(connection).loader
    before = loader.project_state([("companies", "0003_time_settings")]).apps
    for _twice in range(2):
        migration.breaks_prepare(before, SimpleNamespace(connection=connection))
    with tenant_scope(companies=[world.boulangerie.pk]):
        found = list(BreakRule.objects.order_by("id").values_list("name", "minutes", "is_active"))
    assert found == [("pause repas", 45, True), ("Pause repos", 15, False)]
    with tenant_scope(companies=[world.garage.pk]):
        names = list(BreakRule.objects.order_by("id").values_list("name", flat=True))
    assert names == ["Lunch break", "Rest break"]
