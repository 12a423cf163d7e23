"""Custom fields with their items, and the flat lists, as their keepers see them. Needs the company
in scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldJob,
    CustomFieldTrigger,
    Dimension,
    Job,
    JobAssignment,
)
from pointage.features.jobs.services.dimensions import MODELS
from pointage.features.team.models import Group, TeamMember


@dataclass(frozen=True, slots=True)
class ItemLimits:
    """An item's limits and the fields it asks, in names."""

    jobs: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


def field_list(company_id: int, *, active: bool = True) -> list[CustomField]:
    """Fields in order. One query."""
    fields = CustomField.objects.filter(company_id=company_id, is_active=active)
    return list(fields.order_by("position", "name", "pk"))


def item_counts(company_id: int) -> dict[int, int]:
    """Active items by field. One query."""
    rows = CustomFieldItem.objects.filter(company_id=company_id, is_active=True)
    return dict(rows.values_list("field_id").annotate(number=Count("pk")).order_by())


def field_job_counts(company_id: int) -> dict[int, int]:
    """Jobs a field is asked for, by field that is not for all. One query."""
    rows = CustomFieldJob.objects.filter(company_id=company_id)
    return dict(rows.values_list("field_id").annotate(number=Count("pk")).order_by())


def item_page(
    field: CustomField, number: str | None, size: int, *, text: str = "", active: bool = True
) -> Page[Any]:
    """One page of a field's items in order."""
    items = CustomFieldItem.objects.filter(field=field, is_active=active)
    for word in text.split()[:5]:
        items = items.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return Paginator(items.order_by("position", "name", "id"), size).get_page(number)


def limits_of(item_ids: list[int]) -> dict[int, ItemLimits]:
    """By item, its limits in names. Two queries."""
    found = {pk: ItemLimits() for pk in item_ids}
    rows = CustomFieldItemLimit.objects.filter(item_id__in=item_ids).select_related(
        "job", "team_member", "group"
    )
    for row in rows.order_by("pk"):
        limits = found[row.item_id]
        if row.job is not None:
            limits.jobs.append(row.job.full_name)
        if row.team_member is not None:
            limits.people.append(row.team_member.full_name)
        if row.group is not None:
            limits.groups.append(row.group.name)
    triggers = CustomFieldTrigger.objects.filter(item_id__in=item_ids, field__is_active=True)
    for item_id, name in triggers.order_by("field__position").values_list("item_id", "field__name"):
        found[item_id].asks.append(name)
    return found


def dimension_page(
    company_id: int,
    kind: str,
    number: str | None,
    size: int,
    *,
    text: str = "",
    active: bool = True,
) -> Page[Any]:
    """One page of a flat list, by name."""
    rows: QuerySet[Dimension] = MODELS[kind]._default_manager.filter(
        company_id=company_id, is_active=active
    )
    for word in text.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return Paginator(rows.order_by("name", "pk"), size).get_page(number)


def people_and_groups(company_id: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(row number, name) of the active people and of the active groups. Two queries."""
    people = TeamMember.objects.filter(company_id=company_id, state=TeamMember.State.ACTIVE)
    groups = Group.objects.filter(company_id=company_id, is_active=True).order_by("name")
    return (
        [(each.pk, each.full_name) for each in people.order_by("family_name", "given_name", "pk")],
        list(groups.values_list("pk", "name")),
    )


def assignments_of(job: Job) -> tuple[set[int], set[int]]:
    """Row numbers of the people and groups a job is assigned to. One query."""
    rows = list(JobAssignment.objects.filter(job=job).values_list("team_member_id", "group_id"))
    return {person for person, _ in rows if person}, {group for _, group in rows if group}


def item_choices(item: CustomFieldItem) -> Mapping[str, set[int]]:
    """Row numbers of an item's limits ("jobs", "people", "groups") and of the fields it asks
    ("asks"). Two queries."""
    rows = list(
        CustomFieldItemLimit.objects.filter(item=item).values_list(
            "job_id", "team_member_id", "group_id"
        )
    )
    asks = CustomFieldTrigger.objects.filter(item=item).values_list("field_id", flat=True)
    return {
        "jobs": {job for job, _, _ in rows if job},
        "people": {person for _, person, _ in rows if person},
        "groups": {group for _, _, group in rows if group},
        "asks": set(asks),
    }


def field_jobs(field: CustomField) -> list[Job]:
    """The jobs a field is asked for, by path."""
    rows = CustomFieldJob.objects.filter(field=field).values("job_id")
    return list(Job.objects.filter(pk__in=rows).order_by("full_name"))


def item_ids(field: CustomField) -> list[int]:
    """Row numbers of a field's active items, in order."""
    items = CustomFieldItem.objects.filter(field=field, is_active=True)
    return list(items.order_by("position", "name", "id").values_list("pk", flat=True))
