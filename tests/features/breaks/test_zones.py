"""Whose clock counts: an entry's own zone, else the person's, else the company's. The date is that
of the start, on travel and on the nights the clocks change; seconds are those that passed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, break_rule, entries, punch
from tests.world import World

ZONES = [
    "America/Toronto",
    "America/St_Johns",
    "America/Vancouver",
    "Europe/Paris",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
]


def lives_in(world: World, zone: str) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(time_zone=zone)


def clocked(world: World, start: datetime, end: datetime, **values: Any) -> TimeEntry:
    punch(world, "clock_in", start, **values)
    punch(world, "clock_out", end, **values)
    return entries(world)[-1]


def test_without_another_zone_the_companys_counts(world: World) -> None:
    Company.objects.filter(pk=world.boulangerie.pk).update(time_zone="America/Vancouver")
    world.boulangerie.refresh_from_db()
    start = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # still the 23rd in Vancouver
    entry = clocked(world, start, start + timedelta(hours=1), time_zone="")
    assert (entry.time_zone, entry.local_on) == ("America/Vancouver", date(2026, 11, 23))


def test_the_persons_zone_comes_before_the_companys(world: World) -> None:
    lives_in(world, "Europe/Paris")
    start = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Paris, the 23rd in Toronto
    entry = clocked(world, start, start + timedelta(hours=1), time_zone="")
    assert (entry.time_zone, entry.local_on) == ("Europe/Paris", date(2026, 11, 24))


def test_the_devices_zone_comes_before_the_persons(world: World) -> None:
    lives_in(world, "Europe/Paris")
    start = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    entry = clocked(world, start, start + timedelta(hours=1), time_zone="America/Toronto")
    assert (entry.time_zone, entry.local_on) == ("America/Toronto", date(2026, 11, 23))


def test_travel_during_a_shift_changes_neither_its_date_nor_its_seconds(world: World) -> None:
    punch(world, "clock_in", at("20:00", day=23), time_zone="America/Toronto")
    punch(world, "clock_out", at("3:00"), time_zone="Europe/Paris")
    (entry,) = entries(world)
    assert (entry.time_zone, entry.local_on) == ("America/Toronto", date(2026, 11, 23))
    assert entry.seconds == 7 * 3600


def test_a_switch_after_landing_starts_an_entry_of_the_new_zone(world: World) -> None:
    punch(world, "clock_in", at("16:00", day=23), time_zone="America/Toronto")
    punch(world, "switch", at("18:30", day=23), time_zone="Europe/Paris")
    first, second = entries(world)
    assert (first.local_on, second.local_on) == (date(2026, 11, 23), date(2026, 11, 24))
    assert first.ended_at == second.started_at


@pytest.mark.parametrize(
    ("start", "hours", "real"),
    [
        (datetime(2026, 10, 31, 22, tzinfo=ZoneInfo("America/Toronto")), 8, 9),  # autumn
        (datetime(2026, 3, 7, 22, tzinfo=ZoneInfo("America/Toronto")), 8, 7),  # spring
    ],
)
def test_a_night_on_which_the_clocks_change_counts_what_passed(
    world: World, start: datetime, hours: int, real: int
) -> None:
    entry = add(world, start, start + timedelta(hours=hours))  # by the wall: 22:00 to 6:00
    assert entry.seconds == real * 3600


def test_an_automatic_break_at_noon_is_noon_where_the_work_was(world: World) -> None:
    break_rule(world, is_automatic=True, starts_minute=12 * 60)
    paris = ZoneInfo("Europe/Paris")
    clocked(
        world,
        datetime(2026, 11, 24, 9, tzinfo=paris),
        datetime(2026, 11, 24, 17, tzinfo=paris),
        time_zone="Europe/Paris",
    )
    lunch = next(each for each in entries(world) if each.activity != "work")
    assert lunch.started_at == datetime(2026, 11, 24, 12, tzinfo=paris)
    assert (lunch.time_zone, lunch.local_on) == ("Europe/Paris", date(2026, 11, 24))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    second=st.integers(0, 366 * 86_400),
    length=st.integers(1, 23 * 3600),
    zone=st.sampled_from(ZONES),
    end_zone=st.sampled_from(ZONES),
)
def test_the_date_is_that_of_the_start_where_it_was_and_seconds_are_real(
    world: World, second: int, length: int, zone: str, end_zone: str
) -> None:
    start = datetime(2025, 11, 1, tzinfo=UTC) + timedelta(seconds=second)
    end = start + timedelta(seconds=length)
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeEntry.with_deleted.update(deleted_at=start)
    with time_machine.travel(end, tick=False):
        punch(world, "clock_in", start, time_zone=zone)
        punch(world, "clock_out", end, time_zone=end_zone)
    (entry,) = entries(world)
    assert entry.local_on == start.astimezone(ZoneInfo(zone)).date()
    assert (entry.started_at, entry.ended_at, entry.seconds) == (start, end, length)
