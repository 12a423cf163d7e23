"""Call-in guarantees as pay without hours, and weeks brought up to the minimum wage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pointage.rules.labour import (
    CallIn,
    Confidence,
    NaiveSegment,
    Policy,
    Segment,
    Worker,
    call_ins_owed,
    classify,
)
from pointage.rules.pay import (
    Earning,
    EarningKind,
    LineCode,
    Terms,
    TermsInvalid,
    pay_by_week,
    pay_with_extras,
)
from tests.rules.labour.weeks_of_work import HOUR, days_of, week_in

MONDAY = datetime(2026, 6, 8, 8, tzinfo=UTC)
TWENTY = Terms(hourly=Decimal(20))


def called(start: float, end: float, planned: float | None = None) -> CallIn:
    """A call on Monday, from and to so many hours after 08:00."""
    seconds = None if planned is None else int(planned * HOUR)
    return CallIn(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), seconds)


def paid_extra(place: str, work: list[Segment], calls: list[CallIn], terms: Terms) -> Decimal:
    made = classify(work, Policy(place, "UTC", holidays={}))
    weeks = pay_with_extras(made, terms, call_ins_owed(made, calls))
    return sum((week.amount(LineCode.EXTRA) for week in weeks), Decimal(0))


def one_hour() -> list[Segment]:
    return [Segment(MONDAY, MONDAY + timedelta(hours=1))]


@pytest.mark.parametrize(
    ("place", "planned", "amount"),
    [
        ("CA", 8, 40),
        ("CA-QC", 8, 40),
        ("CA-ON", 8, 40),
        ("CA-ON", 3, 0),
        ("CA-BC", 8, 20),
        ("CA-BC", 9, 60),
        ("CA-MB", 2, 20),
        ("CA-NT", 8, 60),
        ("US-CA", 8, 60),
        ("US-TX", 8, 0),
    ],
)
def test_a_guarantee_pays_what_one_hour_of_work_lacks(
    place: str, planned: float, amount: int
) -> None:
    assert paid_extra(place, one_hour(), [called(0, 1, planned)], TWENTY) == amount


def test_a_guarantee_feeds_no_counter_and_no_rate() -> None:
    work = days_of([0, 8, 8, 8, 8, 8, 1])
    saturday = MONDAY + timedelta(days=5)
    calls = [CallIn(saturday, saturday + timedelta(hours=1), 8 * HOUR)]
    made = classify(work, Policy("US-CA", "UTC", holidays={}))
    before = pay_by_week(made, TWENTY)[0]
    after = pay_with_extras(made, TWENTY, call_ins_owed(made, calls))[0]
    assert made.totals.overtime == HOUR
    assert (after.regular_rate, after.premium) == (before.regular_rate, before.premium)
    assert after.total == before.total + 60


def test_a_person_sent_home_at_the_door_is_paid_in_a_week_without_work() -> None:
    assert paid_extra("CA-QC", [], [called(0, 0)], TWENTY) == 60


def test_quebec_gives_the_better_of_the_guarantee_and_the_overtime() -> None:
    work = days_of([0, 8, 8, 8, 8, 8, 2])
    saturday = MONDAY + timedelta(days=5)
    two_hours = [CallIn(saturday, saturday + timedelta(hours=2))]
    one = [CallIn(saturday, saturday + timedelta(hours=1))]
    assert paid_extra("CA-QC", work, two_hours, TWENTY) == 0
    assert paid_extra("CA-QC", days_of([0, 8, 8, 8, 8, 8, 1]), one, TWENTY) == 30


def test_a_second_call_in_california_has_its_own_two_hours() -> None:
    work = [
        Segment(MONDAY, MONDAY + timedelta(hours=8)),
        Segment(MONDAY + timedelta(hours=10), MONDAY + timedelta(hours=10.5)),
    ]
    assert paid_extra("US-CA", work, [called(0, 8, 8), called(10, 10.5, 8)], TWENTY) == 30


def test_a_guarantee_at_the_minimum_wage_is_set_against_what_the_work_pays() -> None:
    terms = Terms(hourly=Decimal(20), minimum_wage=Decimal(15))
    assert paid_extra("CA-NS", one_hour(), [called(0, 1)], terms) == 25


def test_a_guarantee_at_the_minimum_wage_must_be_told_it() -> None:
    with pytest.raises(TermsInvalid, match="minimum_wage"):
        paid_extra("CA-NS", one_hour(), [called(0, 1)], TWENTY)


@pytest.mark.parametrize(("hourly", "amount"), [("20", "25.00"), ("30", "0"), ("29.99", "15.01")])
def test_new_brunswick_guarantees_only_wages_under_twice_the_minimum(
    hourly: str, amount: str
) -> None:
    terms = Terms(hourly=Decimal(hourly), minimum_wage=Decimal(15))
    assert paid_extra("CA-NB", one_hour(), [called(0, 1, 8)], terms) == Decimal(amount)


def test_a_call_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveSegment):
        CallIn(datetime(2026, 6, 8, 8), datetime(2026, 6, 8, 9))  # noqa: DTZ001


def test_piece_work_under_the_minimum_wage_is_brought_up_to_it() -> None:
    made = week_in("US-TX", [0, 10, 10, 10, 10, 10, 0])
    week = pay_by_week(made, Terms(piece_earnings=Decimal(300), minimum_wage=Decimal("7.25")))[0]
    assert week.amount(LineCode.MINIMUM_WAGE) == Decimal("62.50")
    assert week.regular_rate == Decimal("7.25")
    assert week.amount(LineCode.OVERTIME_PREMIUM) == Decimal("36.25")
    assert week.total == Decimal("398.75")


def test_a_low_week_says_why_it_was_brought_up_in_both_languages() -> None:
    made = week_in("US-TX", [0, 8, 8, 0, 0, 0, 0])
    top_up = pay_by_week(made, Terms(piece_earnings=Decimal(100), minimum_wage=Decimal("7.25")))[
        0
    ].top_up
    assert top_up is not None
    assert (top_up.owed, top_up.confidence) == (Decimal("16.00"), Confidence.RECALLED)
    assert "100.00 for 16\u00a0h of work" in top_up.text("en")
    assert "29 USC 206(a)" in top_up.text("en")
    assert "16,00 s’ajoutent" in top_up.text("fr")


def test_jobs_are_averaged_over_the_workweek_before_the_minimum_is_asked() -> None:
    segments = [
        Segment(each.start, each.end, id=each.id, job="low" if number else "high")
        for number, each in enumerate(days_of([0, 8, 8, 0, 0, 0, 0]))
    ]
    made = classify(segments, Policy("US-TX", "UTC", holidays={}))
    rates = {"low": Decimal(5), "high": Decimal(12)}
    week = pay_by_week(made, Terms(job_rates=rates, minimum_wage=Decimal("7.25")))[0]
    assert week.top_up is None
    assert week.total == 136


def test_gifts_and_tips_do_not_pay_the_minimum_wage_but_a_commission_does() -> None:
    made = week_in("US-TX", [0, 8, 0, 0, 0, 0, 0])
    gift = Earning(EarningKind.DISCRETIONARY, Decimal(100))
    commission = Earning(EarningKind.COMMISSION, Decimal(100))
    low = {"hourly": Decimal(5), "minimum_wage": Decimal("7.25")}
    with_gift = pay_by_week(made, Terms(**low, earnings=(gift,)))[0]  # type: ignore[arg-type]
    paid = pay_by_week(made, Terms(**low, earnings=(commission,)))[0]  # type: ignore[arg-type]
    assert with_gift.total == 158
    assert (paid.top_up, paid.total) == (None, Decimal(140))


def test_overtime_of_an_agreed_rate_under_the_minimum_is_taken_of_the_minimum() -> None:
    made = week_in("US-TX", [0, 10, 10, 10, 10, 10, 0])
    terms = Terms(hourly=Decimal(6), minimum_wage=Decimal(8), agreed_rate_in_effect=True)
    assert pay_by_week(made, terms)[0].total == 50 * 8 + 10 * 4


@pytest.mark.parametrize("worker", [Worker(flsa_covered=False), Worker(exempt=True)])
def test_workers_outside_the_federal_act_are_not_brought_up_by_it(worker: Worker) -> None:
    made = week_in("US-TX", [0, 8, 0, 0, 0, 0, 0], {"worker": worker})
    terms = Terms(hourly=Decimal(5), minimum_wage=Decimal("7.25"))
    assert pay_by_week(made, terms)[0].total == 40


def test_a_canadian_week_is_not_brought_up_by_the_workweek() -> None:
    made = week_in("CA-QC", [0, 8, 0, 0, 0, 0, 0])
    terms = Terms(hourly=Decimal(5), minimum_wage=Decimal("16.10"))
    week = pay_by_week(made, terms)[0]
    assert (week.top_up, week.week_start) == (None, date(2026, 6, 7))
