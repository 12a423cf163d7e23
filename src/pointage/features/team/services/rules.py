"""Checks shared by the team's services. They read and refuse; they change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError

from pointage.features.companies.models import Company
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import PERMISSIONS, member_permissions
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import Actor


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


def check_reach(actor: Actor, rights: frozenset[str]) -> None:
    """People of the company act only on rights they have themselves, so that nobody can lift
    himself up through somebody else. Accountants act by the scope the client gave."""
    if actor.team_member_id is not None and not rights <= actor.permissions:
        raise errors.BeyondOnesRights


def check_reach_of_member(actor: Actor, member: TeamMember) -> None:
    check_reach(actor, rights_of(member.user_type, member.custom_permissions))


def check_known_permissions(codes: Iterable[str]) -> list[str]:
    """The codes, sorted and each once. Raises `PermissionUnknown`."""
    wanted = sorted(set(codes))
    if not set(wanted) <= set(PERMISSIONS):
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
    """Raises `EmailTaken` or `PayrollIdTaken`, naming who has it."""
    others = TeamMember.objects.filter(company_id=member.company_id).exclude(pk=member.pk)
    if member.email and member.state == TeamMember.State.ACTIVE:
        twin = others.filter(email__iexact=member.email, state=TeamMember.State.ACTIVE).first()
        if twin is not None:
            raise errors.EmailTaken(field="email", name=twin.full_name)
    if member.payroll_id:
        twin = others.filter(payroll_id=member.payroll_id).first()
        if twin is not None:
            raise errors.PayrollIdTaken(field="payroll_id", name=twin.full_name)


def in_our_words(error: IntegrityError, member: TeamMember) -> RuleBroken:
    """A race that reached the database's constraint gets the same message as the check."""
    field = "payroll_id" if "payroll_id" in str(error) else "email"
    kind = errors.PayrollIdTaken if field == "payroll_id" else errors.EmailTaken
    return kind(field=field, name=getattr(member, field))
