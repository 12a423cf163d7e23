"""The list of time: entries newest first, narrowed, paged by cursor, with their totals. Rows are
finished values, never models. Not: who may see them; the caller gives the people within reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from pointage.features.jobs.models import Job
from pointage.features.team.models import GroupMember
from pointage.features.timeentries.models import Attachment, EntryNote, TimeEntry
from pointage.features.timeentries.queries import EntryRow, entry_rows
from pointage.rules.timekeeping import elapsed

PAGE: Final = 50
_ORDER: Final = ("-local_on", "-started_at", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What the list keeps. `people` is a filter on `team_member_id` (from `Reach.among`); None and
    the empty text everywhere else keep everything. `job` keeps the jobs below it too."""

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


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`older` is the cursor of the next page; empty on the last one."""

    rows: tuple[EntryRow, ...]
    older: str


@dataclass(frozen=True, slots=True)
class Beside:
    """How many running notes and files an entry has."""

    notes: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds by activity, a running entry counted up to now, and how many entries."""

    work: int = 0
    paid_breaks: int = 0
    unpaid_breaks: int = 0
    entries: int = 0

    @property
    def paid(self) -> int:
        return self.work + self.paid_breaks


def narrowed(company_id: int, wanted: ListFilters) -> QuerySet[TimeEntry]:
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
    company_id: int, wanted: ListFilters, *, before: str = "", limit: int = PAGE
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
        # the last bound lets an index walk begin at the day
        entries = entries.filter(Q(local_on__lt=on) | Q(earlier, local_on=on), local_on__lte=on)
    # names are joined to the rows of the page alone, not to every row that is sorted
    found = entries.order_by(*_ORDER).values("pk")[: limit + 1]
    page = TimeEntry.objects.filter(company_id=company_id, pk__in=found)
    return _page(entry_rows(page.order_by(*_ORDER)), limit)


def deleted_page(company_id: int, people: Q, *, before: str = "", limit: int = PAGE) -> EntryPage:
    """Deleted entries of the people, newest deletion first. At most two queries."""
    entries = TimeEntry.with_deleted.filter(people, company_id=company_id, deleted_at__isnull=False)
    at = (
        entries.filter(public_id=before).values_list("deleted_at", "pk").first() if before else None
    )
    if at is not None:
        entries = entries.filter(Q(deleted_at__lt=at[0]) | Q(deleted_at=at[0], pk__lt=at[1]))
    return _page(entry_rows(entries.order_by("-deleted_at", "-pk")[: limit + 1]), limit)


def beside_of(
    entry_ids: Collection[int], *, with_notes: bool = True, with_files: bool = True
) -> dict[int, Beside]:
    """Counts of running notes and files; entries with neither are left out. One query for each
    that is wanted."""

    def counts(rows: QuerySet[EntryNote] | QuerySet[Attachment]) -> dict[int, int]:
        grouped = rows.filter(time_entry_id__in=entry_ids).order_by().values_list("time_entry_id")
        return dict(grouped.annotate(n=Count("pk")))

    notes = counts(EntryNote.objects.all()) if entry_ids and with_notes else {}
    kept = Attachment.objects.filter(removed_at__isnull=True)
    files = counts(kept) if entry_ids and with_files else {}
    return {pk: Beside(notes.get(pk, 0), files.get(pk, 0)) for pk in notes.keys() | files.keys()}


def totals_by_day(company_id: int, wanted: ListFilters, *, now: datetime) -> dict[date, Totals]:
    """Totals of each day that has entries. At most two queries."""
    entries = narrowed(company_id, wanted)
    is_open = Q(kind=TimeEntry.Kind.REGULAR, ended_at__isnull=True)
    rows = (
        entries.order_by()
        .values_list("local_on", "activity")
        .annotate(Sum("seconds"), Count("pk"), running=Count("pk", filter=is_open))
    )
    found: dict[date, dict[str, int]] = {}
    any_open = False
    for on, activity, seconds, count, running in rows:
        day = found.setdefault(on, {"entries": 0})
        day[activity] = day.get(activity, 0) + seconds
        day["entries"] += count
        any_open = any_open or running > 0
    if any_open:
        for on, activity, started_at in entries.filter(is_open).values_list(
            "local_on", "activity", "started_at"
        ):
            if on in found:
                so_far = max(elapsed(started_at, now), 0)
                found[on][activity] = found[on].get(activity, 0) + so_far
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


def _page(rows: list[EntryRow], limit: int) -> EntryPage:
    more = len(rows) > limit
    return EntryPage(tuple(rows[:limit]), rows[limit - 1].public_id if more else "")


def _totals(day: Mapping[str, int]) -> Totals:
    return Totals(
        work=day.get(TimeEntry.Activity.WORK, 0),
        paid_breaks=day.get(TimeEntry.Activity.PAID_BREAK, 0),
        unpaid_breaks=day.get(TimeEntry.Activity.UNPAID_BREAK, 0),
        entries=day["entries"],
    )
