"""Reads of groups: the list, who is in one, who manages it. Needs the company in scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.team.values import GroupRights

_ACTIVE = TeamMember.State.ACTIVE


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group for the list: how many active people, and its managers by name."""

    public_id: str
    name: str
    is_active: bool
    people: int
    managers: list[str]


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """A manager of a group with their rights; `is_member`: in the group too."""

    member: TeamMember
    rights: GroupRights
    is_member: bool


def groups_active(company_id: int) -> list[Group]:
    """Groups people can be put in, by name. One query."""
    return list(Group.objects.filter(company_id=company_id, is_active=True).order_by("name", "id"))


def group_rows(
    company_id: int, *, is_active: bool, among: Iterable[int] | None = None
) -> list[GroupRow]:
    """Groups by name; `among`: only these ids. Two queries."""
    groups = Group.objects.filter(company_id=company_id, is_active=is_active)
    if among is not None:
        groups = groups.filter(pk__in=list(among))
    counts = dict(
        GroupMember.objects.filter(team_member__state=_ACTIVE)
        .values_list("group_id")
        .annotate(people=Count("id"))
    )
    names: dict[int, list[str]] = {}
    managers = GroupManager.objects.filter(team_member__state=_ACTIVE)
    for row in managers.select_related("team_member").order_by(
        "team_member__family_name", "team_member__given_name"
    ):
        names.setdefault(row.group_id, []).append(row.team_member.full_name)
    return [
        GroupRow(
            each.public_id,
            each.name,
            each.is_active,
            counts.get(each.pk, 0),
            names.get(each.pk, []),
        )
        for each in groups.order_by("name", "id")
    ]


def group_names_of(member_ids: Iterable[int]) -> dict[int, list[str]]:
    """Names of each person's groups, sorted. One query."""
    found: dict[int, list[str]] = {}
    rows = GroupMember.objects.filter(team_member_id__in=list(member_ids), group__is_active=True)
    for member_id, name in rows.order_by("group__name").values_list(
        "team_member_id", "group__name"
    ):
        found.setdefault(member_id, []).append(name)
    return found


def groups_of(member: TeamMember) -> list[Group]:
    """The person's active groups, by name. One query."""
    rows = GroupMember.objects.filter(team_member=member).values("group_id")
    return list(Group.objects.filter(pk__in=rows, is_active=True).order_by("name", "id"))


def group_people(group: Group) -> list[TeamMember]:
    """Everybody in the group, archived people last, by name. One query."""
    ids = GroupMember.objects.filter(group=group).values("team_member_id")
    people = TeamMember.objects.filter(pk__in=ids)
    return list(people.order_by("state", "family_name", "given_name", "id"))


def people_outside(group: Group) -> list[TeamMember]:
    """Active people who are not in the group, by name. One query."""
    ids = GroupMember.objects.filter(group=group).values("team_member_id")
    people = TeamMember.objects.filter(company_id=group.company_id, state=_ACTIVE)
    return list(people.filter(~Q(pk__in=ids)).order_by("family_name", "given_name", "id"))


def group_managers(group: Group) -> list[ManagerRow]:
    """The group's managers by name. Two queries."""
    members = set(GroupMember.objects.filter(group=group).values_list("team_member_id", flat=True))
    rows = GroupManager.objects.filter(group=group).select_related("team_member")
    return [
        ManagerRow(row.team_member, GroupRights.of(row), row.team_member_id in members)
        for row in rows.order_by("team_member__family_name", "team_member__given_name", "id")
    ]


def managed_by(member: TeamMember) -> list[Group]:
    """Active groups the person manages, by name. One query."""
    rows = GroupManager.objects.filter(team_member=member).values("group_id")
    return list(Group.objects.filter(pk__in=rows, is_active=True).order_by("name", "id"))
