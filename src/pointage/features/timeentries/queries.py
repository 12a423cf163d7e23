"""Every read of tracked time in one place, for adapters: rows of entries, and the clock's state."""

from __future__ import annotations

from pointage.features.timeentries.clock_state import BreakOffered, ClockState, clock_state
from pointage.features.timeentries.entry_queries import (
    DayTotal,
    EntryFilters,
    EntryRow,
    NoteRow,
    day_totals,
    deleted_entries,
    entries_between,
    entry_rows,
    latest_entries_of,
    newest_entries,
    notes_of,
    running_entries,
)

__all__ = [
    "BreakOffered",
    "ClockState",
    "DayTotal",
    "EntryFilters",
    "EntryRow",
    "NoteRow",
    "clock_state",
    "day_totals",
    "deleted_entries",
    "entries_between",
    "entry_rows",
    "latest_entries_of",
    "newest_entries",
    "notes_of",
    "running_entries",
]
