"""The chain finds what somebody with the database in hand did to history behind its guards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pointage.foundation.history.models import HistoryEvent, HistorySeal
from pointage.foundation.history.sealing import (
    NO_COMPANY,
    Break,
    Fault,
    chain_verify,
    chains_verify,
    events_seal,
    heads,
)
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import system_actor
from pointage.foundation.tenancy.guarding import guards_remove
from tests.world import World


def record(world: World, count: int, *, company_id: int | None) -> list[int]:
    with transaction.atomic():
        return [
            event_record(
                actor=system_actor(),
                code="company.updated",
                obj=world.garage,
                company_id=company_id,
                after={"name": f"Garage {number}", "languages": ["fr-ca", "en"]},
            ).pk
            for number in range(count)
        ]


def seal() -> int:
    return events_seal(now=timezone.now() + timedelta(hours=1))


@pytest.fixture
def events(world: World) -> list[int]:
    """Ten sealed events of Garage (two seals), with events of others between them."""
    ours = record(world, 5, company_id=world.garage.pk)
    record(world, 3, company_id=world.dairy.pk)
    seal()
    ours += record(world, 5, company_id=world.garage.pk)
    record(world, 2, company_id=None)
    seal()
    return ours


@pytest.fixture
def forger(events: list[int]) -> Iterator[None]:
    """Somebody who owns the database and took the guards out."""
    guards_remove(tables=["history_historyevent", "history_historyseal"])
    yield


def broken(world: World) -> Break | None:
    return chain_verify(world.garage.pk).broken


def test_an_untouched_chain_verifies(world: World, events: list[int]) -> None:
    report = chain_verify(world.garage.pk)
    assert report.broken is None
    assert (report.sealed, report.unsealed, report.last_event_id) == (10, 0, events[-1])


def test_every_chain_is_walked(world: World, events: list[int]) -> None:
    reports = {report.company_id: report for report in chains_verify()}
    assert set(reports) == {NO_COMPANY, world.garage.pk, world.dairy.pk}
    assert [reports[NO_COMPANY].sealed, reports[world.dairy.pk].sealed] == [2, 3]


def test_sealing_again_seals_nothing(world: World, events: list[int]) -> None:
    assert seal() == 0
    assert HistorySeal.objects.count() == 4


def test_young_events_wait_for_the_next_round(world: World, events: list[int]) -> None:
    record(world, 3, company_id=world.garage.pk)
    assert events_seal() == 0
    assert chain_verify(world.garage.pk).unsealed == 3


def test_an_edited_event_is_named(world: World, events: list[int], forger: None) -> None:
    HistoryEvent.objects.filter(pk=events[3]).update(actor_name="Somebody else")
    assert broken(world) == Break(world.garage.pk, Fault.CHANGED, events[3])


def test_an_edited_detail_is_named(world: World, events: list[int], forger: None) -> None:
    HistoryEvent.objects.filter(pk=events[7]).update(after={"name": "Garage 99"})
    assert broken(world) == Break(world.garage.pk, Fault.CHANGED, events[7])


def test_a_deleted_event_is_named(world: World, events: list[int], forger: None) -> None:
    HistoryEvent.objects.filter(pk=events[4]).delete()
    assert broken(world) == Break(world.garage.pk, Fault.MISSING, events[4])


def test_two_swapped_events_are_found_at_the_first(
    world: World, events: list[int], forger: None
) -> None:
    first, second = HistoryEvent.objects.get(pk=events[1]), HistoryEvent.objects.get(pk=events[2])
    first.pk, second.pk = second.pk, first.pk
    first.save(force_update=True)
    second.save(force_update=True)
    assert broken(world) == Break(world.garage.pk, Fault.CHANGED, events[1])


def test_an_event_moved_to_another_company_is_found_in_both(
    world: World, events: list[int], forger: None
) -> None:
    HistoryEvent.objects.filter(pk=events[0]).update(company_id=world.dairy.pk)
    assert broken(world) == Break(world.garage.pk, Fault.MISSING, events[0])
    assert chain_verify(world.dairy.pk).broken == Break(world.dairy.pk, Fault.ADDED, events[0])


def test_a_cut_tail_of_events_is_found(world: World, events: list[int], forger: None) -> None:
    HistoryEvent.objects.filter(company_id=world.garage.pk, pk__gte=events[8]).delete()
    assert broken(world) == Break(world.garage.pk, Fault.MISSING, events[8])


def test_a_tail_cut_with_its_seals_is_found_by_a_kept_head(
    world: World, events: list[int], forger: None
) -> None:
    kept = heads()
    HistoryEvent.objects.filter(company_id=world.garage.pk, pk__gte=events[5]).delete()
    HistorySeal.objects.filter(company_id=world.garage.pk, last_event_id=events[-1]).delete()
    assert broken(world) is None
    found = [report.broken for report in chains_verify(kept) if report.broken]
    assert found == [Break(world.garage.pk, Fault.HEAD, events[-1])]


def test_a_history_that_grew_still_holds_its_kept_heads(world: World, events: list[int]) -> None:
    kept = heads()
    record(world, 4, company_id=world.garage.pk)
    seal()
    assert [report.broken for report in chains_verify(kept)] == [None, None, None]


def test_a_missing_seal_is_found(world: World, events: list[int], forger: None) -> None:
    HistorySeal.objects.filter(company_id=world.garage.pk, last_event_id=events[4]).delete()
    assert broken(world) == Break(world.garage.pk, Fault.ADDED, events[0])


def test_a_forged_seal_is_found(world: World, events: list[int], forger: None) -> None:
    HistorySeal.objects.filter(last_event_id=events[4]).update(digest="f" * 64)
    assert broken(world) == Break(world.garage.pk, Fault.SEAL, events[4])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="concurrent writers")
@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_transaction_still_open_is_never_overtaken() -> None:
    """Ids do not follow commits on PostgreSQL: a seal must not pass an id still to be committed."""
    from tests import world as world_module

    world = world_module.build()
    slow = connection.copy()
    try:
        with slow.cursor() as cursor:
            slow.set_autocommit(False)
            cursor.execute(
                "INSERT INTO history_historyevent (at, code, company_id, actor_name,"
                " acting_firm_name, object_type, object_id, object_label, reason, source,"
                " request_id)"
                " VALUES (now(), 'company.updated', %s, '', '', '', '', '', '', '', '')",
                [world.garage.pk],
            )
            record(world, 1, company_id=world.garage.pk)
            assert seal() == 0
            slow.commit()
        assert seal() == 2
        assert chain_verify(world.garage.pk).broken is None
    finally:
        slow.close()
