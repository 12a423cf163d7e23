"""A week's time card saved at once: every cell is kept or none is. The rules of one entry are those
of `entries`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_update,
)
from pointage.features.timeentries.values import EntryFields, ManualTime
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCell:
    """One cell that was changed: hours of one kind of work on one day. `key` is the caller's name
    of it; `seconds` 0 empties it; `entry` is the manual entry it showed, in `version`."""

    key: str
    local_on: date
    seconds: int
    time_zone: str
    fields: EntryFields
    entry: TimeEntry | None = None
    version: int = 0


class WeekRefused(Exception):
    """Nothing was saved; `errors` says why, by the key of each cell at fault."""

    def __init__(self, errors: Mapping[str, RuleBroken]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def week_save(
    *,
    actor: Actor,
    company: Company,
    member: TeamMember,
    cells: Sequence[WeekCell],
    reason: str = "",
) -> None:
    """Adds, changes and deletes manual entries in one transaction. Raises `WeekRefused` with every
    broken rule, having changed nothing; `PermissionRefused` like `time_entry_add`.

    Cells that lower a day come first, so that moving hours within a full day is allowed.
    """
    errors: dict[str, RuleBroken] = {}
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        for cell in sorted(cells, key=_raises_by):
            try:
                with transaction.atomic():
                    _save(actor, company, member, cell, reason)
            except RuleBroken as error:
                errors[cell.key] = error
        if errors:
            raise WeekRefused(errors)


def _raises_by(cell: WeekCell) -> int:
    return cell.seconds - (cell.entry.seconds if cell.entry else 0)


def _save(actor: Actor, company: Company, member: TeamMember, cell: WeekCell, reason: str) -> None:
    if cell.seconds == 0:
        if cell.entry is not None:
            time_entry_delete(actor=actor, entry=cell.entry, reason=reason)
        return
    time = ManualTime(local_on=cell.local_on, seconds=cell.seconds, time_zone=cell.time_zone)
    if cell.entry is None:
        time_entry_add(
            actor=actor, company=company, member=member, time=time, fields=cell.fields,
            reason=reason,
        )  # fmt: skip
    else:
        time_entry_update(
            actor=actor, entry=cell.entry, time=time, fields=cell.fields, version=cell.version,
            reason=reason,
        )  # fmt: skip
