"""Pay of a week: whose law pays more, what raises the rate, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.labour import EmployerRules, Kind, Policy, Worker, classify
from pointage.rules.pay import (
    BasisMissing,
    Earning,
    EarningKind,
    HolidayBasis,
    HolidayFormulaUnknown,
    HourlyPremium,
    LineCode,
    MethodNotAllowed,
    RateMethod,
    Salary,
    Terms,
    TermsInvalid,
    WeekPay,
    WorkedWeek,
    bonus_over_weeks,
    holiday_pay,
    pay_by_week,
    to_cents,
)
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of, week_in

TWENTY = Terms(hourly=Decimal(20))


def pay(place: str, hours: Sequence[float], terms: Terms, worker: Worker | None = None) -> WeekPay:
    made = week_in(place, hours, {"worker": worker or Worker()})
    return pay_by_week(made, terms)[0]


def all_pay(place: str, hours: Sequence[float]) -> Decimal:
    """Pay at twenty an hour of the seven days, whichever workweeks they fall in."""
    return sum((week.total for week in pay_by_week(week_in(place, hours), TWENTY)), Decimal(0))


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("16.875", "16.88"), ("16.865", "16.87"), ("-0.005", "-0.01"), ("1.004", "1.00")],
)
def test_half_a_cent_goes_up(amount: str, cents: str) -> None:
    assert to_cents(Decimal(amount)) == Decimal(cents)


def test_the_state_pays_more_where_it_counts_days() -> None:
    week = pay("US-CA", [0, 12, 12, 12, 0, 0, 0], TWENTY)
    assert (week.law, week.total) == ("US-CA", Decimal("840.00"))


def test_a_production_bonus_raises_the_rate_of_the_whole_week() -> None:
    terms = Terms(
        hourly=Decimal(20), earnings=(Earning(EarningKind.PRODUCTION_BONUS, Decimal(46)),)
    )
    week = pay("US-TX", [0, 10, 10, 10, 10, 6, 0], terms)
    assert week.regular_rate == Decimal(21)
    assert week.total == Decimal("1029.00")


def test_a_farm_worker_is_not_raised_to_a_federal_week_that_does_not_apply() -> None:
    farm = Worker(flags=frozenset({"farm_worker"}))
    week = pay("US-MD", [0, 11, 11, 11, 11, 11, 7], TWENTY, farm)
    assert (week.law, week.total) == ("US-MD", Decimal("1260.00"))


def test_a_night_premium_raises_the_federal_rate_and_not_the_quebec_one() -> None:
    terms = Terms(hourly=Decimal(20), premiums=(HourlyPremium(Decimal(2)),))
    hours = [0, 9, 9, 9, 9, 9, 0]
    assert pay("US-TX", hours, terms).total == Decimal("1045.00")
    assert pay("CA-QC", hours, terms).total == Decimal("1040.00")


def test_the_minimum_wage_floor_never_lowers_a_rate() -> None:
    low = Terms(hourly=Decimal(16), minimum_wage=Decimal("15.65"))
    high = Terms(hourly=Decimal(30), minimum_wage=Decimal("15.65"))
    hours = [0, 10, 10, 10, 10, 10, 0]
    assert pay("CA-NB", hours, low).amount(LineCode.OVERTIME) == Decimal("140.88")
    assert pay("CA-NB", hours, high).amount(LineCode.OVERTIME) == Decimal("180.00")


def test_an_employers_rule_on_the_regular_rate_beats_a_law_on_the_minimum_wage() -> None:
    rules = EmployerRules.simple(weekly_after_seconds=44 * HOUR)
    terms = Terms(hourly=Decimal(30), minimum_wage=Decimal("15.65"))
    made = week_in("CA-NB", [0, 10, 10, 10, 10, 10, 0], {"employer": rules})
    assert pay_by_week(made, terms)[0].amount(LineCode.OVERTIME) == Decimal("270.00")


def test_a_law_on_the_minimum_wage_refuses_to_guess_it() -> None:
    with pytest.raises(TermsInvalid) as refused:
        pay("CA-NB", [0, 10, 10, 10, 10, 10, 0], TWENTY)
    assert refused.value.field == "minimum_wage"


def test_a_fluctuating_week_is_refused_where_it_is_not_allowed() -> None:
    terms = Terms(salary=Salary(Decimal(600), fluctuating=True))
    for place in ("US-CA", "CA-QC"):
        with pytest.raises(MethodNotAllowed):
            pay(place, [0, 10, 10, 10, 10, 10, 0], terms)


def test_a_salary_pays_its_own_hours_once() -> None:
    terms = Terms(salary=Salary(Decimal(750), covers_seconds=44 * HOUR))
    week = pay("CA-ON", [0, 9, 9, 9, 9, 9, 1], terms)
    assert week.method is RateMethod.SALARY
    assert week.total == Decimal("801.16")


def test_leave_is_paid_at_its_own_rate_and_says_when_it_has_none() -> None:
    segments = days_of([0, 8, 8, 0, 0, 0, 0], kinds={2: Kind.VACATION})
    made = classify(segments, Policy("US", "UTC", holidays={}))
    terms = Terms(job_rates={"": Decimal(20)}, leave_hourly=Decimal(18))
    assert pay_by_week(made, terms)[0].total == Decimal("304.00")
    with pytest.raises(TermsInvalid) as refused:
        pay_by_week(made, Terms(job_rates={"": Decimal(20)}))
    assert refused.value.field == "leave_hourly"


def test_a_gift_does_not_raise_the_rate() -> None:
    terms = Terms(hourly=Decimal(20), earnings=(Earning(EarningKind.DISCRETIONARY, Decimal(100)),))
    week = pay("US", [0, 10, 10, 10, 10, 10, 0], terms)
    assert week.regular_rate == Decimal(20)
    assert week.total == Decimal("1200.00")


def test_a_missing_rate_is_refused() -> None:
    with pytest.raises(TermsInvalid) as refused:
        pay("US", [0, 8, 0, 0, 0, 0, 0], Terms(job_rates={"other": Decimal(20)}))
    assert refused.value.field == "job_rates"


def test_terms_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(TermsInvalid):
        Terms(salary=Salary(Decimal(600), fluctuating=True), piece_earnings=Decimal(300))
    with pytest.raises(TermsInvalid):
        Salary(Decimal(600))
    with pytest.raises(TermsInvalid):
        Terms(hourly=Decimal(-1))


def test_a_bonus_over_several_weeks_owes_half_time_in_each() -> None:
    weeks = [WorkedWeek(50 * HOUR, 10 * HOUR), WorkedWeek(40 * HOUR, 0)]
    equal = bonus_over_weeks(Decimal(100), weeks)
    assert [share.owed for share in equal] == [Decimal("5.00"), Decimal("0.00")]
    by_hours = bonus_over_weeks(Decimal(90), weeks, by_hours=True)
    assert [share.share for share in by_hours] == [Decimal(50), Decimal(40)]


def test_holiday_pay_refuses_what_it_does_not_know() -> None:
    with pytest.raises(BasisMissing) as refused:
        holiday_pay("CA-QC", SUNDAY, HolidayBasis())
    assert refused.value.field == "wages"
    with pytest.raises(HolidayFormulaUnknown):
        holiday_pay("US-TX", SUNDAY, HolidayBasis(wages=Decimal(100)))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["CA-QC", "CA-ON", "CA-BC", "CA-AB", "US", "US-CA", "FR"]),
    st.lists(st.integers(0, 14), min_size=7, max_size=7).filter(any),
    st.integers(0, 6),
)
def test_an_hour_more_never_pays_less(place: str, hours: list[int], day: int) -> None:
    more = [each + (position == day) for position, each in enumerate(hours)]
    assert all_pay(place, more) >= all_pay(place, hours) + 20
