"""Pay periods of every frequency: known dates, refusals, and no gap or overlap anywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.payperiods import (
    LAST_DAY,
    PayFrequency,
    PayPeriod,
    PaySchedule,
    PayScheduleInvalid,
    next_periods,
    week_containing,
)

WEEKLY = PayFrequency.WEEKLY
TWO_WEEKS = PayFrequency.EVERY_TWO_WEEKS
FOUR_WEEKS = PayFrequency.EVERY_FOUR_WEEKS
TWICE = PayFrequency.TWICE_A_MONTH
MONTHLY = PayFrequency.MONTHLY

dates = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@st.composite
def schedules(draw: st.DrawFn) -> PaySchedule:
    frequency = draw(st.sampled_from(list(PayFrequency)))
    if frequency is TWICE:
        first = draw(st.integers(1, 27))
        return PaySchedule(frequency, end_days=(first, draw(st.integers(first + 1, 31))))
    if frequency is MONTHLY:
        return PaySchedule(frequency, end_days=(draw(st.integers(1, 31)),))
    return PaySchedule(frequency, anchor_end=draw(dates))


@settings(deadline=None)
@given(schedules(), dates)
def test_periods_tile_the_calendar_without_gap_or_overlap(schedule: PaySchedule, on: date) -> None:
    period = schedule.period_containing(on)
    assert period.contains(on)
    assert {schedule.period_containing(day) for day in period.dates()} == {period}
    assert schedule.following(period).start == period.end + timedelta(days=1)
    assert schedule.previous(period).end == period.start - timedelta(days=1)


@settings(deadline=None)
@given(schedules(), dates)
def test_previous_and_following_undo_each_other(schedule: PaySchedule, on: date) -> None:
    period = schedule.period_containing(on)
    assert schedule.previous(schedule.following(period)) == period


@settings(deadline=None)
@given(dates, st.integers(0, 6))
def test_weeks_start_on_the_chosen_weekday(on: date, week_start: int) -> None:
    week = week_containing(on, week_start)
    assert week.contains(on)
    assert week.days == 7
    assert week.start.isoweekday() % 7 == week_start


@pytest.mark.parametrize(
    ("schedule", "after", "ends"),
    [
        (PaySchedule(WEEKLY, date(2026, 1, 3)), date(2026, 1, 3), [date(2026, 1, 10)]),
        (PaySchedule(TWO_WEEKS, date(2018, 9, 28)), date(2018, 9, 28), [date(2018, 10, 12)]),
        (PaySchedule(FOUR_WEEKS, date(2026, 1, 3)), date(2026, 1, 3), [date(2026, 1, 31)]),
        (
            PaySchedule(TWICE, end_days=(15, LAST_DAY)),
            date(2027, 2, 1),
            [date(2027, 2, 28), date(2027, 3, 15), date(2027, 3, 31)],
        ),
        (
            PaySchedule(TWICE, end_days=(15, LAST_DAY)),
            date(2028, 2, 1),
            [date(2028, 2, 29)],
        ),
        (PaySchedule(TWICE, end_days=(1, 16)), date(2026, 1, 31), [date(2026, 2, 16)]),
        (
            PaySchedule(MONTHLY, end_days=(31,)),
            date(2026, 3, 31),
            [date(2026, 4, 30), date(2026, 5, 31)],
        ),
        (PaySchedule(MONTHLY, end_days=(30,)), date(2026, 1, 31), [date(2026, 3, 30)]),
    ],
)
def test_the_next_periods_end_on_the_days_agreed(
    schedule: PaySchedule, after: date, ends: list[date]
) -> None:
    assert [each.end for each in next_periods(schedule, after, len(ends))] == ends


def test_an_anchor_in_the_future_gives_the_same_periods() -> None:
    schedule = PaySchedule(WEEKLY, anchor_end=date(2030, 1, 5))
    assert schedule.period_containing(date(2026, 1, 1)) == PayPeriod(
        date(2025, 12, 28), date(2026, 1, 3)
    )


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        ({"frequency": WEEKLY}, "anchor_end", "required"),
        ({"frequency": "weekly-ish"}, "frequency", "unknown"),
        (
            {"frequency": WEEKLY, "anchor_end": date(2026, 1, 3), "end_days": (1,)},
            "end_days",
            "not_used",
        ),
        (
            {"frequency": MONTHLY, "anchor_end": date(2026, 1, 3), "end_days": (1,)},
            "anchor_end",
            "not_used",
        ),
        ({"frequency": MONTHLY}, "end_days", "wrong_number"),
        ({"frequency": TWICE, "end_days": (15,)}, "end_days", "wrong_number"),
        ({"frequency": MONTHLY, "end_days": (0,)}, "end_days", "out_of_range"),
        ({"frequency": MONTHLY, "end_days": (32,)}, "end_days", "out_of_range"),
        ({"frequency": MONTHLY, "end_days": (True,)}, "end_days", "out_of_range"),
        ({"frequency": TWICE, "end_days": (16, 1)}, "end_days", "not_ascending"),
        ({"frequency": TWICE, "end_days": (28, 31)}, "end_days", "meet_in_february"),
        ({"frequency": MONTHLY, "end_days": (1,), "week_start": 7}, "week_start", "out_of_range"),
    ],
)
def test_a_schedule_that_cannot_be_followed_is_refused_by_field(
    arguments: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(PayScheduleInvalid) as refused:
        PaySchedule(**arguments)
    assert (refused.value.field, refused.value.code) == (field, code)
