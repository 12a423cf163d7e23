"""Who is working now: everybody's standing, what on, since when, and the day's total.

Reads only; four queries whatever the number of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Max, Sum

from pointage.features.companies.models import Company
from pointage.features.team.models import GroupMember, TeamMember
from pointage.features.team.permissions import CompanySwitches, member_permissions
from pointage.features.team.reach import Reach
from pointage.features.timeentries.models import TimeEntry
from pointage.ledgers.names import fold
from pointage.rules.timekeeping import elapsed, local_date, zone_named

_UNPAID: Final = TimeEntry.Activity.UNPAID_BREAK


class Standing(StrEnum):
    """In the order in which the list shows them."""

    WORKING = "working"
    ON_BREAK = "on_break"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Presence:
    """One person now. Instants are UTC; `time_zone` is the one to show them in."""

    member_id: str
    name: str
    standing: Standing
    #: Public id and name of each active group, by name.
    groups: tuple[tuple[str, str], ...]
    time_zone: str
    #: Work and paid breaks of the day, the running stretch included; seconds.
    day_seconds: int
    #: When the present stretch began, or when the last one ended today.
    since: datetime | None = None
    entry_id: str = ""
    job: str = ""
    break_name: str = ""
    is_paid_break: bool = False
    awaits_confirmation: bool = False
    #: Whether the running stretch adds to `day_seconds` as time passes.
    is_counting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceFilter:
    """What the list is narrowed to; empty means everything. `group` is a public id."""

    text: str = ""
    group: str = ""
    standing: str = ""
    sort: str = "standing"


def presence_list(company: Company, *, now: datetime, reach: Reach) -> list[Presence]:
    """Everybody within `reach` who can be tracked, as of `now`. Needs the company in scope."""
    members = _members(reach)
    running = {row["team_member_id"]: row for row in _running(reach)}
    zones = {member.pk: member.time_zone or company.time_zone for member in members}
    days = {
        pk: running[pk]["local_on"] if pk in running else local_date(now, zone_named(zone))
        for pk, zone in zones.items()
    }
    totals = _totals(reach, set(days.values()))
    groups = _groups(reach)
    return [
        _presence(member, zones[member.pk], days[member.pk], running.get(member.pk), totals,
                  groups.get(member.pk, []), now)
        for member in members
    ]  # fmt: skip


def presence_narrowed(rows: Iterable[Presence], wanted: PresenceFilter) -> list[Presence]:
    """Those that are wanted, in the wanted order."""
    return _sorted([row for row in rows if _is_wanted(row, wanted)], wanted.sort)


def presence_counts(rows: Iterable[Presence]) -> dict[Standing, int]:
    """How many stand how; zero included."""
    found = dict.fromkeys(Standing, 0)
    for row in rows:
        found[row.standing] += 1
    return found


def _members(reach: Reach) -> list[TeamMember]:
    active = TeamMember.objects.filter(reach.among("pk"), state=TeamMember.State.ACTIVE)
    on = CompanySwitches()
    return [m for m in active if "own-time:track" in member_permissions(m, on)]


def _running(reach: Reach) -> list[Any]:
    open_now = TimeEntry.objects.filter(
        reach.among(), ended_at__isnull=True, kind=TimeEntry.Kind.REGULAR
    )
    return list(
        open_now.values(
            "team_member_id", "public_id", "local_on", "started_at", "activity", "time_zone",
            "confirmation", "job__full_name", "break_rule__name",
        )
    )  # fmt: skip


def _totals(reach: Reach, days: set[date]) -> dict[tuple[int, date], tuple[int, datetime | None]]:
    """Paid seconds that are over and the last end, by person and day."""
    if not days:
        return {}
    rows = (
        TimeEntry.objects.filter(reach.among(), local_on__in=days)
        .values("team_member_id", "local_on", "activity")
        .annotate(total=Sum("seconds"), last=Max("ended_at"))
    )
    found: dict[tuple[int, date], tuple[int, datetime | None]] = {}
    for row in rows:
        key = (row["team_member_id"], row["local_on"])
        seconds, last = found.get(key, (0, None))
        seconds += 0 if row["activity"] == _UNPAID else row["total"]
        ends = [at for at in (last, row["last"]) if at is not None]
        found[key] = (seconds, max(ends) if ends else None)
    return found


def _groups(reach: Reach) -> dict[int, list[tuple[str, str]]]:
    rows = GroupMember.objects.filter(reach.among(), group__is_active=True).values_list(
        "team_member_id", "group__public_id", "group__name"
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for member_id, public_id, name in rows.order_by("group__name"):
        found.setdefault(member_id, []).append((public_id, name))
    return found


def _presence(
    member: TeamMember,
    zone: str,
    day: date,
    entry: dict[str, Any] | None,
    totals: dict[tuple[int, date], tuple[int, datetime | None]],
    groups: list[tuple[str, str]],
    now: datetime,
) -> Presence:
    seconds, last_end = totals.get((member.pk, day), (0, None))
    out = Presence(
        member_id=member.public_id,
        name=member.full_name,
        standing=Standing.OUT,
        groups=tuple(groups),
        time_zone=zone,
        day_seconds=seconds,
        since=last_end,
    )
    if entry is None:
        return out
    is_counting = entry["activity"] != _UNPAID
    ran = max(0, elapsed(entry["started_at"], now)) if is_counting else 0
    is_work = entry["activity"] == TimeEntry.Activity.WORK
    return replace(
        out,
        standing=Standing.WORKING if is_work else Standing.ON_BREAK,
        day_seconds=seconds + ran,
        since=entry["started_at"],
        entry_id=entry["public_id"],
        job=entry["job__full_name"] or "",
        break_name=entry["break_rule__name"] or "",
        is_paid_break=entry["activity"] == TimeEntry.Activity.PAID_BREAK,
        awaits_confirmation=entry["confirmation"] == TimeEntry.Confirmation.ASKED,
        is_counting=is_counting,
    )


def _is_wanted(row: Presence, wanted: PresenceFilter) -> bool:
    text = fold(wanted.text)
    return (
        (not wanted.standing or row.standing == wanted.standing)
        and (not wanted.group or wanted.group in (public_id for public_id, _ in row.groups))
        and (not text or text in fold(row.name) or text in fold(row.job))
    )


_ORDER: Final = {standing: place for place, standing in enumerate(Standing)}
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def _sorted(rows: list[Presence], how: str) -> list[Presence]:
    """By name within everything, so that rows keep their places between two looks."""
    rows = sorted(rows, key=lambda row: fold(row.name))
    if how == "total":
        return sorted(rows, key=lambda row: -row.day_seconds)
    if how == "since":
        return sorted(rows, key=lambda row: row.since or _LONG_AGO, reverse=True)
    if how == "job":
        return sorted(rows, key=lambda row: (not row.job, fold(row.job)))
    if how == "name":
        return rows
    return sorted(rows, key=lambda row: _ORDER[row.standing])
