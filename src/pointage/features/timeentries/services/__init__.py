"""Writes of tracked time. Adapters import from here."""

from __future__ import annotations

from pointage.features.timeentries.services.clock import crew_punch, punch_record
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_restore,
    time_entry_split,
    time_entry_update,
)

__all__ = [
    "crew_punch",
    "punch_record",
    "time_entry_add",
    "time_entry_delete",
    "time_entry_restore",
    "time_entry_split",
    "time_entry_update",
]
