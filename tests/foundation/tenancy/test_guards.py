"""Guards on both engines: rows stay with their tenant, and every table has its guards."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from pointage.features.companies.models import Company
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.foundation.tenancy.guarding import (
    after_migrate,
    before_migrate,
    guards_install,
    guards_missing,
    guards_present,
    guards_remove,
)
from pointage.foundation.tenancy.guards import same_tenant_keys
from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import tenant_scope
from tests.foundation.tenancy.rows import outside_row, row_make
from tests.world import World

KEYS = [
    (model, field) for model in TenantModel.tenant_models() for field in same_tenant_keys(model)
]


def tenant_pair(model: type[TenantModel]) -> tuple[int, int]:
    parent = model._meta.get_field(model.tenant_field.removesuffix("_id")).related_model
    assert isinstance(parent, type)
    assert issubclass(parent, models.Model)
    return outside_row(parent).pk, outside_row(parent).pk


def scope_of(model: type[TenantModel], ids: tuple[int, ...]):  # type: ignore[no-untyped-def]
    return tenant_scope(**{"companies" if model.tenant_field == "company_id" else "books": ids})


def test_a_fresh_database_has_every_guard(db: None) -> None:
    assert guards_missing() == []


def test_a_missing_guard_is_named_and_put_back(db: None) -> None:
    guards_remove(tables=[Job._meta.db_table])
    assert {one.table for one in guards_missing()} == {Job._meta.db_table}
    guards_install()
    assert guards_missing() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cannot switch guards off")
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE jobs_job DISABLE TRIGGER USER",
        "ALTER TABLE jobs_job NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE jobs_job DISABLE ROW LEVEL SECURITY",
    ],
)
def test_a_guard_that_was_switched_off_is_named_and_put_back(db: None, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert {one.table for one in guards_missing()} == {"jobs_job"}
    guards_install()
    assert guards_missing() == []


def test_a_guard_nobody_expects_any_more_is_taken_out(db: None) -> None:
    before = set(guards_present(connection))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TRIGGER guard_old BEFORE DELETE ON jobs_job BEGIN SELECT 1; END")
        else:
            cursor.execute("CREATE POLICY guard_old ON jobs_job USING (true)")
    assert set(guards_present(connection)) == {*before, "guard_old"}
    guards_install()
    assert set(guards_present(connection)) == before


@pytest.mark.django_db(transaction=True)
def test_migrating_back_and_forth_keeps_the_guards() -> None:
    call_command("migrate", "timeentries", "zero", verbosity=0)
    assert guards_missing() == []
    assert "timeentries_timeentry" not in {
        table for table, _ in guards_present(connection).values()
    }
    call_command("migrate", verbosity=0)
    assert guards_missing() == []
    assert "timeentries_timeentry" in {table for table, _ in guards_present(connection).values()}


@pytest.mark.django_db(transaction=True)
def test_guards_survive_the_rebuild_of_a_table() -> None:
    """SQLite rebuilds a table to alter it: its triggers are lost, and triggers that name it stop
    the rebuild. Around a migration guards step aside and come back."""
    code = Job._meta.get_field("code")
    longer = models.CharField(max_length=33, blank=True)
    longer.set_attributes_from_name("code")
    before_migrate(using="default", plan=["an alteration"])
    with connection.schema_editor() as editor:
        editor.alter_field(Job, code, longer)
        editor.alter_field(Job, longer, code)
    after_migrate(using="default")
    assert guards_missing() == []


@pytest.mark.parametrize(
    ("model", "field"), KEYS, ids=[f"{m._meta.db_table}.{f.column}" for m, f in KEYS]
)
def test_a_key_cannot_lead_to_another_tenant(
    db: None, model: type[TenantModel], field: models.ForeignKey[models.Model]
) -> None:
    ours, theirs = tenant_pair(model)
    with scope_of(model, (ours, theirs)):
        parent_model = field.related_model
        assert issubclass(parent_model, TenantModel)
        stranger = row_make(parent_model, theirs)
        row = row_make(model, ours)
        before = getattr(row, field.attname)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{field.attname: stranger.pk})
        row.pk = None
        setattr(row, field.attname, stranger.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.bulk_create([row])
        kept = model.objects.filter(**{model.tenant_field: ours})
        assert list(kept.values_list(field.attname, flat=True)) == [before]


@pytest.mark.parametrize("model", TenantModel.tenant_models(), ids=lambda m: m._meta.db_table)
def test_a_row_never_moves_to_another_tenant(db: None, model: type[TenantModel]) -> None:
    ours, theirs = tenant_pair(model)
    with scope_of(model, (ours, theirs)):
        row = row_make(model, ours)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{model.tenant_field: theirs})
        assert model.objects.filter(pk=row.pk, **{model.tenant_field: ours}).exists()


def test_only_tenant_rows_point_to_tenant_rows() -> None:
    """A key from an unguarded table, or across kinds of tenant, would be a hole in the wall."""
    holes = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, TenantModel)
        and not (issubclass(model, TenantModel) and field in same_tenant_keys(model))
    ]
    assert holes == []


def test_a_service_still_works_inside_its_tenant(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        parent = Job.objects.create(company=world.boulangerie, name="A", full_name="A")
        Job.objects.create(company=world.boulangerie, parent=parent, name="B", full_name="A:B")
        assert Job.objects.count() == 2
        assert TeamMember.objects.count() == 2
    assert Company.objects.count() == 3
