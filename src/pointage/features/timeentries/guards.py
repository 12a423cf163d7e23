"""Punches and running notes are written once: the database refuses to change or delete them."""

from __future__ import annotations

from collections.abc import Iterator

from pointage.features.timeentries.models import EntryNote, Punch
from pointage.foundation.tenancy.guarding import Guard, refusal


def punch_guards(vendor: str) -> Iterator[Guard]:
    for model in (Punch, EntryNote):
        table = model._meta.db_table
        for event in ("UPDATE", "DELETE"):
            yield refusal(
                f"{table}_{event.lower()}",
                table,
                event,
                condition="TRUE",
                message=f"{table} is append-only",
                vendor=vendor,
            )
