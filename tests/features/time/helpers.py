"""Wendy's clock and week in the world's bakery: short ways to say what the tests do."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from pointage.features.companies.models import BreakRule, Company, TimeSettings
from pointage.features.jobs.models import Job
from pointage.features.practice import access
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import Punch, TimeEntry, TimeException
from pointage.features.timeentries.services import punch_record, time_entry_add
from pointage.features.timeentries.values import (
    EntryFields,
    ManualTime,
    PunchResult,
    PunchValues,
    RegularTime,
)
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

TORONTO = ZoneInfo("America/Toronto")
#: A Tuesday evening; the tests' clock stands still here.
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
_numbers = count(1)


def at(clock: str, day: int = 24, month: int = 11) -> datetime:
    """The instant at which Toronto's clocks show `clock` (8:30) on that day of 2026."""
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=TORONTO)


def seat(world: World, user: User, company: Company | None = None) -> CompanySeat:
    return access.company_seat_for(user, (company or world.boulangerie).public_id)


def punch(
    world: World,
    action: str,
    when: datetime,
    *,
    actor: Actor | None = None,
    member: TeamMember | None = None,
    **values: Any,
) -> PunchResult:
    """A punch of Wendy (or of `member`), by herself unless `actor` says otherwise."""
    values.setdefault("client_id", f"tap-{next(_numbers)}")
    values.setdefault("time_zone", "America/Toronto")
    return punch_record(
        actor=actor or seat(world, world.wendy).actor,
        company=world.boulangerie,
        member=member or world.wendy_member,
        values=PunchValues(action=action, device_at=when, **values),
    )


def add(
    world: World,
    start: datetime,
    end: datetime | None,
    *,
    actor: Actor | None = None,
    member: TeamMember | None = None,
    fields: EntryFields | None = None,
    **options: Any,
) -> TimeEntry:
    """A stretch typed by Alice, who administers the bakery, for Wendy."""
    zone = options.pop("time_zone", "America/Toronto")
    return time_entry_add(
        actor=actor or seat(world, world.alice).actor,
        company=world.boulangerie,
        member=member or world.wendy_member,
        time=RegularTime(started_at=start, ended_at=end, time_zone=zone),
        fields=fields or EntryFields(),
        **options,
    )


def type_hours(world: World, seconds: int, day: datetime = NOW, **options: Any) -> TimeEntry:
    """Hours without start and end, typed by Alice for Wendy."""
    return time_entry_add(
        actor=seat(world, world.alice).actor,
        company=world.boulangerie,
        member=world.wendy_member,
        time=ManualTime(local_on=day.date(), seconds=seconds, time_zone="America/Toronto"),
        fields=options.pop("fields", EntryFields()),
        **options,
    )


def entries(world: World, *, deleted: bool = False) -> list[TimeEntry]:
    manager = TimeEntry.with_deleted if deleted else TimeEntry.objects
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(manager.select_related("job", "break_rule").order_by("started_at", "id"))


def spans(world: World) -> list[str]:
    """The stretches as Toronto's clocks show them: 08:00-12:00 work."""
    return [_span(entry) for entry in entries(world)]


def _span(entry: TimeEntry) -> str:
    start = f"{entry.started_at.astimezone(TORONTO):%H:%M}"
    end = f"{entry.ended_at.astimezone(TORONTO):%H:%M}" if entry.ended_at else ""
    return f"{start}-{end} {entry.activity}"


def exceptions(world: World) -> list[TimeException]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(TimeException.objects.order_by("id"))


def punches(world: World) -> list[Punch]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(Punch.objects.order_by("id"))


def history(world: World) -> list[HistoryEvent]:
    return list(HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id"))


def codes(world: World) -> list[str]:
    return [event.code for event in history(world)]


def use(world: World, **settings: object) -> None:
    """The bakery's time settings."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeSettings.objects.update_or_create(company=world.boulangerie, defaults=settings)


def job(world: World, name: str, **fields: object) -> Job:
    company = fields.pop("company", world.boulangerie)
    assert isinstance(company, Company)
    with tenant_scope(companies=[company.pk]):
        return Job.objects.create(company=company, name=name, full_name=name, **fields)


def break_rule(world: World, name: str = "Lunch", **fields: object) -> BreakRule:
    values = {"minutes": 30, "is_paid": False, **fields}
    with tenant_scope(companies=[world.boulangerie.pk]):
        return BreakRule.objects.create(company=world.boulangerie, name=name, **values)
