"""Seconds that count for pay once punches are rounded. Only edges that somebody punched are
rounded; typed, edited and automatic ones stay, and stored time never changes. Which places allow it
is for `companies.services.time_settings_set`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.shifts import punched_edges
from pointage.rules.timekeeping import (
    Interval,
    Neutrality,
    Rounding,
    RoundingPolicy,
    elapsed,
    neutrality,
    zone_named,
)

_UNPAID = TimeEntry.Activity.UNPAID_BREAK


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """An entry as totals see it. A manual or running one has no `ended_at`: its `seconds` count."""

    id: int
    member_id: int
    activity: str
    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    seconds: int
    is_start_punched: bool = False
    is_end_punched: bool = False

    @property
    def is_paid(self) -> bool:
        return self.activity != _UNPAID

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.time_zone)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Paid (or unpaid) entries of one person that touch: what is rounded as a whole."""

    parts: Sequence[Countable]

    @property
    def first(self) -> Countable:
        return self.parts[0]

    @property
    def last(self) -> Countable:
        return self.parts[-1]

    def policy(self, policy: RoundingPolicy) -> RoundingPolicy:
        """Its own policy: a break without pay gives back what the work around it takes, and an
        edge that nobody punched stays."""
        arriving, leaving = policy.arriving, policy.leaving
        if not self.first.is_paid:
            arriving, leaving = leaving, arriving
        return RoundingPolicy(
            arriving if self.first.is_start_punched else None,
            leaving if self.last.is_end_punched else None,
        )

    def raw(self) -> Interval:
        assert self.last.ended_at is not None
        return Interval(self.first.started_at, self.last.ended_at)


def countable_entries(
    company_id: int, *, first_on: date, last_on: date, member_ids: Collection[int] | None = None
) -> list[Countable]:
    """The entries of these local days with what was punched of them. Two queries; needs the company
    in scope."""
    entries = TimeEntry.objects.filter(company_id=company_id, local_on__range=(first_on, last_on))
    if member_ids is not None:
        entries = entries.filter(team_member_id__in=member_ids)
    rows = list(
        entries.order_by("started_at", "id").values_list(
            "id", "team_member_id", "activity", "kind", "started_at", "ended_at", "time_zone",
            "seconds",
        )
    )  # fmt: skip
    if not rows:
        return []
    ends = [row[5] or row[4] for row in rows]
    edges = punched_edges({row[1] for row in rows}, rows[0][4], max(ends))
    return [
        Countable(
            id=pk,
            member_id=member_id,
            activity=activity,
            started_at=started_at,
            ended_at=ended_at,
            time_zone=time_zone,
            seconds=seconds,
            is_start_punched=kind == TimeEntry.Kind.REGULAR and (member_id, started_at) in edges,
            is_end_punched=ended_at is not None and (member_id, ended_at) in edges,
        )
        for pk, member_id, activity, kind, started_at, ended_at, time_zone, seconds in rows
    ]


def counted_seconds(entries: Iterable[Countable], policy: RoundingPolicy) -> dict[int, int]:
    """Seconds that count, by entry id. Entries that touch share one rounded edge, so a change of
    job neither makes nor loses time: only the first start and the last end of paid time do."""
    counted: dict[int, int] = {}
    for chain in _chains(entries):
        if chain.last.ended_at is None:
            counted |= {each.id: each.seconds for each in chain.parts}
            continue
        whole = chain.policy(policy).apply(chain.raw(), chain.first.zone)
        edges = [whole.start, *_inner_edges(chain, policy.arriving, whole), whole.end]
        for part, (start, end) in zip(chain.parts, pairwise(edges), strict=True):
            counted[part.id] = elapsed(start, end)
    return counted


def fairness(
    entries: Iterable[Countable], policy: RoundingPolicy, names: dict[int, str]
) -> list[Neutrality]:
    """Paid seconds gained and lost by each person, by name: what `neutrality` says of each shift
    under the edges that were punched. Typed hours are no stretch of it."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for chain in _chains(entries):
        first = chain.first
        if chain.last.ended_at is None or not first.is_paid:
            continue
        own = chain.policy(policy)
        if own.arriving is None and own.leaving is None:
            continue
        (found,) = neutrality([("", chain.raw())], own, first.zone)
        total = sums[first.member_id]
        total[0] += found.stretches
        total[1] += found.gained
        total[2] += found.lost
    made = [Neutrality(names.get(member_id, ""), *total) for member_id, total in sums.items()]
    return sorted(made, key=lambda each: each.person.casefold())


def names_of(member_ids: Collection[int]) -> dict[int, str]:
    """Full names by row id. One query; needs the company in scope."""
    found = TeamMember.objects.filter(pk__in=member_ids).only("given_name", "family_name")
    return {each.pk: each.full_name for each in found}


def _inner_edges(chain: _Chain, rounding: Rounding | None, whole: Interval) -> list[datetime]:
    """Where one job or break follows another, rounded once for both and never outside the whole."""
    edges: list[datetime] = []
    for before, after in pairwise(chain.parts):
        at = after.started_at
        if rounding is not None and (before.is_end_punched or after.is_start_punched):
            at = rounding.apply(at, after.zone)
        edges.append(min(max(at, whole.start, *edges[-1:]), whole.end))
    return edges


def _chains(entries: Iterable[Countable]) -> list[_Chain]:
    """Finished entries of one person, kind of pay and zone that touch; any other stands alone."""
    open_chains: dict[int, list[Countable]] = {}
    done: list[_Chain] = []
    for each in sorted(entries, key=lambda one: (one.started_at, one.ended_at is None, one.id)):
        current = open_chains.get(each.member_id)
        if current and _goes_on(current[-1], each):
            current.append(each)
            continue
        if each.ended_at is None:
            done.append(_Chain([each]))
            continue
        if current:
            done.append(_Chain(current))
        open_chains[each.member_id] = [each]
    return [*done, *(_Chain(parts) for parts in open_chains.values())]


def _goes_on(last: Countable, each: Countable) -> bool:
    return (
        each.ended_at is not None
        and last.ended_at == each.started_at
        and last.is_paid == each.is_paid
        and last.time_zone == each.time_zone
    )
