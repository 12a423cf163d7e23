"""Tracked time that follows a person when two records of that person become one. Punches do not: a
raw punch stays as it was made (decision 0009), and its entry still leads to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pointage.features.team.hooks import Movable, moves_with_person
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.errors import BothOnTheClock, EntriesOfBothOverlap
from pointage.features.timeentries.models import (
    BreakRulePerson,
    CorrectionRequest,
    TimeEntry,
    TimeException,
)
from pointage.rules.timekeeping import zone_named

_NAMED: Final = 3
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


def check_times_fit(kept: TeamMember, merged: TeamMember) -> None:
    """Raises `BothOnTheClock`, or `EntriesOfBothOverlap` naming the first entries in the way. One
    pass over the stretches of the two, in order of start."""
    stretches = (
        TimeEntry.objects.filter(
            team_member_id__in=[kept.pk, merged.pk], kind=TimeEntry.Kind.REGULAR
        )
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")))
        .select_related("job", "team_member")
        .order_by("started_at", "pk")
    )
    last: dict[int, TimeEntry] = {}
    found: list[dict[str, Any]] = []
    for entry in stretches.iterator(chunk_size=2000):
        other = last.get(merged.pk if entry.team_member_id == kept.pk else kept.pk)
        if other is not None and (other.ended_at is None or other.ended_at > entry.started_at):
            if entry.ended_at is None and other.ended_at is None:
                raise BothOnTheClock(person=kept.full_name)
            found += [_named(other), _named(entry)]
            if len(found) >= 2 * _NAMED:
                break
        mine = last.get(entry.team_member_id)
        if mine is None or _end(entry) >= _end(mine):
            last[entry.team_member_id] = entry
    if found:
        raise EntriesOfBothOverlap(entries=found)


def _end(entry: TimeEntry) -> datetime:
    return entry.ended_at or _NEVER


def _named(entry: TimeEntry) -> dict[str, Any]:
    """As `conflict_words` says it: whose, local start and end, and the job."""
    zone = zone_named(entry.time_zone)
    return {
        "id": entry.public_id,
        "person": entry.team_member.full_name,
        "start": entry.started_at.astimezone(zone).isoformat(),
        "end": entry.ended_at.astimezone(zone).isoformat() if entry.ended_at else "",
        "job": entry.job.full_name if entry.job else "",
    }


moves_with_person(
    Movable(
        label="time_entries",
        title=_("Time entries"),
        rows=lambda: TimeEntry.with_deleted.all(),
        permission="time-entries:manage",
        check=check_times_fit,
        # whoever has the entry open is told that it changed meanwhile
        beside={"version": F("version") + 1},
    )
)
moves_with_person(
    Movable(
        label="break_rule_people",
        title=_("Break rules for the person"),
        rows=lambda: BreakRulePerson.objects.all(),
        once_per="break_rule_id",
    )
)
moves_with_person(
    Movable(
        label="correction_requests",
        title=_("Correction requests"),
        rows=lambda: CorrectionRequest.objects.all(),
    )
)
moves_with_person(
    Movable(
        label="time_exceptions",
        title=_("Matters for managers"),
        rows=lambda: TimeException.objects.all(),
    )
)
