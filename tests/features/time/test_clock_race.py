"""Many devices at one person's clock at the same instant, each in a connection of its own."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pointage.features.timeentries.models import Punch, TimeEntry
from pointage.features.timeentries.services import punch_record
from pointage.features.timeentries.values import PunchResult, PunchValues
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.time.helpers import at, entries, exceptions, punches, seat
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
TAPS = 6


@pytest.fixture
def crowded() -> World:
    return world_module.build()


def hammer(world: World, plans: list[list[PunchValues]]) -> list[list[PunchResult]]:
    """Every plan in a thread of its own, all started together."""
    actor = seat(world, world.wendy).actor
    gate = threading.Barrier(len(plans))
    results: list[list[PunchResult]] = [[] for _ in plans]
    failures: list[Exception] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            for values in plans[number]:
                results[number].append(
                    punch_record(
                        actor=actor,
                        company=world.boulangerie,
                        member=world.wendy_member,
                        values=values,
                    )
                )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(plans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return results


def tap(client_id: str, action: str, minutes: int = 0) -> PunchValues:
    return PunchValues(
        client_id=client_id,
        action=action,
        device_at=at("8:00") + timedelta(minutes=minutes),
        time_zone="America/Toronto",
    )


def assert_sound(world: World) -> None:
    """One open at most, nothing overlaps, seconds are right."""
    found = entries(world)
    assert sum(entry.ended_at is None for entry in found) <= 1
    for entry, following in pairwise(found):
        assert entry.ended_at is not None
        assert entry.ended_at <= following.started_at
        assert entry.seconds == (entry.ended_at - entry.started_at).total_seconds()


def test_sixteen_taps_at_once_open_one_entry_and_lose_none(crowded: World) -> None:
    results = hammer(crowded, [[tap(f"t{n}", "clock_in")] for n in range(THREADS)])
    refusals = Counter(result.refusal for [result] in results)
    assert refusals == {"": 1, "already_on_the_clock": THREADS - 1}
    assert (len(entries(crowded)), len(punches(crowded))) == (1, THREADS)
    assert len(exceptions(crowded)) == THREADS - 1


def test_one_tap_sent_sixteen_times_is_one_punch(crowded: World) -> None:
    results = hammer(crowded, [[tap("same", "clock_in")] for _ in range(THREADS)])
    assert sum(not result.is_repeat for [result] in results) == 1
    assert len({result.entry.pk for [result] in results if result.entry}) == 1
    assert (len(punches(crowded)), HistoryEvent.objects.count()) == (1, 1)


def test_a_storm_of_punches_and_retries_stays_sound(crowded: World) -> None:
    chance = random.Random(2026)
    actions = list(Punch.Action.values)
    taps = [
        tap(f"t{number}", chance.choice(actions), chance.randrange(600))
        for number in range(THREADS * TAPS)
    ]
    plans = [[*taps[number::THREADS], chance.choice(taps)] for number in range(THREADS)]
    hammer(crowded, plans)
    assert_sound(crowded)
    assert Counter(punch.client_id for punch in punches(crowded)) == {
        each.client_id: 1 for each in taps
    }
    with tenant_scope(companies=[crowded.boulangerie.pk]):
        refused = Punch.objects.filter(outcome=Punch.Outcome.REFUSED).count()
        opened = TimeEntry.with_deleted.count()
    told = Counter(HistoryEvent.objects.values_list("code", flat=True))
    assert (told["punch.refused"], told["time_entry.created"]) == (refused, opened)


@pytest.mark.parametrize(
    ("before", "action", "most"),
    [([], "clock_in", 8), (["clock_in"], "clock_out", 8), (["clock_in"], "start_break", 10)],
)
def test_a_punch_asks_the_database_little(
    crowded: World, before: list[str], action: str, most: int
) -> None:
    for number, earlier in enumerate(before):
        hammer(crowded, [[tap(f"b{number}", earlier, number)]])
    actor = seat(crowded, crowded.wendy).actor
    with CaptureQueriesContext(connection) as asked:
        result = punch_record(
            actor=actor,
            company=crowded.boulangerie,
            member=crowded.wendy_member,
            values=tap("now", action, 30),
        )
    assert result.refusal == ""
    words = ("SELECT", "INSERT", "UPDATE", "SAVEPOINT")
    statements = [each["sql"] for each in asked if each["sql"].startswith(words)]
    assert len(statements) <= most
    assert not any(each.startswith("SAVEPOINT") for each in statements)
