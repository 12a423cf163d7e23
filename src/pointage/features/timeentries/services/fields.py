"""Checks what an entry is for: job, items, custom fields and note. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Model

from pointage.features.companies.queries import tracking_of
from pointage.features.jobs.models import Job
from pointage.features.jobs.queries.offers import is_job_offered
from pointage.features.jobs.services.field_values import check_custom_values
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import EntryNote, TimeEntry
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.values import CustomValues, EntryFields
from pointage.foundation.errors import NotFound


def check_fields(
    locked: Locked,
    fields: EntryFields,
    *,
    kept: TimeEntry | None = None,
    is_work: bool = True,
    closing: bool = True,
    needs_job: bool = True,
) -> EntryFields:
    """The fields with `is_billable` decided. What stays as `kept` has it is not checked again, so
    that an old entry can be mended although its job was archived since. `closing`: all that a
    finished entry needs must be there; the job only when it `needs_job`. Raises the rule that is
    broken."""
    company_id = locked.company.pk
    items = (fields.service_item, fields.cost_class, fields.location)
    check_same_company(company_id, (fields.job, *items))
    if is_work and needs_job and fields.job is None and locked.settings.requires_job:
        raise errors.JobRequired(field="job")
    same_job = kept is not None and kept.job_id == (fields.job.pk if fields.job else None)
    if fields.job is not None and not same_job:
        check_job(locked, fields.job)
    known = (kept.service_item_id, kept.cost_class_id, kept.location_id) if kept else (None,) * 3
    for item, before in zip(items, known, strict=True):
        if item is not None and item.pk != before and not item.is_active:
            raise errors.ItemArchived(item=item.name)
    check_note(fields.note)
    values: CustomValues = {}
    if is_work and (locked.has_fields or fields.custom_values):
        values = check_custom_values(
            locked.member,
            fields.job,
            fields.custom_values,
            closing=closing,
            kept=kept.custom_values if kept is not None else None,
            same_job=same_job,
        )
    billable = _billable(company_id, fields, kept)
    return replace(fields, custom_values=values, is_billable=billable)


def check_same_company(company_id: int, chosen: Iterable[Model | None]) -> None:
    """Raises `NotFound` for a row of another company."""
    for row in chosen:
        if row is not None and row.company_id != company_id:  # type: ignore[attr-defined]
            raise NotFound(str(row.pk))


def check_job(locked: Locked, job: Job) -> None:
    """Raises `JobArchived` or `JobNotOffered`."""
    if not job.is_active:
        raise errors.JobArchived(field="job", job=job.full_name)
    if not is_job_offered(locked.member, job):
        raise errors.JobNotOffered(field="job", job=job.full_name, person=locked.member.full_name)


def _billable(company_id: int, fields: EntryFields, kept: TimeEntry | None) -> bool:
    """The wish, where the company tracks billable time; otherwise the job's default."""
    default = fields.job.is_billable if fields.job is not None else False
    if fields.is_billable is None or fields.is_billable == default:
        return default
    if kept is not None and kept.is_billable == fields.is_billable:
        return fields.is_billable
    return fields.is_billable if tracking_of(company_id).billable else default


def check_note(note: str) -> None:
    """Raises `NoteTooLong` or `TextUnreadable`; everything else is kept as it is."""
    if len(note) > errors.NOTE_LIMIT:
        raise errors.NoteTooLong(field="note", limit=errors.NOTE_LIMIT)
    check_text(note, "note")


def check_text(text: str, field: str) -> None:
    """Raises `TextUnreadable` for what no database keeps: NUL and half a surrogate pair."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise errors.TextUnreadable(field=field)


def check_note_given(locked: Locked, note: str, entry: TimeEntry | None) -> None:
    """Raises `NoteRequired` where the company asks for a note and there is neither one nor a
    running note."""
    settings = locked.settings
    if not (settings.has_notes and settings.requires_notes) or note.strip():
        return
    if entry is not None and EntryNote.objects.filter(time_entry=entry).exists():
        return
    raise errors.NoteRequired(field="note")
