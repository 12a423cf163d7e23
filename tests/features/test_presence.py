"""Who is working: standing, day totals across midnight and zones, filters, reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pointage.features.team.reach import Reach
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.presence import (
    PresenceFilter,
    Standing,
    presence_counts,
    presence_list,
    presence_narrowed,
)
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 10:00 in Montréal
HOUR = timedelta(hours=1)


def entry(world: World, start: datetime, end: datetime | None, **fields: object) -> TimeEntry:
    seconds = 0 if end is None else int((end - start).total_seconds())
    values = {"local_on": (start - 5 * HOUR).date(), "time_zone": "America/Toronto"} | fields
    return TimeEntry.objects.create(
        company=world.boulangerie,
        team_member=world.wendy_member,
        started_at=start,
        ended_at=end,
        seconds=seconds,
        **values,
    )


def wendy(world: World, **wanted: str) -> list:
    everybody = presence_list(world.boulangerie, now=NOW, reach=Reach(everyone=True))
    rows = presence_narrowed(everybody, PresenceFilter(**wanted))
    return [row for row in rows if row.member_id == world.wendy_member.public_id]


@pytest.fixture(autouse=True)
def scope(world: World):
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def test_who_works_counts_on_from_the_stretches_of_the_day(world: World) -> None:
    entry(world, NOW - 4 * HOUR, NOW - 2 * HOUR)
    entry(world, NOW - HOUR, None)
    (row,) = wendy(world)
    assert (row.standing, row.day_seconds, row.is_counting) == (Standing.WORKING, 3 * 3600, True)
    assert row.since == NOW - HOUR


def test_an_unpaid_break_adds_nothing_and_does_not_count_on(world: World) -> None:
    entry(world, NOW - 4 * HOUR, NOW - 2 * HOUR)
    entry(world, NOW - HOUR, None, activity=TimeEntry.Activity.UNPAID_BREAK)
    (row,) = wendy(world)
    assert (row.standing, row.day_seconds, row.is_counting) == (Standing.ON_BREAK, 7200, False)


def test_who_went_home_shows_the_day_and_when(world: World) -> None:
    entry(world, NOW - 4 * HOUR, NOW - 2 * HOUR)
    (row,) = wendy(world)
    assert (row.standing, row.day_seconds, row.since) == (Standing.OUT, 7200, NOW - 2 * HOUR)


def test_a_night_shift_counts_for_the_day_it_began(world: World) -> None:
    start = NOW - 12 * HOUR  # 22:00 the evening before
    entry(world, start - 2 * HOUR, start)
    entry(world, start, None)
    (row,) = wendy(world)
    assert row.day_seconds == 14 * 3600


def test_deleted_and_manual_time(world: World) -> None:
    entry(world, NOW - 4 * HOUR, NOW - 2 * HOUR, deleted_at=NOW)
    manual = entry(world, NOW - 10 * HOUR, None, kind="manual")
    TimeEntry.objects.filter(pk=manual.pk).update(seconds=1800)
    (row,) = wendy(world)
    assert (row.standing, row.day_seconds) == (Standing.OUT, 1800)


def test_filters_and_counts(world: World) -> None:
    entry(world, NOW - HOUR, None)
    assert wendy(world, text="WEND") and not wendy(world, text="nobody called so")
    assert wendy(world, standing="working") and not wendy(world, standing="out")
    assert not wendy(world, group="unknowngroup")
    everybody = presence_list(world.boulangerie, now=NOW, reach=Reach(everyone=True))
    assert presence_counts(everybody)[Standing.WORKING] == 1


def test_a_reach_of_nobody_finds_nobody(world: World) -> None:
    entry(world, NOW - HOUR, None)
    assert presence_list(world.boulangerie, now=NOW, reach=Reach()) == []
