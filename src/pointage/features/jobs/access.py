"""Fetch and authorise in one step: what adapters reach of jobs, fields and lists. Needs the
company in scope."""

from __future__ import annotations

from pointage.features.jobs.models import CustomField, CustomFieldItem, Dimension, Job, JobFile
from pointage.features.jobs.queries.offers import is_job_offered
from pointage.features.jobs.services.dimensions import MODELS
from pointage.features.jobs.services.rules import MANAGE
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor


def sees_all_jobs(actor: Actor) -> bool:
    """Whether the actor may see jobs that are not offered to them: whoever keeps jobs or sees
    everyone's time, and accountants."""
    return actor.may(MANAGE) or actor.may("time-entries:view") or actor.team_member_id is None


def sees_rates(actor: Actor) -> bool:
    """Rates are for those who keep jobs or see the payroll."""
    return actor.may(MANAGE) or actor.may("payroll:view")


def job_for(
    actor: Actor, company_id: int, public_id: str, *, to_change: bool = False,
    member: TeamMember | None = None,
) -> Job:  # fmt: skip
    """A job of the company. Raises `PermissionRefused`, and `NotFound` too for a job that is not
    offered to `member`, the actor's own person, who does not see all of them."""
    actor.require(MANAGE if to_change else "jobs:view")
    job = (
        Job.objects.filter(company_id=company_id, public_id=public_id)
        .select_related("parent")
        .first()
    )
    if job is None:
        raise NotFound(public_id)
    if not sees_all_jobs(actor) and not (member and is_job_offered(member, job)):
        raise NotFound(public_id)
    return job


def field_for(
    actor: Actor, company_id: int, public_id: str, *, to_change: bool = False
) -> CustomField:
    """A custom field. Raises `NotFound`, `PermissionRefused`."""
    actor.require(MANAGE if to_change else "jobs:view")
    field = CustomField.objects.filter(company_id=company_id, public_id=public_id).first()
    if field is None or not sees_all_jobs(actor):
        raise NotFound(public_id)
    return field


def item_for(
    actor: Actor, field: CustomField, public_id: str, *, to_change: bool = False
) -> CustomFieldItem:
    """An item of the field. Raises `NotFound`, `PermissionRefused`."""
    actor.require(MANAGE if to_change else "jobs:view")
    item = CustomFieldItem.objects.filter(field=field, public_id=public_id).first()
    if item is None:
        raise NotFound(public_id)
    item.field = field
    return item


def dimension_for(
    actor: Actor, company_id: int, kind: str, public_id: str, *, to_change: bool = False
) -> Dimension:
    """An entry of a list. Raises `NotFound` (also for an unknown list), `PermissionRefused`."""
    actor.require(MANAGE if to_change else "jobs:view")
    if kind not in MODELS:
        raise NotFound(kind)
    rows = MODELS[kind]._default_manager
    row = rows.filter(company_id=company_id, public_id=public_id).first()
    if row is None:
        raise NotFound(public_id)
    return row


def file_for(actor: Actor, company_id: int, public_id: str) -> JobFile:
    """An uploaded file. Raises `NotFound`, `PermissionRefused`."""
    actor.require(MANAGE)
    file = (
        JobFile.objects.filter(company_id=company_id, public_id=public_id)
        .select_related("field")
        .first()
    )
    if file is None:
        raise NotFound(public_id)
    return file
