"""What one person is offered and why: by themselves, by a group, or like everybody. For the pages
of a person; pickers use `offers` and `fields`. Needs the company in scope."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef

from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    Job,
    JobAssignment,
)
from pointage.features.jobs.queries.offers import groups_of, jobs_found
from pointage.features.team.models import TeamMember


class Offer(StrEnum):
    """Why something is offered to a person, or that it is not."""

    EVERYONE = "everyone"
    GROUP = "group"
    PERSON = "person"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class OfferedJob:
    """A job beside what makes it the person's; `groups`: names of their groups that have it."""

    job: Job
    is_own: bool
    groups: list[str]


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """An item of a list field; `offer` is the strongest reason, `is_own` the person's own limit."""

    item: CustomFieldItem
    field_name: str
    offer: Offer
    is_own: bool
    groups: list[str]


def jobs_limited(
    member: TeamMember, *, text: str = "", limit: int = 200
) -> tuple[list[OfferedJob], bool]:
    """Active jobs that are not for everyone, by path, with what makes each the person's: theirs
    first, then at most `limit` others that hold every word of `text`; and whether there are more
    of those. Four queries."""
    own = set(JobAssignment.objects.filter(team_member=member).values_list("job_id", flat=True))
    groups: dict[int, list[str]] = {}
    by_group = JobAssignment.objects.filter(group__in=groups_of(member).values("group_id"))
    for job_id, name in by_group.order_by("group__name").values_list("job_id", "group__name"):
        groups.setdefault(job_id, []).append(name)
    jobs = Job.objects.filter(
        company_id=member.company_id, is_active=True, is_for_everyone=False
    ).order_by("full_name", "id")
    theirs = own | groups.keys()
    others = list(jobs_found(jobs.exclude(pk__in=theirs), text)[: limit + 1])
    shown = [*jobs.filter(pk__in=theirs), *others[:limit]]
    rows = [OfferedJob(job, job.pk in own, groups.get(job.pk, [])) for job in shown]
    return rows, len(others) > limit


def jobs_for_everyone(company_id: int) -> int:
    """How many active jobs everybody is offered. One query."""
    return Job.objects.filter(company_id=company_id, is_active=True, is_for_everyone=True).count()


def items_of_person(member: TeamMember) -> list[OfferedItem]:
    """Every active item of the active list fields, by field and place, with why the person is
    offered it; limits to jobs are left aside. Three queries."""
    limits = CustomFieldItemLimit.objects.filter(item=OuterRef("pk"))
    of_people = limits.exclude(team_member=None, group=None)
    items = (
        CustomFieldItem.objects.filter(
            company_id=member.company_id,
            is_active=True,
            field__is_active=True,
            field__kind=CustomField.Kind.LIST,
        )
        .annotate(is_limited=Exists(of_people), is_own=Exists(limits.filter(team_member=member)))
        .select_related("field")
        .order_by("field__position", "field__name", "position", "name", "id")
    )
    groups: dict[int, list[str]] = {}
    mine = CustomFieldItemLimit.objects.filter(group__in=groups_of(member).values("group_id"))
    for item_id, name in mine.order_by("group__name").values_list("item_id", "group__name"):
        groups.setdefault(item_id, []).append(name)
    return [_offered(item, groups.get(item.pk, [])) for item in items]


def _offered(item: CustomFieldItem, groups: list[str]) -> OfferedItem:
    is_own: bool = item.is_own  # type: ignore[attr-defined]
    if not item.is_limited:  # type: ignore[attr-defined]
        offer = Offer.EVERYONE
    elif groups:
        offer = Offer.GROUP
    else:
        offer = Offer.PERSON if is_own else Offer.NOT
    return OfferedItem(item, item.field.name, offer, is_own, groups)
