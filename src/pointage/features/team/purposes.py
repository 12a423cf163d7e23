"""What accepting a team invitation, or the role of primary administrator, does."""

from __future__ import annotations

from collections.abc import Iterable

from pointage.features.companies.models import Company
from pointage.features.team import errors, hooks
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.features.team.services.joining import (
    invited_member,
    primary_admin_set,
    team_member_join,
)
from pointage.features.team.services.primary_admin import primary_admin_tell_both
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import Purpose, purpose
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.tenancy.scope import tenant_scope


@purpose("team_member")
class JoinTheTeam(Purpose):
    """A person of the team gets a sign-in."""

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        with tenant_scope(companies=[_company_id(invitation)]):
            company, member = invited_member(invitation, invitation.subject)
            team_member_join(actor=actor, company=company, member=member, user=user)
        return f"/c/{company.public_id}/"

    def also_told(self, invitation: Invitation) -> Iterable[int]:
        return hooks.also_told(invitation)

    def notice_path(self, invitation: Invitation) -> str:
        return f"{_path(invitation)}team/{invitation.subject}/"


@purpose("primary_admin_transfer")
class TakeOver(Purpose):
    """An administrator becomes the primary one. The offer stands only while the person still is an
    administrator and whoever offered it still holds the role."""

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        with tenant_scope(companies=[_company_id(invitation)]):
            company, member = invited_member(invitation, invitation.context["member"])
            if member.user_type != TeamMember.UserType.ADMINISTRATOR:
                raise errors.PlaceNoLongerOffered(company=company.name)
            before = rules.primary_admin_of(company)
            if before is not None and before.user_id != invitation.inviter_id:
                raise errors.PlaceNoLongerOffered(company=company.name)
            team_member_join(actor=actor, company=company, member=member, user=user)
            if company.primary_admin_id != member.pk:
                here = actor.in_company(company.pk, actor.permissions)
                primary_admin_set(actor=here, company=company, member=member)
            primary_admin_tell_both(
                company=company, before=before, after=member, invitation=invitation
            )
        return f"/c/{company.public_id}/"

    def also_told(self, invitation: Invitation) -> Iterable[int]:
        return hooks.also_told(invitation)

    def notice_path(self, invitation: Invitation) -> str:
        return f"{_path(invitation)}team/{invitation.context['member']}/permissions/"


def _company_id(invitation: Invitation) -> int:
    if invitation.company_id is None:
        raise errors.PlaceNoLongerOffered(company=invitation.context.get("company", ""))
    return invitation.company_id


def _path(invitation: Invitation) -> str:
    kept = invitation.context.get("company_path")
    if kept:
        return str(kept)
    company = Company.objects.filter(pk=invitation.company_id or 0).first()
    return f"/c/{company.public_id}/" if company else "/"
