"""Turns the public ids that a device chose into rows, for many punches at once. Archived ones are
found too: whether they may be used is for the services to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from pointage.features.companies.models import BreakRule
from pointage.features.jobs.models import Job
from pointage.features.timeentries.choices import DIMENSIONS
from pointage.features.timeentries.models import Punch, TimeEntry

#: What may be chosen, by the name it has in a punch.
KINDS: dict[str, type[Model]] = {
    "job": Job,
    **DIMENSIONS,
    "break_rule": BreakRule,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows by kind and public id."""

    rows: dict[tuple[str, str], Model]

    def get(self, kind: str, public_id: str) -> Model | None:
        """The row; None for no choice. Raises `KeyError` for an id that is not of the company."""
        return self.rows[kind, public_id] if public_id else None


def chosen_rows(company_id: int, wanted: Iterable[tuple[str, str]]) -> Chosen:
    """Finds (kind, public id) pairs: one query for each kind that occurs. Needs the company in
    scope."""
    ids: dict[str, set[str]] = {}
    for kind, public_id in wanted:
        if public_id:
            ids.setdefault(kind, set()).add(public_id)
    rows: dict[tuple[str, str], Model] = {}
    for kind, public_ids in ids.items():
        manager = KINDS[kind].objects  # type: ignore[attr-defined]
        found = manager.filter(company_id=company_id, public_id__in=public_ids)
        rows |= {(kind, row.public_id): row for row in found}
    return Chosen(rows)


def entry_named(member_id: int, entry: str, punch: str) -> TimeEntry | None:
    """The person's entry of that public id, or the one that the punch with that client id opened.
    Needs the company in scope."""
    if entry:
        return TimeEntry.objects.filter(team_member_id=member_id, public_id=entry).first()
    found = (
        Punch.objects.filter(team_member_id=member_id, client_id=punch, time_entry__isnull=False)
        .select_related("time_entry")
        .first()
    )
    return found.time_entry if found is not None else None
