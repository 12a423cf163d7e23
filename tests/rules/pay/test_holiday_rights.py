"""Who has a public holiday paid, place by place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pointage.rules.labour import Kind, Policy, Segment, Worker, classify, jurisdiction_codes
from pointage.rules.pay import (
    Condition,
    HolidayBasis,
    HolidayFactMissing,
    HolidayFacts,
    HolidayRuleUnknown,
    holiday_facts,
    holiday_pay,
    holiday_right,
)
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of

ON = date(2026, 9, 7)
"""Labour Day."""
GOOD = HolidayFacts(
    hired_on=date(2020, 1, 1),
    paid_days=20,
    work_days=200,
    absent_without_leave=False,
    weekday_worked=9,
)
CANADA = [code for code in jurisdiction_codes() if code.startswith("CA")]


def facts(**change: object) -> HolidayFacts:
    known = {name: getattr(GOOD, name) for name in GOOD.__slots__}
    return HolidayFacts(**{**known, **change})


@pytest.mark.parametrize("place", CANADA)
def test_somebody_long_employed_and_never_absent_has_the_day_paid_everywhere(place: str) -> None:
    right = holiday_right(place, ON, GOOD)
    assert (right.paid_off, right.unmet) == (True, ())
    assert right.source


@pytest.mark.parametrize("place", ["CA-ON", "CA-QC", "CA-AB", "CA-MB", "CA-NB", "CA-NS", "CA-PE"])
def test_absence_without_leave_around_the_day_loses_it(place: str) -> None:
    right = holiday_right(place, ON, facts(absent_without_leave=True))
    assert right.unmet == (Condition.LAST_AND_FIRST,)


@pytest.mark.parametrize("place", ["CA", "CA-SK", "CA-BC", "CA-YT"])
def test_elsewhere_such_absence_does_not_matter(place: str) -> None:
    assert holiday_right(place, ON, facts(absent_without_leave=True)).paid_off


@pytest.mark.parametrize(
    ("place", "change", "unmet"),
    [
        ("CA-BC", {"hired_on": date(2026, 8, 9)}, Condition.EMPLOYED_DAYS),
        ("CA-BC", {"paid_days": 14}, Condition.PAID_DAYS),
        ("CA-AB", {"work_days": 29}, Condition.WORK_DAYS),
        ("CA-AB", {"weekday_worked": 4}, Condition.REGULAR_DAY),
        ("CA-NB", {"hired_on": date(2026, 6, 10)}, Condition.EMPLOYED_DAYS),
        ("CA-NS", {"paid_days": 14}, Condition.PAID_DAYS),
        ("CA-NL", {"hired_on": date(2026, 8, 9)}, Condition.EMPLOYED_DAYS),
        ("CA-NT", {"work_days": 29}, Condition.WORK_DAYS),
    ],
)
def test_service_is_asked_in_days(place: str, change: dict[str, object], unmet: Condition) -> None:
    assert holiday_right(place, ON, facts(**change)).unmet == (unmet,)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("CA-BC", {"hired_on": date(2026, 8, 8)}),
        ("CA-BC", {"paid_days": 15}),
        ("CA-BC", {"paid_days": 2, "averaging": True}),
        ("CA-AB", {"work_days": 30, "weekday_worked": 5}),
    ],
)
def test_the_last_day_that_is_enough_is_enough(place: str, change: dict[str, object]) -> None:
    assert holiday_right(place, ON, facts(**change)).paid_off


def test_alberta_asked_no_service_in_2018() -> None:
    new = facts(work_days=0, weekday_worked=0)
    assert holiday_right("CA-AB", date(2018, 9, 3), new).paid_off
    assert not holiday_right("CA-AB", date(2019, 9, 2), new).paid_off


def test_a_fact_the_law_asks_for_must_be_given() -> None:
    with pytest.raises(HolidayFactMissing, match="absent_without_leave"):
        holiday_right("CA-ON", ON, HolidayFacts())


def test_the_united_states_have_no_such_right() -> None:
    with pytest.raises(HolidayRuleUnknown):
        holiday_right("US-CA", ON, GOOD)


def test_nothing_is_paid_to_someone_who_does_not_qualify() -> None:
    basis = HolidayBasis(wages=Decimal(3200))
    absent = holiday_pay("CA-ON", ON, basis, facts(absent_without_leave=True))
    assert absent.amount == 0
    assert absent.right is not None
    assert absent.right.unmet == (Condition.LAST_AND_FIRST,)
    assert holiday_pay("CA-ON", ON, basis, GOOD).amount == Decimal("160.00")
    assert holiday_pay("CA-ON", ON, basis).amount == Decimal("160.00")


@pytest.mark.parametrize(("place", "premium"), [("CA-BC", 0), ("CA-AB", 0), ("CA-ON", 8)])
def test_where_the_premium_is_for_those_who_qualify_a_flag_says_so(
    place: str, premium: int
) -> None:
    worker = Worker(flags=frozenset({"no_right_to_holiday"}))
    holiday = {SUNDAY.replace(day=8): "holiday"}
    policy = Policy(place, "UTC", worker=worker, holidays=holiday)
    made = classify(days_of([0, 8], kinds={1: Kind.WORKED}), policy)
    assert made.totals.holiday / HOUR == premium


def test_facts_are_read_from_the_time_before_the_holiday() -> None:
    first = date(2026, 6, 7)
    weeks = [0, 8, 8, 8, 8, 8, 0] * 13
    weeks[7 * 4 + 1] = 0  # one Monday off
    work = days_of(weeks, first=first)
    leave = Segment.of_length(date(2026, 9, 5), 8 * HOUR, "UTC", kind=Kind.VACATION)
    made = classify([*work, leave], Policy("CA-AB", "UTC", holidays={}))
    facts = holiday_facts(made, ON, hired_on=first, absent_without_leave=False)
    assert (facts.work_days, facts.weekday_worked) == (64, 8)
    assert facts.paid_days == 21  # 8 August to 6 September: 20 worked and one of leave
    assert holiday_right("CA-AB", ON, facts).paid_off


def test_a_year_before_the_leap_day_is_counted_from_28_february() -> None:
    made = classify(days_of([0, 8, 8]), Policy("CA-AB", "UTC", holidays={}))
    assert holiday_facts(made, date(2028, 2, 29)).work_days == 0
