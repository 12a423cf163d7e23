"""Reads of tracked time: typed rows in few queries, whatever their number. Whose time the reader
may see is decided before, in `access`; the company must be in scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Sum

from pointage.features.timeentries.models import EntryNote, TimeEntry

_Activity = TimeEntry.Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry with the names that pages show. `id` is the row's number: never in an address.

    `seconds` is 0 while running; a manual entry has no `ended_at` and starts with its local day.
    """

    id: int
    public_id: str
    member_id: int
    member_public_id: str
    member_given_name: str
    member_family_name: str
    kind: str
    activity: str
    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    local_on: date
    seconds: int
    job_id: int | None
    job_public_id: str | None
    job_name: str | None
    service_item_public_id: str | None
    service_item_name: str | None
    cost_class_public_id: str | None
    cost_class_name: str | None
    location_public_id: str | None
    location_name: str | None
    break_rule_public_id: str | None
    break_rule_name: str | None
    note: str
    is_billable: bool
    custom_values: Mapping[str, str | int]
    source: str
    end_source: str
    confirmation: str
    returns_to_id: int | None
    version: int
    deleted_at: datetime | None

    @property
    def member_name(self) -> str:
        return f"{self.member_given_name} {self.member_family_name}".strip()

    @property
    def is_running(self) -> bool:
        return self.kind == TimeEntry.Kind.REGULAR and self.ended_at is None

    @property
    def is_work(self) -> bool:
        return self.activity == _Activity.WORK

    @property
    def awaits_its_end(self) -> bool:
        """A late clock-in whose clock-out has not arrived."""
        return self.ended_at == self.started_at and not self.end_source


#: Field of `EntryRow` -> column; those not here have their own name.
_COLUMNS = {
    "member_id": "team_member_id",
    "member_public_id": "team_member__public_id",
    "member_given_name": "team_member__given_name",
    "member_family_name": "team_member__family_name",
    "job_public_id": "job__public_id",
    "job_name": "job__full_name",
    "service_item_public_id": "service_item__public_id",
    "service_item_name": "service_item__name",
    "cost_class_public_id": "cost_class__public_id",
    "cost_class_name": "cost_class__name",
    "location_public_id": "location__public_id",
    "location_name": "location__name",
    "break_rule_public_id": "break_rule__public_id",
    "break_rule_name": "break_rule__name",
}
_FIELDS = tuple(EntryRow.__dataclass_fields__)
_SELECTED = tuple(_COLUMNS.get(name, name) for name in _FIELDS)


def entry_rows(entries: QuerySet[TimeEntry]) -> list[EntryRow]:
    """The entries as rows, in their order: one query."""
    found = entries.values_list(*_SELECTED)
    return [EntryRow(**dict(zip(_FIELDS, values, strict=True))) for values in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilters:
    """What to keep; an empty filter keeps everything."""

    job_ids: Collection[int] = ()
    activities: Collection[str] = ()
    sources: Collection[str] = ()
    kind: str = ""
    is_billable: bool | None = None
    text: str = ""  # in the note or the job's name

    def q(self) -> Q:
        wanted = Q()
        if self.job_ids:
            wanted &= Q(job_id__in=self.job_ids)
        if self.activities:
            wanted &= Q(activity__in=self.activities)
        if self.sources:
            wanted &= Q(source__in=self.sources)
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.is_billable is not None:
            wanted &= Q(is_billable=self.is_billable)
        if self.text:
            wanted &= Q(note__icontains=self.text) | Q(job__full_name__icontains=self.text)
        return wanted


def entries_between(
    company_id: int,
    *,
    first_on: date,
    last_on: date,
    member_ids: Collection[int] | None = None,
    filters: EntryFilters | None = None,
    limit: int | None = None,
) -> list[EntryRow]:
    """Entries of these local days (both included), by day and start; of everyone when `member_ids`
    is None. One query."""
    entries = TimeEntry.objects.filter(company_id=company_id, local_on__range=(first_on, last_on))
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    if filters is not None:
        entries = entries.filter(filters.q())
    return entry_rows(entries.order_by("local_on", "started_at", "id")[:limit])


def newest_entries(
    company_id: int,
    limit: int = 50,
    before: str = "",
    *,
    member_ids: Collection[int] | None = None,
) -> list[EntryRow]:
    """The newest entries by start; `before` (a public id) continues after the last one shown. One
    query, two when continuing."""
    entries = TimeEntry.objects.filter(company_id=company_id)
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    if before:
        last = (
            TimeEntry.with_deleted.filter(company_id=company_id, public_id=before)
            .values_list("started_at", "id")
            .first()
        )
        if last is None:
            return []
        started_at, pk = last
        entries = entries.filter(started_at__lte=started_at).exclude(
            started_at=started_at, id__gte=pk
        )
    return entry_rows(entries.order_by("-started_at", "-id")[:limit])


def deleted_entries(
    company_id: int, limit: int = 50, *, member_ids: Collection[int] | None = None
) -> list[EntryRow]:
    """Deleted entries, the last deleted first. One query."""
    entries = TimeEntry.with_deleted.filter(company_id=company_id, deleted_at__isnull=False)
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    return entry_rows(entries.order_by("-deleted_at", "-id")[:limit])


def running_entries(
    company_id: int, *, member_ids: Collection[int] | None = None
) -> list[EntryRow]:
    """Who is on the clock or on a break now, longest first. One query."""
    entries = TimeEntry.objects.filter(
        company_id=company_id, ended_at__isnull=True, kind=TimeEntry.Kind.REGULAR
    )
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    return entry_rows(entries.order_by("started_at", "id"))


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Seconds of a person's finished entries on a local day."""

    work: int = 0
    paid_break: int = 0
    unpaid_break: int = 0

    @property
    def paid(self) -> int:
        """Work and paid breaks."""
        return self.work + self.paid_break


def day_totals(
    company_id: int,
    *,
    first_on: date,
    last_on: date,
    member_ids: Collection[int] | None = None,
) -> dict[tuple[int, date], DayTotal]:
    """Totals by (member id, local day); days without a finished entry are left out. One query."""
    entries = TimeEntry.objects.filter(company_id=company_id, local_on__range=(first_on, last_on))
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    sums = (
        entries.values_list("team_member_id", "local_on", "activity")
        .annotate(total=Sum("seconds"))
        .order_by()
    )
    found: dict[tuple[int, date], dict[str, int]] = {}
    for member_id, local_on, activity, total in sums:
        found.setdefault((member_id, local_on), {})[activity] = total
    return {key: DayTotal(**seconds) for key, seconds in found.items()}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A running note, with the device's and our clock."""

    body: str
    author_name: str
    written_at: datetime
    received_at: datetime


def notes_of(entry: TimeEntry) -> list[NoteRow]:
    """Running notes, oldest first. One query."""
    notes = EntryNote.objects.filter(time_entry=entry).order_by("written_at", "id")
    columns = ("body", "author_name", "written_at", "received_at")
    return [NoteRow(*values) for values in notes.values_list(*columns)]


def latest_entries_of(member_id: int, limit: int) -> QuerySet[TimeEntry]:
    """The person's newest entries by start, with what they were for."""
    return (
        TimeEntry.objects.filter(team_member_id=member_id)
        .select_related("job", "service_item", "cost_class", "location")
        .order_by(F("started_at").desc(), "-id")[:limit]
    )
