"""The tree of jobs as its keepers see it: one level at a time, a search, the archive. Needs the
company in scope; each costs the same however many jobs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from pointage.features.jobs.models import Job, JobAssignment
from pointage.features.jobs.queries.offers import job_line, jobs_found
from pointage.features.jobs.services.trees import SEPARATOR
from pointage.foundation.history.models import HistoryEvent


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A job in the tree. `billable_rate` is money an hour; None: none of its own."""

    id: int
    public_id: str
    name: str
    full_name: str
    code: str
    is_billable: bool
    billable_rate: Decimal | None
    is_for_everyone: bool
    is_active: bool
    has_children: bool

    @property
    def above(self) -> str:
        return self.full_name[: -len(self.name)].rstrip(SEPARATOR)


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many people and groups a job is assigned to."""

    people: int = 0
    groups: int = 0


def tree_level(company_id: int, parent: Job | None, number: str | None, size: int) -> Page[Any]:
    """One page of the active jobs right below `parent` (None: the top), by name: `TreeRow`s. Two
    queries."""
    jobs = Job.objects.filter(company_id=company_id, parent=parent, is_active=True)
    return _page(jobs.order_by(Lower("name"), "id"), number, size)


def jobs_search(
    company_id: int, text: str, number: str | None, size: int, *, active: bool = True
) -> Page[Any]:
    """One page of the jobs whose path or code holds every word, by path: `TreeRow`s."""
    jobs = Job.objects.filter(company_id=company_id, is_active=active).order_by("full_name", "id")
    if not text.split():
        return _page(jobs, number, size)
    # A search looks through the jobs once, not once to count and once more to show.
    ids = list(jobs_found(jobs, text).values_list("pk", flat=True))
    page = Paginator(ids, size).get_page(number)
    shown = {row.id: row for row in _rows(Job.objects.filter(pk__in=list(page.object_list)))}
    return Page([shown[pk] for pk in page.object_list], page.number, page.paginator)


def job_rows(
    company_id: int, *, text: str = "", without: Job | None = None, limit: int = 50
) -> list[TreeRow]:
    """Active jobs by path, at most `limit`, for choosing one whatever is offered to whom;
    `without` leaves out a job and everything below it. One query."""
    jobs = Job.objects.filter(company_id=company_id, is_active=True)
    if without is not None:
        jobs = jobs.exclude(pk=without.pk).exclude(
            full_name__startswith=without.full_name + SEPARATOR
        )
    return _rows(jobs_found(jobs, text).order_by("full_name", "id")[:limit])


def jobs_above(job: Job) -> list[Job]:
    """The jobs above, the top first. At most two queries."""
    line = job_line(job)[1:]
    found = Job.objects.in_bulk(line)
    return [found[pk] for pk in reversed(line)]


def jobs_of(job_ids: Iterable[int]) -> list[Job]:
    """The jobs of these row numbers, by path."""
    return list(Job.objects.filter(pk__in=list(job_ids)).order_by("full_name"))


def assigned_of(job_ids: Iterable[int]) -> Mapping[int, Assigned]:
    """By job, how many people and groups it is assigned to; those to nobody are left out."""
    rows = (
        JobAssignment.objects.filter(job_id__in=list(job_ids))
        .values_list("job_id")
        .annotate(people=Count("team_member"), groups=Count("group"))
    )
    return {job_id: Assigned(people, groups) for job_id, people, groups in rows}


def job_counts(company_id: int) -> tuple[int, int]:
    """Active and archived jobs. One query."""
    rows = Job.objects.filter(company_id=company_id).values_list("is_active")
    found = dict(rows.annotate(number=Count("pk")).order_by())
    return found.get(True, 0), found.get(False, 0)


def _page(jobs: QuerySet[Job], number: str | None, size: int) -> Page[Any]:
    page = Paginator(jobs, size).get_page(number)
    ids = page.object_list
    assert isinstance(ids, QuerySet)
    return Page(_rows(ids), page.number, page.paginator)


def _rows(jobs: QuerySet[Job]) -> list[TreeRow]:
    below = Job.objects.filter(parent=OuterRef("pk"), is_active=True)
    columns = (
        "pk", "public_id", "name", "full_name", "code", "is_billable", "billable_rate",
        "is_for_everyone", "is_active", "has_children",
    )  # fmt: skip
    return [
        TreeRow(*row) for row in jobs.annotate(has_children=Exists(below)).values_list(*columns)
    ]


def tree_mark(company_id: int, field_id: int | None) -> tuple[object, ...]:
    """Something that changes whenever a file's dry run could: when the history of the company
    grows. One query."""
    newest = HistoryEvent.objects.filter(company_id=company_id).order_by("-pk").first()
    return (company_id, field_id, newest.pk if newest else 0)
