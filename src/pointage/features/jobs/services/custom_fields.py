"""Keeping the custom fields: what is asked with time, for which jobs, in which order. Any number
of fields may be active. Not: their items, nor the values given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from pointage.features.companies.models import Company
from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomField, CustomFieldJob, Job
from pointage.features.jobs.services import rules
from pointage.features.jobs.values import FieldValues
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def custom_field_add(*, actor: Actor, company: Company, values: FieldValues) -> CustomField:
    """A new field, last in order. Needs `jobs:manage`; raises `FieldNameTaken`, `NotFound`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        last = CustomField.objects.order_by("-position").first()
        field = CustomField(
            company=company, position=last.position + 1 if last else 1, **values.columns()
        )
        _save(field)
        after = {name: value for name, value in values.columns().items() if value}
        after["answer_kind"] = after.pop("kind")
        after |= _jobs_set(field, values)
        _record(actor, field, "custom_field.added", after=after)
    return field


def custom_field_update(*, actor: Actor, field: CustomField, values: FieldValues) -> CustomField:
    """Changes a field; its kind stays, for the values already given need it.

    Needs `jobs:manage`; raises `FieldKindStays`, `FieldNameTaken`, `IsArchived`, `NotFound`.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[field.company_id]):
        row = rules.row_locked(field)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        if values.kind != row.kind:
            raise errors.FieldKindStays(field="kind")
        wanted = values.columns()
        before: dict[str, Any] = {
            name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]
        }
        after: dict[str, Any] = {name: wanted[name] for name in before}
        for name in before:
            setattr(row, name, wanted[name])
        if before:
            _save(row, list(before))
        jobs_before = _job_names(row)
        jobs_after = _jobs_set(row, values)
        if jobs_before != jobs_after:
            before, after = before | jobs_before, after | jobs_after
        if before or after:
            _record(actor, row, "custom_field.updated", before, after)
    return row


def custom_field_archive(*, actor: Actor, field: CustomField) -> None:
    """Asked no more; answers already given stay. Needs `jobs:manage`."""
    _set_active(actor, field, is_active=False)


def custom_field_restore(*, actor: Actor, field: CustomField) -> None:
    """Asked again, with its items. Needs `jobs:manage`; raises `FieldNameTaken`."""
    _set_active(actor, field, is_active=True)


def custom_fields_order(*, actor: Actor, company: Company, field_ids: Sequence[int]) -> None:
    """Puts the active fields in the order of `field_ids` (row numbers); those not named follow as
    they were. Needs `jobs:manage`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        rows = list(
            CustomField.objects.select_for_update()
            .filter(is_active=True)
            .order_by("position", "name", "pk")
        )
        place = {pk: number for number, pk in enumerate(field_ids)}
        before = [row.name for row in rows]
        rows.sort(key=lambda row: place.get(row.pk, len(place)))
        after = [row.name for row in rows]
        if before == after:
            return
        for number, row in enumerate(rows, start=1):
            row.position = number
        CustomField.objects.bulk_update(rows, ["position"], batch_size=500)
        _record(actor, rows[0], "custom_field.ordered", {"order": before}, {"order": after})


def _set_active(actor: Actor, field: CustomField, *, is_active: bool) -> None:
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[field.company_id]):
        row = rules.row_locked(field)
        if row.is_active == is_active:
            return
        row.is_active = is_active
        _save(row, ["is_active"])
        code = "custom_field.restored" if is_active else "custom_field.archived"
        _record(actor, row, code, {"is_active": not is_active}, {"is_active": is_active})


def _jobs_set(field: CustomField, values: FieldValues) -> dict[str, Any]:
    """The jobs the field is asked for become those of `values`; their names for the history."""
    wanted = frozenset() if values.is_for_all_jobs else values.job_ids
    if Job.objects.filter(pk__in=wanted).count() != len(wanted):
        raise NotFound("jobs of the field")
    rows = CustomFieldJob.objects.filter(field=field)
    have = set(rows.values_list("job_id", flat=True))
    rows.exclude(job_id__in=wanted).delete()
    CustomFieldJob.objects.bulk_create(
        [
            CustomFieldJob(company_id=field.company_id, field=field, job_id=pk)
            for pk in sorted(wanted - have)
        ]
    )
    return _job_names(field)


def _job_names(field: CustomField) -> dict[str, Any]:
    rows = CustomFieldJob.objects.filter(field=field).order_by("job__full_name")
    names = list(rows.values_list("job__full_name", flat=True))
    return {"jobs": names} if names else {}


def _save(field: CustomField, fields: list[str] | None = None) -> None:
    others = CustomField.objects.filter(company_id=field.company_id, is_active=True)
    if field.is_active and others.exclude(pk=field.pk).filter(name__iexact=field.name).exists():
        raise errors.FieldNameTaken(field="name", name=field.name)
    try:
        with transaction.atomic():
            field.save(update_fields=fields)
    except IntegrityError as error:
        raise errors.FieldNameTaken(field="name", name=field.name) from error


def _record(
    actor: Actor,
    field: CustomField,
    code: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=field,
        label=field.name,
        company_id=field.company_id,
        before=before,
        after=after,
    )
