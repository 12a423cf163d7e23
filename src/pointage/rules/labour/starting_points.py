"""The overtime figures an employer would start from in a place: what a setup screen offers.

Not for classifying hours: a starting point leaves out exceptions by trade, worker and holiday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from pointage.rules.labour.confidence import Confidence

_HOUR: Final = 3600


class UnknownJurisdiction(ValueError):
    """A code for which no law is known here. `code` is what was asked."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"no labour law is known for {code!r}; codes look like CA, CA-QC, US, US-NY or FR"
        )
        self.code = code


@dataclass(frozen=True, slots=True)
class OvertimeStartingPoint:
    """The general overtime rule of a place, in seconds; None where it has no such limit.

    Hours past `weekly_after_seconds` or `daily_after_seconds` are paid 1.5 times, past
    `daily_double_after_seconds` 2 times; `seventh_day` says that the seventh consecutive day of
    the workweek has a premium of its own. `notes` are permanent codes of what the figures leave
    out; `source` cites the law.
    """

    jurisdiction: str
    weekly_after_seconds: int | None
    daily_after_seconds: int | None
    daily_double_after_seconds: int | None
    seventh_day: bool
    source: str
    confidence: Confidence
    notes: tuple[str, ...] = ()


# code: weekly, daily, double (hours), seventh day, source, confidence, notes
_Row = tuple[int | None, int | None, int | None, bool, str, Confidence, tuple[str, ...]]

_S, _G, _C, _K = (
    Confidence.STATUTE,
    Confidence.GOVERNMENT,
    Confidence.SECONDARY,
    Confidence.RECALLED,
)

_OWN: Final[dict[str, _Row]] = {
    "CA": (40, 8, None, False, "Canada Labour Code, Part III, s. 169, 174", _S, ("holiday_week",)),
    "CA-AB": (44, 8, None, False, "Employment Standards Code, RSA 2000 c. E-9, s. 21", _G, ()),
    "CA-BC": (40, 8, 12, False, "Employment Standards Act, RSBC 1996 c. 113, s. 35, 40", _G, ()),
    "CA-MB": (40, 8, None, False, "Employment Standards Code, CCSM c. E110, s. 10, 17", _G,
              ("holiday_counts",)),
    "CA-NB": (44, None, None, False, "Employment Standards Act, SNB 1982 c. E-7.2, s. 15-16", _S,
              ("minimum_wage_base",)),
    "CA-NL": (40, None, None, False, "Labour Standards Act, s. 25; CNLR 781/96, s. 9", _C,
              ("minimum_wage_base",)),
    "CA-NS": (48, None, None, False, "Labour Standards Code, RSNS 1989 c. 246, s. 40", _G, ()),
    "CA-NT": (40, 8, None, False, "Employment Standards Act, SNWT 2007 c. 13, s. 7-9", _C,
              ("holiday_week",)),
    "CA-NU": (40, 8, None, False, "Labour Standards Act, RSNWT (Nu) 1988 c. L-1, s. 4", _C,
              ("holiday_week",)),
    "CA-ON": (44, None, None, False, "Employment Standards Act, 2000, s. 22", _G, ()),
    "CA-PE": (48, None, None, False, "Employment Standards Act, RSPEI 1988 c. E-6.2, s. 15", _G,
              ()),
    "CA-QC": (40, None, None, False, "Act respecting labour standards, CQLR c. N-1.1, s. 52-56",
              _S, ("leave_counts",)),
    "CA-SK": (40, 8, None, False, "Saskatchewan Employment Act, SS 2013 c. S-15.1, s. 2-18", _G,
              ("four_day_schedule", "holiday_week")),
    "CA-YT": (40, 8, None, False, "Employment Standards Act, RSY 2002 c. 72, s. 6-8", _C,
              ("holiday_week",)),
    "US": (40, None, None, False, "Fair Labor Standards Act, 29 USC 207(a)", _S, ()),
    "US-AK": (40, 8, None, False, "AS 23.10.060", _C, ("small_employers_excluded",)),
    "US-CA": (40, 8, 12, True, "California Labor Code, s. 510", _C, ()),
    "US-CO": (40, 12, None, False, "7 CCR 1103-1, Rule 4.1", _G, ("consecutive_hours",)),
    "US-CT": (40, None, None, False, "Conn. Gen. Stat. 31-76c", _C, ("restaurant_seventh_day",)),
    "US-KY": (40, None, None, True, "KRS 337.050, 337.285", _S, ("seventh_day_over_40",)),
    "US-NV": (40, None, None, False, "NRS 608.018", _C, ("daily_for_low_rates",)),
    "US-OR": (40, None, None, False, "ORS 652.020, 653.261", _G, ("daily_by_industry",)),
    "US-PR": (40, 8, None, False, "Act 379-1948; Act 4-2017", _K, ()),
    "US-RI": (40, None, None, False, "R.I. Gen. Laws 28-12-4.1", _C, ("sunday_and_holiday",)),
    "US-VI": (40, 8, None, False, "24 V.I.C. 20", _K, ()),
    "FR": (35, None, None, False, "Code du travail, L3121-27, L3121-36", _K, ("rate_1_25_first",)),
}  # fmt: skip

_STATES: Final = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
    "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ",
    "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT",
    "VA", "WA", "WV", "WI", "WY", "DC", "PR", "VI",
)  # fmt: skip


def jurisdiction_codes() -> tuple[str, ...]:
    """Every place whose law is known, as ISO 3166 codes in alphabetical order."""
    return tuple(sorted({*_OWN, *(f"US-{state}" for state in _STATES)}))


def overtime_starting_point(jurisdiction: str, on: date) -> OvertimeStartingPoint:
    """The general overtime rule of `jurisdiction` as in force on that date.

    Raises UnknownJurisdiction.
    """
    if jurisdiction not in jurisdiction_codes():
        raise UnknownJurisdiction(jurisdiction)
    weekly, daily, double, seventh, source, confidence, notes = _OWN.get(jurisdiction, _OWN["US"])
    return OvertimeStartingPoint(
        jurisdiction=jurisdiction,
        weekly_after_seconds=_seconds(weekly),
        daily_after_seconds=_seconds(daily),
        daily_double_after_seconds=_seconds(double),
        seventh_day=seventh,
        source=source,
        confidence=confidence,
        notes=notes if jurisdiction in _OWN else ("federal_rule",),
    )


def _seconds(hours: int | None) -> int | None:
    return None if hours is None else hours * _HOUR
