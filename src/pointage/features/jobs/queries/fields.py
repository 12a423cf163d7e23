"""Which custom fields are asked of a person for a job, with the items offered. Not: whether given
values are allowed, which `services.field_values` says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldJob,
    CustomFieldTrigger,
    Job,
)
from pointage.features.jobs.queries.offers import groups_of, job_line
from pointage.features.team.models import TeamMember


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item offered. `triggers`: public ids of the fields that choosing it asks too."""

    public_id: str
    name: str
    code: str
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the job, with the items offered (list fields only).

    `is_asked` is false for a field that waits for an item that triggers it; such rows come only on
    request. A required list without any offered item cannot be answered, so nobody is held to it:
    `lacks_items` tells to say so. `only_item` is the one item offered, which fills itself.
    """

    id: int
    public_id: str
    name: str
    kind: str
    is_required: bool
    pattern: str
    is_triggered: bool
    is_asked: bool = True
    items: tuple[ItemRow, ...] = ()

    @property
    def lacks_items(self) -> bool:
        return self.kind == CustomField.Kind.LIST and not self.items

    @property
    def must_be_answered(self) -> bool:
        return self.is_required and not self.lacks_items

    @property
    def only_item(self) -> ItemRow | None:
        return self.items[0] if len(self.items) == 1 else None


def fields_for(
    member: TeamMember,
    job: Job | None,
    chosen: Iterable[str] = (),
    *,
    with_waiting: bool = False,
) -> list[FieldRow]:
    """Fields asked of the person for the job (or for none), in order, `chosen` being the public
    ids of the items chosen so far. An item that fills itself counts as chosen.

    `with_waiting` adds the fields that wait for an item (`is_asked` false), for a page that shows
    and hides them by itself. One query without fields, else at most five. Needs the company in
    scope.
    """
    fields = list(CustomField.objects.filter(company_id=member.company_id, is_active=True))
    if not fields:
        return []
    line = job_line(job)
    fields = sorted(_of_job(fields, line), key=lambda each: (each.position, each.name, each.pk))
    lists = [each.pk for each in fields if each.kind == CustomField.Kind.LIST]
    items = _items_by_field(items_offered(member, line, lists)) if lists else {}
    rows = asked([_row(each, items.get(each.pk, ())) for each in fields], set(chosen))
    return rows if with_waiting else [row for row in rows if row.is_asked]


def asked(rows: list[FieldRow], chosen: Collection[str], *, fills: bool = True) -> list[FieldRow]:
    """The rows with `is_asked` worked out: a field that waits is asked once a chosen item of an
    asked field triggers it. `fills`: the only item of a list counts as chosen."""
    by_id = {row.public_id: row for row in rows}
    told = {row.public_id for row in rows if not row.is_triggered}
    waiting = list(told)
    while waiting:
        row = by_id[waiting.pop()]
        for item in row.items:
            if item.public_id in chosen or (fills and item is row.only_item):
                new = {each for each in item.triggers if each in by_id} - told
                told |= new
                waiting += new
    return [replace(row, is_asked=row.public_id in told) for row in rows]


def items_offered(
    member: TeamMember, line: Collection[int], field_ids: Collection[int]
) -> QuerySet[CustomFieldItem]:
    """Active items of the fields that the limits leave to the person on a job, in order. `line`
    is `job_line(job)`."""
    limits = CustomFieldItemLimit.objects.filter(item=OuterRef("pk"))
    of_jobs = limits.filter(job__isnull=False)
    of_people = limits.filter(Q(team_member__isnull=False) | Q(group__isnull=False))
    mine = Q(team_member=member) | Q(group__in=groups_of(member).values("group_id"))
    return CustomFieldItem.objects.filter(
        ~Exists(of_jobs) | Exists(of_jobs.filter(job_id__in=line or [0])),
        ~Exists(of_people) | Exists(of_people.filter(mine)),
        field_id__in=field_ids,
        is_active=True,
    ).order_by("position", "name", "id")


def _of_job(fields: list[CustomField], line: Collection[int]) -> list[CustomField]:
    """Those for all jobs, and those for a job of the line. One query when some are not for all."""
    chosen = [each.pk for each in fields if not each.is_for_all_jobs]
    meant: set[int] = set()
    if chosen and line:
        rows = CustomFieldJob.objects.filter(field_id__in=chosen, job_id__in=line)
        meant = set(rows.values_list("field_id", flat=True))
    return [each for each in fields if each.is_for_all_jobs or each.pk in meant]


def _row(field: CustomField, items: Sequence[ItemRow]) -> FieldRow:
    return FieldRow(
        id=field.pk,
        public_id=field.public_id,
        name=field.name,
        kind=field.kind,
        is_required=field.is_required,
        pattern=field.pattern,
        is_triggered=field.is_triggered,
        items=tuple(items),
    )


def _items_by_field(items: QuerySet[CustomFieldItem]) -> Mapping[int, list[ItemRow]]:
    """Two queries: the items, and what they trigger."""
    found = list(items.values_list("id", "field_id", "public_id", "name", "code"))
    triggers: dict[int, list[str]] = {}
    for item_id, field in CustomFieldTrigger.objects.filter(
        item__in=items.order_by().values("pk"), field__is_active=True
    ).values_list("item_id", "field__public_id"):
        triggers.setdefault(item_id, []).append(field)
    rows: dict[int, list[ItemRow]] = {}
    for item_id, field_id, public_id, name, code in found:
        row = ItemRow(public_id, name, code, tuple(triggers.get(item_id, ())))
        rows.setdefault(field_id, []).append(row)
    return rows
