"""What tests of files of people look at: persons, their groups, every row, the fate of a row."""

from __future__ import annotations

from typing import Any

from pointage.features.team.files.columns import Column
from pointage.features.team.files.plan import Plan, RowFate
from pointage.features.team.models import Group, GroupMember, PeopleFile, TeamMember
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World


def person(world: World, **wanted: Any) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return TeamMember.objects.get(**wanted)


def groups_of(world: World, member: TeamMember) -> list[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        rows = GroupMember.objects.filter(team_member=member).order_by("group__name")
        return list(rows.values_list("group__name", flat=True))


def rows_now(world: World) -> list[Any]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return [
            *TeamMember.objects.order_by("pk").values(),
            *Group.objects.order_by("pk").values(),
            *GroupMember.objects.order_by("pk").values(),
        ]


def fresh(file: PeopleFile) -> PeopleFile:
    """The file as the database has it now."""
    with tenant_scope(companies=[file.company_id]):
        return PeopleFile.objects.get(pk=file.pk)


def only(plan: Plan) -> RowFate:
    (fate,) = plan.fates
    return fate


def changed(fate: RowFate) -> dict[Column, tuple[Any, Any]]:
    return {change.column: (change.before, change.after) for change in fate.changes}


def refusal(plan: Plan) -> tuple[type[RuleBroken], Column | None]:
    fate = only(plan)
    assert fate.why is not None
    return type(fate.why), fate.column
