"""The invitation a person has not answered yet: found, and taken back when it no longer fits."""

from __future__ import annotations

from typing import Final

from pointage.features.team.models import TeamMember
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import invitation_reopen, invitation_revoke
from pointage.foundation.identity.models import Invitation

TEAM_PURPOSE: Final = "team_member"
TRANSFER_PURPOSE: Final = "primary_admin_transfer"
_OPEN: Final = (Invitation.State.SENT, Invitation.State.OPENED)


def open_invitation_of(purpose: str, subject: str) -> Invitation | None:
    """The one open (or expired, unanswered) invitation of the subject."""
    return Invitation.objects.filter(purpose=purpose, subject=subject, state__in=_OPEN).first()


def open_invitation_close(*, actor: Actor, member: TeamMember, reason: str) -> list[str]:
    """Revokes the person's unanswered invitations, if any: to the team, and to take over. Public
    ids of what was revoked."""
    pending = Invitation.objects.filter(
        purpose=TRANSFER_PURPOSE,
        company_id=member.company_id,
        context__member=member.public_id,
        state__in=_OPEN,
    ).first()
    found = [open_invitation_of(TEAM_PURPOSE, member.public_id), pending]
    closed = [invitation for invitation in found if invitation is not None]
    for invitation in closed:
        invitation_revoke(actor=actor, invitation=invitation, reason=reason)
    return [invitation.public_id for invitation in closed]


def invitations_reopen(*, actor: Actor, member: TeamMember, public_ids: list[str]) -> None:
    """Gives back the invitation to the team that `open_invitation_close` took. Taking over the
    company has to be asked for again."""
    for invitation in Invitation.objects.filter(
        purpose=TEAM_PURPOSE, subject=member.public_id, public_id__in=public_ids
    ):
        invitation_reopen(actor=actor, invitation=invitation)


def people_with_open_invitation(company_id: int) -> set[str]:
    """Public ids of the company's people with an unanswered invitation, to the team or to take
    over. One query."""
    rows = Invitation.objects.filter(
        company_id=company_id, purpose__in=(TEAM_PURPOSE, TRANSFER_PURPOSE), state__in=_OPEN
    )
    return {
        str(context.get("member", "")) if purpose == TRANSFER_PURPOSE else subject
        for purpose, subject, context in rows.values_list("purpose", "subject", "context")
    }
