"""PostgreSQL's second line: raw, unfiltered SQL as an ordinary role reaches only what is in scope.

The tables come from the model registry, so a table without a policy fails here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from pointage.features.books.models import Books
from pointage.features.companies.models import Company
from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import tenant_scope
from tests.foundation.tenancy.rows import row_make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security"),
]

TABLES = pytest.mark.parametrize(
    "model", TenantModel.tenant_models(), ids=lambda model: model._meta.db_table
)


@dataclass(slots=True)
class TwoTenants:
    """A row of each of two tenants in the same table."""

    model: type[TenantModel]
    ours: TenantModel
    theirs: TenantModel

    @property
    def table(self) -> str:
        return f'"{self.model._meta.db_table}"'

    @property
    def tenant(self) -> str:
        return self.model.tenant_field

    def tenant_of(self, row: TenantModel) -> int:
        return int(getattr(row, self.tenant))

    def scope(self, *rows: TenantModel) -> Any:
        word = "companies" if self.tenant == "company_id" else "books"
        return tenant_scope(**{word: [self.tenant_of(row) for row in rows]})


@pytest.fixture
def two(model: type[TenantModel], db: None) -> TwoTenants:
    rows = []
    for name in ("Ours", "Theirs"):
        if model.tenant_field == "company_id":
            tenant = Company.objects.create(name=name, region="CA-QC", time_zone="America/Toronto")
            with tenant_scope(companies=[tenant.pk]):
                rows.append(row_make(model, tenant.pk))
        else:
            books = Books.objects.create(name=name)
            with tenant_scope(books=[books.pk]):
                rows.append(row_make(model, books.pk))
    return TwoTenants(model, *rows)


def ids_seen(two: TwoTenants) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {two.table}")
        return {row[0] for row in cursor.fetchall()}


def changed_by(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def test_the_tests_run_as_an_ordinary_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


#: Tables whose rows even their own tenant can neither change nor delete.
APPEND_ONLY = {"timeentries_punch", "timeentries_entrynote"}


@TABLES
def test_select_without_a_filter_sees_only_the_scope(two: TwoTenants) -> None:
    with two.scope(two.ours):
        assert ids_seen(two) == {two.ours.pk}
    with two.scope(two.theirs, two.ours):
        assert ids_seen(two) >= {two.ours.pk, two.theirs.pk}


@TABLES
def test_select_outside_a_scope_sees_nothing(two: TwoTenants) -> None:
    assert ids_seen(two) == set()


@TABLES
def test_update_without_a_filter_changes_only_the_scope(two: TwoTenants) -> None:
    with two.scope(two.ours):
        if two.model._meta.db_table in APPEND_ONLY:
            with pytest.raises(IntegrityError), transaction.atomic():
                changed_by(f"UPDATE {two.table} SET id = id")
        else:
            assert changed_by(f"UPDATE {two.table} SET id = id") == 1
    assert changed_by(f"UPDATE {two.table} SET id = id") == 0


@TABLES
def test_delete_without_a_filter_takes_only_the_scope(two: TwoTenants) -> None:
    with two.scope(two.ours):
        if two.model._meta.db_table in APPEND_ONLY:
            with pytest.raises(IntegrityError), transaction.atomic():
                changed_by(f"DELETE FROM {two.table}")
            return
        assert changed_by(f"DELETE FROM {two.table}") == 1
    with two.scope(two.theirs):
        assert ids_seen(two) == {two.theirs.pk}


@TABLES
def test_a_row_of_another_tenant_cannot_be_inserted(two: TwoTenants) -> None:
    columns = ", ".join(
        f'"{field.column}"' for field in two.model._meta.concrete_fields if not field.primary_key
    )
    own = columns.replace(f'"{two.tenant}"', str(two.tenant_of(two.theirs)))
    with (
        two.scope(two.ours),
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
    ):
        changed_by(
            f"INSERT INTO {two.table} ({columns}) SELECT {own} FROM {two.table}"
            f" WHERE id = {two.ours.pk}"
        )
    with two.scope(two.theirs):
        assert ids_seen(two) == {two.theirs.pk}


@TABLES
def test_a_row_cannot_be_given_to_another_tenant(two: TwoTenants) -> None:
    with (
        two.scope(two.ours),
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
    ):
        changed_by(f"UPDATE {two.table} SET {two.tenant} = {two.tenant_of(two.theirs)}")
    with two.scope(two.ours):
        assert ids_seen(two) == {two.ours.pk}
