"""Pay periods: which span of dates a day is paid with. Not for what is paid in it."""

from __future__ import annotations

from pointage.rules.payperiods.schedules import (
    LAST_DAY,
    PayFrequency,
    PayPeriod,
    PaySchedule,
    PayScheduleInvalid,
    next_periods,
    week_containing,
)

__all__ = [
    "LAST_DAY",
    "PayFrequency",
    "PayPeriod",
    "PaySchedule",
    "PayScheduleInvalid",
    "next_periods",
    "week_containing",
]
