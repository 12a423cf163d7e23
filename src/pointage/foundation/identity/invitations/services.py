"""The inviter's side: send, send again, revoke. The other side is `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone

from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.errors import (
    EmailUnusable,
    InvitationJustSent,
    InvitationNotOpen,
    TooManyInvitations,
    TooManyResends,
)
from pointage.foundation.identity.invitations.links import (
    DAYS_OPEN,
    OPEN_FOR,
    invitation_link,
    mail_key,
    new_nonce,
)
from pointage.foundation.identity.invitations.purposes import purpose_of
from pointage.foundation.identity.invitations.status import invitation_status
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.services import mail_queue

#: Documented limits (docs/accounts.md): enough for a firm's busiest hour, too few for a spammer.
INVITATIONS_PER_HOUR = 500
RESENDS_PER_HOUR = 5
_HOUR = timedelta(hours=1)
_OPEN_STATES = (Invitation.State.SENT, Invitation.State.OPENED)


def invitation_send(
    *,
    actor: Actor,
    purpose: str,
    subject: str,
    email: str,
    name: str,
    language: str,
    context: Mapping[str, str],
    firm_id: int | None = None,
    company_id: int | None = None,
    by_link: bool = False,
) -> Invitation:
    """Invites; an open invitation of the same purpose and subject is revoked, its link dies.

    `by_link` sends no mail: the inviter hands the link over, to somebody whose address nobody knows
    (`email` is empty). Whoever opens it signs in, or gives an address of their own, to which the
    invitation is then sent: no account is made for an address that nobody proved to read.

    `context` holds the words of the mail and the page, fixed now: `inviter` (default: the actor's
    name), `firm`, `company`, `role` (a code). Raises `EmailUnusable`, `TooManyInvitations`,
    `InvitationJustSent`; `LookupError` for a purpose nobody registered.
    """
    if actor.user_id is None:
        raise ValueError("An invitation needs a person who invites")
    purpose_of(purpose)
    address = "" if by_link else address_clean(email)
    now = timezone.now()
    with transaction.atomic():
        _check_rate(actor.user_id)
        _replace_open(actor, purpose, subject)
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    purpose=purpose,
                    subject=subject,
                    email=address,
                    name=name.strip()[:160],
                    language=language,
                    nonce=new_nonce(),
                    inviter_id=actor.user_id,
                    firm_id=firm_id,
                    company_id=company_id,
                    context={"inviter": actor.name, **context},
                    sent_at=now,
                    expires_at=now + OPEN_FOR,
                )
        except IntegrityError as error:
            raise InvitationJustSent from error
        _record(actor, "invitation.sent", invitation, after={"email": address})
        queue_mail(invitation)
    return invitation


def invitation_resend(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Sends an open or expired invitation again for 14 more days; the old link dies.

    Raises `InvitationNotOpen` (answered or revoked: send a new one), `TooManyResends`.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(invitation)
        _check_resends(row)
        before = {"state": row.state, "expires_at": row.expires_at.isoformat()}
        row.nonce = new_nonce()
        row.state = Invitation.State.SENT
        row.sent_at, row.expires_at, row.opened_at = now, now + OPEN_FOR, None
        row.save(update_fields=["nonce", "state", "sent_at", "expires_at", "opened_at"])
        after = {"state": row.state, "expires_at": row.expires_at.isoformat()}
        _record(actor, "invitation.resent", row, before=before, after=after)
        queue_mail(row)
    return row


def invitation_revoke(*, actor: Actor, invitation: Invitation, reason: str = "") -> Invitation:
    """Takes an unanswered invitation back; its link then says so. Raises `InvitationNotOpen`."""
    with transaction.atomic():
        row = _locked(invitation)
        _revoke(actor, row, reason)
    return row


def invitation_reopen(*, actor: Actor, invitation: Invitation) -> bool:
    """Undoes a revocation: the link that was sent opens again, until the day it would have ended.
    Nothing happens, and False, unless it is still revoked and no newer one took its place."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        twins = Invitation.objects.filter(
            purpose=row.purpose, subject=row.subject, state__in=_OPEN_STATES
        )
        if row.state != Invitation.State.REVOKED or twins.exists():
            return False
        row.state = Invitation.State.OPENED if row.opened_at else Invitation.State.SENT
        row.ended_at = None
        row.save(update_fields=["state", "ended_at"])
        before = {"state": Invitation.State.REVOKED.value}
        _record(actor, "invitation.reopened", row, before=before, after={"state": row.state})
    return True


def address_clean(email: str) -> str:
    """The address in lower case. Raises `EmailUnusable`."""
    address = email.strip().lower()
    try:
        validate_email(address)
        MaxLengthValidator(254)(address)
    except ValidationError as error:
        raise EmailUnusable(field="email", email=email.strip()[:80]) from error
    return address


def _check_rate(user_id: int) -> None:
    since = timezone.now() - _HOUR
    sent = Invitation.objects.filter(inviter_id=user_id, sent_at__gt=since).count()
    if sent >= INVITATIONS_PER_HOUR:
        raise TooManyInvitations(limit=INVITATIONS_PER_HOUR)


def _check_resends(invitation: Invitation) -> None:
    since = timezone.now() - _HOUR
    mails = OutgoingMail.objects.filter(invitation=invitation, created_at__gt=since).count()
    if mails > RESENDS_PER_HOUR:
        raise TooManyResends(limit=mails)


def _replace_open(actor: Actor, purpose: str, subject: str) -> None:
    open_ones = Invitation.objects.select_for_update().filter(
        purpose=purpose, subject=subject, state__in=_OPEN_STATES
    )
    for invitation in open_ones:
        _revoke(actor, invitation, "replaced")


def _locked(invitation: Invitation) -> Invitation:
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.state not in _OPEN_STATES:
        raise InvitationNotOpen(status=invitation_status(row).value)
    return row


def _revoke(actor: Actor, row: Invitation, reason: str) -> None:
    before = row.state
    row.state = Invitation.State.REVOKED
    row.ended_at = timezone.now()
    row.save(update_fields=["state", "ended_at"])
    _record(
        actor,
        "invitation.revoked",
        row,
        before={"state": before},
        after={"state": row.state},
        reason=reason,
    )


def queue_mail(invitation: Invitation) -> None:
    """Hands the mail with the current link to the outbox; nothing without an address."""
    if not invitation.email:
        return
    link = invitation_link(invitation)
    mail_queue(
        template=_template(invitation.purpose),
        to_email=invitation.email,
        to_name=invitation.name,
        language=invitation.language,
        context={**invitation.context, "name": invitation.name, "days": str(DAYS_OPEN)},
        link=link,
        key=mail_key(invitation),
        firm_id=invitation.firm_id,
        company_id=invitation.company_id,
        invitation=invitation,
    )


def _template(purpose: str) -> str:
    """The mail of the purpose, or the one that suits all when its feature wrote none."""
    own = f"invitation_{purpose}"
    try:
        get_template(f"notices/mail/{own}.mjml")
    except TemplateDoesNotExist:
        return "invitation"
    return own


def _record(
    actor: Actor,
    code: str,
    invitation: Invitation,
    *,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    reason: str = "",
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=invitation,
        label=_label(invitation),
        company_id=invitation.company_id,
        firm_id=invitation.firm_id,
        before=before,
        after=after,
        reason=reason,
    )


def _label(invitation: Invitation) -> str:
    if not invitation.email:
        return invitation.name
    return f"{invitation.name} <{invitation.email}>".strip()
