"""Small builders of weeks of work for the labour tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pointage.rules.labour import Classification, Kind, Policy, Segment, classify

HOUR = 3600
SUNDAY = date(2026, 6, 7)
"""Starts a Sunday-to-Saturday week without a holiday in most places and without a clock change."""


def days_of(
    hours: Sequence[float],
    *,
    zone: str = "UTC",
    first: date = SUNDAY,
    kinds: dict[int, Kind] | None = None,
) -> list[Segment]:
    """One segment a day from 08:00, of that many hours; `kinds` by position where not worked."""
    return [
        Segment.of_length(
            first + timedelta(days=day),
            round(amount * HOUR),
            zone,
            after=8 * HOUR,
            kind=(kinds or {}).get(day, Kind.WORKED),
            id=f"day {day}",
        )
        for day, amount in enumerate(hours)
        if amount
    ]


def hours_of(made: Classification) -> tuple[float, float, float]:
    """Regular, overtime and double-time hours."""
    totals = made.totals
    return totals.regular / HOUR, totals.overtime / HOUR, totals.double_time / HOUR


def week_in(
    jurisdiction: str, hours: Sequence[float], policy: Mapping[str, object] | None = None
) -> Classification:
    """A week from SUNDAY classified there, with no public holiday unless the policy says so."""
    given = {"holidays": {}, **(policy or {})}
    return classify(days_of(hours), Policy(jurisdiction, "UTC", **given))  # type: ignore[arg-type]
