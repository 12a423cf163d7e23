"""Invites people to sign in to the company: one, again, taken back, or everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.features.team.services.open_invitations import TEAM_PURPOSE, open_invitation_of
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from pointage.foundation.identity.models import Invitation
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class BulkInvited:
    """How many invitations were handed to the outbox, and why each other person got none."""

    sent: int
    refused: tuple[tuple[TeamMember, RuleBroken], ...]


def team_member_invite(*, actor: Actor, member: TeamMember) -> Invitation:
    """Sends the person an invitation; an earlier open one dies. Needs `team:invite`, or to
    manage the person's group.

    Raises `InvitationNeedsEmail`, `AlreadyConnected`, `PersonArchived`, `BeyondOnesRights`.
    """
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        rules.require_over(actor, "team:invite", row)
        _check_invitable(actor, row)
        company = Company.objects.get(pk=row.company_id)
        return invitation_send(
            actor=actor,
            purpose=TEAM_PURPOSE,
            subject=row.public_id,
            email=row.email,
            name=row.full_name,
            language=row.language or company.language,
            context={
                "inviter": actor.name,
                "company": company.name,
                "firm": actor.firm_name,
                "role": row.user_type,
                "company_path": f"/c/{company.public_id}/",
            },
            firm_id=actor.firm_id,
            company_id=company.pk,
        )


def team_member_invite_again(*, actor: Actor, member: TeamMember) -> Invitation:
    """Sends the unanswered invitation again for 14 more days; the old link dies. After an answer
    or a revocation a new one is sent. Needs `team:invite`
    or to manage the person's group; raises as `team_member_invite`."""
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        rules.require_over(actor, "team:invite", row)
        _check_invitable(actor, row)
        waiting = open_invitation_of(TEAM_PURPOSE, row.public_id)
        if waiting is None or waiting.email.lower() != row.email.lower():
            return team_member_invite(actor=actor, member=row)
        return invitation_resend(actor=actor, invitation=waiting)


def team_member_invite_revoke(*, actor: Actor, member: TeamMember) -> Invitation:
    """Takes the unanswered invitation back; its link then says so. Needs `team:invite`; raises
    `NoInvitation`."""
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        rules.require_over(actor, "team:invite", row)
        waiting = open_invitation_of(TEAM_PURPOSE, row.public_id)
        if waiting is None:
            raise errors.NoInvitation(name=row.full_name)
        return invitation_revoke(actor=actor, invitation=waiting)


def team_members_invite(*, actor: Actor, members: Sequence[TeamMember]) -> BulkInvited:
    """Invites each person in a transaction of its own, so that one refusal stops nobody else."""
    sent, refused = 0, []
    for member in members:
        try:
            team_member_invite_again(actor=actor, member=member)
        except RuleBroken as error:
            refused.append((member, error))
        else:
            sent += 1
    return BulkInvited(sent=sent, refused=tuple(refused))


def _check_invitable(actor: Actor, member: TeamMember) -> None:
    if member.state != TeamMember.State.ACTIVE:
        raise errors.PersonArchived(name=member.full_name)
    if member.user_id is not None:
        raise errors.AlreadyConnected(name=member.full_name)
    if not member.email:
        raise errors.InvitationNeedsEmail(field="email", name=member.full_name)
    rules.check_reach_of_member(actor, member)
