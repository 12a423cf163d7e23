"""What time can be for in a company, from the public ids that a form or a request names. Not:
whether it is offered to a person, which the services check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Model, QuerySet

from pointage.features.companies.queries import tracking_of
from pointage.features.companies.values import TrackingValues
from pointage.features.jobs.models import CostClass, Dimension, Job, Location, ServiceItem
from pointage.features.jobs.queries import JobRow
from pointage.features.jobs.queries.offers import jobs_found
from pointage.features.team.models import Group, GroupManager
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.errors import NotFound

Row = TypeVar("Row", bound=Model)
#: Name on an entry -> its list.
DIMENSIONS: Final[dict[str, type[Dimension]]] = {
    "service_item": ServiceItem,
    "cost_class": CostClass,
    "location": Location,
}
_TRACKED: Final = {
    "service_item": "service_items",
    "cost_class": "cost_classes",
    "location": "locations",
}
#: Lines of a list that a page offers.
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """The lists a company uses beside jobs: name on an entry -> (public id, name) in order; a list
    that is not tracked is left out. `asks_billable`: whether billable or not is asked."""

    lists: Mapping[str, tuple[tuple[str, str], ...]]
    asks_billable: bool


def lists_offered(company_id: int, tracking: TrackingValues | None = None) -> Offered:
    """One query, and one more for each list that is tracked. Needs the company in scope."""
    tracking = tracking or tracking_of(company_id)
    lists = {}
    for name, model in DIMENSIONS.items():
        if not getattr(tracking, _TRACKED[name]):
            continue
        rows = model._default_manager.filter(company_id=company_id, is_active=True)
        lists[name] = tuple(rows.order_by("name").values_list("public_id", "name")[:_MOST])
    return Offered({name: rows for name, rows in lists.items() if rows}, tracking.billable)


def job_named(company_id: int, public_id: str) -> Job | None:
    """The job of that public id, archived or not; None for the empty id. Raises `NotFound`."""
    return _named(Job, company_id, public_id)


def jobs_named_like(company_id: int, text: str, limit: int) -> list[JobRow]:
    """Jobs of the company, archived ones too, whose path or code holds every word. One query."""
    jobs = jobs_found(Job.objects.filter(company_id=company_id), text)
    return [
        JobRow(*row, False)
        for row in jobs.order_by("full_name", "id").values_list(
            "pk", "public_id", "name", "full_name", "code", "is_billable"
        )[:limit]
    ]


def fields_named(
    company_id: int,
    chosen: Mapping[str, str],
    *,
    is_billable: bool | None = None,
    note: str = "",
    custom_values: Mapping[str, str | int] | None = None,
    job: Job | None = None,
) -> EntryFields:
    """`chosen`: "job", "service_item", "cost_class" and "location" -> public id, empty for none.
    A `job` already found is not looked up again. One query for each id. Raises `NotFound`."""
    wanted = chosen.get("job", "")
    if job is None or job.public_id != wanted:
        job = job_named(company_id, wanted)
    return EntryFields(
        job=job,
        service_item=_named(ServiceItem, company_id, chosen.get("service_item", "")),
        cost_class=_named(CostClass, company_id, chosen.get("cost_class", "")),
        location=_named(Location, company_id, chosen.get("location", "")),
        is_billable=is_billable,
        note=note,
        custom_values=custom_values or {},
    )


def manual_entries(
    company_id: int, member_id: int, public_ids: Collection[str]
) -> dict[str, TimeEntry]:
    """Manual entries of one person by public id, for a time card that shows them. One query."""
    if not public_ids:
        return {}
    found = TimeEntry.objects.filter(
        company_id=company_id,
        team_member_id=member_id,
        kind=TimeEntry.Kind.MANUAL,
        public_id__in=public_ids,
    )
    return {entry.public_id: entry for entry in found}


def job_names(company_id: int, chosen: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Names by public id of jobs (their path) and lists, for rows that have no entry yet. One
    query for each sort that is chosen."""
    wanted: dict[str, set[str]] = {}
    for each in chosen:
        for name, public_id in each.items():
            if public_id:
                wanted.setdefault(name, set()).add(public_id)
    names: dict[str, str] = {}
    for name, public_ids in wanted.items():
        model: type[Model] = Job if name == "job" else DIMENSIONS[name]
        rows = model._default_manager.filter(company_id=company_id, public_id__in=public_ids)
        names |= dict(rows.values_list("public_id", "full_name" if name == "job" else "name"))
    return names


def groups_offered(company_id: int, *, led_by: int | None) -> dict[str, str]:
    """Active groups by name: public id -> name; those whose time that person manages, or all. One
    query."""
    rows = _groups(company_id, led_by).filter(is_active=True).order_by("name")
    return dict(rows.values_list("public_id", "name"))


def group_named(company_id: int, public_id: str, *, led_by: int | None) -> Group | None:
    """The group, which that person leads unless `led_by` is None; None for another id."""
    if not public_id:
        return None
    return _groups(company_id, led_by).filter(public_id=public_id).first()


def _groups(company_id: int, led_by: int | None) -> QuerySet[Group]:
    groups = Group.objects.filter(company_id=company_id)
    if led_by is None:
        return groups
    led = GroupManager.objects.filter(
        company_id=company_id, team_member_id=led_by, manages_time=True
    )
    return groups.filter(pk__in=led.values("group_id"))


def _named(model: type[Row], company_id: int, public_id: str) -> Row | None:
    if not public_id:
        return None
    row = model._default_manager.filter(company_id=company_id, public_id=public_id).first()
    if row is None:
        raise NotFound(public_id)
    return row
