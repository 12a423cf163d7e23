"""What the worker does about invitations by itself: warn of those about to expire, tell of bounces."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pointage.foundation.identity.invitations.answers import answer_tell
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.outbox.registry import scheduled

WARN_BEFORE = timedelta(days=3)
_OPEN_STATES = (Invitation.State.SENT, Invitation.State.OPENED)


@scheduled("invitations.expiring", every=timedelta(hours=1))
def tell_of_expiring() -> None:
    """Notices (no mail) to inviters whose unanswered invitations end within three days."""
    now = timezone.now()
    ending = Invitation.objects.filter(
        state__in=_OPEN_STATES, expires_at__gt=now, expires_at__lte=now + WARN_BEFORE
    ).order_by("id")
    _tell_once(ending.iterator(), "expiring", by_mail=False)


@scheduled("invitations.bounced", every=timedelta(minutes=1))
def tell_of_bounces() -> None:
    """Mails and notices to inviters whose invitation did not arrive."""
    newest_mail = {
        mail.invitation_id: mail.state
        for mail in OutgoingMail.objects.filter(
            invitation__state__in=_OPEN_STATES,
            invitation__mails__state=OutgoingMail.State.BOUNCED,
            created_at__gt=timezone.now() - timedelta(days=2),
        )
        .order_by("id")
        .distinct()
    }
    bounced = [pk for pk, state in newest_mail.items() if state == OutgoingMail.State.BOUNCED]
    _tell_once(Invitation.objects.filter(pk__in=bounced).order_by("id"), "bounced", by_mail=True)


def _tell_once(invitations, what: str, *, by_mail: bool) -> None:  # type: ignore[no-untyped-def]
    for invitation in invitations:
        key = f"invitation-{what}:{invitation.public_id}:{invitation.nonce[:8]}:{invitation.inviter_id}"
        if Notice.objects.filter(key=key).exists():
            continue
        with transaction.atomic():
            answer_tell(invitation, what, by_mail=by_mail)
