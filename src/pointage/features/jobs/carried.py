"""What a device takes along to choose from without a signal: the jobs offered to a person, the
items beside them, and the custom fields with their conditions. Not: whether an answer is allowed,
which the services decide when it arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from pointage.features.jobs.models import (
    CostClass,
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldJob,
    CustomFieldTrigger,
    Dimension,
    Location,
    ServiceItem,
)
from pointage.features.jobs.queries import jobs_offered
from pointage.features.team.models import GroupMember, TeamMember

#: Jobs that fit in a phone's list; more are found through the server.
JOB_LIMIT: Final = 5000


@dataclass(frozen=True, slots=True)
class CarriedJob:
    """`above` is the path of the job's parents, empty at the top."""

    id: str
    name: str
    above: str
    code: str
    billable: bool


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """`jobs`: full names of the jobs it is for (and those below them); None: all. `asks`: ids of
    the fields that choosing it asks."""

    id: str
    name: str
    jobs: tuple[str, ...] | None
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedField:
    """A custom field; `jobs` as in `CarriedItem`."""

    id: str
    name: str
    kind: str
    required: bool
    pattern: str
    is_triggered: bool
    jobs: tuple[str, ...] | None
    items: tuple[CarriedItem, ...]


@dataclass(frozen=True, slots=True)
class NamedItem:
    """A service item, class or location."""

    id: str
    name: str


def carried_jobs(member: TeamMember) -> list[CarriedJob]:
    """Active jobs offered to the person, by path: at most `JOB_LIMIT`. One query."""
    return [
        CarriedJob(row.public_id, row.name, row.above, row.code, row.is_billable)
        for row in jobs_offered(member, limit=JOB_LIMIT)
    ]


def carried_service_items() -> list[NamedItem]:
    return _named(ServiceItem)


def carried_cost_classes() -> list[NamedItem]:
    return _named(CostClass)


def carried_locations() -> list[NamedItem]:
    return _named(Location)


def carried_fields(member: TeamMember) -> list[CarriedField]:
    """Active fields in their order, with the items that limits leave to the person. One query
    without fields, else five."""
    fields = list(CustomField.objects.filter(is_active=True).order_by("position", "name", "id"))
    if not fields:
        return []
    items = _items(member)
    jobs = _grouped(
        CustomFieldJob.objects.filter(field__is_active=True).values_list(
            "field_id", "job__full_name"
        )
    )
    return [
        CarriedField(
            id=field.public_id,
            name=field.name,
            kind=field.kind,
            required=field.is_required,
            pattern=field.pattern,
            is_triggered=field.is_triggered,
            jobs=None if field.is_for_all_jobs else tuple(jobs[field.pk]),
            items=tuple(items[field.pk]),
        )
        for field in fields
    ]


def _items(member: TeamMember) -> dict[int, list[CarriedItem]]:
    limits = CustomFieldItemLimit.objects.filter(item=OuterRef("pk"))
    of_people = limits.filter(Q(team_member__isnull=False) | Q(group__isnull=False))
    rows = (
        CustomFieldItem.objects.filter(
            ~Exists(of_people) | Exists(of_people.filter(_is_for(member))),
            is_active=True,
            field__is_active=True,
        )
        .order_by("position", "name", "id")
        .values_list("id", "field_id", "public_id", "name")
    )
    jobs = _grouped(
        CustomFieldItemLimit.objects.filter(job__isnull=False).values_list(
            "item_id", "job__full_name"
        )
    )
    asks = _grouped(
        CustomFieldTrigger.objects.filter(field__is_active=True).values_list(
            "item_id", "field__public_id"
        )
    )
    found: dict[int, list[CarriedItem]] = defaultdict(list)
    for pk, field_id, public_id, name in rows:
        limited = tuple(jobs[pk]) if pk in jobs else None
        found[field_id].append(CarriedItem(public_id, name, limited, tuple(asks[pk])))
    return found


def _is_for(member: TeamMember) -> Q:
    groups = GroupMember.objects.filter(team_member=member, group__is_active=True)
    return Q(team_member=member) | Q(group__in=groups.values("group_id"))


def _named(model: type[Dimension]) -> list[NamedItem]:
    rows = model.objects.filter(is_active=True).order_by("name", "id")
    return [NamedItem(*values) for values in rows.values_list("public_id", "name")]


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
