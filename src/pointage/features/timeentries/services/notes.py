"""Running notes: only ever added, stamped with both clocks, safe from two devices at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import EntryNote, TimeEntry
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.fields import check_note
from pointage.features.timeentries.services.news import note_changed_tell
from pointage.features.timeentries.services.people import (
    check_active,
    check_company,
    check_may_write,
    person_locked,
)
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.services.times import check_not_future
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import to_utc, zone_named

CLIENT_ID_LIMIT = 64


def entry_note_add(
    *, actor: Actor, entry: TimeEntry, client_id: str, body: str, written_at: datetime
) -> EntryNote:
    """Adds a note of up to 4,000 characters, kept letter for letter. `written_at` is the device's
    clock; the same `client_id` again returns the first note.

    On one's own time it needs `own-time:track`, on others' the reach of `Right.TIME`. Raises
    `NoteEmpty`, `NoteTooLong`, `TextUnreadable`, `TooFarInFuture`, `ClientIdInvalid`,
    `ClientIdTaken`, `EntryDeleted`, `EntryLocked`, `PersonArchived`.
    """
    if not 0 < len(client_id) <= CLIENT_ID_LIMIT:
        raise errors.ClientIdInvalid(field="client_id", limit=CLIENT_ID_LIMIT)
    if not body.strip():
        raise errors.NoteEmpty(field="note")
    check_note(body)
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened_to_write(actor, entry)
        earlier = EntryNote.objects.filter(company_id=row.company_id, client_id=client_id).first()
        if earlier is not None:
            if earlier.time_entry_id != row.pk:
                raise errors.ClientIdTaken(field="client_id")
            return earlier
        check_not_future(written_at, "written_at")
        rows.check_open(row)
        note = EntryNote.objects.create(
            company_id=row.company_id,
            time_entry=row,
            client_id=client_id,
            body=body,
            written_at=to_utc(written_at),
            received_at=timezone.now(),
            author_id=actor.user_id,
            author_name=actor.name[:200],
        )
        local = zone_named(row.time_zone)
        event_record(
            actor=actor,
            code="time_entry.note_added",
            obj=row,
            label=rows.label_of(act, row),
            company_id=row.company_id,
            after={
                "running_note": body,
                "device_at": note.written_at.astimezone(local).isoformat(),
                "received_at": note.received_at.astimezone(local).isoformat(),
            },
        )
        if row.ended_at is not None:
            note_changed_tell(act, row, key=f"note:{note.pk}")
    return note


def entry_opened_to_write(actor: Actor, entry: TimeEntry) -> tuple[Act, TimeEntry]:
    """The entry under its person's lock, by somebody who may write beside it: its person while
    they track their time, or whoever changes it. Raises `PermissionRefused`, `EntryDeleted`."""
    company = Company.objects.get(pk=entry.company_id)
    check_company(actor, company)
    locked = person_locked(company, entry.team_member_id)
    check_may_write(actor, entry.team_member_id)
    check_active(locked.member)
    row = TimeEntry.with_deleted.filter(pk=entry.pk).first()
    if row is None:
        raise NotFound(entry.public_id)
    if row.deleted_at is not None:
        raise errors.EntryDeleted
    return Act(actor=actor, locked=locked), row
