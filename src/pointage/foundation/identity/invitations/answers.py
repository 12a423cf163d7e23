"""The invited person's side: open the link, accept, decline; and telling those who wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, Source
from pointage.foundation.identity.errors import (
    AccountDisabled,
    AccountExists,
    InvitationForSomebodyElse,
    InvitationNeedsAddress,
    InvitationNotOpen,
)
from pointage.foundation.identity.invitations.links import invitation_by_token, new_nonce
from pointage.foundation.identity.invitations.purposes import purpose_of
from pointage.foundation.identity.invitations.services import address_clean, queue_mail
from pointage.foundation.identity.invitations.status import invitation_status
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.services import mail_queue, notice_add


@dataclass(frozen=True, slots=True)
class Accepted:
    """`place` is the path where the person lands."""

    user: User
    place: str


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody without an account gives when accepting. `password` None: a passkey alone,
    stored by the `on_created` of `invitation_join`. `public_id` is given when the passkey was made
    before the account, since the key carries it."""

    given_name: str
    family_name: str
    language: str
    time_zone: str
    password: str | None
    public_id: str = ""


def invitation_open(*, token: str, request_id: str = "") -> Invitation | None:
    """Notes the first look at the link; safe to repeat. `None` when the link is not genuine."""
    invitation = invitation_by_token(token)
    if invitation is None or invitation.state != Invitation.State.SENT:
        return invitation
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.state == Invitation.State.SENT and row.expires_at > timezone.now():
            row.state, row.opened_at = Invitation.State.OPENED, timezone.now()
            row.save(update_fields=["state", "opened_at"])
            _record(_invited(row, request_id), "invitation.opened", row, Invitation.State.SENT)
    return row


def invitation_accept(*, token: str, user: User, request_id: str = "") -> Accepted:
    """Accepts as a person who has an account with the invited address, whatever else happens at
    the same moment: the row is locked, and only one answer counts.

    Raises `InvitationNotOpen` (its `data["status"]` says why), `InvitationForSomebodyElse`,
    `AccountDisabled`, and what the purpose refuses.
    """
    with transaction.atomic():
        invitation = _locked_open(token)
        if invitation.email and user.email.lower() != invitation.email.lower():
            raise InvitationForSomebodyElse(email=invitation.email)
        if not user.is_active:
            raise AccountDisabled(email=user.email)
        return _accept(invitation, user, request_id)


def invitation_join(
    *,
    token: str,
    person: NewPerson,
    on_created: Callable[[User], None] | None = None,
    request_id: str = "",
) -> Accepted:
    """Accepts as somebody new: account and acceptance in one transaction, or neither.

    `on_created` runs between the two, to keep a passkey with the account. Raises as
    `invitation_accept`, and `AccountExists`.
    """
    with transaction.atomic():
        invitation = _locked_open(token)
        if not invitation.email:
            raise InvitationNeedsAddress
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise AccountExists(email=invitation.email)
        user = User.objects.create_user(
            invitation.email,
            person.password,
            given_name=person.given_name.strip(),
            family_name=person.family_name.strip(),
            language=person.language,
            time_zone=person.time_zone,
            **({"public_id": person.public_id} if person.public_id else {}),
        )
        if on_created is not None:
            on_created(user)
        event_record(
            actor=_as_user(user, request_id),
            code="person.joined",
            obj=user,
            label=user.full_name,
            company_id=invitation.company_id,
            firm_id=invitation.firm_id,
            after={"email": user.email, "language": user.language},
        )
        return _accept(invitation, user, request_id)


def invitation_address(*, token: str, email: str, request_id: str = "") -> Invitation:
    """Sends an invitation that has no address to the one its holder gives; the link in that mail
    replaces the one that was handed over, so it can be done once. Raises `EmailUnusable`,
    `InvitationNotOpen`, `InvitationForSomebodyElse` when it has an address already."""
    address = address_clean(email)
    with transaction.atomic():
        invitation = _locked_open(token)
        if invitation.email:
            raise InvitationForSomebodyElse(email=invitation.email)
        before = invitation.state
        invitation.email, invitation.nonce = address, new_nonce()
        invitation.state, invitation.opened_at = Invitation.State.SENT, None
        invitation.save(update_fields=["email", "nonce", "state", "opened_at"])
        actor = _invited(invitation, request_id)
        _record(actor, "invitation.address_given", invitation, before)
        queue_mail(invitation)
    return invitation


def invitation_decline(*, token: str, request_id: str = "") -> Invitation:
    """Says no; whoever holds the link may. Raises `InvitationNotOpen`."""
    with transaction.atomic():
        invitation = _locked_open(token)
        before = invitation.state
        invitation.state, invitation.ended_at = Invitation.State.DECLINED, timezone.now()
        invitation.save(update_fields=["state", "ended_at"])
        purpose_of(invitation.purpose).declined(invitation)
        _record(_invited(invitation, request_id), "invitation.declined", invitation, before)
        answer_tell(invitation, "declined")
    return invitation


def answer_tell(invitation: Invitation, what: str, *, by_mail: bool = True) -> None:
    """Tells the inviter and whoever the purpose adds, each once for this sending of the
    invitation. `what`: accepted, declined, bounced, expiring. Call inside a transaction."""
    purpose = purpose_of(invitation.purpose)
    told = {invitation.inviter_id, *purpose.also_told(invitation)}
    data = {
        **{key: str(value) for key, value in invitation.context.items()},
        "name": invitation.name or invitation.email,
        "email": invitation.email,
    }
    path = purpose.notice_path(invitation)
    for user in User.objects.filter(pk__in=told, is_active=True).order_by("id"):
        key = answer_key(invitation, what, user.pk)
        notice_add(
            user_id=user.pk,
            code=f"invitation.{what}",
            key=key,
            data=data,
            url=path,
            firm_id=invitation.firm_id,
            company_id=invitation.company_id,
        )
        if by_mail:
            _mail_answer(invitation, what, user, data, key)


def answer_key(invitation: Invitation, what: str, user_id: int) -> str:
    """One notice and one mail per person, kind of news and sending of the invitation."""
    return f"invitation-{what}:{invitation.public_id}:{invitation.nonce[:8]}:{user_id}"


def _mail_answer(
    invitation: Invitation, what: str, user: User, data: dict[str, str], key: str
) -> None:
    mail_queue(
        template=f"invitation_{what}",
        to_email=user.email,
        to_name=user.full_name,
        language=user.language,
        context=data,
        link=f"{settings.BASE_URL}{purpose_of(invitation.purpose).notice_path(invitation)}",
        key=key,
        firm_id=invitation.firm_id,
        company_id=invitation.company_id,
    )


def _locked_open(token: str) -> Invitation:
    genuine = invitation_by_token(token)
    if genuine is None:
        raise InvitationNotOpen(status="unknown")
    row = Invitation.objects.select_for_update().get(pk=genuine.pk)
    # The nonce is compared again: a resend may have come between the two reads.
    if row.nonce != genuine.nonce:
        raise InvitationNotOpen(status="unknown")
    status = invitation_status(row)
    if not status.is_open:
        raise InvitationNotOpen(status=status.value)
    return row


def _accept(invitation: Invitation, user: User, request_id: str) -> Accepted:
    before = invitation.state
    invitation.state = Invitation.State.ACCEPTED
    invitation.ended_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["state", "ended_at", "accepted_by"])
    actor = _as_user(user, request_id)
    place = purpose_of(invitation.purpose).accept(invitation, user, actor)
    _record(actor, "invitation.accepted", invitation, before)
    answer_tell(invitation, "accepted")
    return Accepted(user=user, place=place)


def _as_user(user: User, request_id: str) -> Actor:
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        language=user.language,
        source=Source.WEB,
        request_id=request_id,
    )


def _invited(invitation: Invitation, request_id: str) -> Actor:
    """Somebody who holds the link, who may have no account."""
    return Actor(
        user_id=None,
        name=invitation.name or invitation.email,
        language=invitation.language,
        source=Source.WEB,
        request_id=request_id,
    )


def _record(actor: Actor, code: str, invitation: Invitation, before: str) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=invitation,
        label=f"{invitation.name} <{invitation.email}>".strip(),
        company_id=invitation.company_id,
        firm_id=invitation.firm_id,
        before={"state": before},
        after={"state": invitation.state},
    )
