"""The scope: required, nested, and gone when its block ends."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from pointage.features.team.models import TeamMember
from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import ScopeRequired, current_scope, tenant_scope
from tests.world import World

needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="database setting")


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.company_ids', true), '')")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("model", TenantModel.tenant_models(), ids=lambda m: m._meta.db_table)
def test_a_query_outside_a_scope_is_refused(db: None, model: type[TenantModel]) -> None:
    with pytest.raises(ScopeRequired):
        model.objects.all()


def test_a_query_of_books_in_a_scope_of_companies_is_refused(world: World) -> None:
    from pointage.features.books.models import CompanyFileRecord

    with tenant_scope(companies=[world.boulangerie.pk]), pytest.raises(ScopeRequired):
        CompanyFileRecord.objects.all()


def test_a_row_of_a_company_outside_the_scope_is_not_saved(world: World) -> None:
    with tenant_scope(companies=[world.garage.pk]), pytest.raises(PermissionError):
        TeamMember(company=world.dairy, given_name="X").save()
    with tenant_scope(companies=[world.dairy.pk]):
        assert TeamMember.objects.count() == 0


def test_a_nested_scope_gives_the_outer_one_back(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]) as outer:
        with tenant_scope(companies=[world.garage.pk]):
            assert TeamMember.objects.count() == 0
        assert current_scope() == outer
        assert TeamMember.objects.count() == 2
    assert current_scope() is None


def test_a_nested_scope_that_fails_gives_the_outer_one_back(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]) as outer:
        with pytest.raises(LookupError), tenant_scope(companies=[world.garage.pk]):
            raise LookupError
        assert current_scope() == outer
        assert TeamMember.objects.count() == 2


@needs_postgresql
def test_a_nested_scope_gives_the_databases_setting_back(world: World) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        with tenant_scope(companies=[world.garage.pk, world.dairy.pk]):
            assert setting() == f"{{{world.garage.pk},{world.dairy.pk}}}"
        assert setting() == f"{{{world.boulangerie.pk}}}"
        with pytest.raises(LookupError), tenant_scope(companies=[world.garage.pk]):
            raise LookupError
        assert setting() == f"{{{world.boulangerie.pk}}}"


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_scope_stays_on_a_reused_connection() -> None:
    with tenant_scope(companies=[7]):
        assert setting() == "{7}"
        session = connection.connection
    assert connection.connection is session
    assert setting() in {"", "{}"}
    with pytest.raises(LookupError), tenant_scope(companies=[8]):
        raise LookupError
    assert connection.connection is session
    assert setting() in {"", "{}"}


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_scope_inside_a_longer_transaction_ends_before_it() -> None:
    with transaction.atomic():
        with tenant_scope(companies=[7]):
            assert setting() == "{7}"
        assert setting() in {"", "{}"}
    assert setting() == ""
