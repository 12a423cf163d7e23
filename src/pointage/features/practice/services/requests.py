"""A firm asks businesses, by mail, for access to their time accounts, asks again, or takes the
request back. How a business answers is in `request_answers`, a client's own offer in `grants`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    FieldRequired,
    RequestAlreadyAnswered,
    ScopeUnknown,
    TooManyAddresses,
)
from pointage.features.practice.models import AccountantGrant, Client, Firm
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from pointage.foundation.identity.models import Invitation

PURPOSE: Final = "client_access_request"
ADDRESS_LIMIT: Final = 200
_SEPARATORS = re.compile(r"[,;\s]+")
_State = AccountantGrant.State
_OPEN: Final = (Invitation.State.SENT, Invitation.State.OPENED)


@dataclass(frozen=True, slots=True)
class RequestReport:
    """What became of a list of addresses, in the order given, each once."""

    sent: tuple[str, ...]
    invalid: tuple[str, ...]
    waiting: tuple[str, ...]  # asked already, no answer yet


def access_requests_send(
    *,
    actor: Actor,
    seat: FirmSeat,
    addresses: str,
    scope: str,
    language: str,
    client: Client | None = None,
) -> RequestReport:
    """Asks every valid address once; invalid ones and those that still have time to answer are
    only reported, a request that has run out is sent anew.

    `addresses` is separated by commas, semicolons, spaces or lines. `client` is the firm's client
    that the answer belongs to, if it is known already. Raises `FieldRequired`,
    `TooManyAddresses`, `ScopeUnknown`, `LanguageUnknown`.
    """
    actor.require("clients:manage")
    scope, language = scope_known(scope), checks.language(language)
    listed = list(dict.fromkeys(a.lower() for a in _SEPARATORS.split(addresses) if a))
    if not listed:
        raise FieldRequired(field="addresses")
    if len(listed) > ADDRESS_LIMIT:
        raise TooManyAddresses(field="addresses", limit=ADDRESS_LIMIT)
    valid = [address for address in listed if _is_address(address)]
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        asked = {
            grant.email: grant
            for grant in AccountantGrant.objects.filter(
                firm=seat.firm, company=None, email__in=valid, state=_State.PENDING
            )
        }
        waiting = _still_open(list(asked.values()))
        fresh = [address for address in valid if address not in waiting]
        for address in fresh:
            grant = asked.get(address) or _add(actor, seat, address, scope, client)
            _set_scope(grant, scope)
            _send(actor, seat, grant, language)
    return RequestReport(
        sent=tuple(fresh),
        invalid=tuple(address for address in listed if address not in valid),
        waiting=tuple(address for address in valid if address in waiting),
    )


def access_request_send_again(*, actor: Actor, seat: FirmSeat, grant: AccountantGrant) -> None:
    """Sends a request for 14 more days; the old link dies. Raises `RequestAlreadyAnswered`,
    `TooManyResends`."""
    actor.require("clients:manage")
    with transaction.atomic():
        row = _pending(seat, grant)
        latest = latest_invitation(row)
        if latest is not None and latest.state == Invitation.State.ACCEPTED:
            raise RequestAlreadyAnswered
        if latest is not None and latest.state in _OPEN:
            invitation_resend(actor=actor, invitation=latest)
        else:
            _send(actor, seat, row, latest.language if latest else seat.firm.language)


def access_request_withdraw(*, actor: Actor, seat: FirmSeat, grant: AccountantGrant) -> None:
    """Takes an unanswered request back; its link says so. Raises `RequestAlreadyAnswered`."""
    actor.require("clients:manage")
    with transaction.atomic():
        row = _pending(seat, grant)
        row.state, row.ended_at = _State.REVOKED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        latest = latest_invitation(row)
        if latest is not None and latest.state in _OPEN:
            invitation_revoke(actor=actor, invitation=latest, reason="request withdrawn")
        event_record(
            actor=actor,
            code="access.withdrawn",
            obj=row,
            label=row.email,
            firm_id=seat.firm.pk,
            before={"state": _State.PENDING},
            after={"state": _State.REVOKED},
        )


def latest_invitation(grant: AccountantGrant) -> Invitation | None:
    """The newest mail of a request."""
    return (
        Invitation.objects.filter(purpose=PURPOSE, subject=grant.public_id).order_by("-id").first()
    )


def scope_known(scope: str) -> str:
    """Raises `ScopeUnknown`."""
    if scope not in AccountantGrant.Scope.values:
        raise ScopeUnknown(field="scope")
    return scope


def _pending(seat: FirmSeat, grant: AccountantGrant) -> AccountantGrant:
    row = AccountantGrant.objects.select_for_update().get(pk=grant.pk, firm=seat.firm)
    if row.state != _State.PENDING or row.company_id is not None:
        raise RequestAlreadyAnswered
    return row


def _still_open(grants: list[AccountantGrant]) -> set[str]:
    """Addresses whose request can still be answered, or was read and waits for the choice."""
    by_id = {grant.public_id: grant.email for grant in grants}
    invitations = Invitation.objects.filter(purpose=PURPOSE, subject__in=by_id)
    now = timezone.now()
    return {
        by_id[each.subject]
        for each in invitations
        if each.state == Invitation.State.ACCEPTED
        or (each.state in _OPEN and each.expires_at > now)
    }


def _add(
    actor: Actor, seat: FirmSeat, address: str, scope: str, client: Client | None
) -> AccountantGrant:
    grant = AccountantGrant.objects.create(
        firm=seat.firm, client=client, email=address, scope=scope, asked_by_name=actor.name[:200]
    )
    event_record(
        actor=actor,
        code="access.requested",
        obj=grant,
        label=address,
        firm_id=seat.firm.pk,
        after={"email": address, "scope": scope},
    )
    return grant


def _set_scope(grant: AccountantGrant, scope: str) -> None:
    if grant.scope != scope:
        grant.scope = scope
        grant.save(update_fields=["scope"])


def _send(actor: Actor, seat: FirmSeat, grant: AccountantGrant, language: str) -> None:
    invitation_send(
        actor=actor,
        purpose=PURPOSE,
        subject=grant.public_id,
        email=grant.email,
        name="",
        language=language,
        context={"firm": seat.firm.name, "role": grant.scope},
        firm_id=seat.firm.pk,
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
