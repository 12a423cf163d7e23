"""What accepting the firm's invitations does. Loaded by `identity.invitations` on first use."""

from __future__ import annotations

from django.utils import timezone

from pointage.features.practice.errors import MemberNotSignedUp, RequestAlreadyAnswered
from pointage.features.practice.models import AccountantGrant, FirmMember
from pointage.features.practice.services import members, requests
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import Purpose, purpose
from pointage.foundation.identity.models import Invitation, User


@purpose(members.PURPOSE)
class FirmMemberPurpose(Purpose):
    """A person joins a firm's team."""

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        member = (
            FirmMember.objects.select_for_update(of=("self",))
            .select_related("firm")
            .get(public_id=invitation.subject)
        )
        if not member.is_active:
            raise MemberNotSignedUp(name=member.full_name)
        member.user = user
        member.save(update_fields=["user"])
        event_record(
            actor=actor,
            code="firm_member.joined",
            obj=member,
            firm_id=member.firm_id,
            after={"user": user.public_id},
        )
        return f"/practice/{member.firm.public_id}/"

    def notice_path(self, invitation: Invitation) -> str:
        member = FirmMember.objects.select_related("firm").get(public_id=invitation.subject)
        return f"/practice/{member.firm.public_id}/team/"


@purpose(requests.PURPOSE)
class ClientAccessRequestPurpose(Purpose):
    """A business reads a firm's request; what it opens, and how far, is chosen on the page that
    follows."""

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        grant = _request(invitation)
        if grant.email.lower() != user.email.lower():
            grant.email = user.email
            grant.save(update_fields=["email"])
        return f"/me/access/{grant.public_id}/"

    def declined(self, invitation: Invitation) -> None:
        grant = _request(invitation)
        grant.state = AccountantGrant.State.DECLINED
        grant.ended_at = timezone.now()
        grant.save(update_fields=["state", "ended_at"])

    def notice_path(self, invitation: Invitation) -> str:
        grant = AccountantGrant.objects.select_related("firm").get(public_id=invitation.subject)
        return f"/practice/{grant.firm.public_id}/clients/requests/" if grant.firm else "/"


def _request(invitation: Invitation) -> AccountantGrant:
    """Raises `RequestAlreadyAnswered`."""
    grant = AccountantGrant.objects.select_for_update().get(public_id=invitation.subject)
    if grant.state != AccountantGrant.State.PENDING:
        raise RequestAlreadyAnswered
    return grant
