"""What accepting the firm's invitations does. Loaded by `identity.invitations` on first use."""

from __future__ import annotations

from collections.abc import Iterable

from pointage.features.practice.errors import MemberNotSignedUp
from pointage.features.practice.models import FirmMember
from pointage.features.practice.services.members import PURPOSE
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import Purpose, purpose
from pointage.foundation.identity.models import Invitation, User


@purpose(PURPOSE)
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

    def also_told(self, invitation: Invitation) -> Iterable[int]:
        return ()

    def notice_path(self, invitation: Invitation) -> str:
        member = FirmMember.objects.select_related("firm").get(public_id=invitation.subject)
        return f"/practice/{member.firm.public_id}/team/"
