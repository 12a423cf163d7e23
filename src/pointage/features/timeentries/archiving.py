"""What happens to a running clock when its person is archived: it stands in the way, or is stopped
when the one who archives asks for that. Registered when the program starts."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.team.hooks import before_archive, on_the_clock
from pointage.features.team.models import TeamMember
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import Punch, Source, TimeEntry
from pointage.features.timeentries.services.clock import punch_record
from pointage.features.timeentries.values import PunchValues
from pointage.foundation.identity.actors import Actor
from pointage.rules.timekeeping import zone_named


def running_entry_of(member: TeamMember) -> TimeEntry | None:
    """The person's running entry, with its job. One query; needs the company in scope."""
    return (
        TimeEntry.objects.filter(
            team_member=member, ended_at__isnull=True, kind=TimeEntry.Kind.REGULAR
        )
        .select_related("job")
        .first()
    )


@on_the_clock
def clock_runs(member: TeamMember) -> bool:
    return running_entry_of(member) is not None


@before_archive
def clock_settle(*, actor: Actor, member: TeamMember, stops_clock: bool) -> None:
    """Raises `StillOnTheClock`, or with `stops_clock` `CannotClockOutNow` when a rule forbids to
    clock out now."""
    entry = running_entry_of(member)
    if entry is None:
        return
    if not stops_clock:
        raise _still_on_the_clock(member, entry)
    # Whoever may archive a person may end the clock that archiving cannot leave running.
    ending = replace(actor, permissions=actor.permissions | {"time-entries:manage"})
    result = punch_record(
        actor=ending,
        company=Company.objects.get(pk=member.company_id),
        member=member,
        values=PunchValues(
            client_id=f"archive-{uuid4().hex}",
            action=Punch.Action.CLOCK_OUT,
            device_at=timezone.now(),
            time_zone=entry.time_zone,
            source=Source.CREW,
        ),
    )
    if result.refusal:
        raise errors.CannotClockOutNow(person=member.full_name, why=result.refusal_text)


def _still_on_the_clock(member: TeamMember, entry: TimeEntry) -> errors.TimeRule:
    since = entry.started_at.astimezone(zone_named(entry.time_zone)).isoformat()
    if entry.job is None:
        return errors.StillOnTheClock(person=member.full_name, started_at=since)
    return errors.StillOnTheClockFor(
        person=member.full_name, started_at=since, job=entry.job.full_name
    )
