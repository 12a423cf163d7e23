"""Whose time may be touched by whom, and the lock that lets one act at a time change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists

from pointage.features.companies.models import Company, TimeSettings
from pointage.features.companies.queries import time_settings_column, time_settings_from
from pointage.features.jobs.models import CustomField
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import tracks_time
from pointage.features.team.reach import Right, reach_of, require_reach
from pointage.features.timeentries.errors import NotTracked, PersonArchived
from pointage.features.timeentries.models import Source
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.prepared import PreparedQuery


@dataclass(frozen=True, slots=True)
class Locked:
    """A person whose time nobody else can change until the transaction ends."""

    member: TeamMember
    settings: TimeSettings
    company: Company
    #: Whether the company has custom fields at all.
    has_fields: bool = True

    @property
    def zone(self) -> str:
        """The person's zone, else the company's."""
        return self.member.time_zone or self.company.time_zone


_LOCKED: Final = PreparedQuery(
    lambda member: (
        TeamMember.objects.select_for_update(of=("self",))
        .annotate(
            kept_settings=time_settings_column(),
            company_asks=Exists(CustomField.objects.filter(is_active=True)),
        )
        .filter(pk=member)
    ),
    "member",
)


def person_locked(company: Company, member_id: int) -> Locked:
    """Locks the person and reads the company's settings with it, in one query. Raises `NotFound`
    when the person is not of that company. Needs a transaction and the company in scope."""
    row: Any = _LOCKED.first(company_id=company.pk, member=member_id)
    if row is None:
        raise NotFound(str(member_id))
    settings = time_settings_from(company.pk, row.kept_settings)
    return Locked(row, settings, company, bool(row.company_asks))


def check_active(member: TeamMember) -> None:
    if member.state != TeamMember.State.ACTIVE:
        raise PersonArchived(person=member.full_name)


def check_tracked(member: TeamMember) -> None:
    """Raises `NotTracked` for somebody whose time is not tracked, whoever asks."""
    if not tracks_time(member):
        raise NotTracked(person=member.full_name)


def is_the_program(actor: Actor) -> bool:
    """Scheduled work that nobody asked for: automatic breaks and clock-outs."""
    return actor.user_id is None and actor.company_id is None and actor.firm_id is None


def check_company(actor: Actor, company: Company) -> None:
    """Raises `NotFound` for an actor whose rights are of another company."""
    if actor.company_id != company.pk and not is_the_program(actor):
        raise NotFound(company.public_id)


def check_may_track(actor: Actor, member_id: int, source: str) -> None:
    """One's own clock needs `own-time:track`, on a phone `phone:use` too; others' the reach."""
    if is_the_program(actor):
        return
    if actor.team_member_id != member_id:
        require_reach(actor, Right.TIME, member_id)
        return
    actor.require("own-time:track")
    if source == Source.PHONE:
        actor.require("phone:use")


def check_may_manage(actor: Actor, member_id: int) -> None:
    """Adding, changing and deleting entries: one's own with `own-time:manage`, anybody's within
    the actor's reach (which may include the actor)."""
    if is_the_program(actor):
        return
    if actor.team_member_id == member_id:
        if actor.may("own-time:manage") or reach_of(actor, Right.TIME).covers(member_id):
            return
        raise PermissionRefused("own-time:manage")
    require_reach(actor, Right.TIME, member_id)


def check_may_write(actor: Actor, member_id: int) -> None:
    """Notes and files beside an entry: one's own with `own-time:track`, others' by the reach."""
    if actor.team_member_id == member_id and actor.may("own-time:track"):
        return
    check_may_manage(actor, member_id)
