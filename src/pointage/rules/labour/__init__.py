"""Labour law as dated data, and the engine that classifies every worked second by it.

Not for money: that is `pay`.
"""

from __future__ import annotations

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.starting_points import (
    OvertimeStartingPoint,
    UnknownJurisdiction,
    jurisdiction_codes,
    overtime_starting_point,
)

__all__ = [
    "Confidence",
    "OvertimeStartingPoint",
    "UnknownJurisdiction",
    "jurisdiction_codes",
    "overtime_starting_point",
]
