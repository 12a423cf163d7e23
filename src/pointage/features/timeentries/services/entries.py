"""Entries typed, changed, split, deleted and restored, with their history. Punches: `clock`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import Source, TimeEntry
from pointage.features.timeentries.services import fields as field_rules
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.news import changed_tell, note_changed_tell
from pointage.features.timeentries.services.overlaps import described, make_room
from pointage.features.timeentries.services.people import (
    Locked,
    check_active,
    check_company,
    check_may_manage,
    check_tracked,
    person_locked,
)
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.services.times import put_time, whole_second
from pointage.features.timeentries.values import EntryFields, EntryTime, Fix
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

_Kind = TimeEntry.Kind


def time_entry_add(
    *,
    actor: Actor,
    company: Company,
    member: TeamMember,
    time: EntryTime,
    fields: EntryFields,
    source: str = Source.WEB,
    fix: Fix = Fix.NONE,
    reason: str = "",
) -> TimeEntry:
    """A typed entry; an entry without end starts the person's clock. Cut at midnight when the
    company wants that: returns the first piece.

    Needs `own-time:manage` for oneself, the reach of `Right.TIME` for others. Raises
    `PermissionRefused`, `EntryOverlaps`, `EntryLocked` and the rules of `put_time`, `check_fields`.
    """
    check_company(actor, company)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        locked = person_locked(company, member.pk)
        check_may_manage(actor, member.pk)
        check_active(locked.member)
        check_tracked(locked.member)
        entry = TimeEntry(company=company, team_member=locked.member, source=source)
        put_time(locked, entry, time)
        _put_fields(locked, entry, fields, kept=None)
        if entry.ended_at is not None:
            entry.end_source = source
        act = Act(actor=actor, locked=locked, reason=reason)
        _make_room(act, entry, fix)
        rows.save_pieces(act, entry, before=None)
    return entry


def time_entry_update(
    *,
    actor: Actor,
    entry: TimeEntry,
    time: EntryTime,
    fields: EntryFields,
    version: int,
    fix: Fix = Fix.NONE,
    reason: str = "",
) -> TimeEntry:
    """Changes an entry that the form showed in `version`. Same permissions and rules as adding;
    raises `EntryChangedMeanwhile`, `EntryDeleted` too."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened(actor, entry, reason)
        if row.version != version:
            raise errors.EntryChangedMeanwhile
        rows.check_open(row)
        before, end_before = rows.marked(row), row.ended_at
        put_time(act.locked, row, time)
        _put_fields(act.locked, row, fields, kept=row)
        if row.ended_at is None:
            row.end_source = ""
        elif row.ended_at != end_before or not row.end_source:
            row.end_source = Source.WEB if actor.source != "api" else Source.API
        _make_room(act, row, fix)
        rows.save_pieces(act, row, before)
        if row.version != version:
            changed_tell(act, row)
        if row.note != before["note"]:
            note_changed_tell(act, row, key=f"v{row.version}")
    return row


def time_entry_delete(
    *, actor: Actor, entry: TimeEntry, reason: str = "", version: int | None = None
) -> None:
    """Deletes an entry, when `version` is given only as it was shown; an administrator can restore
    it. Same permissions as changing it; raises `EntryChangedMeanwhile`."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened(actor, entry, reason)
        if version is not None and row.version != version:
            raise errors.EntryChangedMeanwhile
        rows.entry_remove(act, row)
        changed_tell(act, row, "deleted")


def time_entry_restore(*, actor: Actor, entry: TimeEntry, fix: Fix = Fix.NONE) -> TimeEntry:
    """Brings a deleted entry back where nothing is in its way (or room is made). Needs
    `time-entries:manage`; raises `EntryNotDeleted`, `EntryOverlaps`, `DayTooLong`."""
    actor.require("time-entries:manage")
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        company = _company_of(entry)
        check_company(actor, company)
        locked = person_locked(company, entry.team_member_id)
        row = _row(entry)
        if row.deleted_at is None:
            raise errors.EntryNotDeleted
        act = Act(actor=actor, locked=locked)
        _make_room(act, row, fix)
        rows.entry_bring_back(act, row)
    return row


def time_entry_split(
    *, actor: Actor, entry: TimeEntry, at: datetime, reason: str = ""
) -> tuple[TimeEntry, TimeEntry]:
    """Cuts a finished stretch in two at an instant inside it. Same permissions as changing it;
    raises `EntryNotSplittable`, `SplitOutside`."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened(actor, entry, reason)
        if row.kind != _Kind.REGULAR or row.ended_at is None:
            raise errors.EntryNotSplittable
        at = whole_second(at)
        if not row.started_at < at < row.ended_at:
            raise errors.SplitOutside(field="at", span=described(act.locked, row))
        before = rows.marked(row)
        rest = rows.cut_off(row, at)
        first = Act(
            actor=actor, locked=act.locked, reason=reason, beside={"split_into": [rest.public_id]}
        )
        rows.entry_save(first, row, before)
        second = Act(
            actor=actor, locked=act.locked, reason=reason, beside={"split_from": row.public_id}
        )
        rows.entry_create(second, rest)
    return row, rest


def entry_opened(actor: Actor, entry: TimeEntry, reason: str) -> tuple[Act, TimeEntry]:
    """The entry read again under its person's lock, by somebody who may change it. Call inside the
    transaction and the scope of its company; raises `EntryDeleted`, `PermissionRefused`."""
    company = _company_of(entry)
    check_company(actor, company)
    locked = person_locked(company, entry.team_member_id)
    check_may_manage(actor, entry.team_member_id)
    row = _row(entry)
    if row.deleted_at is not None:
        raise errors.EntryDeleted
    return Act(actor=actor, locked=locked, reason=reason), row


def _company_of(entry: TimeEntry) -> Company:
    return Company.objects.get(pk=entry.company_id)


def _row(entry: TimeEntry) -> TimeEntry:
    row = TimeEntry.with_deleted.select_related(*rows.NAMED).filter(pk=entry.pk).first()
    if row is None:
        raise NotFound(entry.public_id)
    return row


def _put_fields(
    locked: Locked, entry: TimeEntry, fields: EntryFields, kept: TimeEntry | None
) -> None:
    is_work = entry.activity == TimeEntry.Activity.WORK
    closing = entry.kind == _Kind.MANUAL or entry.ended_at is not None
    checked = field_rules.check_fields(locked, fields, kept=kept, is_work=is_work, closing=closing)
    if is_work and closing:
        field_rules.check_note_given(locked, fields.note, kept)
    rows.set_fields(entry, checked)


def _make_room(act: Act, entry: TimeEntry, fix: Fix) -> None:
    if entry.kind == _Kind.REGULAR:
        make_room(act, entry.started_at, entry.ended_at, fix, but=entry.pk)
