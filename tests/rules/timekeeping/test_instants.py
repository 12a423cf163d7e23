"""Elapsed time, intervals and local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.timekeeping import (
    Interval,
    IntervalReversed,
    NaiveInstant,
    UnknownZone,
    day_bounds,
    elapsed,
    instant_at,
    local_date,
    start_of_day,
    union_seconds,
    zone_named,
)

HOUR = 3600
TORONTO = ZoneInfo("America/Toronto")
instants = st.integers(946_684_800, 2_051_222_400).map(lambda at: datetime.fromtimestamp(at, UTC))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(instants)
    return Interval(start, start + timedelta(seconds=draw(st.integers(0, 200_000))))


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 3, 7, 22, tzinfo=TORONTO), 7),
        (datetime(2026, 10, 31, 22, tzinfo=TORONTO), 9),
        (datetime(2026, 3, 7, 22, tzinfo=ZoneInfo("America/Regina")), 8),
    ],
)
def test_a_night_shift_lasts_as_long_as_the_clocks_really_ran(start: datetime, hours: int) -> None:
    end = datetime.combine(start.date() + timedelta(days=1), time(6), tzinfo=start.tzinfo)
    assert elapsed(start, end) == hours * HOUR


def test_the_repeated_hour_is_an_hour() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=TORONTO)
    assert elapsed(first, first.replace(fold=1)) == HOUR


def test_a_naive_datetime_is_refused_by_name() -> None:
    with pytest.raises(NaiveInstant) as refused:
        elapsed(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2))  # noqa: DTZ001
    assert refused.value.field == "end"


def test_an_interval_may_not_end_before_it_starts() -> None:
    with pytest.raises(IntervalReversed):
        Interval(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    span = Interval(datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC))
    assert span.contains(span.start)
    assert not span.contains(span.end)


def test_touching_intervals_share_nothing() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    morning, afternoon = Interval(noon - timedelta(hours=1), noon), Interval(noon, noon)
    assert not morning.overlaps(afternoon)
    assert morning.intersection(afternoon) is None


def test_overlapping_time_counts_once() -> None:
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    spans = [
        Interval(nine, nine + timedelta(hours=3)),
        Interval(nine + timedelta(hours=2), nine + timedelta(hours=4)),
        Interval(nine + timedelta(hours=1), nine + timedelta(hours=2)),
    ]
    assert union_seconds(spans) == 4 * HOUR


@settings(deadline=None)
@given(intervals(), st.lists(instants, max_size=4), st.lists(st.integers(0, 200_000), max_size=4))
def test_cutting_loses_no_second(span: Interval, far: list[datetime], near: list[int]) -> None:
    pieces = span.cut(*far, *(span.start + timedelta(seconds=each) for each in near))
    assert sum(piece.seconds for piece in pieces) == span.seconds
    assert pieces[0].start == span.start
    assert pieces[-1].end == span.end


@settings(deadline=None)
@given(st.lists(intervals(), max_size=6))
def test_the_union_lies_between_the_longest_and_the_sum(spans: list[Interval]) -> None:
    total = union_seconds(spans)
    assert max((each.seconds for each in spans), default=0) <= total
    assert total <= sum(each.seconds for each in spans)


@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)],
)
def test_a_local_day_has_as_many_hours_as_its_clocks_give_it(on: date, hours: int) -> None:
    assert day_bounds(on, TORONTO).seconds == hours * HOUR


def test_a_day_without_midnight_starts_when_the_clocks_jump() -> None:
    havana = ZoneInfo("America/Havana")
    assert start_of_day(date(2026, 3, 8), havana) == datetime(2026, 3, 8, 5, tzinfo=UTC)


def test_a_skipped_wall_time_means_the_jump() -> None:
    assert instant_at(date(2026, 3, 8), time(2, 30), TORONTO) == datetime(2026, 3, 8, 7, tzinfo=UTC)


@settings(deadline=None)
@given(
    instants,
    st.sampled_from(
        ["America/Toronto", "America/St_Johns", "America/Havana", "Australia/Lord_Howe", "UTC"]
    ),
)
def test_every_instant_lies_in_its_own_local_day(instant: datetime, name: str) -> None:
    zone = zone_named(name)
    assert day_bounds(local_date(instant, zone), zone).contains(instant)


@pytest.mark.parametrize("name", ["Eastern", "", "../etc/passwd", "America"])
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named(name)
    assert refused.value.name == name
