"""Labour law as dated data, and the engine that classifies every worked second by it.

Not for money: that is `pay`. Use:

    from pointage.rules.labour import Policy, Segment, classify

    made = classify([Segment(start, end)], Policy("CA-QC", "America/Toronto"))
    made.totals.overtime  # whole seconds
    made.reasons[0].text("fr")

Instants are aware datetimes, durations whole seconds, multipliers Decimal. Whatever is refused is
a `pointage.rules.refusals.Refusal`, a ValueError. See docs/labour.md.
"""

from __future__ import annotations

from pointage.rules.labour.call_ins import CallIn, Owed, call_ins_owed
from pointage.rules.labour.changed_workweek import ChangedWorkweek, classify_changed_workweek
from pointage.rules.labour.classification import Classification, Classifier, classify
from pointage.rules.labour.compliance import (
    Check,
    Finding,
    call_in_findings,
    compliance_findings,
)
from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.employer import EmployerRule, EmployerRules, Trigger
from pointage.rules.labour.employer_file import EmployerFileInvalid, read_employer_rules
from pointage.rules.labour.explain import Reason
from pointage.rules.labour.extras import (
    Extra,
    break_is_paid,
    day_extras,
    missed_break_hours,
    reporting_pay,
    second_call_pay,
)
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
from pointage.rules.labour.finding_words import finding_text
from pointage.rules.labour.holidays import public_holidays
from pointage.rules.labour.law import BeforeKnownLaw, Pack, UnknownJurisdiction
from pointage.rules.labour.library import jurisdiction, jurisdiction_codes
from pointage.rules.labour.loader import PackInvalid
from pointage.rules.labour.looks import Look, Verdict
from pointage.rules.labour.results import Bucket, Notice, Period, Piece, Totals, Week
from pointage.rules.labour.rounding_law import (
    RoundingAllowed,
    RoundingRefused,
    rounding_allowed,
)
from pointage.rules.labour.sentences import notice_text
from pointage.rules.labour.starting_points import (
    OvertimeStartingPoint,
    overtime_starting_point,
)
from pointage.rules.labour.vocabulary import Vocabulary, vocabulary

__all__ = [
    "Averaging",
    "BeforeKnownLaw",
    "Bucket",
    "CallIn",
    "ChangedWorkweek",
    "Check",
    "Classification",
    "Classifier",
    "Confidence",
    "DailySchedule",
    "EmployerFileInvalid",
    "EmployerRule",
    "EmployerRules",
    "Extra",
    "Finding",
    "Kind",
    "Look",
    "NaiveSegment",
    "NegativeSegment",
    "Notice",
    "OverlappingSegments",
    "OvertimeStartingPoint",
    "Owed",
    "Pack",
    "PackInvalid",
    "Period",
    "Piece",
    "Policy",
    "PolicyInvalid",
    "Reason",
    "RoundingAllowed",
    "RoundingRefused",
    "Segment",
    "SegmentError",
    "Totals",
    "Trigger",
    "UnknownJurisdiction",
    "Verdict",
    "Vocabulary",
    "Week",
    "Worker",
    "break_is_paid",
    "call_in_findings",
    "call_ins_owed",
    "classify",
    "classify_changed_workweek",
    "compliance_findings",
    "day_extras",
    "finding_text",
    "jurisdiction",
    "jurisdiction_codes",
    "missed_break_hours",
    "notice_text",
    "overtime_starting_point",
    "public_holidays",
    "read_employer_rules",
    "reporting_pay",
    "rounding_allowed",
    "second_call_pay",
    "vocabulary",
]
