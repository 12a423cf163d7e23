"""Which groups a person is in, as rows. Checks no permission and records nothing: the services
that call it do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pointage.features.team import errors
from pointage.features.team.models import Group, GroupMember, TeamMember


@dataclass(frozen=True, slots=True)
class Move:
    """What changes for one person: names of the groups before and after, sorted."""

    member: TeamMember
    before: list[str]
    after: list[str]
    leaves: frozenset[int]
    joins: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.leaves or self.joins)

    def write(self) -> None:
        GroupMember.objects.filter(team_member=self.member, group_id__in=self.leaves).delete()
        GroupMember.objects.bulk_create(
            (
                GroupMember(company_id=self.member.company_id, group_id=pk, team_member=self.member)
                for pk in sorted(self.joins)
            ),
            ignore_conflicts=True,
        )


def change(member: TeamMember, groups: Iterable[Group]) -> Move:
    """What putting the person in exactly `groups` changes. Needs the company in scope; raises
    `NotOfThisCompany`, `GroupArchived`."""
    wanted = {group.pk: group for group in groups}
    for group in wanted.values():
        check_usable(group, member.company_id)
    now = {
        row.group_id: row.group.name
        for row in GroupMember.objects.filter(
            team_member=member, group__is_active=True
        ).select_related("group")
    }
    return Move(
        member=member,
        before=sorted(now.values()),
        after=sorted(group.name for group in wanted.values()),
        leaves=frozenset(now.keys() - wanted.keys()),
        joins=frozenset(wanted.keys() - now.keys()),
    )


def put(member: TeamMember, groups: Iterable[Group]) -> Move:
    """Puts the person in exactly `groups`; raises as `change`."""
    move = change(member, groups)
    move.write()
    return move


def check_usable(group: Group, company_id: int) -> None:
    """Raises `NotOfThisCompany`, `GroupArchived`."""
    if group.company_id != company_id:
        raise errors.NotOfThisCompany(field="groups")
    if not group.is_active:
        raise errors.GroupArchived(field="groups", name=group.name)
