"""Whom jobs are offered to. A job is for everyone, or for the people and groups assigned to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from pointage.features.jobs import errors
from pointage.features.jobs.models import Job, JobAssignment
from pointage.features.jobs.services import rules
from pointage.features.jobs.services.trees import BATCH, in_batches, jobs_below
from pointage.features.jobs.values import Whom
from pointage.features.team.models import Group, TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def job_assign(*, actor: Actor, job: Job, whom: Whom, with_children: bool = False) -> Job:
    """Offers a job (and, if wished, every active job below it) to `whom` and to nobody else.

    Needs `jobs:manage`. Raises `IsArchived`, `NotFound` for people and groups of elsewhere.
    """
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[job.company_id]):
        rules.tree_locked(job.company_id)
        row = rules.row_locked(job)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        _check_known(row.company_id, whom)
        before = _told(row)
        jobs = [row]
        if with_children:
            jobs += [each for each in jobs_below(row) if each.is_active]
        _write(jobs, whom)
        row.is_for_everyone = whom.everyone
        after = _told(row)
        if before != after or with_children:
            event_record(
                actor=actor,
                code="job.assigned",
                obj=row,
                label=row.full_name,
                company_id=row.company_id,
                before=before,
                after=after | ({"below": len(jobs) - 1} if len(jobs) > 1 else {}),
            )
    return row


def _write(jobs: list[Job], whom: Whom) -> None:
    """For everyone, the assignments are kept: they count again when it is limited again."""
    for ids in in_batches([each.pk for each in jobs]):
        Job.objects.filter(pk__in=ids).update(is_for_everyone=whom.everyone)
        if not whom.everyone:
            JobAssignment.objects.filter(job_id__in=ids).delete()
    if whom.everyone:
        return
    company_id = jobs[0].company_id
    JobAssignment.objects.bulk_create(
        [
            JobAssignment(company_id=company_id, job=job, team_member_id=person, group_id=group)
            for job in jobs
            for person, group in (
                *((pk, None) for pk in sorted(whom.member_ids)),
                *((None, pk) for pk in sorted(whom.group_ids)),
            )
        ],
        batch_size=BATCH,
    )


def _check_known(company_id: int, whom: Whom) -> None:
    people = TeamMember.objects.filter(company_id=company_id, pk__in=whom.member_ids).count()
    groups = Group.objects.filter(company_id=company_id, pk__in=whom.group_ids).count()
    if people != len(whom.member_ids) or groups != len(whom.group_ids):
        raise NotFound("people or groups")


def _told(job: Job) -> dict[str, Any]:
    """Whom the job is offered to, in names, for the history."""
    if job.is_for_everyone:
        return {"whom": "everyone"}
    rows = JobAssignment.objects.filter(job=job).select_related("team_member", "group")
    people = sorted(row.team_member.full_name for row in rows if row.team_member)
    groups = sorted(row.group.name for row in rows if row.group)
    return {"people": people, "groups": groups}
