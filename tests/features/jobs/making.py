"""Short ways to make jobs, fields and groups in tests. Call inside the company's scope."""

from __future__ import annotations

from typing import Any

from pointage.features.companies.models import Company
from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldTrigger,
    Job,
    JobAssignment,
)
from pointage.features.jobs.services.trees import job_path
from pointage.features.team.models import Group, GroupMember, TeamMember


def job(company: Company, name: str, parent: Job | None = None, **fields: Any) -> Job:
    return Job.objects.create(
        company=company, name=name, parent=parent, full_name=job_path(parent, name), **fields
    )


def assign(job: Job, who: TeamMember | Group) -> None:
    target = {"team_member": who} if isinstance(who, TeamMember) else {"group": who}
    JobAssignment.objects.create(company=job.company, job=job, **target)


def group(company: Company, name: str, *people: TeamMember) -> Group:
    made = Group.objects.create(company=company, name=name)
    for person in people:
        GroupMember.objects.create(company=company, group=made, team_member=person)
    return made


def field(company: Company, name: str, kind: str = "list", **fields: Any) -> CustomField:
    return CustomField.objects.create(company=company, name=name, kind=kind, **fields)


def item(field: CustomField, name: str, **fields: Any) -> CustomFieldItem:
    return CustomFieldItem.objects.create(company=field.company, field=field, name=name, **fields)


def limit(item: CustomFieldItem, **target: Any) -> None:
    CustomFieldItemLimit.objects.create(company=item.company, item=item, **target)


def trigger(item: CustomFieldItem, asked: CustomField) -> None:
    CustomFieldTrigger.objects.create(company=item.company, item=item, field=asked)
