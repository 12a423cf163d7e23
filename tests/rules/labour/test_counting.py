"""The engine's counting where weeks, days and rules meet: one small case for each meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings

from pointage.rules.labour import (
    Averaging,
    Classification,
    EmployerRule,
    EmployerRules,
    Kind,
    Policy,
    PolicyInvalid,
    Segment,
    Trigger,
    Worker,
    classify,
)
from pointage.rules.payperiods import PayFrequency, PaySchedule
from tests.rules.labour.test_classify_properties import policies, work
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of, hours_of

HALF = Decimal("1.5")
MONDAY = datetime(2026, 6, 8, tzinfo=UTC)


def at(*spans: tuple[float, float], kind: Kind = Kind.WORKED) -> list[Segment]:
    """Stretches from and to so many hours after Monday began."""
    return [
        Segment(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), kind)
        for start, end in spans
    ]


def made_in(place: str, segments: list[Segment], **policy: object) -> Classification:
    given_policy = {"holidays": {}, **policy}
    return classify(segments, Policy(place, "UTC", **given_policy))  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(work(), policies)
def test_what_the_engine_says_the_rules_add_is_what_the_pieces_add(
    segments: list[Segment], policy: Policy
) -> None:
    made = classify(segments, policy)
    added = sum((piece.multiplier - 1) * 10_000 * piece.seconds for piece in made.pieces)
    assert sum(result.extra for result in made.results) == added


def test_three_stretches_of_a_day_are_one_day() -> None:
    assert hours_of(made_in("CA-BC", at((8, 12), (13, 16), (17, 20)))) == (8, 2, 0)


def test_a_seventh_day_counts_days_and_not_stretches() -> None:
    days = [
        (day * 24 - 24 + start, day * 24 - 24 + start + 3) for day in range(7) for start in (8, 13)
    ]
    assert hours_of(made_in("US-KY", at(*days))) == (36, 6, 0)


def test_a_day_of_breaks_alone_is_not_a_day_worked() -> None:
    days = [(day * 24 - 24 + 8, day * 24 - 24 + 16) for day in range(7)]
    segments = [*at(*days[:3]), *at(days[3], kind=Kind.UNPAID_BREAK), *at(*days[4:])]
    assert hours_of(made_in("US-CA", segments)) == (40, 8, 0)


def test_a_shift_from_last_week_does_not_begin_a_row_of_days_in_this_one() -> None:
    rules = EmployerRules("row", (EmployerRule("second", Trigger.CONSECUTIVE_DAYS, HALF, nth=2),))
    saturday = -48.0
    segments = at((saturday + 22, saturday + 26), (saturday + 34, saturday + 36))
    assert hours_of(made_in("CA", segments, employer=rules)) == (6, 0, 0)


def test_each_holiday_has_its_own_count() -> None:
    holidays = {date(2026, 6, 8): "one", date(2026, 6, 9): "two"}
    segments = at((0, 5), (6, 10), (11, 15), (24, 29), (30, 34), (35, 39))
    made = made_in("CA-BC", segments, holidays=holidays)
    assert made.totals.by_multiplier == {HALF: 24 * HOUR, Decimal(2): 2 * HOUR}


def test_each_pay_period_has_its_own_count() -> None:
    rules = EmployerRules("30", (EmployerRule("30", Trigger.PAY_PERIOD, HALF, 30 * HOUR),))
    schedule = PaySchedule(PayFrequency.WEEKLY, anchor_end=date(2026, 6, 13))
    segments = days_of([0, 8, 8, 8, 8, 0, 0, 0, 8, 8, 8, 8, 0, 0])
    made = made_in("CA-QC", segments, employer=rules, pay_schedule=schedule)
    assert [week.totals.overtime for week in made.weeks] == [2 * HOUR, 2 * HOUR]


def test_a_pay_period_counts_what_the_week_left_at_the_ordinary_rate() -> None:
    rules = EmployerRules("60", (EmployerRule("60", Trigger.PAY_PERIOD, HALF, 60 * HOUR),))
    schedule = PaySchedule(PayFrequency.EVERY_TWO_WEEKS, anchor_end=date(2026, 6, 20))
    segments = days_of([0, 9, 9, 9, 9, 9, 0, 0, 9, 9, 9, 9, 9, 0])
    made = made_in("US", segments, employer=rules, pay_schedule=schedule)
    assert made.totals.by_rule == {"weekly": 10 * HOUR, "60": 20 * HOUR}


def test_an_hour_off_keeps_a_row_of_hours_and_more_ends_it() -> None:
    assert hours_of(made_in("US-CO", at((17, 24), (25, 31)))) == (12, 1, 0)
    assert hours_of(made_in("US-CO", at((17, 24), (25.1, 31)))) == (12.9, 0, 0)


def test_an_unpaid_break_is_never_priced() -> None:
    segments = [*at((8, 21)), *at((21, 22), kind=Kind.UNPAID_BREAK)]
    made = made_in("US-CO", segments)
    assert made.pieces[-1].multiplier == 1
    assert made.totals.overtime == HOUR


def test_an_employers_day_stands_beside_hours_in_a_row() -> None:
    rules = EmployerRules("day", (EmployerRule("eight", Trigger.DAY, HALF, 8 * HOUR),))
    assert hours_of(made_in("US-CO", at((8, 17)), employer=rules)) == (8, 1, 0)


def test_a_row_of_hours_says_how_long_it_was() -> None:
    made = made_in("US-CO", at((17, 31)))
    winner = made.reasons[-1].winner
    assert winner is not None
    assert (winner.rule_id, winner.before, winner.limit) == ("consecutive", 12 * HOUR, 12 * HOUR)


def test_an_averaged_period_says_what_it_counted() -> None:
    segments = days_of([0, 12, 12, 12, 12, 0, 0, 0, 8, 8, 8, 9, 0, 0])
    made = made_in("CA-QC", segments, averaging=Averaging(2, SUNDAY))
    winner = made.reasons[-1].winner
    assert winner is not None
    assert (winner.before, winner.limit) == (80 * HOUR, 80 * HOUR)


def test_averaging_that_the_employer_ends_counts_the_weeks_completed() -> None:
    hours = [0, 10, 10, 10, 10, 8, 0, 0, 10, 10, 10, 10, 8, 0]
    ended = Averaging(4, SUNDAY, ended_on=date(2026, 6, 20))
    assert hours_of(made_in("CA", days_of(hours), averaging=ended)) == (80, 16, 0)


def test_averaging_that_the_worker_ends_is_paid_straight_in_federal_work() -> None:
    hours = [0, 10, 10, 10, 10, 8, 0, 0, 10, 10, 10, 10, 8, 0]
    quit_early = Averaging(4, SUNDAY, ended_on=date(2026, 6, 20), ended_by_worker=True)
    assert hours_of(made_in("CA", days_of(hours), averaging=quit_early)) == (96, 0, 0)


def test_a_new_averaging_period_starts_again() -> None:
    segments = days_of([0, 12, 12, 12, 12, 12, 0, 0, 8, 8, 8, 8, 0, 0, 0, 9, 9, 9, 9, 4])
    made = made_in("CA-QC", segments, averaging=Averaging(2, SUNDAY))
    assert hours_of(made) == (120, 12, 0)


def test_a_shift_of_colorado_carries_its_count_over_the_weeks_edge() -> None:
    segments = at((-27, -21), (-20.5, -14))
    assert hours_of(made_in("US-CO", segments)) == (12, 0.5, 0)


def test_an_unpaid_pause_of_hours_ends_a_row_of_hours() -> None:
    segments = [
        *at((17, 24)),
        *at((24, 26), kind=Kind.UNPAID_BREAK),
        *at((26, 32)),
    ]
    assert hours_of(made_in("US-CO", segments)) == (13, 0, 0)


def test_an_unpaid_break_of_a_premium_day_is_not_paid_either() -> None:
    rules = EmployerRules.simple(seventh_day=True)
    segments = days_of([4, 4, 4, 4, 4, 4, 4])
    pause = Segment(
        MONDAY + timedelta(days=5, hours=14),
        MONDAY + timedelta(days=5, hours=15),
        Kind.UNPAID_BREAK,
    )
    made = made_in("US-CO", [*segments, pause], employer=rules)
    assert made.pieces[-1].multiplier == 1
    assert made.totals.overtime == 4 * HOUR


def test_hours_in_a_row_and_an_employers_day_add_up_over_a_week() -> None:
    rules = EmployerRules("day", (EmployerRule("eight", Trigger.DAY, HALF, 8 * HOUR),))
    assert hours_of(made_in("US-CO", at((17, 31), (80, 89)), employer=rules)) == (20, 3, 0)


def test_a_weekly_rule_says_what_the_week_had_counted() -> None:
    made = made_in("CA-QC", days_of([0, 9, 9, 9, 9, 9, 0]))
    winner = made.reasons[-1].winner
    assert winner is not None
    assert (winner.rule_id, winner.before, winner.after) == ("weekly", 40 * HOUR, 45 * HOUR)


def test_what_a_long_day_adds_is_counted_over_all_its_parts() -> None:
    made = made_in("CA-BC", at((0, 14)))
    assert [result.extra for result in made.results] == [4 * HOUR * 10_000]


def test_premiums_that_stack_are_both_counted() -> None:
    made = made_in("US-RI", days_of([8, 8, 8, 8, 8, 8, 8], first=date(2026, 6, 8)), week_start=1)
    assert [result.extra for result in made.results] == [12 * HOUR * 10_000]
    assert made.totals.by_multiplier[Decimal(2)] == 8 * HOUR
    assert made.totals.by_rule == {"weekly": 16 * HOUR, "sunday": 8 * HOUR}


def test_holidays_and_leave_days_lower_an_averaged_federal_period() -> None:
    segments = days_of([0, 0, 9, 9, 9, 9, 0, 0, 8, 9, 9, 9, 9, 0], kinds={8: Kind.VACATION})
    made = made_in(
        "CA",
        segments,
        averaging=Averaging(2, SUNDAY),
        holidays={date(2026, 6, 8): "Holiday"},
    )
    assert hours_of(made) == (64, 8, 0)


def test_a_figure_is_in_force_from_its_very_first_day() -> None:
    farm = Worker(flags=frozenset({"farm_worker"}))
    hours = [10, 10, 10, 10, 10]
    before = made_in("US-OR", days_of(hours, first=date(2024, 12, 25)), worker=farm, week_start=3)
    after = made_in("US-OR", days_of(hours, first=date(2025, 1, 1)), worker=farm, week_start=3)
    assert (before.totals.overtime, after.totals.overtime) == (0, 2 * HOUR)


def test_averaging_without_its_weeks_is_refused() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        made_in("CA-QC", at((8, 16)), agreements=frozenset({"averaging"}))
    assert refused.value.field == "averaging"
