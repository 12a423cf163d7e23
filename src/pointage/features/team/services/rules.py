"""Checks shared by the team's services. They read and refuse; they change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError

from pointage.features.companies.models import Company
from pointage.features.team import errors, reach
from pointage.features.team.models import GroupManager, TeamMember
from pointage.features.team.permissions import (
    NOT_FOR_CUSTOM,
    PERMISSIONS,
    PERSONAL_PERMISSIONS,
    member_permissions,
)
from pointage.features.team.reach import PERMISSION_OF, Right
from pointage.features.team.values import GroupRights
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import Actor

_GROUP_PERMISSIONS = frozenset(PERMISSION_OF.values())


def company_locked(company_id: int) -> Company:
    """The company's row, locked: two people cannot both remove the second-last administrator."""
    return Company.objects.select_for_update().get(pk=company_id)


def member_locked(member: TeamMember) -> TeamMember:
    """The person's row, locked and read again. Raises `NotFound` outside the tenant scope."""
    row = TeamMember.objects.select_for_update().filter(pk=member.pk).first()
    if row is None:
        raise NotFound(str(member.pk))
    return row


def primary_admin_of(company: Company) -> TeamMember | None:
    if company.primary_admin_id is None:
        return None
    return TeamMember.objects.filter(pk=company.primary_admin_id).first()


def rights_of(user_type: str, custom_permissions: Iterable[str]) -> frozenset[str]:
    """What a user type gives, whatever the person's state."""
    return member_permissions(
        TeamMember(user_type=user_type, custom_permissions=list(custom_permissions))
    )


def require_over(actor: Actor, permission: str, member: TeamMember) -> None:
    """Company-wide by `permission`, or as manager of one of the person's groups."""
    reach.require_over(actor, permission, Right.PEOPLE, member.pk)


def check_reach(actor: Actor, rights: frozenset[str]) -> None:
    """People of the company act only on rights they have themselves, so that nobody can lift
    himself up through somebody else; rights over one's own time lift nobody. Accountants act by
    the scope the client gave."""
    stronger = rights - PERSONAL_PERMISSIONS - actor.permissions
    if actor.team_member_id is not None and stronger:
        raise errors.BeyondOnesRights


def check_reach_of_member(actor: Actor, member: TeamMember) -> None:
    """Neither the person's user type nor what they manage may go beyond the actor's rights."""
    check_reach(actor, rights_of(member.user_type, member.custom_permissions))
    if actor.team_member_id in (None, member.pk) or actor.permissions >= _GROUP_PERMISSIONS:
        return
    managed = GroupManager.objects.filter(team_member_id=member.pk, group__is_active=True)
    for row in managed:
        check_group_rights(actor, row.group_id, GroupRights.of(row))


def check_group_rights(actor: Actor, group_id: int, rights: GroupRights) -> None:
    """Nobody gives rights over a group that they do not have over it themselves."""
    if actor.team_member_id is None or actor.permissions >= _GROUP_PERMISSIONS:
        return
    for right in Right:
        if not getattr(rights, right.value) or actor.may(PERMISSION_OF[right]):
            continue
        if group_id not in set(reach.led_groups(actor, right)):
            raise errors.BeyondOnesRights


def check_known_permissions(codes: Iterable[str]) -> list[str]:
    """The codes, sorted and each once. Raises `PermissionUnknown`."""
    wanted = sorted(set(codes))
    if not set(wanted) <= set(PERMISSIONS) - NOT_FOR_CUSTOM:
        raise errors.PermissionUnknown(field="custom_permissions")
    return wanted


def check_still_managed(company: Company, member: TeamMember) -> None:
    """Raises when taking the administrator's rights from `member` would orphan the company."""
    if company.primary_admin_id == member.pk:
        raise errors.PrimaryAdministratorStays(name=member.full_name)
    if member.user_type != TeamMember.UserType.ADMINISTRATOR:
        return
    others = TeamMember.objects.filter(
        company_id=company.pk,
        state=TeamMember.State.ACTIVE,
        user_type=TeamMember.UserType.ADMINISTRATOR,
    ).exclude(pk=member.pk)
    if member.state == TeamMember.State.ACTIVE and not others.exists():
        raise errors.LastAdministrator(name=member.full_name)


def check_unique(member: TeamMember) -> None:
    """Raises `EmailTaken`, `UsernameTaken` or `PayrollIdTaken`, naming who has it."""
    others = TeamMember.objects.filter(company_id=member.company_id).exclude(pk=member.pk)
    if member.email and member.state == TeamMember.State.ACTIVE:
        twin = others.filter(email__iexact=member.email, state=TeamMember.State.ACTIVE).first()
        if twin is not None:
            raise errors.EmailTaken(field="email", name=twin.full_name)
    if member.username and member.state == TeamMember.State.ACTIVE:
        twin = others.filter(
            username__iexact=member.username, state=TeamMember.State.ACTIVE
        ).first()
        if twin is not None:
            raise errors.UsernameTaken(field="username", name=twin.full_name)
    if member.payroll_id:
        twin = others.filter(payroll_id=member.payroll_id).first()
        if twin is not None:
            raise errors.PayrollIdTaken(field="payroll_id", name=twin.full_name)


_TAKEN = {
    "payroll_id": errors.PayrollIdTaken,
    "username": errors.UsernameTaken,
    "email": errors.EmailTaken,
}


def in_our_words(error: IntegrityError, member: TeamMember) -> RuleBroken:
    """A race that reached the database's constraint gets the same message as the check."""
    field = next((name for name in _TAKEN if name in str(error)), "email")
    return _TAKEN[field](field=field, name=getattr(member, field))
