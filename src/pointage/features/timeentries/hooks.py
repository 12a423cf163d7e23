"""What other rooms add to tracked time: automatic breaks after a clock-out, days that are locked.
They register when the program starts; every function runs inside the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pointage.features.timeentries.models import TimeEntry

AfterClockOut = Callable[[TimeEntry, datetime], None]
#: Given the person's row id and the local day: why it is locked, in the active language, or "".
IsLocked = Callable[[int, date], str]

_after_clock_out: list[AfterClockOut] = []
_is_locked: list[IsLocked] = []


def after_clock_out(function: AfterClockOut) -> AfterClockOut:
    """Registers `function(entry, at)`, called once the clock stopped at that instant, by a punch or
    by the program; with the company in scope and the person locked. It may add or change entries
    of that person."""
    _after_clock_out.append(function)
    return function


def is_locked(function: IsLocked) -> IsLocked:
    """Registers `function(member_id, local_on)`: why nobody may change that day, or ""."""
    _is_locked.append(function)
    return function


def clocked_out(entry: TimeEntry, at: datetime) -> None:
    """Tells every registered function."""
    for function in _after_clock_out:
        function(entry, at)


def lock_of(member_id: int, local_on: date) -> str:
    """The first reason why the day is locked; empty when it is open."""
    return next((why for each in _is_locked if (why := each(member_id, local_on))), "")
