"""Whole weeks by the law of the place: hours, holidays, leave, shifts, agreements, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from pointage.rules.labour import (
    Averaging,
    BeforeKnownLaw,
    Bucket,
    DailySchedule,
    Kind,
    NaiveSegment,
    NegativeSegment,
    OverlappingSegments,
    Policy,
    PolicyInvalid,
    Segment,
    UnknownJurisdiction,
    Worker,
    classify,
)
from pointage.rules.payperiods import PayFrequency, PaySchedule
from pointage.rules.timekeeping import UnknownZone
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of, hours_of, week_in


@pytest.mark.parametrize(
    ("place", "hours", "expected"),
    [
        ("CA-QC", [0, 12, 12, 12, 4, 0, 0], (40, 0, 0)),
        ("CA-QC", [0, 9, 9, 9, 9, 9, 0], (40, 5, 0)),
        ("CA-ON", [0, 10, 10, 10, 10, 10, 0], (44, 6, 0)),
        ("CA-BC", [0, 14, 8, 8, 8, 8, 8], (40, 12, 2)),
        ("CA-AB", [0, 10, 10, 10, 10, 0, 0], (32, 8, 0)),
        ("CA-AB", [0, 8, 8, 8, 8, 8, 8], (44, 4, 0)),
        ("CA-NT", [0, 12, 12, 12, 12, 0, 0], (32, 16, 0)),
        ("CA-NS", [0, 10, 10, 10, 10, 10, 0], (48, 2, 0)),
        ("US", [0, 13, 13, 13, 13, 0, 0], (40, 12, 0)),
        ("US-CA", [0, 13, 8, 8, 8, 8, 0], (40, 4, 1)),
        ("US-CA", [8, 8, 8, 8, 8, 8, 10], (40, 16, 2)),
        ("US-CA", [8, 8, 8, 0, 8, 8, 8], (40, 8, 0)),
        ("US-CO", [0, 13, 13, 13, 0, 0, 0], (36, 3, 0)),
        ("US-KY", [6, 6, 6, 6, 6, 6, 6], (36, 6, 0)),
        ("US-KY", [5, 5, 5, 5, 5, 5, 4], (34, 0, 0)),
        ("US-TX", [0, 12, 12, 12, 12, 0, 0], (40, 8, 0)),
        ("US-AK", [0, 10, 10, 10, 10, 8, 0], (40, 8, 0)),
    ],
)
def test_a_week_is_split_as_the_law_of_the_place_says(
    place: str, hours: list[float], expected: tuple[float, float, float]
) -> None:
    assert hours_of(week_in(place, hours)) == expected


def test_france_pays_two_rates_past_thirty_five_hours() -> None:
    made = week_in("FR", [0, 10, 10, 10, 10, 6, 0])
    assert made.totals.by_multiplier == {
        Decimal(1): 35 * HOUR,
        Decimal("1.25"): 8 * HOUR,
        Decimal("1.5"): 3 * HOUR,
    }


def test_a_federal_holiday_worked_is_left_out_and_lowers_the_week() -> None:
    made = week_in("CA", [0, 8, 8, 8, 8, 8, 8], {"holidays": {date(2026, 6, 8): "Holiday"}})
    week = made.weeks[0]
    assert (week.counted / HOUR, week.limit) == (40, 32 * HOUR)
    assert hours_of(made) == (32, 8, 0)
    assert made.totals.holiday == 8 * HOUR


@pytest.mark.parametrize(
    ("place", "kind", "overtime"),
    [
        ("CA-QC", Kind.HOLIDAY_OFF, 4),
        ("CA-QC", Kind.VACATION, 4),
        ("CA-QC", Kind.SICK, 0),
        ("CA-MB", Kind.HOLIDAY_OFF, 4),
        ("CA-MB", Kind.VACATION, 4),
        ("US", Kind.VACATION, 0),
    ],
)
def test_paid_leave_counts_only_where_the_law_says(place: str, kind: Kind, overtime: float) -> None:
    hours = [0, 8, 9, 9, 9, 9, 0]
    segments = days_of(hours, kinds={1: kind})
    made = classify(segments, Policy(place, "UTC", holidays={}))
    assert made.totals.overtime == overtime * HOUR
    assert made.totals.leave == 8 * HOUR


def test_leave_at_the_end_of_the_week_still_makes_worked_hours_overtime() -> None:
    segments = days_of([0, 9, 9, 9, 9, 8, 0], kinds={5: Kind.HOLIDAY_OFF})
    made = classify(segments, Policy("CA-QC", "UTC", holidays={}))
    assert (made.totals.regular, made.totals.overtime) == (32 * HOUR, 4 * HOUR)


def test_a_shift_belongs_to_the_day_it_starts_where_the_law_reads_days_that_way() -> None:
    night = Segment(
        datetime(2026, 6, 8, 23, tzinfo=UTC), datetime(2026, 6, 9, 8, tzinfo=UTC), id="night"
    )
    assert hours_of(classify([night], Policy("CA", "UTC", holidays={}))) == (8, 1, 0)


def test_a_midnight_workday_and_a_noon_workday_split_a_night_differently() -> None:
    night = Segment(datetime(2026, 3, 2, 18, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))
    midnight = classify([night], Policy("US-CA", "UTC", holidays={}))
    noon = classify([night], Policy("US-CA", "UTC", holidays={}, workday_start=time(12)))
    assert hours_of(midnight) == (12, 0, 0)
    assert hours_of(noon) == (8, 4, 0)


def test_twelve_consecutive_hours_count_across_midnight_in_colorado() -> None:
    night = Segment(datetime(2026, 3, 2, 17, tzinfo=UTC), datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert hours_of(classify([night], Policy("US-CO", "UTC", holidays={}))) == (12, 2, 0)


def test_a_rolling_day_in_nevada_reaches_into_the_next_date() -> None:
    eight = datetime(2026, 6, 8, 8, tzinfo=UTC)
    next_six = eight + timedelta(hours=22)
    shifts = [
        Segment(eight, eight + timedelta(hours=8)),
        Segment(next_six, next_six + timedelta(hours=8)),
    ]
    assert hours_of(classify(shifts, Policy("US-NV", "UTC", holidays={}))) == (14, 2, 0)


@pytest.mark.parametrize(("rate", "overtime"), [("17.99", 2), ("18.00", 0)])
def test_nevada_pays_daily_overtime_only_under_its_rate_line(rate: str, overtime: int) -> None:
    worker = Worker(hourly_rate=Decimal(rate), minimum_wage=Decimal(12))
    made = week_in("US-NV", [0, 10, 8, 8, 8, 0, 0], {"worker": worker})
    assert made.totals.overtime == overtime * HOUR
    assert made.notices == ()


def test_an_assumed_fact_is_said() -> None:
    made = week_in("US-NV", [0, 10, 0, 0, 0, 0, 0])
    assert {dict(each.data).get("fact") for each in made.notices} == {
        "hourly_rate",
        "minimum_wage",
    }


@pytest.mark.parametrize(
    ("place", "worker", "hours", "expected"),
    [
        ("CA-QC", Worker(industry="logging"), [0, 10, 10, 10, 10, 10, 0], (47, 3, 0)),
        ("CA", Worker(occupation="highway_driver"), [0, 13, 13, 13, 13, 11, 0], (60, 3, 0)),
        ("CA-SK", Worker(flags=frozenset({"four_day_schedule"})), [0, 10, 10, 10, 11, 0, 0],
         (40, 1, 0)),
        ("US-OR", Worker(industry="manufacturing"), [0, 12, 12, 12, 0, 0, 0], (30, 6, 0)),
        ("US-OR", Worker(), [0, 12, 12, 12, 0, 0, 0], (36, 0, 0)),
        ("US-KY", Worker(occupation="bookkeeper"), [6, 6, 6, 6, 6, 6, 6], (40, 2, 0)),
        ("US-KS", Worker(), [0, 9, 9, 9, 9, 9, 0], (40, 5, 0)),
        ("US-KS", Worker(flsa_covered=False), [0, 9, 9, 9, 9, 11, 0], (46, 1, 0)),
        ("US-AK", Worker(employer_size=3), [0, 10, 10, 10, 10, 0, 0], (40, 0, 0)),
        ("US-CA", Worker(exempt=True), [0, 13, 13, 13, 13, 0, 0], (52, 0, 0)),
    ],
)  # fmt: skip
def test_facts_about_the_worker_choose_the_rule(
    place: str, worker: Worker, hours: list[float], expected: tuple[float, float, float]
) -> None:
    assert hours_of(week_in(place, hours, {"worker": worker})) == expected


def test_averaging_counts_the_weeks_together() -> None:
    segments = days_of([0, 12, 12, 12, 12, 0, 0, 0, 8, 8, 8, 9, 0, 0])
    policy = Policy("CA-QC", "UTC", holidays={}, averaging=Averaging(2, SUNDAY))
    assert hours_of(classify(segments, policy)) == (80, 1, 0)


def test_a_two_week_limit_of_the_law_needs_to_know_when_it_starts() -> None:
    worker = Worker(industry="construction")
    segments = days_of([0, 12, 12, 12, 12, 12, 0, 0, 11, 11, 11, 11, 10, 0])
    with pytest.raises(PolicyInvalid) as refused:
        classify(segments, Policy("CA-NS", "UTC", holidays={}, worker=worker))
    assert refused.value.field == "period_anchor"
    policy = Policy("CA-NS", "UTC", holidays={}, worker=worker, period_anchor=SUNDAY)
    assert hours_of(classify(segments, policy)) == (110, 4, 0)


def test_a_hospital_counts_eight_hours_and_eighty() -> None:
    hours = [0, 12, 12, 12, 0, 0, 0, 0, 12, 12, 12, 0, 12, 0]
    policy = Policy(
        "US", "UTC", holidays={}, agreements=frozenset({"eight_80"}), period_anchor=SUNDAY
    )
    assert hours_of(classify(days_of(hours), policy)) == (56, 28, 0)


def test_an_alternative_workweek_moves_the_daily_limit_on_scheduled_days() -> None:
    ten = 10 * HOUR
    given = {
        "agreements": frozenset({"alternative_workweek"}),
        "schedule": DailySchedule((0, ten, ten, ten, ten, 0, 0)),
    }
    made = week_in("US-CA", [0, 10, 10, 10, 11, 9, 0], given)
    assert hours_of(made) == (40, 9, 1)


def test_a_2017_week_in_oregon_is_computed_by_the_law_of_2017() -> None:
    worker = Worker(industry="manufacturing")
    hours = [0, 12, 12, 12, 12, 0, 0]
    before = classify(
        days_of(hours, first=date(2017, 6, 4)), Policy("US-OR", "UTC", holidays={}, worker=worker)
    )
    after = classify(
        days_of(hours, first=date(2018, 6, 3)), Policy("US-OR", "UTC", holidays={}, worker=worker)
    )
    assert sum(before.totals.by_rule.values()) == 16 * HOUR
    assert sum(after.totals.by_rule.values()) == 8 * HOUR


def test_the_workweeks_start_decides_a_threshold_that_changes_on_new_years_day() -> None:
    worker = Worker(flags=frozenset({"farm_worker"}))
    policy = Policy("US-OR", "UTC", holidays={}, worker=worker, week_start=1)
    hours = [10, 10, 10, 10, 10]
    straddling = classify(days_of(hours, first=date(2026, 12, 28)), policy)
    next_week = classify(days_of(hours, first=date(2027, 1, 4)), policy)
    assert hours_of(straddling) == (48, 2, 0)
    assert hours_of(next_week) == (40, 10, 0)


def test_the_federal_act_alone_is_kept_beside_the_state() -> None:
    made = week_in("US-CA", [0, 12, 12, 12, 10, 0, 0])
    assert made.totals.overtime == 14 * HOUR
    assert made.flsa_required_overtime == {SUNDAY: 6 * HOUR}


def test_a_night_of_the_clock_change_has_the_hours_that_passed() -> None:
    zone = "America/Los_Angeles"
    early = Segment.of_length(date(2026, 11, 1), 10 * HOUR, zone)
    made = classify([early], Policy("US-CA", zone, holidays={}))
    assert hours_of(made) == (8, 2, 0)


def test_time_is_cut_where_the_clocks_change() -> None:
    zone = "America/Toronto"
    night = Segment(datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC))
    made = classify([night], Policy("CA-QC", zone, holidays={}))
    assert [piece.seconds for piece in made.pieces] == [2 * HOUR, 2 * HOUR]


def test_a_week_across_two_pay_periods_is_paid_with_the_second() -> None:
    schedule = PaySchedule(PayFrequency.TWICE_A_MONTH, end_days=(10, 25))
    segments = days_of([8, 10, 10, 10, 10, 4, 0])
    made = classify(segments, Policy("US", "UTC", holidays={}, pay_schedule=schedule))
    first, second = made.periods
    assert (first.totals.worked, second.totals.worked) == (38 * HOUR, 14 * HOUR)
    assert (first.due.overtime, second.due.overtime) == (0, 12 * HOUR)
    assert first.carried_out == second.carried_in == (SUNDAY,)


def test_an_uncovered_regime_gives_hours_and_a_notice_but_no_overtime() -> None:
    worker = Worker(flags=frozenset({"cnesst_permit"}))
    made = week_in("CA-QC", [0, 10, 10, 10, 10, 10, 0], {"worker": worker})
    assert hours_of(made) == (50, 0, 0)
    assert [each.code for each in made.notices] == ["regime_not_covered"]


def test_an_agreement_the_law_does_not_know_is_said_to_have_no_effect() -> None:
    made = week_in("CA-PE", [0, 10, 10, 10, 10, 10, 0], {"averaging": Averaging(2, SUNDAY)})
    assert hours_of(made) == (48, 2, 0)
    assert [each.code for each in made.notices] == ["agreement_without_effect"]


def test_a_law_that_fixes_the_week_prevails_and_says_so() -> None:
    made = week_in("CA", [0, 8, 8, 8, 8, 8, 0], {"week_start": 1})
    assert made.weeks[0].starts == SUNDAY
    assert [each.code for each in made.notices] == ["week_start_set_by_law"]


def test_unpaid_breaks_are_kept_and_not_counted() -> None:
    at = datetime(2026, 6, 8, 8, tzinfo=UTC)
    segments = [
        Segment(at, at + timedelta(hours=4)),
        Segment(at + timedelta(hours=4), at + timedelta(hours=5), Kind.UNPAID_BREAK),
        Segment(at + timedelta(hours=5), at + timedelta(hours=10)),
    ]
    made = classify(segments, Policy("CA-BC", "UTC", holidays={}))
    assert made.totals.by_bucket == {
        Bucket.REGULAR: 8 * HOUR,
        Bucket.UNPAID: HOUR,
        Bucket.OVERTIME: HOUR,
    }


def test_an_empty_segment_leaves_no_trace_in_totals() -> None:
    sunday = datetime(2026, 6, 7, 8, tzinfo=UTC)
    made = classify([Segment(sunday, sunday)], Policy("US-RI", "UTC", holidays={}))
    assert made.totals.by_bucket == {}
    assert made.days == {}


def test_overlapping_work_is_refused_by_both_names() -> None:
    nine = datetime(2026, 6, 8, 9, tzinfo=UTC)
    first = Segment(nine, nine + timedelta(hours=3), id="a")
    second = Segment(nine + timedelta(hours=2), nine + timedelta(hours=4), id="b")
    with pytest.raises(OverlappingSegments) as refused:
        classify([second, first], Policy("US", "UTC"))
    assert (refused.value.segment, refused.value.other) == ("b", "a")


def test_bad_segments_are_refused_by_name() -> None:
    nine = datetime(2026, 6, 8, 9, tzinfo=UTC)
    with pytest.raises(NegativeSegment) as negative:
        Segment(nine, nine - timedelta(seconds=1), id="back")
    with pytest.raises(NaiveSegment) as naive:
        Segment(nine.replace(tzinfo=None), nine, id="bare")
    assert (negative.value.segment, naive.value.segment) == ("back", "bare")


def test_unknown_places_zones_and_times_are_refused() -> None:
    with pytest.raises(UnknownJurisdiction):
        classify([], Policy("CA-XX", "UTC"))
    with pytest.raises(UnknownZone):
        Policy("CA-QC", "Eastern")
    with pytest.raises(BeforeKnownLaw) as refused:
        classify(days_of([8], first=date(1950, 1, 1)), Policy("CA-QC", "UTC", holidays={}))
    assert refused.value.jurisdiction == "CA-QC"
