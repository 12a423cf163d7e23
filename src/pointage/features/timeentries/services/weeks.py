"""A week's time card saved at once: every cell is kept or none is. The rules of one entry are those
of `entries`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.errors import EntryChangedMeanwhile
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_update,
)
from pointage.features.timeentries.services.people import (
    check_company,
    check_may_manage,
    person_locked,
)
from pointage.features.timeentries.values import EntryFields, ManualTime
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCell:
    """One cell that was changed: hours of one kind of work on one day. `key` is the caller's name
    of it; `seconds` 0 empties it; `entry` is the manual entry it showed, in `version`; `shown` are
    the public ids of all manual entries of that day that the card showed."""

    key: str
    local_on: date
    seconds: int
    time_zone: str
    fields: EntryFields
    entry: TimeEntry | None = None
    version: int = 0
    shown: frozenset[str] = frozenset()


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

    Cells that lower a day come first, so that moving hours within a full day is allowed. A cell
    that somebody else filled or changed meanwhile raises `EntryChangedMeanwhile`, unless it already
    says the same: a card that is sent twice is saved once.
    """
    errors: dict[str, RuleBroken] = {}
    check_company(actor, company)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        person_locked(company, member.pk)
        check_may_manage(actor, member.pk)
        standing = _standing(member, cells)
        for cell in sorted(cells, key=_raises_by):
            if _is_saved(cell, standing):
                continue
            try:
                _check_unseen(cell, standing)
                with transaction.atomic():
                    _save(actor, company, member, cell, reason)
            except RuleBroken as error:
                errors[cell.key] = error
        if errors:
            raise WeekRefused(errors)


def _standing(member: TeamMember, cells: Sequence[WeekCell]) -> list[TimeEntry]:
    """The person's manual entries of the days of the cells, as they are under the lock."""
    return list(
        TimeEntry.objects.filter(
            team_member_id=member.pk,
            kind=TimeEntry.Kind.MANUAL,
            local_on__in={cell.local_on for cell in cells},
        )
    )


def _in_place_of(cell: WeekCell, standing: Sequence[TimeEntry]) -> TimeEntry | None:
    """What stands where the cell is: its entry, or one for the same that the card did not show."""
    if cell.entry is not None:
        return next((each for each in standing if each.pk == cell.entry.pk), None)
    fields = cell.fields
    named = (fields.job, fields.service_item, fields.cost_class, fields.location)
    wanted = ([each.pk if each else None for each in named], dict(fields.custom_values))
    return next(
        (
            each
            for each in standing
            if each.local_on == cell.local_on
            and each.public_id not in cell.shown
            and _what_for(each) == wanted
        ),
        None,
    )


def _what_for(entry: TimeEntry) -> tuple[list[int | None], dict[str, str | int]]:
    """Whether it is billable aside: the card need not know what is usual for the job."""
    numbers = [entry.job_id, entry.service_item_id, entry.cost_class_id, entry.location_id]
    return numbers, dict(entry.custom_values)


def _is_saved(cell: WeekCell, standing: Sequence[TimeEntry]) -> bool:
    there = _in_place_of(cell, standing)
    if there is None:
        return cell.seconds == 0
    is_stale = cell.entry is None or there.version != cell.version
    return is_stale and (there.seconds, there.note) == (cell.seconds, cell.fields.note)


def _check_unseen(cell: WeekCell, standing: Sequence[TimeEntry]) -> None:
    """Raises `EntryChangedMeanwhile` for hours that were typed into an empty cell and somewhere
    else too."""
    if cell.entry is None and _in_place_of(cell, standing) is not None:
        raise EntryChangedMeanwhile


def _raises_by(cell: WeekCell) -> int:
    return cell.seconds - (cell.entry.seconds if cell.entry else 0)


def _save(actor: Actor, company: Company, member: TeamMember, cell: WeekCell, reason: str) -> None:
    if cell.seconds == 0:
        if cell.entry is not None:
            time_entry_delete(actor=actor, entry=cell.entry, reason=reason, version=cell.version)
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
