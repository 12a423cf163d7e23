"""What accepting or declining a client's offer of access does. Loaded when the program starts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.grant_errors import AccessNotPending
from pointage.features.practice.models import AccountantGrant
from pointage.features.practice.services.grants import GRANT_PURPOSE, grant_accept
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import Purpose, purpose
from pointage.foundation.identity.models import Invitation, User


@purpose(GRANT_PURPOSE)
class TakeOnTheClient(Purpose):
    """An accountant answers a client. With one firm it is taken at once; otherwise the accountant
    chooses the firm on a page, and the offer waits."""

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        grant = AccountantGrant.objects.filter(public_id=invitation.subject).first()
        if grant is None or grant.state != AccountantGrant.State.PENDING or grant.company is None:
            raise AccessNotPending
        seats = accepting_seats(user, request_id=actor.request_id)
        if len(seats) != 1:
            return f"/c/access/{grant.public_id}/"
        grant_accept(actor=actor, grant=grant, seat=seats[0])
        return entry_path(grant.company.public_id, seats[0].firm.public_id)

    def declined(self, invitation: Invitation) -> None:
        with transaction.atomic():
            AccountantGrant.objects.filter(
                public_id=invitation.subject, state=AccountantGrant.State.PENDING
            ).update(state=AccountantGrant.State.DECLINED, ended_at=timezone.now())

    def notice_path(self, invitation: Invitation) -> str:
        return f"{invitation.context.get('company_path', '/')}accountants/"


def entry_path(company: str, firm: str) -> str:
    """The way into a client's company that leads back to the firm's console."""
    return f"/c/{company}/enter/?from=/practice/{firm}/"


def accepting_seats(user: User, *, request_id: str = "") -> list[FirmSeat]:
    """The firms in which the user may take on clients."""
    seats = [
        access.firm_seat_for(user, member.firm.public_id, request_id=request_id)
        for member in access.firms_of(user)
    ]
    return [seat for seat in seats if seat.actor.may("clients:manage")]


def accepted_grant_for(user: User, public_id: str) -> AccountantGrant:
    """The offer this user accepted and that waits for the choice of a firm. Raises `NotFound`."""
    has_accepted = Invitation.objects.filter(
        purpose=GRANT_PURPOSE,
        subject=public_id,
        state=Invitation.State.ACCEPTED,
        accepted_by=user,
    ).exists()
    grant = AccountantGrant.objects.filter(public_id=public_id).select_related("company").first()
    if not has_accepted or grant is None or grant.company is None:
        raise NotFound(public_id)
    return grant
