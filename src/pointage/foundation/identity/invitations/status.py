"""What became of invitations, for lists and person pages. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from pointage.foundation.identity.invitations.links import invitation_link
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.models import OutgoingMail


class InvitationStatus(StrEnum):
    """One word for the invitation and its mail together."""

    NOT_INVITED = "not_invited"
    QUEUED = "queued"  # the mail waits: for its turn, or for a mail server
    SENT = "sent"
    BOUNCED = "bounced"
    OPENED = "opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def is_open(self) -> bool:
        """It can still be accepted, and revoked."""
        return self in _OPEN


_OPEN = {
    InvitationStatus.QUEUED,
    InvitationStatus.SENT,
    InvitationStatus.BOUNCED,
    InvitationStatus.OPENED,
}
_ANSWERED = {
    Invitation.State.ACCEPTED: InvitationStatus.ACCEPTED,
    Invitation.State.DECLINED: InvitationStatus.DECLINED,
    Invitation.State.REVOKED: InvitationStatus.REVOKED,
}


@dataclass(frozen=True, slots=True)
class InvitationView:
    """The latest invitation of a subject. Instants are UTC; `link` is empty unless it is open."""

    status: InvitationStatus
    public_id: str = ""
    email: str = ""
    link: str = ""
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    #: The server's words when the mail bounced.
    mail_error: str = ""
    #: No mail server is set up: the link must be copied and sent another way.
    has_no_mail_server: bool = False

    @property
    def may_resend(self) -> bool:
        return self.status.is_open or self.status is InvitationStatus.EXPIRED

    @property
    def may_revoke(self) -> bool:
        return self.status.is_open


NOT_INVITED = InvitationView(status=InvitationStatus.NOT_INVITED)


def latest_invitations(purpose: str, subjects: Iterable[str]) -> dict[str, InvitationView]:
    """The newest invitation of each subject; `NOT_INVITED` for those without. Two queries."""
    wanted = list(subjects)
    latest = {
        invitation.subject: invitation
        for invitation in Invitation.objects.filter(purpose=purpose, subject__in=wanted).order_by(
            "id"
        )
    }
    mails = _latest_mails([invitation.pk for invitation in latest.values()])
    views = {
        subject: _view(invitation, mails.get(invitation.pk))
        for subject, invitation in latest.items()
    }
    return {subject: views.get(subject, NOT_INVITED) for subject in wanted}


def invitation_status(invitation: Invitation) -> InvitationStatus:
    """The status of one invitation."""
    return _status(invitation, _latest_mails([invitation.pk]).get(invitation.pk))


def _latest_mails(ids: list[int]) -> dict[int | None, OutgoingMail]:
    mails = OutgoingMail.objects.filter(invitation_id__in=ids)
    return {
        mail.invitation_id: mail
        for mail in mails.only("id", "invitation_id", "state", "last_error").order_by("id")
    }


def _view(invitation: Invitation, mail: OutgoingMail | None) -> InvitationView:
    status = _status(invitation, mail)
    is_open = status.is_open
    return InvitationView(
        status=status,
        public_id=invitation.public_id,
        email=invitation.email,
        link=invitation_link(invitation) if is_open else "",
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
        ended_at=invitation.ended_at,
        mail_error=mail.last_error if mail and status is InvitationStatus.BOUNCED else "",
        has_no_mail_server=bool(is_open and mail and mail.state == OutgoingMail.State.NO_SERVER),
    )


def _status(invitation: Invitation, mail: OutgoingMail | None) -> InvitationStatus:
    answered = _ANSWERED.get(Invitation.State(invitation.state))
    if answered is not None:
        return answered
    if invitation.expires_at <= timezone.now():
        return InvitationStatus.EXPIRED
    if invitation.state == Invitation.State.OPENED:
        return InvitationStatus.OPENED
    if mail is not None and mail.state == OutgoingMail.State.BOUNCED:
        return InvitationStatus.BOUNCED
    if not invitation.email or (mail is not None and mail.state == OutgoingMail.State.SENT):
        return InvitationStatus.SENT  # a link without a mail is in the inviter's hands
    return InvitationStatus.QUEUED
