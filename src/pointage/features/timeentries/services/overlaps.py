"""Stretches of one person never overlap: finds those in the way, and makes room when asked to.
Manual entries have no start and end and are never in the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from pointage.features.timeentries.errors import EntryOverlaps
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.values import Fix
from pointage.rules.timekeeping import zone_named


def stretches_of(member_id: int) -> QuerySet[TimeEntry]:
    """The person's entries with a start and an end (or running), with what they name."""
    return TimeEntry.objects.filter(
        team_member_id=member_id, kind=TimeEntry.Kind.REGULAR
    ).select_related(*rows.NAMED)


def in_the_way(
    member_id: int, start: datetime, end: datetime | None, *, but: int | None = None
) -> list[TimeEntry]:
    """Entries that share time with [start, end), oldest first; `end` None: for ever. Empty ones
    (whose end is not known yet) are in the way strictly inside. `but` is left out."""
    shares = Q(ended_at__isnull=True) | Q(ended_at__gt=start)
    found = stretches_of(member_id).filter(shares).order_by("started_at", "id")
    if end is not None:
        found = found.filter(started_at__lt=end)
    if but is not None:
        found = found.exclude(pk=but)
    return list(found)


def make_room(
    act: Act, start: datetime, end: datetime | None, fix: Fix, *, but: int | None = None
) -> None:
    """Raises `EntryOverlaps` when something is in the way, or with `Fix.SHORTEN_OTHERS` shortens,
    splits or removes it, each with its history. Raises `EntryLocked` for a locked day."""
    found = in_the_way(act.locked.member.pk, start, end, but=but)
    if not found:
        return
    if fix is not Fix.SHORTEN_OTHERS:
        raise overlap_of(act.locked, found)
    for entry in found:
        _give_way(act, entry, start, end)


def overlap_of(locked: Locked, found: list[TimeEntry]) -> EntryOverlaps:
    """The error that names the entries in the way."""
    return EntryOverlaps(
        conflicts=[entry.public_id for entry in found],
        entries=[described(locked, entry) for entry in found[:5]],
    )


def described(locked: Locked, entry: TimeEntry) -> dict[str, Any]:
    """Whose, when (local ISO) and for which job: what a sentence about an entry needs."""
    zone = zone_named(entry.time_zone)
    return {
        "id": entry.public_id,
        "person": locked.member.full_name,
        "start": entry.started_at.astimezone(zone).isoformat(),
        "end": entry.ended_at.astimezone(zone).isoformat() if entry.ended_at else "",
        "job": entry.job.full_name if entry.job else "",
    }


def _give_way(act: Act, entry: TimeEntry, start: datetime, end: datetime | None) -> None:
    rows.check_open(entry)
    goes_on = end is not None and (entry.ended_at is None or entry.ended_at > end)
    if entry.started_at >= start and not goes_on:
        rows.entry_remove(act, entry)
        return
    before = rows.marked(entry)
    rest = None
    if goes_on and end is not None:
        rest = rows.cut_off(entry, end)
    if entry.started_at >= start:
        assert rest is not None
        rows.set_span(entry, rest.started_at, rest.ended_at)
        rows.entry_save(act, entry, before)
        return
    rows.set_span(entry, entry.started_at, start)
    entry.end_source = entry.end_source or entry.source
    rows.entry_save(act, entry, before)
    if rest is not None:
        split = Act(
            actor=act.actor,
            locked=act.locked,
            reason=act.reason,
            beside={"split_from": entry.public_id},
        )
        rows.entry_create(split, rest)
