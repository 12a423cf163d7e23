"""Adding and changing one job. Not: moving, duplicating, archiving, assigning it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from pointage.features.companies.models import Company
from pointage.features.jobs import errors
from pointage.features.jobs.models import Job, JobAssignment
from pointage.features.jobs.services import rules
from pointage.features.jobs.services.trees import job_path, job_paths_follow
from pointage.features.jobs.values import JobValues
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def job_add(*, actor: Actor, company: Company, values: JobValues, parent: Job | None = None) -> Job:
    """A new job, below `parent` or at the top; offered to the same people as its parent.

    Needs `jobs:manage`. Raises `NameRequired`, `NameTaken`, `CodeTaken`, `CodeInvalid`,
    `PathTooLong`, `ParentArchived`.
    """
    actor.require(rules.MANAGE)
    rules.check_name_length(values.name)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        rules.tree_locked(company.pk)
        parent = rules.row_locked(parent) if parent is not None else None
        rules.check_parent(None, parent)
        job = Job(
            company=company,
            parent=parent,
            full_name=job_path(parent, values.name),
            name=values.name,
            code=values.code,
            is_billable=values.is_billable,
            billable_rate=values.billable_rate,
            is_for_everyone=parent is None or parent.is_for_everyone,
        )
        rules.check_place(job, parent, code_changed=True)
        job_save(job)
        if parent is not None and not parent.is_for_everyone:
            assignments_copy(from_job=parent, to=[job])
        event_record(
            actor=actor,
            code="job.added",
            obj=job,
            label=job.full_name,
            company_id=company.pk,
            after={name: json_value(v) for name, v in _columns(values).items() if v},
        )
    return job


def job_update(*, actor: Actor, job: Job, values: JobValues) -> Job:
    """Changes a job's own fields; the paths below follow its name. Name and code of a job that the
    books own cannot be changed here.

    Needs `jobs:manage`. Raises `KeptInTheBooks`, `IsArchived`, and as `job_add`.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        wanted = _columns(values)
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        if not before:
            return row
        owned = rules.owned_by_books(row)
        if owned is not None and owned.fields & set(before):
            field = min(owned.fields & set(before))
            raise errors.KeptInTheBooks(field=field, name=row.name, books=owned.books_name)
        if "name" in before:
            rules.check_name_length(values.name)
        _change(row, before, wanted)
        event_record(
            actor=actor,
            code="job.updated",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={name: json_value(value) for name, value in before.items()},
            after={name: json_value(wanted[name]) for name in before},
        )
    return row


def job_save(job: Job, fields: Sequence[str] | None = None) -> None:
    """Saves; a race that reached the database's constraint gets the same message as the check."""
    try:
        with transaction.atomic():
            job.save(update_fields=fields)
    except IntegrityError as error:
        raise errors.NameTaken(field="name", name=job.name) from error


def assignments_copy(*, from_job: Job, to: Sequence[Job]) -> None:
    """Offers each job of `to`, which has no assignments yet, to whom `from_job` is offered."""
    rows = list(
        JobAssignment.objects.filter(job=from_job).values_list("team_member_id", "group_id")
    )
    JobAssignment.objects.bulk_create(
        [
            JobAssignment(company_id=job.company_id, job=job, team_member_id=person, group_id=group)
            for job in to
            for person, group in rows
        ],
        batch_size=500,
    )


def json_value(value: Any) -> Any:
    return str(value.normalize()) if isinstance(value, Decimal) else value


def _change(row: Job, before: dict[str, Any], wanted: dict[str, Any]) -> None:
    old_path = row.full_name
    for name in before:
        setattr(row, name, wanted[name])
    if {"name", "code"} & set(before):
        rules.check_place(row, row.parent, code_changed="code" in before)
    fields = list(before)
    if "name" in before:
        row.full_name = job_path(row.parent, row.name)
        fields.append("full_name")
    job_save(row, fields)
    if row.full_name != old_path:
        job_paths_follow(job=row, old_full_name=old_path)


def _columns(values: JobValues) -> dict[str, Any]:
    return {
        "name": values.name,
        "code": values.code,
        "is_billable": values.is_billable,
        "billable_rate": values.billable_rate,
    }
