"""Labour law as dated data, and the engine that classifies every worked second by it.

Not for money: that is `pay`. Use: `from pointage.rules.labour import classify`.
"""

from __future__ import annotations

from pointage.rules.labour.classification import Classification, Classifier, classify
from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.employer import EmployerRule, EmployerRules, Trigger
from pointage.rules.labour.facts import (
    Averaging,
    DailySchedule,
    Kind,
    NaiveSegment,
    NegativeSegment,
    OverlappingSegments,
    Policy,
    PolicyInvalid,
    Segment,
    SegmentError,
    Worker,
)
from pointage.rules.labour.holidays import public_holidays
from pointage.rules.labour.law import BeforeKnownLaw, Pack, UnknownJurisdiction
from pointage.rules.labour.library import jurisdiction, jurisdiction_codes
from pointage.rules.labour.loader import PackInvalid
from pointage.rules.labour.results import Bucket, Notice, Period, Piece, Totals, Week
from pointage.rules.labour.starting_points import (
    OvertimeStartingPoint,
    overtime_starting_point,
)

__all__ = [
    "Averaging",
    "BeforeKnownLaw",
    "Bucket",
    "Classification",
    "Classifier",
    "Confidence",
    "DailySchedule",
    "EmployerRule",
    "EmployerRules",
    "Kind",
    "NaiveSegment",
    "NegativeSegment",
    "Notice",
    "OverlappingSegments",
    "OvertimeStartingPoint",
    "Pack",
    "PackInvalid",
    "Period",
    "Piece",
    "Policy",
    "PolicyInvalid",
    "Segment",
    "SegmentError",
    "Totals",
    "Trigger",
    "UnknownJurisdiction",
    "Week",
    "Worker",
    "classify",
    "jurisdiction",
    "jurisdiction_codes",
    "overtime_starting_point",
    "public_holidays",
]
