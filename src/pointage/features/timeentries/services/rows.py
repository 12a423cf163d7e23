"""Writes rows of time with their history: the only place that saves a `TimeEntry`. Checks of who,
what for and overlaps come before, in the services that call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from pointage.features.timeentries.errors import EntryLocked
from pointage.features.timeentries.hooks import lock_of
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.prepared import PreparedInsert, PreparedUpdate
from pointage.rules.timekeeping import elapsed, local_date, start_of_day, zone_named

_DAY = timedelta(days=1)
_INSERT: Final = PreparedInsert(TimeEntry)
_UPDATE: Final = PreparedUpdate(TimeEntry)
#: What `snapshot` names: read it along.
NAMED: Final = ("job", "service_item", "cost_class", "location", "break_rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does it, to whose time, why, and what history should say beside the fields."""

    actor: Actor
    locked: Locked
    reason: str = ""
    #: Added to the event's `after`: the punch with both its times, the entry split from …
    beside: Mapping[str, Any] = field(default_factory=dict)


#: Columns that history tells of, by the name it gives them.
_TOLD: Final = {
    "kind": "kind",
    "activity": "activity",
    "time_zone": "time_zone",
    "local_on": "local_on",
    "started_at": "started_at",
    "ended_at": "ended_at",
    "seconds": "seconds",
    "job": "job_id",
    "service_item": "service_item_id",
    "cost_class": "cost_class_id",
    "location": "location_id",
    "break_rule": "break_rule_id",
    "note": "note",
    "is_billable": "is_billable",
    "custom_values": "custom_values",
    "source": "source",
    "end_source": "end_source",
    "confirmation": "confirmation",
}
_LABELS: Final = {
    "job": "full_name",
    "service_item": "name",
    "cost_class": "name",
    "location": "name",
    "break_rule": "name",
}
#: Values that an entry begins with and that say nothing.
_SILENT: Final[tuple[Any, ...]] = ({}, "", None, False)

#: The columns of an entry as they were, by the name that history gives them.
Marks = Mapping[str, Any]


def marked(entry: TimeEntry) -> Marks:
    """The entry as it is now, to be handed to `entry_save` once it was changed. No query."""
    return {name: getattr(entry, column) for name, column in _TOLD.items()}


def snapshot(entry: TimeEntry) -> dict[str, Any]:
    """The fields as history keeps them: instants as local ISO with offset, names for people and
    public ids for programs."""
    return _shown(entry, marked(entry), _TOLD)


def _shown(entry: TimeEntry, marks: Marks, names: Iterable[str]) -> dict[str, Any]:
    """What of `marks` history says of `names`. A manual entry has no start and end. A name that
    the entry no longer points to costs a query."""
    is_regular = marks["kind"] == TimeEntry.Kind.REGULAR
    zone = zone_named(marks["time_zone"])
    shown: dict[str, Any] = {}
    for name in names:
        value = marks[name]
        if name in _LABELS:
            value = _label_of(entry, name, value)
        elif name in ("started_at", "ended_at"):
            if not is_regular:
                continue
            value = value.astimezone(zone).isoformat() if value is not None else ""
        elif name == "local_on":
            value = value.isoformat()
        shown[name] = value
    return shown


def _label_of(entry: TimeEntry, name: str, pk: int | None) -> str:
    if pk is None:
        return ""
    if getattr(entry, f"{name}_id") == pk:
        return str(getattr(getattr(entry, name), _LABELS[name]))
    model = TimeEntry._meta.get_field(name).related_model
    found = model.objects.filter(pk=pk).values_list(_LABELS[name], flat=True)  # type: ignore[union-attr]
    return str(found.first() or "")


def _said(entry: TimeEntry) -> dict[str, Any]:
    """The snapshot without what says nothing."""
    return {name: value for name, value in snapshot(entry).items() if value not in _SILENT}


def entry_create(act: Act, entry: TimeEntry) -> TimeEntry:
    """Saves a new entry and records it. Raises `EntryLocked`."""
    check_open(entry)
    entry.created_at = entry.changed_at = timezone.now()
    _INSERT.save(entry)
    _record(act, "time_entry.created", entry, after=_said(entry))
    return entry


def entry_save(
    act: Act, entry: TimeEntry, before: Marks, code: str = "time_entry.updated"
) -> TimeEntry:
    """Saves a changed entry; `before` are its marks as it was. Nothing changed: nothing saved.
    Raises `EntryLocked` for the day that it has now; the caller checked the one it had."""
    after = marked(entry)
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return entry
    check_open(entry)
    entry.version += 1
    entry.changed_at = timezone.now()
    columns = [_TOLD[name] for name in changed]
    _UPDATE.save(entry, [*columns, "returns_to_id", "version", "changed_at"])
    _record(
        act,
        code,
        entry,
        before=_shown(entry, before, changed),
        after=_shown(entry, after, changed),
    )
    return entry


def entry_remove(act: Act, entry: TimeEntry) -> None:
    """Marks an entry deleted, with all it held in history. Raises `EntryLocked`."""
    check_open(entry)
    entry.deleted_at = entry.changed_at = timezone.now()
    entry.version += 1
    entry.save(update_fields=["deleted_at", "changed_at", "version"])
    _record(act, "time_entry.deleted", entry, before=_said(entry))


def entry_bring_back(act: Act, entry: TimeEntry) -> None:
    """Takes the deletion back. Raises `EntryLocked`."""
    check_open(entry)
    entry.deleted_at = None
    entry.changed_at = timezone.now()
    entry.version += 1
    entry.save(update_fields=["deleted_at", "changed_at", "version"])
    _record(act, "time_entry.restored", entry, after=_said(entry))


def entry_end(act: Act, entry: TimeEntry, ended_at: datetime, source: str) -> list[TimeEntry]:
    """Ends a running stretch (or one whose end is not known yet), cut at each local midnight when
    the company wants that. Returns its pieces in order; the first is the row itself."""
    before = marked(entry)
    set_span(entry, entry.started_at, ended_at)
    entry.end_source = source
    return save_pieces(act, entry, before)


def save_pieces(act: Act, entry: TimeEntry, before: Marks | None) -> list[TimeEntry]:
    """Saves a stretch (`before` None: a new one), cut at midnight when the company wants that."""
    pieces = _cut_at_midnights(act, entry)
    beside: dict[str, Any] = dict(act.beside)
    if len(pieces) > 1:
        beside["split_into"] = [piece.public_id for piece in pieces[1:]]
    first = Act(actor=act.actor, locked=act.locked, reason=act.reason, beside=beside)
    if before is None:
        entry_create(first, entry)
    else:
        entry_save(first, entry, before)
    rest = Act(
        actor=act.actor,
        locked=act.locked,
        reason=act.reason,
        beside={"split_from": entry.public_id},
    )
    for piece in pieces[1:]:
        entry_create(rest, piece)
    return pieces


def _cut_at_midnights(act: Act, entry: TimeEntry) -> list[TimeEntry]:
    if not act.locked.settings.splits_at_midnight or entry.ended_at is None:
        return [entry]
    pieces = [entry]
    zone = zone_named(entry.time_zone)
    while True:
        last = pieces[-1]
        assert last.ended_at is not None
        midnight = start_of_day(last.local_on + _DAY, zone)
        if last.ended_at <= midnight:
            return pieces
        pieces.append(cut_off(last, midnight))


def cut_off(entry: TimeEntry, at: datetime) -> TimeEntry:
    """Shortens `entry` to `at` and returns the rest as a new row; saves neither."""
    rest = TimeEntry(
        company_id=entry.company_id,
        team_member_id=entry.team_member_id,
        kind=entry.kind,
        activity=entry.activity,
        time_zone=entry.time_zone,
        source=entry.source,
        end_source=entry.end_source,
        confirmation=entry.confirmation,
        break_rule=entry.break_rule,
        returns_to_id=entry.returns_to_id,
    )
    copy_fields(entry, rest)
    set_span(rest, at, entry.ended_at)
    set_span(entry, entry.started_at, at)
    return rest


def copy_fields(source: TimeEntry, target: TimeEntry) -> None:
    """What the time was for, from one row to another."""
    target.job = source.job
    target.service_item = source.service_item
    target.cost_class = source.cost_class
    target.location = source.location
    target.note = source.note
    target.is_billable = source.is_billable
    target.custom_values = dict(source.custom_values)


def set_fields(entry: TimeEntry, fields: EntryFields) -> None:
    """What the time was for, from checked values (`is_billable` is decided by then)."""
    entry.job = fields.job
    entry.service_item = fields.service_item
    entry.cost_class = fields.cost_class
    entry.location = fields.location
    entry.note = fields.note
    entry.is_billable = bool(fields.is_billable)
    entry.custom_values = dict(fields.custom_values)


def set_span(entry: TimeEntry, started_at: datetime, ended_at: datetime | None) -> None:
    """Start and end, with the local day and the seconds that follow from them."""
    entry.started_at = started_at
    entry.ended_at = ended_at
    entry.local_on = local_date(started_at, zone_named(entry.time_zone))
    entry.seconds = elapsed(started_at, ended_at) if ended_at is not None else 0


def check_open(entry: TimeEntry) -> None:
    """Raises `EntryLocked` when the entry's day is locked."""
    if why := lock_of(entry.team_member_id, entry.local_on):
        raise EntryLocked(day_on=entry.local_on.isoformat(), why=why)


def label_of(act: Act, entry: TimeEntry) -> str:
    """What history calls the entry."""
    return f"{act.locked.member.full_name}, {entry.local_on.isoformat()}"


def _record(
    act: Act,
    code: str,
    entry: TimeEntry,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    if act.beside:
        after = {**(after or {}), **act.beside}
    event_record(
        actor=act.actor,
        code=code,
        obj=entry,
        label=label_of(act, entry),
        company_id=entry.company_id,
        before=before,
        after=after,
        reason=act.reason,
    )
