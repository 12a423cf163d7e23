"""Putting jobs away and bringing them back. Nothing is deleted: time keeps its job."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from pointage.features.jobs import errors
from pointage.features.jobs.hooks import books_owned_rows
from pointage.features.jobs.models import Job
from pointage.features.jobs.queries.offers import job_line
from pointage.features.jobs.services import rules
from pointage.features.jobs.services.trees import BATCH, in_batches, jobs_below
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def job_archive(*, actor: Actor, job: Job) -> int:
    """Archives a job and everything below it; how many were archived. Assignments are kept for
    the day it comes back. Needs `jobs:manage`; raises `KeptInTheBooks`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        if not row.is_active:
            return 0
        away = [row, *(each for each in jobs_below(row) if each.is_active)]
        _check_none_owned(away)
        _set_active(away, is_active=False)
        event_record(
            actor=actor,
            code="job.archived",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={"is_active": True},
            after={"is_active": False} | _below(len(away) - 1),
        )
    return len(away)


def job_restore(*, actor: Actor, job: Job, with_children: bool = False) -> int:
    """Brings a job back, with the archived parents it needs, and with everything below it if
    wished; how many came back.

    Needs `jobs:manage`; raises `KeptInTheBooks`, `NameTakenInArchive`.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        back = _away(row, with_children=with_children)
        if not back:
            return 0
        _check_none_owned(back)
        _check_places(back)
        _set_active(back, is_active=True)
        line = set(job_line(row)) - {row.pk}
        parents = sum(1 for each in back if each.pk in line)
        event_record(
            actor=actor,
            code="job.restored",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={"is_active": False},
            after={"is_active": True}
            | ({"above": parents} if parents else {})
            | _below(len(back) - parents - (not row.is_active)),
        )
    return len(back)


def _away(job: Job, *, with_children: bool) -> list[Job]:
    """What must come back: archived parents, the job, and what is below if wished."""
    line = job_line(job)
    found = Job.objects.in_bulk(line)
    above = [found[pk] for pk in reversed(line) if not found[pk].is_active]
    below = [each for each in jobs_below(job) if not each.is_active] if with_children else []
    return [*above, *below]


def _check_none_owned(jobs: list[Job]) -> None:
    company_id = jobs[0].company_id
    by_id = {each.pk: each for each in jobs}
    for ids in in_batches(list(by_id)):
        for pk, owned in books_owned_rows(company_id, "job", ids).items():
            raise errors.KeptInTheBooks(name=by_id[pk].name, books=owned.books_name)


def _check_places(jobs: list[Job]) -> None:
    """No active job took one of their places meanwhile, and no two of them want the same."""
    wanted: set[tuple[int | None, str]] = set()
    for each in jobs:
        place = (each.parent_id, each.name.casefold())
        if place in wanted:
            raise errors.NameTakenInArchive(name=each.full_name)
        wanted.add(place)
    for start in range(0, len(jobs), BATCH):
        paths = [each.full_name for each in jobs[start : start + BATCH]]
        taken = Job.objects.filter(full_name__in=paths, is_active=True).first()
        if taken is not None:
            raise errors.NameTakenInArchive(name=taken.full_name)
    _check_siblings(jobs)


def _check_siblings(jobs: list[Job]) -> None:
    """Names that differ in case only, and short codes, are each held once in a place."""
    for ids in in_batches(list({each.parent_id or 0 for each in jobs})):
        standing = _siblings(ids)
        for each in jobs:
            if (each.parent_id or 0) not in ids:
                continue
            name = (each.parent_id, "name", each.name.casefold())
            code = (each.parent_id, "code", each.code.casefold())
            if name in standing or (each.code and code in standing):
                raise errors.NameTakenInArchive(name=each.full_name)


def _siblings(parents: Iterable[int]) -> set[tuple[int | None, str, str]]:
    """Names and codes of active jobs by place; 0 stands for the top."""
    found: set[tuple[int | None, str, str]] = set()
    parents = list(parents)
    rows = Job.objects.filter(is_active=True)
    places = [rows.filter(parent_id__in=parents)]
    if 0 in parents:
        places.append(rows.filter(parent__isnull=True))
    for place in places:
        for parent, name, code in place.values_list("parent_id", "name", "code"):
            found |= {(parent, "name", name.casefold()), (parent, "code", code.casefold())}
    return found


def _set_active(jobs: list[Job], *, is_active: bool) -> None:
    for ids in in_batches([each.pk for each in jobs]):
        Job.objects.filter(pk__in=ids).update(is_active=is_active)


def _below(count: int) -> dict[str, int]:
    return {"below": count} if count > 0 else {}
