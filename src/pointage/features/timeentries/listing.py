"""The list of time: entries newest first, narrowed, paged by cursor, with their totals. Rows are
finished values, never models. Not: who may see them; the caller gives the people within reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from pointage.features.jobs.models import Job
from pointage.features.team.models import GroupMember
from pointage.features.timeentries.models import Attachment, EntryNote, TimeEntry
from pointage.rules.timekeeping import elapsed

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilters:
    """What the list keeps. `people` is a filter on `team_member_id` (from `Reach.among`, or one's
    own); None everywhere else keeps everything. `job` keeps the jobs below it too."""

    people: Q
    first_on: date | None = None
    last_on: date | None = None
    group_id: int | None = None
    job: Job | None = None
    source: str = ""
    kind: str = ""
    activity: str = ""
    has_note: bool | None = None
    has_attachment: bool | None = None
    is_billable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry with the names it needs on a page. `seconds` is 0 while running."""

    public_id: str
    member_id: int
    member_public_id: str
    given_name: str
    family_name: str
    job_id: int | None
    job_public_id: str
    job_name: str
    service_item_id: int | None
    service_item: str
    cost_class_id: int | None
    cost_class: str
    location_id: int | None
    location: str
    break_name: str
    kind: str
    activity: str
    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    local_on: date
    seconds: int
    note: str
    is_billable: bool
    custom_values: Mapping[str, Any]
    source: str
    confirmation: str
    version: int
    deleted_at: datetime | None
    notes: int  # running notes
    attachments: int

    @property
    def person(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_running(self) -> bool:
        return self.kind == TimeEntry.Kind.REGULAR and self.ended_at is None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`older` is the cursor of the next page; empty on the last one."""

    rows: tuple[EntryLine, ...]
    older: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds by activity, a running entry counted up to `now`, and how many entries."""

    work: int = 0
    paid_breaks: int = 0
    unpaid_breaks: int = 0
    entries: int = 0

    @property
    def paid(self) -> int:
        return self.work + self.paid_breaks


def _count(model: Any, **kept: Any) -> Coalesce:
    rows = model.objects.filter(time_entry_id=OuterRef("pk"), **kept).order_by()
    return Coalesce(Subquery(rows.values("time_entry_id").annotate(n=Count("pk")).values("n")), 0)


_COLUMNS: Final = {
    "public_id": "public_id",
    "member_id": "team_member_id",
    "member_public_id": "team_member__public_id",
    "given_name": "team_member__given_name",
    "family_name": "team_member__family_name",
    "job_id": "job_id",
    "job_public_id": "job__public_id",
    "job_name": "job__full_name",
    "service_item_id": "service_item_id",
    "service_item": "service_item__name",
    "cost_class_id": "cost_class_id",
    "cost_class": "cost_class__name",
    "location_id": "location_id",
    "location": "location__name",
    "break_name": "break_rule__name",
    **{
        name: name
        for name in [
            "kind",
            "activity",
            "started_at",
            "ended_at",
            "time_zone",
            "local_on",
            "seconds",
            "note",
            "is_billable",
            "custom_values",
            "source",
            "confirmation",
            "version",
            "deleted_at",
            "notes",
            "attachments",
        ]
    },
}
_TEXTS: Final = ("job_public_id", "job_name", "service_item", "cost_class", "location")
_ORDER: Final = ("-local_on", "-started_at", "-id")


def lines_of(entries: QuerySet[TimeEntry]) -> list[EntryLine]:
    """One query: the rows with every name beside them."""
    counted = entries.annotate(
        notes=_count(EntryNote), attachments=_count(Attachment, removed_at__isnull=True)
    )
    lines = []
    for row in counted.values_list(*_COLUMNS.values()):
        values = dict(zip(_COLUMNS, row, strict=True))
        values |= {name: values[name] or "" for name in (*_TEXTS, "break_name")}
        lines.append(EntryLine(**values))
    return lines


def narrowed(company_id: int, wanted: EntryFilters) -> QuerySet[TimeEntry]:
    """The entries that fit, in no order. Needs the company in scope."""
    entries = TimeEntry.objects.filter(wanted.people, company_id=company_id)
    plain = {
        "local_on__gte": wanted.first_on,
        "local_on__lte": wanted.last_on,
        "source": wanted.source or None,
        "kind": wanted.kind or None,
        "activity": wanted.activity or None,
        "is_billable": wanted.is_billable,
    }
    entries = entries.filter(**{name: value for name, value in plain.items() if value is not None})
    if wanted.group_id is not None:
        people = GroupMember.objects.filter(group_id=wanted.group_id).values("team_member_id")
        entries = entries.filter(team_member_id__in=people)
    if wanted.job is not None:
        below = Q(pk=wanted.job.pk) | Q(full_name__startswith=f"{wanted.job.full_name}:")
        jobs = Job.objects.filter(below, company_id=company_id).values("pk")
        entries = entries.filter(job_id__in=jobs)
    if wanted.has_note is not None:
        running = EntryNote.objects.filter(time_entry_id=OuterRef("pk"))
        noted = ~Q(note="") | Q(Exists(running))
        entries = entries.filter(noted if wanted.has_note else ~noted)
    if wanted.has_attachment is not None:
        files = Exists(
            Attachment.objects.filter(time_entry_id=OuterRef("pk"), removed_at__isnull=True)
        )
        entries = entries.filter(files if wanted.has_attachment else ~files)
    return entries


def entry_page(
    company_id: int, wanted: EntryFilters, *, before: str = "", limit: int = PAGE
) -> EntryPage:
    """`limit` entries, newest day first. `before`: the cursor of an earlier page, an entry's
    public id; an unknown one begins at the newest. At most two queries."""
    entries = narrowed(company_id, wanted)
    at = (
        TimeEntry.with_deleted.filter(company_id=company_id, public_id=before)
        .values_list("local_on", "started_at", "pk")
        .first()
        if before
        else None
    )
    if at is not None:
        on, started_at, pk = at
        earlier = Q(started_at__lt=started_at) | Q(started_at=started_at, pk__lt=pk)
        # the first bound lets an index walk begin at the day
        entries = entries.filter(Q(local_on__lt=on) | Q(earlier, local_on=on), local_on__lte=on)
    rows = lines_of(entries.order_by(*_ORDER)[: limit + 1])
    more = len(rows) > limit
    return EntryPage(tuple(rows[:limit]), rows[limit - 1].public_id if more else "")


def day_totals(company_id: int, wanted: EntryFilters, *, now: datetime) -> dict[date, Totals]:
    """Totals of each day that has entries. At most two queries."""
    entries = narrowed(company_id, wanted)
    rows = (
        entries.order_by()
        .values("local_on", "activity")
        .annotate(seconds_sum=Sum("seconds"), entry_count=Count("pk"), open=_open_count())
    )
    found: dict[date, dict[str, int]] = {}
    any_open = False
    for row in rows:
        day = found.setdefault(row["local_on"], {"entries": 0})
        day[row["activity"]] = day.get(row["activity"], 0) + row["seconds_sum"]
        day["entries"] += row["entry_count"]
        any_open = any_open or row["open"] > 0
    if any_open:
        running = entries.filter(kind=TimeEntry.Kind.REGULAR, ended_at__isnull=True)
        for on, activity, started_at in running.values_list("local_on", "activity", "started_at"):
            found[on][activity] += max(elapsed(started_at, now), 0)
    return {on: _totals(day) for on, day in found.items()}


def totals_of(days: Iterable[Totals]) -> Totals:
    """The sum of several days."""
    days = list(days)
    return Totals(
        work=sum(day.work for day in days),
        paid_breaks=sum(day.paid_breaks for day in days),
        unpaid_breaks=sum(day.unpaid_breaks for day in days),
        entries=sum(day.entries for day in days),
    )


def entries_of_days(company_id: int, people: Q, first_on: date, last_on: date) -> list[EntryLine]:
    """Everything of those local days, oldest first: for the time card and the timeline. One
    query."""
    wanted = EntryFilters(people=people, first_on=first_on, last_on=last_on)
    return lines_of(narrowed(company_id, wanted).order_by("local_on", "started_at", "id"))


def deleted_entries(company_id: int, people: Q, *, before: str = "") -> EntryPage:
    """Deleted entries, newest deletion first. At most two queries."""
    entries = TimeEntry.with_deleted.filter(people, company_id=company_id, deleted_at__isnull=False)
    at = (
        entries.filter(public_id=before).values_list("deleted_at", "pk").first() if before else None
    )
    if at is not None:
        entries = entries.filter(Q(deleted_at__lt=at[0]) | Q(deleted_at=at[0], pk__lt=at[1]))
    rows = lines_of(entries.order_by(F("deleted_at").desc(), "-pk")[: PAGE + 1])
    return EntryPage(tuple(rows[:PAGE]), rows[PAGE - 1].public_id if len(rows) > PAGE else "")


def _open_count() -> Count:
    return Count("pk", filter=Q(kind=TimeEntry.Kind.REGULAR, ended_at__isnull=True))


def _totals(day: Mapping[str, int]) -> Totals:
    return Totals(
        work=day.get(TimeEntry.Activity.WORK, 0),
        paid_breaks=day.get(TimeEntry.Activity.PAID_BREAK, 0),
        unpaid_breaks=day.get(TimeEntry.Activity.UNPAID_BREAK, 0),
        entries=day["entries"],
    )
