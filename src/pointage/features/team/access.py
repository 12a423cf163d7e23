"""Fetch and authorise in one step: a person of the team, or a group, and what the actor may do
there. Needs the company in scope."""

from __future__ import annotations

from dataclasses import dataclass

from pointage.features.team.models import Group, TeamMember
from pointage.features.team.queries import team_member_of
from pointage.features.team.reach import Reach, Right, led_groups, led_reach
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor, PermissionRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRights:
    """What an actor may see and do on one person's pages; services check again."""

    edits: bool
    invites: bool
    sees_private: bool
    sees_pay: bool
    sets_groups: bool
    sets_permissions: bool
    sets_overtime: bool
    sets_jobs: bool
    sees_history: bool


@dataclass(frozen=True, slots=True)
class PersonSeat:
    """A person of the team, seen by an actor."""

    member: TeamMember
    rights: PersonRights


def visible_people(actor: Actor) -> Reach:
    """Whom the actor sees in the team: everybody with `team:view`, else the people of the groups
    they manage. Raises `PermissionRefused` when that is nobody and they manage no group."""
    if actor.may("team:view"):
        return Reach(everyone=True)
    reach = led_reach(actor)
    if reach.is_empty and not led_groups(actor).exists():
        raise PermissionRefused("team:view")
    return reach


def person_seat_for(actor: Actor, company_id: int, public_id: str) -> PersonSeat:
    """The person and the actor's rights there. Raises `PermissionRefused` for somebody whom the
    actor may not see, `NotFound`. At most four queries."""
    reach = visible_people(actor)
    member = team_member_of(company_id, public_id)
    if not reach.covers(member.pk):
        raise PermissionRefused("team:view")
    leads = led_reach(actor, Right.PEOPLE).covers(member.pk)
    return PersonSeat(member, _rights(actor, leads=leads))


def _rights(actor: Actor, *, leads: bool) -> PersonRights:
    edits = leads or actor.may("team:manage")
    permissions = actor.may("team:permissions")
    return PersonRights(
        edits=edits,
        invites=leads or actor.may("team:invite"),
        sees_private=edits or permissions or actor.may("payroll:view"),
        sees_pay=actor.may("pay-rates:manage"),
        sets_groups=actor.may("team:manage"),
        sets_permissions=permissions,
        sets_overtime=actor.may("payroll:manage"),
        sets_jobs=actor.may("jobs:manage"),
        sees_history=actor.may("history:view"),
    )


def group_for(actor: Actor, company_id: int, public_id: str) -> Group:
    """The group, archived ones included, for those who see the whole team or manage it. Raises
    `NotFound`, `PermissionRefused`."""
    group = Group.objects.filter(company_id=company_id, public_id=public_id).first()
    if group is None:
        raise NotFound(public_id)
    if not actor.may("team:view") and group.pk not in set(led_groups(actor)):
        raise PermissionRefused("team:view")
    return group
