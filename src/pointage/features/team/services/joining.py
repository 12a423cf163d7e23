"""Makes a user one of the company's people when an invitation is accepted. Runs inside the
accepting transaction; nobody else calls it."""

from __future__ import annotations

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import Invitation, User


def invited_member(invitation: Invitation, public_id: str) -> tuple[Company, TeamMember]:
    """The company (locked) and the active person an invitation is about, in scope already.

    Raises `PlaceNoLongerOffered`.
    """
    company = Company.objects.select_for_update().filter(pk=invitation.company_id or 0).first()
    member = TeamMember.objects.select_for_update().filter(public_id=public_id).first()
    if (
        company is None
        or company.status != Company.Status.ACTIVE
        or member is None
        or member.state != TeamMember.State.ACTIVE
    ):
        name = company.name if company else invitation.context.get("company", "")
        raise errors.PlaceNoLongerOffered(company=name)
    return company, member


def team_member_join(*, actor: Actor, company: Company, member: TeamMember, user: User) -> None:
    """Links the user to the person; again for the same pair it changes nothing. The first
    administrator to join becomes the primary one. Raises `AlreadyOnTheTeam`."""
    twin = TeamMember.objects.filter(company=company, user=user).exclude(pk=member.pk).first()
    if twin is not None:
        raise errors.AlreadyOnTheTeam(company=company.name, name=twin.full_name)
    if member.user_id not in (None, user.pk):
        raise errors.PlaceNoLongerOffered(company=company.name)
    actor_here = actor.in_company(company.pk, rules.rights_of(member.user_type, []))
    if member.user_id is None:
        member.user = user
        if not member.email and not _is_taken(member, user.email):
            member.email = user.email  # a person invited by a link gave it themselves
        member.save(update_fields=["user", "email"])
        CompanyUser.objects.update_or_create(
            team_member_id=member.pk,
            defaults={"company": company, "user": user, "is_active": True},
        )
        event_record(
            actor=actor_here,
            code="team_member.joined",
            obj=member,
            label=member.full_name,
            company_id=company.pk,
            after={"email": user.email, "user_type": member.user_type},
        )
    is_administrator = member.user_type == TeamMember.UserType.ADMINISTRATOR
    if company.primary_admin_id is None and is_administrator:
        primary_admin_set(actor=actor_here, company=company, member=member)


def primary_admin_set(*, actor: Actor, company: Company, member: TeamMember) -> None:
    """Makes an administrator of the company its primary one."""
    before = rules.primary_admin_of(company)
    company.primary_admin_id = member.pk
    company.save(update_fields=["primary_admin_id"])
    event_record(
        actor=actor,
        code="primary_admin.changed",
        obj=company,
        label=member.full_name,
        company_id=company.pk,
        before={"primary_admin": before.full_name} if before else None,
        after={"primary_admin": member.full_name},
    )


def _is_taken(member: TeamMember, email: str) -> bool:
    others = TeamMember.objects.filter(company_id=member.company_id, email__iexact=email)
    return others.filter(state=TeamMember.State.ACTIVE).exclude(pk=member.pk).exists()
