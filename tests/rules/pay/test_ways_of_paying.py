"""Salaries for long weeks, tips, guaranties, sums against overtime, minimum wage by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pointage.rules.labour import Policy, Segment, classify
from pointage.rules.pay import (
    Belo,
    Earning,
    EarningKind,
    HourlyPremium,
    LineCode,
    MethodNotAllowed,
    RateMethod,
    Salary,
    Terms,
    TermsInvalid,
    WeekPay,
    pay_by_week,
)
from tests.rules.labour.weeks_of_work import HOUR, days_of

TEN_HOURS = [0, 10, 10, 10, 10, 10, 0]
EIGHT_HOURS = [0, 8, 8, 8, 8, 8, 0]


def paid(place: str, hours: Sequence[float], terms: Terms) -> WeekPay:
    policy = Policy(place, "UTC", week_start=0, holidays={})
    return pay_by_week(classify(days_of(hours), policy), terms)[0]


def salary(weekly: int, hours: int) -> Terms:
    return Terms(salary=Salary(Decimal(weekly), hours * HOUR))


@pytest.mark.parametrize(
    ("hours", "total"),
    [(TEN_HOURS, "302.50"), ([0, 11, 11, 10, 10, 10, 0], "319.00"), (EIGHT_HOURS, "275.00")],
)
def test_a_salary_for_fifty_hours_holds_the_straight_pay_of_them_all(
    hours: list[float], total: str
) -> None:
    week = paid("US-TX", hours, salary(275, 50))  # 29 CFR 778.325: 5.50 an hour
    assert (week.regular_rate, week.total) == (Decimal("5.50"), Decimal(total))


def test_in_california_a_salary_covers_no_more_than_forty_hours() -> None:
    week = paid("US-CA", TEN_HOURS, salary(1000, 50))
    assert (week.regular_rate, week.total) == (Decimal("25.00"), Decimal("1375.00"))


def test_a_monthly_salary_is_twelve_of_them_over_52_weeks() -> None:
    terms = Terms(salary=Salary.each(12, Decimal(1560), 40 * HOUR))
    week = paid("US", [0, 9, 9, 9, 9, 8, 0], terms)
    assert (week.regular_rate, week.total) == (Decimal("9.00"), Decimal("414.00"))


TIPPED = Terms(hourly=Decimal("2.13"), tip_credit=Decimal("5.12"), minimum_wage=Decimal("7.25"))


def test_overtime_of_tipped_work_is_on_the_whole_minimum_wage() -> None:
    week = paid("US-TX", [0, 9, 9, 9, 9, 9, 0], TIPPED)
    assert week.regular_rate == Decimal("7.25")
    assert week.amount(LineCode.OVERTIME_PREMIUM) == Decimal("18.13")
    assert (week.total, week.top_up) == (Decimal("113.98"), None)


def test_tips_short_of_the_credit_are_made_up() -> None:
    week = paid("US-TX", EIGHT_HOURS, replace(TIPPED, tips=Decimal(100)))
    assert week.amount(LineCode.MINIMUM_WAGE) == Decimal("104.80")
    assert week.total == Decimal("190.00")


def test_tips_beyond_the_credit_belong_to_the_worker() -> None:
    week = paid("US-TX", EIGHT_HOURS, replace(TIPPED, tips=Decimal(900)))
    assert week.total == Decimal("85.20")


@pytest.mark.parametrize("place", ["US-CA", "US-WA", "US-OR", "CA-QC"])
def test_a_tip_credit_is_refused_where_the_law_has_none(place: str) -> None:
    with pytest.raises(MethodNotAllowed):
        paid(place, EIGHT_HOURS, TIPPED)


def two_jobs(place: str) -> WeekPay:
    shop, store = days_of([0, 8, 8, 8, 6, 0, 0]), days_of([0, 0, 0, 0, 0, 8, 2])
    work = [
        *(Segment(each.start, each.end, job="shop") for each in shop),
        *(Segment(each.start, each.end, job="store") for each in store),
    ]
    rates = {"shop": Decimal(20), "store": Decimal(10)}
    terms = Terms(job_rates=rates, minimum_wage=Decimal("16.90"))
    return pay_by_week(classify(work, Policy(place, "UTC", week_start=0)), terms)[0]


def test_california_asks_the_minimum_wage_of_each_hour() -> None:
    week = two_jobs("US-CA")
    assert week.top_up is not None
    assert (week.top_up.seconds, week.top_up.owed) == (10 * HOUR, Decimal("69.00"))
    assert "10\u00a0h of work" in week.top_up.text("en")
    assert "10\u00a0h de travail" in week.top_up.text("fr")


def test_the_federal_act_asks_it_of_the_week_as_a_whole() -> None:
    assert two_jobs("US-TX").top_up is None


BELO = Terms(belo=Belo(Decimal(5), 50 * HOUR))


@pytest.mark.parametrize(
    ("hours", "total"),
    [([0, 6, 6, 6, 6, 6], "275.00"), (TEN_HOURS, "275.00"), ([0, 11, 11, 11, 11, 11], "312.50")],
)
def test_a_belo_contract_pays_its_guaranty_and_half_more_past_it(
    hours: list[float], total: str
) -> None:
    week = paid("US-TX", hours, BELO)
    assert (week.method, week.total) == (RateMethod.BELO, Decimal(total))


def test_a_belo_guaranty_is_for_sixty_hours_at_most() -> None:
    with pytest.raises(TermsInvalid, match="sixty"):
        Belo(Decimal(5), 61 * HOUR)


def test_a_belo_rate_under_the_minimum_wage_is_refused() -> None:
    with pytest.raises(TermsInvalid, match=r"belo\.hourly"):
        replace(BELO, minimum_wage=Decimal("7.25"))


@pytest.mark.parametrize("place", ["US-CA", "US-WA", "CA-ON"])
def test_belo_contracts_are_refused_outside_the_federal_act(place: str) -> None:
    with pytest.raises(MethodNotAllowed):
        paid(place, TEN_HOURS, BELO)


def sums(kind: EarningKind, amount: int) -> Terms:
    return Terms(hourly=Decimal(20), earnings=(Earning(kind, Decimal(amount)),))


def test_pay_by_the_task_raises_the_rate_and_is_no_premium() -> None:
    week = paid("US", [0, 8, 8, 8, 8, 8, 8], sums(EarningKind.TASK, 48))
    assert (week.regular_rate, week.total) == (Decimal(21), Decimal("1092.00"))


def test_a_premium_for_saturday_paid_as_a_sum_counts_towards_overtime() -> None:
    week = paid("US", [0, 8, 8, 8, 8, 8, 6], sums(EarningKind.OVERTIME_PREMIUM, 40))
    assert week.regular_rate == Decimal(20)
    assert week.amount(LineCode.CREDIT) == Decimal("-40.00")
    assert week.total == Decimal("980.00")


def test_no_more_is_set_off_than_the_overtime_due() -> None:
    week = paid("US", [0, 8, 8, 8, 8, 4, 6], sums(EarningKind.OVERTIME_PREMIUM, 60))
    assert week.amount(LineCode.CREDIT) == Decimal("-20.00")
    assert week.total == Decimal("900.00")


def test_a_bonus_beside_a_salary_raises_the_rate() -> None:
    bonus = Earning(EarningKind.PRODUCTION_BONUS, Decimal(50))
    terms = replace(salary(800, 40), earnings=(bonus,))
    week = paid("US", TEN_HOURS, terms)  # 20 and 1 an hour: 300, 50, and half of 1 for ten hours
    assert (week.regular_rate, week.total) == (Decimal(21), Decimal("1155.00"))


def test_a_night_premium_beside_an_agreed_rate_raises_the_rate() -> None:
    night = HourlyPremium(Decimal(2), 25 * HOUR)
    terms = Terms(hourly=Decimal(20), premiums=(night,), agreed_rate_in_effect=True)
    week = paid("US", TEN_HOURS, terms)
    assert (week.regular_rate, week.total) == (Decimal(21), Decimal("1155.00"))


def test_in_quebec_premiums_by_the_hour_stay_out_of_the_rate() -> None:
    night = HourlyPremium(Decimal(2), 25 * HOUR)
    week = paid("CA-QC", TEN_HOURS, Terms(hourly=Decimal(20), premiums=(night,)))
    assert (week.regular_rate, week.total) == (Decimal(20), Decimal("1150.00"))


def test_in_california_a_flat_bonus_beside_a_salary_is_over_the_ordinary_hours() -> None:
    flat = Earning(EarningKind.FLAT_BONUS, Decimal(15))
    week = paid("US-CA", TEN_HOURS, replace(salary(800, 40), earnings=(flat,)))
    assert week.amount(LineCode.BONUS_OVERTIME) == Decimal("5.63")
    assert week.total == Decimal("1120.63")


def test_hours_paid_by_the_hour_beside_piece_work_are_paid_and_enter_the_rate() -> None:
    """29 CFR 778.111(a): 46 hours by the piece and four of waiting at 8 dollars."""
    hours = [*days_of([0, 10, 10, 10, 10, 6, 0])]
    waiting = [replace(each, job="waiting") for each in days_of([0, 0, 0, 0, 0, 0, 4])]
    policy = Policy("US", "UTC", week_start=0, holidays={})
    terms = Terms(piece_earnings=Decimal(491), job_rates={"waiting": Decimal(8)})
    week = pay_by_week(classify([*hours, *waiting], policy), terms)[0]
    assert (week.straight_time, week.regular_rate) == (Decimal("523.00"), Decimal("10.46"))
    assert week.amount(LineCode.REGULAR) == Decimal("32.00")
    assert week.total == Decimal("575.30")
