"""Who answers for a person: administrators of the company and managers of their groups. For telling
them something; what they may do is asked of `permissions` and `reach`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from pointage.features.team.models import GroupManager, GroupMember, TeamMember
from pointage.features.team.reach import Right

_SIGNS_IN = Q(state=TeamMember.State.ACTIVE, user__isnull=False)


def administrators() -> list[TeamMember]:
    """Active administrators who can sign in, with their users; needs the company in scope."""
    found = TeamMember.objects.filter(
        _SIGNS_IN, user_type=TeamMember.UserType.ADMINISTRATOR
    ).select_related("user")
    return list(found.order_by("pk"))


def managers_of(member_ids: Iterable[int], right: Right) -> dict[int, list[TeamMember]]:
    """By person, the managers of their active groups who have `right` and can sign in; the person
    is never their own manager here. Three queries."""
    wanted = set(member_ids)
    groups: dict[int, set[int]] = {}
    for group_id, member_id in GroupMember.objects.filter(
        team_member_id__in=wanted, group__is_active=True
    ).values_list("group_id", "team_member_id"):
        groups.setdefault(group_id, set()).add(member_id)
    rows = GroupManager.objects.filter(group_id__in=groups, **{right.value: True})
    managing = list(rows.values_list("group_id", "team_member_id"))
    people = {
        each.pk: each
        for each in TeamMember.objects.filter(
            _SIGNS_IN, pk__in={manager_id for _, manager_id in managing}
        ).select_related("user")
    }
    found: dict[int, dict[int, TeamMember]] = {member_id: {} for member_id in wanted}
    for group_id, manager_id in managing:
        for member_id in groups[group_id] - {manager_id}:
            if manager_id in people:
                found[member_id][manager_id] = people[manager_id]
    return {member_id: list(managers.values()) for member_id, managers in found.items()}


def leaders_of(member_id: int, right: Right) -> list[TeamMember]:
    """Who decides over one person's time: managers with `right`, and the administrators."""
    found = {each.pk: each for each in managers_of([member_id], right)[member_id]}
    found |= {each.pk: each for each in administrators() if each.pk != member_id}
    return list(found.values())
