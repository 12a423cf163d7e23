"""What the tests of groups look at, and Wendy as she comes in at her next click."""

from __future__ import annotations

from pointage.features.practice import access
from pointage.features.team.models import Group, GroupMember, TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World


def wendy_now(world: World) -> Actor:
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def people_of(group: Group) -> list[str]:
    with tenant_scope(companies=[group.company_id]):
        rows = GroupMember.objects.filter(group=group).select_related("team_member")
        return sorted(row.team_member.full_name for row in rows)


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)
