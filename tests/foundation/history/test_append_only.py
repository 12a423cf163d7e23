"""History can be written and read, never changed: on both engines, by the database itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from pointage.foundation.history.models import HistoryEvent, HistorySeal
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import system_actor
from tests.world import World


@pytest.fixture(params=[HistoryEvent, HistorySeal], ids=lambda model: model.__name__)
def row(request: pytest.FixtureRequest, world: World) -> models.Model:
    if request.param is HistorySeal:
        return HistorySeal.objects.create(
            company_id=1, last_event_id=1, event_count=1, digest="0" * 64, sealed_at=timezone.now()
        )
    with transaction.atomic():
        return event_record(actor=system_actor(), code="company.created", obj=world.garage)


def test_update_is_refused(row: models.Model) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(company_id=99)
    assert not type(row)._base_manager.filter(company_id=99).exists()


def test_delete_is_refused(row: models.Model) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.delete()
    assert type(row)._base_manager.exists()


def test_raw_sql_is_refused_too(row: models.Model) -> None:
    table = row._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    assert type(row)._base_manager.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(row: models.Model) -> None:
    table = row._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
    assert type(row)._base_manager.exists()
