"""Writes of tracked time. Adapters import from here."""

from __future__ import annotations

from pointage.features.timeentries.services.attachments import (
    attachment_add,
    attachment_path,
    attachment_remove,
    attachment_turn,
)
from pointage.features.timeentries.services.clock import crew_punch, punch_record
from pointage.features.timeentries.services.confirmations import entry_confirm, entry_reject
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_restore,
    time_entry_split,
    time_entry_update,
)
from pointage.features.timeentries.services.notes import entry_note_add

__all__ = [
    "attachment_add",
    "attachment_path",
    "attachment_remove",
    "attachment_turn",
    "crew_punch",
    "entry_confirm",
    "entry_note_add",
    "entry_reject",
    "punch_record",
    "time_entry_add",
    "time_entry_delete",
    "time_entry_restore",
    "time_entry_split",
    "time_entry_update",
]
