"""Stretches that touch, as one shift: since when a person has been on the clock, and which of it
came from punches. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from pointage.features.timeentries.models import Punch, TimeEntry
from pointage.features.timeentries.services.overlaps import stretches_of
from pointage.rules.timekeeping import start_of_day, zone_named

#: Longer than any shift: everybody is clocked out after seven days.
_REACH: Final = timedelta(days=8)


class Spanned(Protocol):
    """Anything with a start and an end (None: still running)."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A start and an end of somebody."""

    member_id: int
    started_at: datetime
    ended_at: datetime | None


def shift_around(entry: TimeEntry) -> list[TimeEntry]:
    """The entries that touch `entry`, and those that touch them, in order. One query; needs the
    company in scope."""
    near = stretches_of(entry.team_member_id).filter(
        started_at__gte=entry.started_at - _REACH,
        started_at__lte=(entry.ended_at or entry.started_at) + _REACH,
    )
    ordered = [each for each in near.order_by("started_at", "id") if _lasts(each)]
    here = next((i for i, each in enumerate(ordered) if each.pk == entry.pk), None)
    if here is None:
        return []
    first = last = here
    while first > 0 and ordered[first - 1].ended_at == ordered[first].started_at:
        first -= 1
    while last + 1 < len(ordered) and ordered[last].ended_at == ordered[last + 1].started_at:
        last += 1
    return ordered[first : last + 1]


def shift_start(spans: Sequence[Spanned], running: Spanned) -> datetime:
    """Since when the clock has been running without a gap. `spans` are the person's, in order."""
    since = running.started_at
    for each in reversed(spans):
        if each.started_at < since and each.ended_at == since:
            since = each.started_at
    return since


def clocked_part(
    shift: Sequence[TimeEntry], *, stopped_at: datetime | None = None
) -> list[TimeEntry]:
    """The shift without typed entries at its ends: each end of what is left lies on a punch, or
    between clocked neighbours. `stopped_at`: where the clock stops right now, by a punch that is
    not kept yet or by the program. One query."""
    if not shift:
        return []
    member_id = shift[0].team_member_id
    edges = punched_edges([member_id], shift[0].started_at, shift[-1].ended_at)
    if stopped_at is not None:
        edges.add((member_id, stopped_at))
    wholes = _wholes(shift)
    while wholes and not _any_clocked(wholes[0], edges):
        wholes.pop(0)
    while wholes and not _any_clocked(wholes[-1], edges):
        wholes.pop()
    return [each for whole in wholes for each in whole]


def _wholes(shift: Sequence[TimeEntry]) -> list[list[TimeEntry]]:
    """The shift's stretches, each with the pieces that midnight cut it into."""
    wholes: list[list[TimeEntry]] = []
    for each in shift:
        if wholes and is_cut_by_midnight(wholes[-1][-1], each):
            wholes[-1].append(each)
        else:
            wholes.append([each])
    return wholes


def is_cut_by_midnight(one: TimeEntry, following: TimeEntry) -> bool:
    """Whether two stretches that touch are pieces of one that the company has cut at midnight."""
    zone = zone_named(following.time_zone)
    return (
        following.started_at == start_of_day(following.local_on, zone)
        and one.activity == following.activity
        and one.job_id == following.job_id
        and one.break_rule_id == following.break_rule_id
    )


def _any_clocked(pieces: Iterable[TimeEntry], edges: Edges) -> bool:
    return any(is_clocked(each, edges) for each in pieces)


Edges = Collection[tuple[int, datetime]]


def is_clocked(entry: TimeEntry, edges: Edges) -> bool:
    """Whether a punch began or ended it."""
    member_id = entry.team_member_id
    ended = entry.ended_at is not None and (member_id, entry.ended_at) in edges
    return ended or (member_id, entry.started_at) in edges


def punched_edges(
    member_ids: Iterable[int], first: datetime, last: datetime | None
) -> set[tuple[int, datetime]]:
    """(person, whole second) of every punch that was applied from `first` to `last`, both
    included. An edge of an entry that is not among them was typed, edited or made by the program.
    One query; needs the company in scope."""
    punches = Punch.objects.filter(
        team_member_id__in=member_ids, outcome=Punch.Outcome.APPLIED, device_at__gte=first
    )
    if last is not None:
        punches = punches.filter(device_at__lt=last + timedelta(seconds=1))
    return {
        (member_id, at.replace(microsecond=0))
        for member_id, at in punches.values_list("team_member_id", "device_at")
    }


def _lasts(entry: TimeEntry) -> bool:
    """Empty stretches (a late clock-in that waits for its end) belong to no shift."""
    return entry.ended_at is None or entry.ended_at > entry.started_at
