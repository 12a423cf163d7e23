"""The overtime figures a setup screen offers for a place."""

from __future__ import annotations

from datetime import date

import pytest

from pointage.rules.labour import (
    Confidence,
    UnknownJurisdiction,
    jurisdiction_codes,
    overtime_starting_point,
)

TODAY = date(2026, 11, 23)
HOUR = 3600


@pytest.mark.parametrize(
    ("code", "weekly", "daily", "double", "seventh_day"),
    [
        ("CA", 40, 8, None, False),
        ("CA-QC", 40, None, None, False),
        ("CA-ON", 44, None, None, False),
        ("CA-BC", 40, 8, 12, False),
        ("CA-AB", 44, 8, None, False),
        ("CA-NS", 48, None, None, False),
        ("US-CA", 40, 8, 12, True),
        ("US-KY", 40, None, None, True),
        ("US-TX", 40, None, None, False),
        ("FR", 35, None, None, False),
    ],
)
def test_a_place_offers_its_general_rule(
    code: str, weekly: int, daily: int | None, double: int | None, seventh_day: bool
) -> None:
    point = overtime_starting_point(code, TODAY)
    assert point.weekly_after_seconds == weekly * HOUR
    assert point.daily_after_seconds == (None if daily is None else daily * HOUR)
    assert point.daily_double_after_seconds == (None if double is None else double * HOUR)
    assert point.seventh_day is seventh_day


def test_every_place_offers_a_cited_starting_point() -> None:
    points = [overtime_starting_point(code, TODAY) for code in jurisdiction_codes()]
    assert len(points) == 14 + 1 + 53 + 1
    assert all(point.source and isinstance(point.confidence, Confidence) for point in points)


def test_an_unknown_place_is_refused_by_code() -> None:
    with pytest.raises(UnknownJurisdiction) as refused:
        overtime_starting_point("CA-XX", TODAY)
    assert refused.value.code == "CA-XX"
