"""Breaks, rest and longest hours; and what pays without being hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pointage.rules.labour import (
    Averaging,
    Check,
    Confidence,
    Kind,
    Policy,
    RoundingRefused,
    Segment,
    break_is_paid,
    call_in_findings,
    classify,
    compliance_findings,
    day_extras,
    missed_break_hours,
    reporting_pay,
    rounding_allowed,
)
from pointage.rules.timekeeping import Rounding, RoundingPolicy
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of, week_in

ON = date(2026, 6, 8)
EIGHT = datetime(2026, 6, 8, 8, tzinfo=UTC)


def work(*hours: tuple[float, float]) -> list[Segment]:
    """Stretches of 8 June, from and to so many hours after 08:00."""
    return [
        Segment(EIGHT + timedelta(hours=start), EIGHT + timedelta(hours=end))
        for start, end in hours
    ]


def checks(place: str, segments: list[Segment]) -> set[Check]:
    made = classify(segments, Policy(place, "UTC", holidays={}))
    return {finding.check for finding in compliance_findings(made)}


def test_six_hours_without_a_meal_is_found_in_quebec() -> None:
    assert Check.MEAL_BREAK in checks("CA-QC", work((0, 6)))


def test_half_an_hour_off_after_five_hours_is_a_meal() -> None:
    assert Check.MEAL_BREAK not in checks("CA-QC", work((0, 5), (5.5, 9)))


def test_twenty_minutes_are_not_a_meal() -> None:
    assert Check.MEAL_BREAK in checks("CA-QC", work((0, 4), (4 + 1 / 3, 8)))


def test_california_wants_a_second_meal_past_ten_hours() -> None:
    assert Check.MEAL_BREAK in checks("US-CA", work((0, 5), (5.5, 10.5), (10.51, 11)))
    assert Check.MEAL_BREAK not in checks("US-CA", work((0, 4), (4.5, 8), (8.5, 11.5)))


@pytest.mark.parametrize(("hours", "missing"), [(3.4, False), (3.5, True), (6, True)])
def test_a_paid_rest_is_due_for_each_four_hours_or_most_of_them(
    hours: float, missing: bool
) -> None:
    assert (Check.REST_BREAK in checks("US-CA", work((0, hours)))) is missing


def test_a_paid_break_counts_as_a_rest() -> None:
    segments = [
        *work((0, 2)),
        Segment(
            EIGHT + timedelta(hours=2), EIGHT + timedelta(hours=2, minutes=10), Kind.PAID_BREAK
        ),
    ]
    later = Segment(EIGHT + timedelta(hours=2, minutes=10), EIGHT + timedelta(hours=4))
    assert Check.REST_BREAK not in checks("US-CA", [*segments, later])


def test_a_short_night_is_found_with_its_source() -> None:
    next_day = Segment(EIGHT + timedelta(hours=16), EIGHT + timedelta(hours=23))
    made = classify(
        [Segment(EIGHT + timedelta(hours=4), EIGHT + timedelta(hours=12)), next_day],
        Policy("CA", "UTC", holidays={}),
    )
    found = [f for f in compliance_findings(made) if f.check is Check.REST_BETWEEN_SHIFTS]
    assert [(f.found, f.required, f.confidence) for f in found] == [
        (4 * HOUR, 8 * HOUR, Confidence.STATUTE)
    ]


def test_a_week_without_a_day_of_rest_is_found() -> None:
    found = compliance_findings(week_in("CA-QC", [8, 8, 8, 8, 8, 8, 8]))
    assert {f.check for f in found} >= {Check.WEEKLY_REST, Check.LONGEST_WEEK}


def test_a_seventh_day_in_a_row_is_found_in_california() -> None:
    found = compliance_findings(week_in("US-CA", [4, 4, 4, 4, 4, 4, 4]))
    assert [f.on for f in found if f.check is Check.CONSECUTIVE_DAYS] == [date(2026, 6, 13)]


def test_an_averaging_week_past_its_limit_is_found() -> None:
    policy = Policy("CA-QC", "UTC", holidays={}, averaging=Averaging(2, SUNDAY))
    made = classify(days_of([0, 13, 13, 13, 13, 0, 0]), policy)
    assert Check.AVERAGING_WEEK in {f.check for f in compliance_findings(made)}


def test_a_call_in_under_the_guarantee_is_found() -> None:
    made = classify(work((0, 1)), Policy("CA-QC", "UTC", holidays={}))
    found = call_in_findings(made, {ON: 6 * HOUR})
    assert [(f.check, f.found, f.required) for f in found] == [
        (Check.REPORTING_PAY, HOUR, 3 * HOUR)
    ]


@pytest.mark.parametrize(
    ("place", "worked", "scheduled", "owed"),
    [
        ("CA-QC", 1, 8, 2),
        ("CA-BC", 0.5, 5, 1.5),
        ("CA-BC", 1, 9, 3),
        ("CA-MB", 1, 2, 1),
        ("US-CA", 1, 8, 3),
        ("US-CA", 2, 6, 1),
        ("US-CA", 0, 10, 4),
        ("US-CA", 0, 3, 2),
        ("US-CA", 5, 8, 0),
        ("US-TX", 0, 8, 0),
        ("US-MA", 1, 3, 0),
    ],
)
def test_reporting_pay_tops_up_to_the_guarantee(
    place: str, worked: float, scheduled: float, owed: float
) -> None:
    extra = reporting_pay(place, ON, int(worked * HOUR), int(scheduled * HOUR))
    assert (extra.seconds if extra else 0) == owed * HOUR


def test_a_guarantee_at_the_minimum_wage_is_set_against_what_the_work_pays() -> None:
    extra = reporting_pay("CA-NS", ON, HOUR)
    assert extra is not None
    assert extra.amount(Decimal(20), Decimal(15)) == Decimal(25)
    assert extra.amount(Decimal(50), Decimal(15)) == 0


def test_a_guarantee_of_one_trade_is_not_owed_in_another() -> None:
    restaurant = reporting_pay("US-CT", ON, HOUR, industry="restaurant")
    assert restaurant is not None
    assert restaurant.seconds == HOUR
    assert reporting_pay("US-CT", ON, HOUR, industry="printing") is None


def test_a_long_spread_of_hours_pays_an_hour_in_new_york() -> None:
    extras = day_extras("US-NY", ON, work((0, 4), (8, 12)))
    assert [each.code for each in extras] == ["spread_of_hours"]
    assert extras[0].amount(Decimal(30), Decimal(17)) == Decimal(17)


def test_a_split_shift_within_the_spread_pays_the_hour_too() -> None:
    extras = day_extras("US-NY", ON, work((0, 3), (5, 8)))
    assert [each.code for each in extras] == ["split_shift"]


def test_a_split_shift_is_set_against_pay_above_the_minimum() -> None:
    extras = day_extras("US-CA", ON, work((0, 4), (6, 10)))
    assert [each.code for each in extras] == ["split_shift"]
    assert extras[0].amount(Decimal(17), Decimal("16.50"), 8 * HOUR) == Decimal("12.50")
    assert extras[0].amount(Decimal(20), Decimal("16.50"), 8 * HOUR) == 0


def test_missed_breaks_owe_an_hour_of_each_kind_at_most() -> None:
    assert len(missed_break_hours("US-CA", ON, meals=2, rests=1)) == 2
    assert missed_break_hours("US-TX", ON, meals=1, rests=1) == ()


@pytest.mark.parametrize(
    ("minutes", "relieved", "paid"), [(20, True, True), (21, True, False), (30, False, True)]
)
def test_short_breaks_are_paid_in_the_united_states(
    minutes: int, relieved: bool, paid: bool
) -> None:
    assert break_is_paid("US", ON, minutes * 60, relieved_of_duty=relieved) is paid


def test_rounding_is_refused_where_records_must_be_exact() -> None:
    quarter = RoundingPolicy(Rounding(15), Rounding(15))
    with pytest.raises(RoundingRefused) as refused:
        rounding_allowed("CA-QC", ON, quarter)
    assert refused.value.source
    allowed = rounding_allowed("US-TX", ON, quarter)
    assert allowed is not None
    assert allowed.neutral_only
    assert rounding_allowed("CA-QC", ON, RoundingPolicy()) is None


@pytest.mark.parametrize(("minutes", "paid"), [(15, True), (30, False)])
def test_coffee_breaks_are_paid_in_quebec_and_meals_are_not(minutes: int, paid: bool) -> None:
    assert break_is_paid("CA-QC", ON, minutes * 60) is paid
