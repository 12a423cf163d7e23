"""What must hold of any week anywhere: no second lost, order and cuts without effect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.labour import Bucket, Classification, Policy, Segment, classify
from pointage.rules.timekeeping import Interval

PLACES = ["CA", "CA-QC", "CA-ON", "CA-BC", "CA-AB", "CA-SK", "US", "US-CA", "US-CO", "US-NV"]
PLACES += ["US-KY", "US-RI", "FR"]
ZONES = ["America/Toronto", "America/Vancouver", "UTC"]
BASE = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
HOUR = 3600


@st.composite
def work(draw: st.DrawFn) -> list[Segment]:
    """Up to twelve stretches over about three weeks, round the March change of clocks."""
    at = BASE
    segments = []
    for number in range(draw(st.integers(1, 12))):
        at += draw(st.integers(0, 40 * HOUR))
        length = draw(st.integers(1, 16 * HOUR))
        segments.append(_segment(at, at + length, str(number)))
        at += length
    return segments


def _segment(first: int, last: int, name: str = "") -> Segment:
    return Segment(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC), id=name)


policies = st.builds(Policy, st.sampled_from(PLACES), st.sampled_from(ZONES))


def pay_of(made: Classification) -> Decimal:
    """Paid hours at a rate of one, in seconds."""
    return sum((each.multiplier * each.seconds for each in made.pieces), Decimal(0))


@settings(max_examples=150, deadline=None)
@given(work(), policies)
def test_no_second_is_lost_or_counted_twice(segments: list[Segment], policy: Policy) -> None:
    pieces = classify(segments, policy).pieces
    assert sum(each.seconds for each in pieces) == sum(each.seconds for each in segments)
    spans = [Interval(each.start, each.end) for each in pieces]
    assert not any(one.overlaps(other) for one, other in pairwise(spans))


@settings(max_examples=150, deadline=None)
@given(work(), policies, st.randoms(use_true_random=False))
def test_order_changes_nothing(segments: list[Segment], policy: Policy, chance: object) -> None:
    shuffled = list(segments)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert classify(shuffled, policy).pieces == classify(segments, policy).pieces


@settings(max_examples=150, deadline=None)
@given(work(), policies, st.integers(0, 11), st.integers(1, 16 * HOUR))
def test_cutting_a_segment_in_two_changes_no_total(
    segments: list[Segment], policy: Policy, which: int, after: int
) -> None:
    chosen = segments[which % len(segments)]
    at = chosen.first + after % max(chosen.seconds, 1)
    halves = [_segment(chosen.first, at), _segment(at, chosen.last)]
    rest = [each for each in segments if each is not chosen]
    whole, cut = classify(segments, policy), classify([*rest, *halves], policy)
    assert cut.totals == whole.totals
    assert cut.days == whole.days


@settings(max_examples=150, deadline=None)
@given(work(), policies, st.integers(1, 8 * HOUR))
def test_more_work_never_gives_less_pay(segments: list[Segment], policy: Policy, more: int) -> None:
    last = segments[-1]
    longer = [*segments[:-1], _segment(last.first, last.last + more)]
    assert pay_of(classify(longer, policy)) >= pay_of(classify(segments, policy)) + more


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 16 * HOUR), min_size=7, max_size=7))
def test_with_one_multiplier_residual_is_the_greater_of(lengths: list[int]) -> None:
    sunday = int(datetime(2026, 6, 7, tzinfo=UTC).timestamp())
    segments = [
        _segment(sunday + day * 86_400, sunday + day * 86_400 + length)
        for day, length in enumerate(lengths)
    ]
    made = classify(segments, Policy("CA-AB", "UTC", holidays={}))
    daily = sum(max(0, length - 8 * HOUR) for length in lengths)
    assert made.totals.overtime == max(daily, sum(lengths) - 44 * HOUR)


@settings(max_examples=100, deadline=None)
@given(work(), policies)
def test_totals_agree_however_they_are_summed(segments: list[Segment], policy: Policy) -> None:
    made = classify(segments, policy)
    for bucket in Bucket:
        total = made.totals.of(bucket)
        assert sum(week.totals.of(bucket) for week in made.weeks) == total
        assert sum(day.of(bucket) for day in made.days.values()) == total


@settings(deadline=None)
@given(st.integers(0, 12 * HOUR), st.integers(1, 12 * HOUR))
def test_a_clock_change_never_bends_the_time_that_passed(start: int, length: int) -> None:
    evening = int(datetime(2026, 11, 1, 0, tzinfo=UTC).timestamp()) + start
    segment = _segment(evening, evening + length)
    made = classify([segment], Policy("CA-QC", "America/Toronto", holidays={}))
    assert made.totals.worked == timedelta(seconds=length) // timedelta(seconds=1)
