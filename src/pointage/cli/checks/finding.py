"""One finding of the doctor: what is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    FINE = "fine"
    WARNING = "warning"  # works, but not as it should
    BROKEN = "broken"  # something does not work or is not safe


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is one sentence; `mend` says what to do, empty when nothing needs doing."""

    level: Level
    what: str
    mend: str = ""


def fine(what: str) -> Finding:
    return Finding(Level.FINE, what)


def warning(what: str, mend: str) -> Finding:
    return Finding(Level.WARNING, what, mend)


def broken(what: str, mend: str) -> Finding:
    return Finding(Level.BROKEN, what, mend)
