"""Trades, contracts and agreements whose hours a law counts in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pointage.rules.labour import (
    Averaging,
    Check,
    EmployerRule,
    EmployerRules,
    Kind,
    Policy,
    PolicyInvalid,
    Segment,
    Trigger,
    Worker,
    classify,
    compliance_findings,
    notice_text,
    vocabulary,
)
from pointage.rules.timekeeping import UnknownZone
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of, hours_of


def worked(
    place: str, hours: Sequence[float], worker: Worker | None = None, **more: object
) -> tuple[float, float, float]:
    """Regular, overtime and double-time hours of days from Sunday 2026-06-07."""
    policy = Policy(place, "UTC", week_start=0, worker=worker or Worker(), holidays={})
    return hours_of(classify(days_of(hours), replace(policy, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "industry", "hours", "overtime"),
    [
        ("CA-ON", "road_building", [0, 12, 12, 12, 12, 9, 0], 2),
        ("CA-ON", "road_structures", [0, 12, 12, 12, 12, 9, 0], 7),
        ("CA-ON", "local_cartage", [0, 11, 11, 11, 11, 11, 0], 5),
        ("CA-ON", "highway_transport", [0, 13, 13, 13, 13, 13, 0], 5),
        ("CA-ON", "sewer_and_watermain", [0, 10, 10, 10, 10, 10, 0], 0),
        ("CA-AB", "trucking", [0, 11, 10, 10, 10, 10, 4], 5),
        ("CA-AB", "trucking", [0, 12, 12, 12, 0, 0, 0], 6),
        ("CA-AB", "irrigation_district", [0, 10, 9, 9, 9, 9, 9], 1),
        ("CA-AB", "ambulance", [0, 12, 12, 12, 12, 12, 0], 10),
        ("CA-AB", "highway_and_railway_construction", [0, 10, 10, 10, 10, 6, 0], 2),
        ("CA-QC", "clothing", [0, 9, 8, 8, 8, 8, 0], 2),
    ],
)
def test_a_listed_trade_has_its_own_limits(
    place: str, industry: str, hours: list[float], overtime: float
) -> None:
    assert worked(place, hours, Worker(industry=industry))[1] == overtime


def month_of(hours: float, days: int) -> list[Segment]:
    """So many days in a row from 1 June 2026."""
    return days_of([hours] * days, first=date(2026, 6, 1))


def alberta(industry: str, **more: object) -> Policy:
    return Policy("CA-AB", "UTC", worker=Worker(industry=industry, **more), holidays={})  # type: ignore[arg-type]


def test_a_month_of_191_hours_is_the_limit_in_geophysical_exploration() -> None:
    made = classify(month_of(10, 20), alberta("geophysical_exploration"))
    assert hours_of(made) == (191, 9, 0)


def test_hours_over_the_day_are_left_out_of_the_month() -> None:
    made = classify(month_of(12, 18), alberta("logging"))
    assert hours_of(made) == (180, 36, 0)


def test_a_new_month_starts_from_nothing() -> None:
    made = classify(days_of([10] * 20, first=date(2026, 6, 21)), alberta("oilwell_servicing"))
    assert hours_of(made) == (200, 0, 0)


def test_a_short_first_month_is_counted_by_the_week() -> None:
    worker_flags = frozenset({"first_or_last_month"})
    made = classify(month_of(10, 5), alberta("field_catering", flags=worker_flags))
    assert hours_of(made)[1] == 6


def test_the_reason_of_a_monthly_limit_tells_the_month_so_far() -> None:
    made = classify(month_of(10, 20), alberta("geophysical_exploration"))
    winner = made.reasons[-1].winner
    assert winner is not None
    assert (winner.rule_id, winner.before, winner.limit) == ("monthly", 191 * HOUR, 191 * HOUR)


def test_a_law_that_counts_months_cannot_be_joined_by_pay_period_rules() -> None:
    rule = EmployerRule("period", Trigger.PAY_PERIOD, Decimal(2), 80 * HOUR)
    policy = replace(alberta("logging"), employer=EmployerRules("own", (rule,)))
    with pytest.raises(PolicyInvalid, match=r"employer\.rules"):
        classify(month_of(10, 5), policy)


DRIVER = Policy(
    "CA",
    "UTC",
    holidays={},
    job_occupations={"city": "city_driver", "highway": "highway_driver", "dock": ""},
)


def by_job(*hours: tuple[float, str]) -> list[Segment]:
    return [
        Segment.of_length(SUNDAY + timedelta(days=day + 1), round(amount * HOUR), "UTC", job=job)
        for day, (amount, job) in enumerate(hours)
    ]


@pytest.mark.parametrize(
    ("hours", "overtime"),
    [
        # 36 h on the highway and 14 in the city: sixty a week, no daily limit.
        (((12, "highway"), (12, "highway"), (12, "highway"), (14, "city")), 0),
        # Mostly city: over nine a day and over 45 a week.
        (((12, "highway"), (12, "city"), (12, "city"), (12, "city")), 12),
        # Mostly on the dock: eight a day and forty a week.
        (((9, "dock"), (9, "dock"), (9, "dock"), (9, "city")), 4),
        # As many of each: the better of the two for the driver.
        (((12, "highway"), (12, "city")), 6),
    ],
)
def test_mixed_drivers_have_the_hours_of_the_class_worked_most(
    hours: tuple[tuple[float, str], ...], overtime: float
) -> None:
    made = classify(by_job(*hours), DRIVER)
    assert made.totals.overtime / HOUR == overtime


def test_mixed_occupations_are_refused_where_no_law_speaks_of_them() -> None:
    policy = Policy("CA-QC", "UTC", job_occupations={"city": "city_driver"})
    with pytest.raises(PolicyInvalid, match="job_occupations"):
        classify(days_of([0, 8]), policy)


def test_french_part_time_pays_ten_then_twenty_five_per_cent() -> None:
    part_time = Worker(flags=frozenset({"part_time"}), contract_seconds=24 * HOUR)
    made = classify(days_of([0, 6, 6, 6, 6, 6]), Policy("FR", "UTC", worker=part_time))
    paid = {str(times): seconds for times, seconds in made.totals.by_multiplier.items()}
    assert paid == {"1": 24 * HOUR, "1.1": 8640, "1.25": 12960}


def test_french_part_time_needs_the_hours_of_the_contract() -> None:
    part_time = Worker(flags=frozenset({"part_time"}))
    with pytest.raises(PolicyInvalid, match="contract_seconds"):
        classify(days_of([0, 6]), Policy("FR", "UTC", worker=part_time))


def test_the_virgin_islands_pay_the_sixth_and_seventh_day_in_a_row() -> None:
    assert worked("US-VI", [5, 5, 5, 5, 5, 5, 5]) == (25, 10, 0)


def test_tourism_in_the_virgin_islands_has_the_seventh_day_alone() -> None:
    assert worked("US-VI", [5, 5, 5, 5, 5, 5, 5], Worker(flags=frozenset({"tourism"})))[1] == 5


def test_new_york_pays_the_rest_day_of_domestic_workers() -> None:
    assert worked("US-NY", [5] * 7, Worker(occupation="domestic_worker"))[1] == 5
    assert worked("US-NY", [5] * 7)[1] == 0


def test_puerto_rico_pays_double_on_the_rest_day_of_students() -> None:
    assert worked("US-PR", [5] * 7, Worker(flags=frozenset({"student"})))[2] == 5


def test_older_hires_in_puerto_rico_have_days_of_24_hours_from_the_start() -> None:
    evening = datetime(2026, 6, 8, 18, tzinfo=UTC)
    night = [Segment(evening, evening + timedelta(hours=12))]
    older = Worker(hired_on=date(2010, 5, 1))
    recent = Worker(hired_on=date(2018, 5, 1))
    assert hours_of(classify(night, Policy("US-PR", "UTC", worker=older)))[1] == 4
    assert hours_of(classify(night, Policy("US-PR", "UTC", worker=recent)))[1] == 0


@pytest.mark.parametrize(
    ("place", "size", "overtime"),
    [("US", None, 0), ("US-TX", None, 0), ("US-OH", None, 8), ("US-AR", 3, 0), ("US-AR", 4, 8)],
)
def test_who_the_federal_act_does_not_cover_has_the_law_of_the_state_alone(
    place: str, size: int | None, overtime: float
) -> None:
    uncovered = Worker(flsa_covered=False, employer_size=size)
    assert worked(place, [0, 8, 8, 8, 8, 8, 8], uncovered)[1] == overtime


@pytest.mark.parametrize(
    ("on", "size", "overtime"),
    [
        (date(2021, 6, 6), 30, 7.5),  # large, 8.5 a day and 45 a week
        (date(2021, 6, 6), 5, 0),  # small, ten a day and sixty a week
        (date(2024, 6, 2), 5, 7.5),  # small, 8.5 and 45
        (date(2026, 6, 7), 5, 10),  # eight and forty
    ],
)
def test_california_farms_reach_eight_and_forty_by_steps(
    on: date, size: int, overtime: float
) -> None:
    farm = Worker(flags=frozenset({"farm_worker"}), employer_size=size)
    policy = Policy("US-CA", "UTC", worker=farm, holidays={})
    made = classify(days_of([0, 10, 10, 10, 10, 10, 0], first=on), policy)
    assert made.totals.overtime / HOUR == overtime


def test_leave_takes_no_more_than_forty_hours_a_week_off_an_averaged_period() -> None:
    off = [
        Segment.of_length(SUNDAY + timedelta(days=day), 8 * HOUR, "UTC", kind=Kind.VACATION)
        for day in range(7)
    ]
    policy = Policy("CA", "UTC", averaging=Averaging(2, SUNDAY), holidays={})
    made = classify([*off, *days_of([0] * 7 + [0, 9, 9, 9, 9, 9, 0])], policy)
    assert made.totals.overtime / HOUR == 5


def averaged_in_bc(hours: Sequence[float]) -> float:
    """Hours paid as work in the weekly rest, averaging over two weeks."""
    policy = Policy("CA-BC", "UTC", averaging=Averaging(2, SUNDAY), holidays={})
    return classify(days_of(hours), policy).totals.premium / HOUR


def test_two_rests_in_one_week_serve_for_both_weeks_of_an_averaged_period() -> None:
    assert averaged_in_bc([6] * 7 + [6, 6, 6, 6, 0, 0, 0]) == 0


def test_an_averaged_period_without_enough_rests_pays_the_cheapest() -> None:
    assert averaged_in_bc([5] * 7 + [5, 5, 5, 5, 5, 5, 0]) == 5


def test_manitoba_flextime_allows_ten_hours_a_day() -> None:
    agreed = frozenset({"flex_time"})
    assert worked("CA-MB", [0, 10, 10, 10, 11, 0, 0], agreements=agreed) == (40, 1, 0)


@pytest.mark.parametrize(("holidays", "limits"), [({}, []), ({SUNDAY: "day"}, [36 * HOUR])])
def test_saskatchewan_lets_a_holiday_week_be_of_36_hours(
    holidays: dict[date, str], limits: list[int]
) -> None:
    made = classify(days_of([0, 8, 8, 8, 8, 8]), Policy("CA-SK", "UTC", holidays=holidays))
    found = [each for each in compliance_findings(made) if each.check is Check.LONGEST_WEEK]
    assert [each.required for each in found] == limits


def test_the_words_a_place_knows_are_told() -> None:
    alberta = vocabulary("CA-AB")
    assert {"trucking", "oilwell_servicing"} <= alberta.industries
    assert {"first_or_last_month", "adolescent_on_school_day"} <= alberta.flags
    assert alberta.agreements == {"averaging"}
    assert "hotel" in vocabulary("US-NY").industries
    assert "city_driver" in vocabulary("CA").occupations
    assert "fluctuating_workweek" in vocabulary("US-CA").flags


def test_averaging_may_be_over_one_week() -> None:
    policy = Policy("CA-BC", "UTC", averaging=Averaging(1, SUNDAY), holidays={})
    assert hours_of(classify(days_of([0, 9, 9, 9, 9, 6]), policy)) == (38, 4, 0)


def test_a_worksite_in_another_zone_has_its_own_midnight() -> None:
    evening = datetime(2026, 6, 9, 4, tzinfo=UTC)  # midnight in Toronto, 21:00 in Vancouver
    work = [Segment(evening, evening + timedelta(hours=6), zone="America/Vancouver")]
    made = classify(work, Policy("US-CA", "America/Toronto"))
    assert [(on.day, total.worked // HOUR) for on, total in made.days.items()] == [(8, 3), (9, 3)]


def test_work_further_west_on_an_earlier_date_stays_with_the_date_reached() -> None:
    start = datetime(2026, 6, 9, 4, tzinfo=UTC)
    work = [
        Segment(start, start + timedelta(hours=2)),
        Segment(start + timedelta(hours=2), start + timedelta(hours=3), zone="America/Los_Angeles"),
    ]
    made = classify(work, Policy("US-CA", "America/Toronto"))
    assert [(on.day, total.worked // HOUR) for on, total in made.days.items()] == [(9, 3)]


@pytest.mark.parametrize("place", ["CA-ON", "CA-AB", "CA-BC"])
@pytest.mark.parametrize("occupation", ["chartered_accountant", "manager", "lawyer"])
def test_professions_and_managers_are_outside_overtime(place: str, occupation: str) -> None:
    hours = [0, 13, 12, 12, 12, 12, 0]
    assert worked(place, hours, Worker(occupation=occupation)) == (61, 0, 0)
    assert worked(place, hours, Worker(occupation="bookkeeper"))[1] > 0


def test_accountants_have_overtime_under_the_federal_code() -> None:
    accountant = Worker(occupation="chartered_accountant")
    assert worked("CA", [0, 10, 10, 10, 10, 10, 0], accountant)[1] == 10


def test_managers_in_quebec_have_no_standard_week() -> None:
    assert worked("CA-QC", [0, 10, 10, 10, 10, 10, 0], Worker(occupation="manager"))[1] == 0


def test_a_flag_that_a_place_does_not_know_is_named() -> None:
    policy = Policy("CA-QC", "UTC", worker=Worker(flags=frozenset({"retail", "totals_only"})))
    made = classify(days_of([0, 8]), policy)
    assert [each.code for each in made.notices] == ["flag_without_effect"]
    assert "retail" in notice_text(made.notices[0], "en")
    assert "commerce de détail" in notice_text(made.notices[0], "fr")


def test_leave_at_a_worksite_is_on_the_date_of_that_place() -> None:
    late = datetime(2026, 6, 9, 5, tzinfo=UTC)  # 22:00 on the 8th in Vancouver
    leave = Segment(late, late + timedelta(hours=2), Kind.VACATION, zone="America/Vancouver")
    made = classify([leave], Policy("CA-QC", "America/Toronto"))
    assert list(made.days) == [date(2026, 6, 8)]


def test_an_unknown_zone_of_a_worksite_is_refused() -> None:
    work = replace(days_of([0, 8])[0], zone="Pacific")
    with pytest.raises(UnknownZone, match="Pacific"):
        classify([work], Policy("CA-QC", "UTC"))
