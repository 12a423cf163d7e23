"""Instants, intervals and local days. Not for pay periods or law: those build on this."""

from __future__ import annotations

from pointage.rules.timekeeping.instants import (
    Interval,
    IntervalReversed,
    NaiveInstant,
    TimekeepingError,
    elapsed,
    to_utc,
    union_seconds,
)
from pointage.rules.timekeeping.localdays import (
    UnknownZone,
    day_bounds,
    instant_at,
    local_date,
    start_of_day,
    zone_named,
)
from pointage.rules.timekeeping.rounding import (
    ROUNDING_MINUTES,
    Neutrality,
    Rounding,
    RoundingInvalid,
    RoundingMode,
    RoundingPolicy,
    neutrality,
)

__all__ = [
    "ROUNDING_MINUTES",
    "Interval",
    "IntervalReversed",
    "NaiveInstant",
    "Neutrality",
    "Rounding",
    "RoundingInvalid",
    "RoundingMode",
    "RoundingPolicy",
    "TimekeepingError",
    "UnknownZone",
    "day_bounds",
    "elapsed",
    "instant_at",
    "local_date",
    "neutrality",
    "start_of_day",
    "to_utc",
    "union_seconds",
    "zone_named",
]
