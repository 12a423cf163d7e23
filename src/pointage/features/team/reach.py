"""Whose time and records somebody may act on: everybody's by permission, those of the groups they
manage by the group's rights, or nobody's. Not: one's own time, which has its own permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet

from pointage.features.team.models import GroupManager, GroupMember
from pointage.foundation.identity.actors import Actor, PermissionRefused


class Right(StrEnum):
    """What a group's manager may be allowed; the value is the column of `GroupManager`."""

    PEOPLE = "manages_people"
    TIME = "manages_time"
    APPROVAL = "approves_time"
    SCHEDULE = "manages_schedule"
    REPORTS = "sees_reports"


#: The permission that gives a right over everybody.
PERMISSION_OF = {
    Right.PEOPLE: "team:manage",
    Right.TIME: "time-entries:manage",
    Right.APPROVAL: "time-entries:approve",
    Right.SCHEDULE: "schedule:manage",
    Right.REPORTS: "reports:view",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """The people an actor may act on with one right."""

    everyone: bool = False
    member_ids: frozenset[int] = field(default_factory=frozenset)

    def covers(self, member_id: int) -> bool:
        return self.everyone or member_id in self.member_ids

    @property
    def is_empty(self) -> bool:
        return not self.everyone and not self.member_ids

    def among(self, column: str = "team_member_id") -> Q:
        """A filter for rows of these people; `column` leads to the member's id."""
        return Q() if self.everyone else Q(**{f"{column}__in": self.member_ids})


def reach_of(actor: Actor, right: Right) -> Reach:
    """Whom the actor may act on with `right`, in the company in scope. At most one query, none for
    those who reach everyone."""
    if actor.may(PERMISSION_OF[right]):
        return Reach(everyone=True)
    return led_reach(actor, right)


def led_reach(actor: Actor, right: Right | None = None) -> Reach:
    """The people of the groups that the actor manages with `right` (None: with whatever right),
    leaving company-wide permissions aside. At most one query."""
    if actor.team_member_id is None:
        return Reach()
    ids = GroupMember.objects.filter(group_id__in=led_groups(actor, right))
    return Reach(member_ids=frozenset(ids.values_list("team_member_id", flat=True)))


def led_groups(actor: Actor, right: Right | None = None) -> QuerySet[GroupManager, int]:
    """Ids of the active groups that the actor manages with `right` (None: with whatever right)."""
    managed = GroupManager.objects.filter(
        team_member_id=actor.team_member_id or 0, group__is_active=True
    )
    if right is not None:
        managed = managed.filter(**{right.value: True})
    return managed.values_list("group_id", flat=True)


def require_reach(actor: Actor, right: Right, member_id: int) -> None:
    """Raises `PermissionRefused` (with the company-wide permission) unless the person is within
    the actor's reach."""
    require_over(actor, PERMISSION_OF[right], right, member_id)


def require_over(actor: Actor, permission: str, right: Right, member_id: int) -> None:
    """Raises `PermissionRefused(permission)` unless the actor has it, or manages a group of that
    person with `right`."""
    if not actor.may(permission) and not led_reach(actor, right).covers(member_id):
        raise PermissionRefused(permission)
