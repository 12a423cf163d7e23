"""Moving a job with everything below it, and making copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from pointage.features.jobs import errors
from pointage.features.jobs.models import (
    CustomFieldItemLimit,
    CustomFieldJob,
    Job,
    JobAssignment,
)
from pointage.features.jobs.services import rules
from pointage.features.jobs.services.jobs import job_save
from pointage.features.jobs.services.trees import (
    BATCH,
    in_batches,
    job_path,
    job_paths_follow,
    jobs_below,
)
from pointage.features.jobs.values import JOB_NAME
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

COPIES: Final = 5_000
"""Jobs that one duplication may make."""


def job_move(*, actor: Actor, job: Job, parent: Job | None) -> Job:
    """Puts a job below another (None: at the top); what is below it and whom it is offered to come
    along.

    Needs `jobs:manage`. Raises `BelowItself`, `ParentArchived`, `IsArchived`, `KeptInTheBooks`,
    `NameTaken`, `CodeTaken`, `PathTooLong`.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        parent = rules.row_locked(parent) if parent is not None else None
        if row.parent_id == (parent.pk if parent else None):
            return row
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        rules.check_not_owned(row)
        rules.check_parent(row, parent)
        rules.check_place(row, parent, code_changed=False)
        old_path = row.full_name
        row.parent, row.full_name = parent, job_path(parent, row.name)
        job_save(row, ["parent", "full_name"])
        below = job_paths_follow(job=row, old_full_name=old_path)
        event_record(
            actor=actor,
            code="job.moved",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={"full_name": old_path},
            after={"full_name": row.full_name} | ({"below": below} if below else {}),
        )
    return row


def job_duplicate(*, actor: Actor, job: Job, with_children: bool = False) -> Job:
    """A copy beside the job, named "… (2)", offered to the same people and asked the same fields;
    `with_children` copies the active jobs below too. The copy has no short code of its own.

    Needs `jobs:manage`. Raises `IsArchived`, `TooManyCopies`, `PathTooLong`.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        below = _active_below(row) if with_children else []
        if len(below) >= COPIES:
            raise errors.TooManyCopies(count=len(below) + 1, limit=COPIES)
        copy = _copy_of(row, row.parent)
        copy.name, copy.code = _free_name(row), ""
        copy.full_name = job_path(row.parent, copy.name)
        _check_paths(copy, row, below)
        job_save(copy)
        pairs = {row.pk: copy} | _copies_below(copy, row, below)
        _settings_copy(pairs)
        event_record(
            actor=actor,
            code="job.duplicated",
            obj=copy,
            label=copy.full_name,
            company_id=row.company_id,
            before={"full_name": row.full_name},
            after={"full_name": copy.full_name} | ({"below": len(below)} if below else {}),
        )
    return copy


def _active_below(job: Job) -> list[Job]:
    """Active jobs whose parents are all active, parents before children."""
    kept = {job.pk}
    found = []
    for each in jobs_below(job):
        if each.is_active and each.parent_id in kept:
            kept.add(each.pk)
            found.append(each)
    return found


def _copy_of(job: Job, parent: Job | None) -> Job:
    return Job(
        company_id=job.company_id,
        parent=parent,
        name=job.name,
        full_name=job_path(parent, job.name),
        code=job.code,
        is_billable=job.is_billable,
        billable_rate=job.billable_rate,
        is_for_everyone=job.is_for_everyone,
    )


def _free_name(job: Job) -> str:
    """ "Audit (2)", or the next number that nobody beside it has."""
    siblings = Job.objects.filter(
        company_id=job.company_id,
        parent=job.parent,
        is_active=True,
        name__istartswith=job.name[:40],
    )
    taken = {name.casefold() for name in siblings.values_list("name", flat=True)}
    number = 2
    while (name := f"{job.name[: JOB_NAME - 8]} ({number})").casefold() in taken:
        number += 1
    return name


def _check_paths(copy: Job, job: Job, below: Sequence[Job]) -> None:
    longest = max((len(each.full_name) for each in below), default=len(job.full_name))
    rules.check_path_length(copy, copy.full_name + "x" * (longest - len(job.full_name)))


def _copies_below(copy: Job, job: Job, below: Sequence[Job]) -> dict[int, Job]:
    """Copies of everything below, level by level (a row needs its parent's number first), by the
    id of their original."""
    made: dict[int, Job] = {job.pk: copy}
    waiting = list(below)
    while waiting:
        level = [each for each in waiting if each.parent_id in made]
        waiting = [each for each in waiting if each.parent_id not in made]
        copies = [_copy_of(each, made[each.parent_id]) for each in level if each.parent_id]
        Job.objects.bulk_create(copies, batch_size=BATCH)
        made |= {each.pk: new for each, new in zip(level, copies, strict=True)}
    return made


def _settings_copy(pairs: dict[int, Job]) -> None:
    """Assignments, fields asked and limits of items, from each job to its copy."""
    tables: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (JobAssignment, ("team_member_id", "group_id")),
        (CustomFieldJob, ("field_id",)),
        (CustomFieldItemLimit, ("item_id",)),
    )
    for ids in in_batches(list(pairs)):
        for model, columns in tables:
            rows = list(model._default_manager.filter(job_id__in=ids).values("job_id", *columns))
            copies = [
                model(company_id=pairs[row["job_id"]].company_id, **_at_copy(row, pairs))
                for row in rows
            ]
            model._default_manager.bulk_create(copies, batch_size=BATCH)


def _at_copy(row: dict[str, Any], pairs: dict[int, Job]) -> dict[str, Any]:
    return row | {"job_id": pairs[row["job_id"]].pk}
