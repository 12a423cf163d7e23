"""An employer's own rules beside the law: they add, never take away, and less is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pointage.rules.labour import (
    Bucket,
    EmployerRule,
    EmployerRules,
    Policy,
    PolicyInvalid,
    Segment,
    Trigger,
    Worker,
    classify,
)
from pointage.rules.payperiods import PayFrequency, PaySchedule
from tests.rules.labour.weeks_of_work import HOUR, days_of, hours_of, week_in

HALF = Decimal("1.5")


def test_a_daily_rule_adds_to_a_weekly_law_without_counting_twice() -> None:
    rules = EmployerRules.simple(weekly_after_seconds=40 * HOUR, daily_after_seconds=8 * HOUR)
    made = week_in("CA-QC", [0, 10, 10, 10, 10, 10, 0], {"employer": rules})
    assert hours_of(made) == (40, 10, 0)
    assert made.notices == ()


def test_eight_eight_eight_eight_nine() -> None:
    rules = EmployerRules.simple(weekly_after_seconds=40 * HOUR, daily_after_seconds=8 * HOUR)
    made = week_in("US-TX", [0, 8, 8, 8, 8, 9, 0], {"employer": rules})
    assert hours_of(made) == (40, 1, 0)


def test_rules_under_the_law_give_way_to_it_and_are_said() -> None:
    rules = EmployerRules.simple(weekly_after_seconds=45 * HOUR)
    made = week_in("CA-QC", [0, 10, 10, 10, 10, 10, 0], {"employer": rules})
    assert hours_of(made) == (40, 10, 0)
    assert [each.code for each in made.notices] == ["employer_rules_below_law"]
    assert dict(made.notices[0].data)["seconds"] == str(5 * HOUR // 2)


def test_a_low_daily_premium_does_not_use_up_the_weekly_law() -> None:
    low = EmployerRules("low", (EmployerRule("long day", Trigger.DAY, Decimal("1.1"), 6 * HOUR),))
    made = week_in("CA-QC", [0, 9, 9, 9, 9, 9, 0], {"employer": low})
    assert made.totals.by_multiplier[HALF] == 5 * HOUR


def test_an_exempt_person_has_only_the_employers_rules() -> None:
    rules = EmployerRules.simple(weekly_after_seconds=45 * HOUR)
    given = {"employer": rules, "worker": Worker(exempt=True)}
    made = week_in("CA-QC", [0, 10, 10, 10, 10, 10, 0], given)
    assert hours_of(made) == (45, 5, 0)
    assert [each.code for each in made.notices] == ["exempt_from_law"]


def test_a_seventh_day_rule_of_the_employer() -> None:
    rules = EmployerRules.simple(seventh_day=True)
    made = week_in("CA-QC", [4, 4, 4, 4, 4, 4, 9], {"employer": rules})
    assert hours_of(made) == (24, 8, 1)


def test_a_pay_period_rule_counts_across_weeks() -> None:
    rules = EmployerRules("two weeks", (EmployerRule("70", Trigger.PAY_PERIOD, HALF, 70 * HOUR),))
    schedule = PaySchedule(PayFrequency.EVERY_TWO_WEEKS, anchor_end=date(2026, 6, 20))
    segments = days_of([0, 9, 9, 9, 9, 4, 0, 0, 9, 9, 9, 9, 0, 0])
    policy = Policy("US", "UTC", holidays={}, employer=rules, pay_schedule=schedule)
    assert hours_of(classify(segments, policy)) == (70, 6, 0)


def test_a_night_premium_stacks_on_overtime() -> None:
    night = EmployerRule(
        "night", Trigger.TIME_OF_DAY, Decimal("1.25"), stacks=True,
        from_time=time(22), to_time=time(6),
    )  # fmt: skip
    start = datetime(2026, 6, 8, 14, tzinfo=UTC)
    shift = Segment(start, start + timedelta(hours=10))
    rules = EmployerRules("nights", (night,))
    made = classify([shift], Policy("CA-BC", "UTC", holidays={}, employer=rules))
    assert made.totals.by_multiplier == {Decimal(1): 8 * HOUR, Decimal("1.75"): 2 * HOUR}
    assert made.totals.of(Bucket.OVERTIME) == 2 * HOUR


def test_the_highest_of_premiums_that_do_not_stack_wins() -> None:
    evening = EmployerRule(
        "evening", Trigger.TIME_OF_DAY, Decimal("1.25"), from_time=time(18), to_time=time(23)
    )
    start = datetime(2026, 6, 8, 12, tzinfo=UTC)
    shift = Segment(start, start + timedelta(hours=9))
    rules = EmployerRules("evenings", (evening,))
    made = classify([shift], Policy("CA-BC", "UTC", holidays={}, employer=rules))
    assert made.totals.by_multiplier == {
        Decimal(1): 6 * HOUR,
        Decimal("1.25"): 2 * HOUR,
        HALF: HOUR,
    }


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"id": "", "trigger": Trigger.DAY, "multiplier": HALF}, "employer.id"),
        ({"id": "a", "trigger": Trigger.DAY, "multiplier": Decimal("0.5")}, "employer.multiplier"),
        ({"id": "a", "trigger": Trigger.DAY, "multiplier": HALF, "after_seconds": -1},
         "employer.after_seconds"),
        ({"id": "a", "trigger": Trigger.CONSECUTIVE_DAYS, "multiplier": HALF, "nth": 1},
         "employer.nth"),
        ({"id": "a", "trigger": Trigger.TIME_OF_DAY, "multiplier": HALF}, "employer.from_time"),
        ({"id": "a", "trigger": Trigger.TIME_OF_DAY, "multiplier": HALF, "after_seconds": 1,
          "from_time": time(22), "to_time": time(6)}, "employer.after_seconds"),
        ({"id": "a", "trigger": Trigger.WEEKDAY, "multiplier": HALF}, "employer.weekdays"),
    ],
)  # fmt: skip
def test_a_rule_that_means_nothing_is_refused_by_field(
    arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        EmployerRule(**arguments)
    assert refused.value.field == field


def in_a_row(nth: int, multiplier: Decimal = HALF) -> EmployerRules:
    days = Trigger.CONSECUTIVE_DAYS
    rule = EmployerRule("in a row", days, multiplier, nth=nth, across_weeks=True)
    return EmployerRules("own", (rule,))


def dates_paid(hours: Sequence[float], employer: EmployerRules) -> list[int]:
    """Days after the first Sunday that the rule pays."""
    made = week_in("US-TX", hours, {"employer": employer})
    return [
        (piece.day - date(2026, 6, 7)).days for piece in made.pieces if piece.rule_id == "in a row"
    ]


def test_days_in_a_row_go_on_into_the_next_workweek_until_a_day_off() -> None:
    hours = [0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 0, 4, 4]  # Wednesday to the next Wednesday
    assert dates_paid(hours, in_a_row(7)) == [9, 10]


def test_a_day_off_starts_the_row_again() -> None:
    assert dates_paid([4, 4, 4, 4, 0, 4, 4, 4, 4, 4, 0, 0, 0, 0], in_a_row(5)) == [9]


def test_a_week_without_work_ends_the_row() -> None:
    hours = [0, 0, 0, 0, 4, 4, 4, *[0] * 7, 4, 4, 4, 4, 0, 0, 0]
    assert dates_paid(hours, in_a_row(4)) == [17]


def test_days_of_the_workweek_do_not_go_on_into_the_next() -> None:
    days = Trigger.CONSECUTIVE_DAYS
    within = EmployerRules("own", (EmployerRule("in a row", days, HALF, nth=7),))
    assert dates_paid([0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0], within) == []


def test_days_in_a_row_across_weeks_are_explained() -> None:
    made = week_in("US-TX", [0, 0, 0, 4, 4, 4, 4, 4, 0, 0], {"employer": in_a_row(5)})
    winner = made.reasons[-1].winner
    assert winner is not None
    assert (winner.rule_id, winner.before, winner.after) == ("in a row", 0, 4 * HOUR)
    assert "5th day of work in a row or a later one, from its first hour" in made.reasons[-1].text(
        "en"
    )


def test_days_in_a_row_across_weeks_stand_beside_the_seventh_day_of_the_law() -> None:
    made = week_in("US-CA", [4] * 7, {"employer": in_a_row(6, Decimal("1.25"))})
    assert made.totals.by_multiplier == {
        Decimal(1): 20 * HOUR,
        Decimal("1.25"): 4 * HOUR,
        HALF: 4 * HOUR,
    }


@pytest.mark.parametrize(
    "given",
    [
        {"trigger": Trigger.CONSECUTIVE_DAYS, "nth": 32},
        {"trigger": Trigger.CONSECUTIVE_DAYS, "nth": 1},
        {"trigger": Trigger.DAY},
    ],
)
def test_days_in_a_row_across_weeks_must_make_sense(given: dict[str, Any]) -> None:
    with pytest.raises(PolicyInvalid):
        EmployerRule("in a row", multiplier=HALF, across_weeks=True, **given)


def test_an_employers_daily_rule_looks_at_a_holiday_the_law_counts_apart() -> None:
    employer = EmployerRules.simple(daily_double_after_seconds=12 * HOUR)
    policy = Policy("CA", "UTC", holidays={date(2026, 6, 8): "day"}, employer=employer)
    made = classify(days_of([0, 13, 8]), policy)
    assert made.totals.by_multiplier == {HALF: 12 * HOUR, Decimal(2): HOUR, Decimal(1): 8 * HOUR}
    assert "daily_double" in {look.rule_id for look in made.reasons[0].looks}


@pytest.mark.parametrize(("rate", "multiplier"), [("30", "1.25"), ("18", "1.5")])
def test_an_employers_premium_is_weighed_against_what_the_minimum_wage_adds(
    rate: str, multiplier: str
) -> None:
    worker = Worker(hourly_rate=Decimal(rate), minimum_wage=Decimal("15.65"))
    own = EmployerRule("weekly", Trigger.WEEK, Decimal("1.25"), 44 * HOUR)
    policy = Policy("CA-NB", "UTC", worker=worker, employer=EmployerRules("own", (own,)))
    made = classify(days_of([0, 10, 10, 10, 10, 10]), policy)
    assert made.totals.by_multiplier == {Decimal(1): 44 * HOUR, Decimal(multiplier): 6 * HOUR}


def test_overtime_on_the_minimum_wage_is_named_even_where_it_adds_nothing() -> None:
    worker = Worker(hourly_rate=Decimal(30), minimum_wage=Decimal("15.65"))
    made = classify(days_of([0, 10, 10, 10, 10, 10]), Policy("CA-NB", "UTC", worker=worker))
    assert made.totals.overtime == 6 * HOUR
