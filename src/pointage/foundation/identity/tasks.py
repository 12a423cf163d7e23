"""What the worker does about invitations by itself: warn of those about to end, tell of bounces."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pointage.foundation.identity.invitations.answers import answer_key, answer_tell
from pointage.foundation.identity.invitations.links import mail_key
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.hooks import when_bounced
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.notices.words import notice_words
from pointage.foundation.outbox.registry import scheduled

WARN_BEFORE = timedelta(days=3)
_OPEN_STATES = (Invitation.State.SENT, Invitation.State.OPENED)

notice_words("invitation.accepted", _("{name} accepted your invitation."))
notice_words("invitation.declined", _("{name} declined your invitation."))
notice_words(
    "invitation.bounced",
    _("The invitation of {name} did not arrive: {email} was refused. Check the address."),
)
notice_words(
    "invitation.expiring",
    _("The invitation of {name} ends in less than three days and has not been answered."),
)


@scheduled("invitations.expiring", every=timedelta(hours=1))
def tell_of_expiring() -> None:
    """Notices (no mail) to inviters whose unanswered invitations end within three days."""
    now = timezone.now()
    ending = Invitation.objects.filter(
        state__in=_OPEN_STATES, expires_at__gt=now, expires_at__lte=now + WARN_BEFORE
    ).order_by("id")
    for invitation in ending.iterator():
        key = answer_key(invitation, "expiring", invitation.inviter_id)
        if Notice.objects.filter(key=key).exists():
            continue
        with transaction.atomic():
            answer_tell(invitation, "expiring", by_mail=False)


@when_bounced
def tell_of_bounce(mail: OutgoingMail) -> None:
    """Tells the inviter, unless a newer mail is on its way or the invitation was answered."""
    invitation = mail.invitation
    if (
        invitation is not None
        and invitation.state in _OPEN_STATES
        and mail.key == mail_key(invitation)
    ):
        answer_tell(invitation, "bounced")
