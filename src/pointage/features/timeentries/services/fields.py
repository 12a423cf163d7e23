"""Checks what an entry is for: job, items, custom fields and note. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.db.models import Model

from pointage.features.companies.queries import tracking_of
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job, JobAssignment
from pointage.features.team.models import GroupMember
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import EntryNote, TimeEntry
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.errors import NotFound


def check_fields(
    locked: Locked,
    fields: EntryFields,
    *,
    kept: TimeEntry | None = None,
    is_work: bool = True,
    closing: bool = True,
) -> EntryFields:
    """The fields with `is_billable` decided. What stays as `kept` has it is not checked again, so
    that an old entry can be mended although its job was archived since. `closing`: all that a
    finished entry needs must be there. Raises the rule that is broken."""
    company_id = locked.company.pk
    items = (fields.service_item, fields.cost_class, fields.location)
    check_same_company(company_id, (fields.job, *items))
    if is_work and fields.job is None and locked.settings.requires_job:
        raise errors.JobRequired(field="job")
    if fields.job is not None and (kept is None or kept.job_id != fields.job.pk):
        check_job(locked, fields.job)
    known = (kept.service_item_id, kept.cost_class_id, kept.location_id) if kept else (None,) * 3
    for item, before in zip(items, known, strict=True):
        if item is not None and item.pk != before and not item.is_active:
            raise errors.ItemArchived(item=item.name)
    check_note(fields.note)
    if is_work:
        check_custom_values(fields.custom_values, closing=closing)
    return replace(fields, is_billable=_billable(company_id, fields, kept))


def check_same_company(company_id: int, chosen: Iterable[Model | None]) -> None:
    """Raises `NotFound` for a row of another company."""
    for row in chosen:
        if row is not None and row.company_id != company_id:  # type: ignore[attr-defined]
            raise NotFound(str(row.pk))


def check_job(locked: Locked, job: Job) -> None:
    """Raises `JobArchived` or `JobNotOffered`."""
    if not job.is_active:
        raise errors.JobArchived(field="job", job=job.full_name)
    if job.is_for_everyone:
        return
    assigned = JobAssignment.objects.filter(job=job)
    member_id = locked.member.pk
    groups = GroupMember.objects.filter(team_member_id=member_id, group__is_active=True)
    if (
        not assigned.filter(team_member_id=member_id).exists()
        and not assigned.filter(group_id__in=groups.values("group_id")).exists()
    ):
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


def check_custom_values(values: Mapping[str, str | int], *, closing: bool) -> None:
    """Raises `FieldNotAsked`, `FieldInvalid` or, when closing, `FieldRequired`."""
    asked = {each.public_id: each for each in CustomField.objects.filter(is_active=True)}
    if not set(values) <= set(asked):
        raise errors.FieldNotAsked(field="custom_values")
    for public_id, value in values.items():
        if not _fits(asked[public_id], value):
            raise errors.FieldInvalid(field="custom_values", name=asked[public_id].name)
    for each in asked.values():
        must = each.is_required and each.is_for_all_jobs and not each.is_triggered
        if closing and must and values.get(each.public_id) in (None, ""):
            raise errors.FieldRequired(field="custom_values", name=each.name)


def _fits(field: CustomField, value: str | int) -> bool:
    if field.kind == CustomField.Kind.WHOLE:
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) or len(value) > errors.NOTE_LIMIT:
        return False
    if field.kind == CustomField.Kind.LIST:
        items = CustomFieldItem.objects.filter(field=field, public_id=value, is_active=True)
        return items.exists()
    if field.kind == CustomField.Kind.DECIMAL:
        try:
            return Decimal(value).is_finite()
        except InvalidOperation:
            return False
    check_text(value, "custom_values")
    return True
