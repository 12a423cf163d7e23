"""Rounding of punches as a layer: known punches, refusals, and who gains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointage.rules.timekeeping import (
    ROUNDING_MINUTES,
    Interval,
    Rounding,
    RoundingInvalid,
    RoundingMode,
    RoundingPolicy,
    neutrality,
)

TORONTO = ZoneInfo("America/Toronto")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minute", "mode", "expected"),
    [
        (7, RoundingMode.NEAREST, 0),
        (8, RoundingMode.NEAREST, 15),
        (1, RoundingMode.UP, 15),
        (14, RoundingMode.DOWN, 0),
        (15, RoundingMode.UP, 15),
    ],
)
def test_a_quarter_hour(minute: int, mode: RoundingMode, expected: int) -> None:
    punch = NOON.replace(minute=minute)
    assert Rounding(15, mode).apply(punch, TORONTO) == NOON.replace(minute=expected)


def test_half_way_goes_up() -> None:
    punch = NOON.replace(minute=7, second=30)
    assert Rounding(15).apply(punch, TORONTO) == NOON.replace(minute=15)


def test_the_local_clock_is_rounded() -> None:
    punch = datetime(2026, 6, 8, 2, 20, tzinfo=UTC)  # 08:05 in Kathmandu
    assert Rounding(30).apply(punch, KATHMANDU) == datetime(2026, 6, 8, 2, 15, tzinfo=UTC)


def test_each_side_has_its_own_rounding() -> None:
    policy = RoundingPolicy(arriving=Rounding(5, RoundingMode.UP))
    work = Interval(NOON.replace(minute=1), NOON.replace(minute=58))
    assert policy.apply(work, TORONTO) == Interval(NOON.replace(minute=5), work.end)


def test_by_punch_and_by_day_differ() -> None:
    at = datetime(2026, 6, 8, 8, 53, tzinfo=UTC)
    work = Interval(at, at + timedelta(minutes=524))
    quarter = RoundingPolicy(Rounding(15), Rounding(15))
    assert quarter.apply(work, TORONTO).seconds == 510 * 60
    assert Rounding(15).apply_to_total(work.seconds) == 525 * 60


@pytest.mark.parametrize("minutes", [0, 2, 7, 20, 60])
def test_another_step_is_refused(minutes: int) -> None:
    with pytest.raises(RoundingInvalid) as refused:
        Rounding(minutes)
    assert refused.value.field == "minutes"


def test_the_report_says_who_gains_and_who_loses() -> None:
    quarter = RoundingPolicy(Rounding(15), Rounding(15))
    early = Interval(NOON - timedelta(minutes=5), NOON + timedelta(hours=4))
    late = Interval(NOON - timedelta(minutes=10), NOON + timedelta(hours=4))
    report = neutrality([("Ana", early), ("Luc", late), ("Ana", late)], quarter, TORONTO)
    assert [(each.person, each.stretches, each.gained, each.lost) for each in report] == [
        ("Ana", 2, 300, 300),
        ("Luc", 1, 300, 0),
    ]
    assert report[0].net == 0


@settings(deadline=None)
@given(
    st.integers(0, 400_000_000),
    st.sampled_from(ROUNDING_MINUTES),
    st.sampled_from(list(RoundingMode)),
)
def test_rounding_moves_less_than_a_step_and_only_once(
    second: int, minutes: int, mode: RoundingMode
) -> None:
    punch = datetime.fromtimestamp(1_500_000_000 + second, UTC)
    rounding = Rounding(minutes, mode)
    once = rounding.apply(punch, TORONTO)
    assert abs(once - punch) < timedelta(minutes=minutes)
    assert rounding.apply(once, TORONTO) == once
