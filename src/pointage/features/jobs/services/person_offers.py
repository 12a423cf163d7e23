"""What is offered to one person, from that person's side: the jobs that are not for everyone, and
the items of list fields that are limited to people. The job's and the field's side have services
of their own; groups are not touched here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from pointage.features.jobs import errors
from pointage.features.jobs.models import (
    CustomFieldItem,
    CustomFieldItemLimit,
    Job,
    JobAssignment,
)
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def person_jobs_set(*, actor: Actor, member: TeamMember, jobs: Iterable[Job]) -> None:
    """Assigns exactly these jobs to the person themselves; what comes by group or is for everyone
    stays. Needs `jobs:manage`; raises `NotFound` for a job of another company or for everyone."""
    actor.require("jobs:manage")
    wanted = {job.pk: job for job in jobs}
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = _locked(member)
        for job in wanted.values():
            if job.company_id != row.company_id or job.is_for_everyone:
                raise NotFound(job.public_id)
        rows = JobAssignment.objects.filter(team_member=row).select_related("job")
        now = {each.job_id: each.job for each in rows}
        leaving = {pk: job for pk, job in now.items() if pk not in wanted and job.is_active}
        coming = {pk: job for pk, job in wanted.items() if pk not in now}
        if not leaving and not coming:
            return
        JobAssignment.objects.filter(team_member=row, job_id__in=leaving).delete()
        JobAssignment.objects.bulk_create(
            JobAssignment(company_id=row.company_id, job_id=pk, team_member=row) for pk in coming
        )
        _record(
            actor,
            row,
            "team_member.jobs_changed",
            before={"jobs": sorted(job.full_name for job in leaving.values())},
            after={"jobs": sorted(job.full_name for job in coming.values())},
        )


def person_items_set(*, actor: Actor, member: TeamMember, items: Iterable[CustomFieldItem]) -> None:
    """Offers the person exactly these of the items that are limited to people; those that come by
    group stay. Needs `jobs:manage`; raises `LastPersonOfItem`, `NotFound` for an item of another
    company or one that is limited to nobody."""
    actor.require("jobs:manage")
    wanted = {item.pk: item for item in items}
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = _locked(member)
        limits = CustomFieldItemLimit.objects.filter(item__company_id=row.company_id)
        for item in wanted.values():
            of_item = limits.filter(item=item)
            if not of_item.exclude(team_member=None, group=None).exists():
                raise NotFound(item.public_id)
        rows = limits.filter(team_member=row, item__is_active=True).select_related("item")
        now = {each.item_id: each.item for each in rows}
        leaving = {pk: item for pk, item in now.items() if pk not in wanted}
        coming = {pk: item for pk, item in wanted.items() if pk not in now}
        if not leaving and not coming:
            return
        for item in leaving.values():
            _check_not_last(row, item)
        limits.filter(team_member=row, item_id__in=leaving).delete()
        CustomFieldItemLimit.objects.bulk_create(
            CustomFieldItemLimit(company_id=row.company_id, item=item, team_member=row)
            for item in coming.values()
        )
        _record(
            actor,
            row,
            "team_member.field_items_changed",
            before={"field_items": sorted(item.name for item in leaving.values())},
            after={"field_items": sorted(item.name for item in coming.values())},
        )


def _check_not_last(member: TeamMember, item: CustomFieldItem) -> None:
    """An item limited to nobody would be offered to everybody: that is decided on the field."""
    others = CustomFieldItemLimit.objects.filter(item=item).exclude(team_member=member)
    if not others.exclude(team_member=None, group=None).exists():
        raise errors.LastPersonOfItem(name=item.name)


def _locked(member: TeamMember) -> TeamMember:
    row = TeamMember.objects.select_for_update().filter(pk=member.pk).first()
    if row is None:
        raise NotFound(member.public_id)
    return row


def _record(
    actor: Actor,
    member: TeamMember,
    code: str,
    before: dict[str, list[str]],
    after: dict[str, list[str]],
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=member,
        label=member.full_name,
        company_id=member.company_id,
        before=before,
        after=after,
    )
