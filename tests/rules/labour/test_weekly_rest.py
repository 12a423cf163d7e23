"""British Columbia's 32 hours free each week: work within them is paid at one and a half."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pointage.rules.labour import (
    Averaging,
    Bucket,
    Classification,
    Policy,
    Segment,
    Verdict,
    Worker,
    classify,
)
from pointage.rules.pay import Terms, pay_by_week
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, hours_of, week_in

VANCOUVER = ZoneInfo("America/Vancouver")
HALF = Decimal("1.5")


def premium_hours(made: Classification) -> float:
    return made.totals.premium / HOUR


def test_a_week_of_seven_short_days_pays_the_day_that_costs_least() -> None:
    made = week_in("CA-BC", [5, 5, 4, 5, 5, 5, 5])
    assert premium_hours(made) == 4
    inside = [piece for piece in made.pieces if piece.rule_id == "weekly_rest"]
    assert [piece.on.isoweekday() for piece in inside] == [2]
    assert {piece.multiplier for piece in inside} == {HALF}


def test_a_day_off_with_the_nights_around_it_is_the_rest() -> None:
    made = week_in("CA-BC", [0, 8, 8, 8, 8, 4, 4])
    assert premium_hours(made) == 0


def test_a_premium_already_paid_is_not_paid_twice() -> None:
    made = week_in("CA-BC", [8, 8, 8, 8, 8, 8, 8])
    assert hours_of(made) == (40, 16, 0)
    assert premium_hours(made) == 0


def test_a_piece_is_cut_where_the_rest_begins_and_ends() -> None:
    sunday = datetime(2026, 6, 7, tzinfo=VANCOUVER)
    starts = (0, 24, 48, 81, 105, 129, 153)  # five hours each, 28 hours free after the third
    work = [
        Segment(sunday + timedelta(hours=at), sunday + timedelta(hours=at + 5)) for at in starts
    ]
    made = classify(work, Policy("CA-BC", "America/Vancouver", holidays={}))
    inside = [piece for piece in made.pieces if piece.rule_id == "weekly_rest"]
    assert [(piece.start - sunday, piece.seconds) for piece in inside] == [
        (timedelta(hours=49), 4 * HOUR)
    ]
    assert sum(piece.seconds for piece in made.pieces) == 7 * 5 * HOUR


def test_the_reason_names_the_rest_its_source_and_the_rules_that_lost() -> None:
    made = week_in("CA-BC", [5, 5, 4, 5, 5, 5, 5])
    reason = next(
        reason
        for piece, reason in zip(made.pieces, made.reasons, strict=True)
        if piece.rule_id == "weekly_rest"
    )
    assert reason.winner is not None
    assert (reason.winner.limit, reason.winner.verdict) == (32 * HOUR, Verdict.WON)
    assert {look.rule_id for look in reason.lost} == {"daily", "daily_double", "weekly"}
    assert "within the 32\u00a0h of rest due each week" in reason.text("en")
    assert "Source: RSBC 1996 c. 113, s. 36 (to be confirmed: " in reason.text("en")
    assert "repos hebdomadaire de 32\u00a0h" in reason.text("fr")


def test_time_in_the_rest_that_another_rule_pays_says_that_the_rest_lost() -> None:
    made = week_in("CA-BC", [8, 8, 8, 8, 8, 8, 8])
    looks = [look for reason in made.reasons for look in reason.looks]
    rest = [look for look in looks if look.rule_id == "weekly_rest"]
    assert {look.verdict for look in rest} == {Verdict.LOWER}


def test_the_premium_is_paid_and_the_hours_still_count_to_the_week() -> None:
    made = week_in("CA-BC", [6, 6, 6, 6, 6, 6, 6])
    week = pay_by_week(made, Terms(hourly=Decimal(20)))[0]
    assert made.totals.overtime == 2 * HOUR
    assert made.totals.of(Bucket.PREMIUM) == 4 * HOUR
    assert week.total == 42 * 20 + 6 * 10


def test_an_exempt_person_and_an_averaging_agreement_have_no_rest_premium() -> None:
    exempt = week_in("CA-BC", [5] * 7, {"worker": Worker(exempt=True)})
    averaged = week_in("CA-BC", [5] * 7, {"averaging": Averaging(2, SUNDAY)})
    assert (premium_hours(exempt), premium_hours(averaged)) == (0, 0)


def test_totals_without_clock_times_say_nothing_of_rest() -> None:
    worker = Worker(flags=frozenset({"totals_only"}))
    assert premium_hours(week_in("CA-BC", [5] * 7, {"worker": worker})) == 0


def test_no_other_place_prices_the_weekly_rest() -> None:
    assert premium_hours(week_in("CA-QC", [5] * 7)) == 0


@given(st.lists(st.integers(0, 16), min_size=7, max_size=7))
def test_no_second_is_lost_and_the_rest_only_adds(hours: list[int]) -> None:
    totals_only = {"worker": Worker(flags=frozenset({"totals_only"}))}
    made, plain = week_in("CA-BC", hours), week_in("CA-BC", hours, totals_only)
    terms = Terms(hourly=Decimal(20))
    assert made.totals.worked == plain.totals.worked == sum(hours) * HOUR
    assert [week.total for week in pay_by_week(made, terms)] >= [
        week.total for week in pay_by_week(plain, terms)
    ]
