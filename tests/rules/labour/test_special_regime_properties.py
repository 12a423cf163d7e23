"""What must hold of months, averaged rests, contracts, mixed work and worksites elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.labour import Averaging, Policy, Segment, Worker, classify
from pointage.rules.labour.classification import Classification
from pointage.rules.timekeeping import Interval
from tests.rules.labour.test_classify_properties import HOUR, pay_of, work

FIRST = date(2026, 3, 1)


def of(place: str, worker: Worker | None = None) -> Policy:
    return Policy(place, "America/Toronto", worker=worker or Worker())


MONTHLY = of("CA-AB", Worker(industry="logging"))
PART_TIME = of("FR", Worker(flags=frozenset({"part_time"}), contract_seconds=20 * HOUR))
STEADY = [
    MONTHLY,
    PART_TIME,
    of("CA-AB", Worker(industry="oilwell_servicing")),
    of("CA-ON", Worker(industry="road_building")),
    of("US-VI"),
    of("US-NY", Worker(occupation="domestic_worker")),
    of("US-PR", Worker(hired_on=date(2010, 1, 1), flsa_covered=False)),
    of("US-CA", Worker(flags=frozenset({"farm_worker"}))),
]
SPECIAL = [
    *STEADY,
    replace(of("CA-BC"), averaging=Averaging(2, FIRST)),
    replace(of("CA"), averaging=Averaging(3, FIRST)),
    replace(of("CA"), job_occupations={"city": "city_driver", "road": "highway_driver"}),
]
JOBS = ["city", "road", ""]
WORKSITES = ["", "America/Vancouver", "Europe/Paris", "America/St_Johns"]


@st.composite
def mixed_work(draw: st.DrawFn) -> list[Segment]:
    """Stretches of several jobs at worksites in several zones."""
    jobs, sites = st.sampled_from(JOBS), st.sampled_from(WORKSITES)
    return [replace(each, job=draw(jobs), zone=draw(sites)) for each in draw(work())]


def totals_of(made: Classification) -> object:
    return made.totals, made.days


@settings(max_examples=100, deadline=None)
@given(mixed_work(), st.sampled_from(SPECIAL))
def test_no_second_is_lost_or_counted_twice(segments: list[Segment], policy: Policy) -> None:
    pieces = classify(segments, policy).pieces
    assert sum(each.seconds for each in pieces) == sum(each.seconds for each in segments)
    spans = [Interval(each.start, each.end) for each in pieces]
    assert not any(one.overlaps(other) for one, other in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(mixed_work(), st.sampled_from(SPECIAL), st.integers(0, 1000))
def test_order_changes_nothing(segments: list[Segment], policy: Policy, seed: int) -> None:
    shuffled = list(segments)
    Random(seed).shuffle(shuffled)
    assert classify(shuffled, policy).pieces == classify(segments, policy).pieces


@settings(max_examples=100, deadline=None)
@given(mixed_work(), st.sampled_from(SPECIAL), st.integers(0, 11), st.integers(1, 16 * HOUR))
def test_cutting_a_segment_in_two_changes_no_total(
    segments: list[Segment], policy: Policy, which: int, after: int
) -> None:
    chosen = segments[which % len(segments)]
    middle = chosen.start + (chosen.end - chosen.start) * (after % chosen.seconds) // chosen.seconds
    middle = middle.replace(microsecond=0)
    halves = [replace(chosen, end=middle), replace(chosen, start=middle)]
    rest = [each for each in segments if each is not chosen]
    whole, cut = classify(segments, policy), classify([*rest, *halves], policy)
    assert totals_of(cut) == totals_of(whole)


@settings(max_examples=100, deadline=None)
@given(work(), st.sampled_from(STEADY), st.integers(1, 8 * HOUR))
def test_more_work_never_gives_less_pay(segments: list[Segment], policy: Policy, more: int) -> None:
    last = segments[-1]
    longer = replace(last, end=last.end + (last.end - last.start) * more // last.seconds)
    more = longer.seconds - last.seconds
    before, after = (classify(each, policy) for each in (segments, [*segments[:-1], longer]))
    assert pay_of(after) >= pay_of(before) + more


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 16 * HOUR), min_size=1, max_size=30))
def test_a_month_gives_the_greater_of_its_days_and_its_total(lengths: list[int]) -> None:
    days = [
        Segment.of_length(date(2026, 6, 1 + day), length, "UTC")
        for day, length in enumerate(lengths)
    ]
    made = classify(days, replace(MONTHLY, zone="UTC", holidays={}))
    daily = sum(max(0, length - 10 * HOUR) for length in lengths)
    assert made.totals.overtime == max(daily, sum(lengths) - 191 * HOUR)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 34 * HOUR))
def test_part_time_hours_past_the_contract_are_all_paid_more(seconds: int) -> None:
    made = classify(
        [Segment.of_length(date(2026, 6, 8), seconds, "UTC")] if seconds else [],
        replace(PART_TIME, zone="UTC"),
    )
    past, limit = max(0, seconds - 20 * HOUR), 2 * HOUR
    paid = min(past, limit) * Decimal("0.1") + max(0, past - limit) * Decimal("0.25")
    assert pay_of(made) == seconds + paid
