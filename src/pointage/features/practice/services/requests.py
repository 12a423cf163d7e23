"""A firm asks businesses, by mail, for access to their time accounts. The business answers with
one of its companies (or a new one), a scope, or a no. The client's own offer is in `grants`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    CompanyNotYours,
    FieldRequired,
    RequestAlreadyAnswered,
    ScopeUnknown,
    TooManyAddresses,
)
from pointage.features.practice.models import AccountantGrant, Client, Firm
from pointage.features.practice.services.clients import ClientDetails, search_name
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import invitation_send
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.services import notice_add

PURPOSE = "client_access_request"
ADDRESS_LIMIT: Final = 200
_SEPARATORS = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class RequestReport:
    """What became of a list of addresses, in the order given, each once."""

    sent: tuple[str, ...]
    invalid: tuple[str, ...]
    waiting: tuple[str, ...]  # asked already, no answer yet


def access_requests_send(
    *, actor: Actor, seat: FirmSeat, addresses: str, scope: str, language: str
) -> RequestReport:
    """Asks every valid address once; invalid ones and those already asked are only reported.

    `addresses` is separated by commas, semicolons, spaces or lines. Raises `FieldRequired`,
    `TooManyAddresses`, `ScopeUnknown`.
    """
    actor.require("clients:manage")
    scope = _scope(scope)
    listed = list(dict.fromkeys(a.lower() for a in _SEPARATORS.split(addresses) if a))
    if not listed:
        raise FieldRequired(field="addresses")
    if len(listed) > ADDRESS_LIMIT:
        raise TooManyAddresses(field="addresses", limit=ADDRESS_LIMIT)
    valid = [address for address in listed if _is_address(address)]
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        waiting = set(
            AccountantGrant.objects.filter(
                firm=seat.firm,
                company=None,
                email__in=valid,
                state=AccountantGrant.State.PENDING,
            ).values_list("email", flat=True)
        )
        fresh = [address for address in valid if address not in waiting]
        for address in fresh:
            _ask(actor, seat, address, scope, language)
    return RequestReport(
        sent=tuple(fresh),
        invalid=tuple(address for address in listed if address not in valid),
        waiting=tuple(address for address in valid if address in waiting),
    )


def _ask(actor: Actor, seat: FirmSeat, address: str, scope: str, language: str) -> None:
    grant = AccountantGrant.objects.create(
        firm=seat.firm, email=address, scope=scope, asked_by_name=actor.name
    )
    event_record(
        actor=actor,
        code="access.requested",
        obj=grant,
        label=address,
        firm_id=seat.firm.pk,
        after={"email": address, "scope": scope},
    )
    invitation_send(
        actor=actor,
        purpose=PURPOSE,
        subject=grant.public_id,
        email=address,
        name="",
        language=language,
        context={"firm": seat.firm.name, "scope": scope},
        firm_id=seat.firm.pk,
    )


def request_for(user: User, public_id: str) -> AccountantGrant:
    """The unanswered request addressed to this person. Raises `NotFound`."""
    grant = (
        AccountantGrant.objects.select_related("firm")
        .filter(
            public_id=public_id,
            email__iexact=user.email,
            company=None,
            state=AccountantGrant.State.PENDING,
        )
        .first()
    )
    if grant is None:
        raise NotFound(public_id)
    return grant


def companies_to_offer(user: User) -> list[Company]:
    """Companies whose primary administrator the person is: the ones they may open to a firm."""
    links = CompanyUser.objects.filter(user=user, is_active=True).select_related("company")
    return sorted(
        (
            link.company
            for link in links
            if link.company.primary_admin_id == link.team_member_id
            and link.company.status == Company.Status.ACTIVE
        ),
        key=lambda company: company.name,
    )


def request_grant(
    *, actor: Actor, user: User, grant: AccountantGrant, company: Company, scope: str
) -> Client:
    """Opens the company to the firm that asked; the firm gets a client for it.

    Raises `CompanyNotYours`, `RequestAlreadyAnswered`, `ScopeUnknown`.
    """
    scope = _scope(scope)
    if company not in companies_to_offer(user):
        raise CompanyNotYours
    with transaction.atomic():
        row = AccountantGrant.objects.select_for_update().get(pk=grant.pk)
        if row.state != AccountantGrant.State.PENDING or row.firm_id is None:
            raise RequestAlreadyAnswered
        firm = Firm.objects.select_for_update().get(pk=row.firm_id)
        AccountantGrant.objects.filter(
            company=company, firm=firm, state=AccountantGrant.State.ACTIVE
        ).update(state=AccountantGrant.State.REVOKED, ended_at=timezone.now())
        client = _client_of(firm, company, user)
        row.company, row.client, row.scope = company, client, scope
        row.state, row.granted_at = AccountantGrant.State.ACTIVE, timezone.now()
        row.granted_by_name = user.full_name
        row.save(
            update_fields=["company", "client", "scope", "state", "granted_at", "granted_by_name"]
        )
        event_record(
            actor=actor,
            code="access.granted",
            obj=row,
            label=firm.name,
            company_id=company.pk,
            firm_id=firm.pk,
            after={"firm": firm.name, "scope": scope},
        )
        _tell_asker(row, firm, client)
    return client


def _client_of(firm: Firm, company: Company, user: User) -> Client:
    """The firm's client for this company: one linked already, one with the same address that has
    no account yet, or a new one."""
    clients = Client.objects.select_for_update(of=("self",)).filter(firm=firm)
    linked = clients.filter(company=company).exclude(status=Client.Status.REMOVED).first()
    if linked is not None:
        return linked
    waiting = (
        clients.filter(company=None, email__iexact=user.email)
        .exclude(status=Client.Status.REMOVED)
        .first()
    )
    if waiting is not None:
        waiting.company = company
        waiting.save(update_fields=["company"])
        return waiting
    return Client.objects.create(
        firm=firm,
        name=company.name,
        search_name=search_name(
            ClientDetails(name=company.name, contact_name=user.full_name, email=user.email)
        ),
        contact_name=user.full_name,
        email=user.email,
        region=company.region,
        time_zone=company.time_zone,
        language=company.language,
        company=company,
    )


def _tell_asker(grant: AccountantGrant, firm: Firm, client: Client) -> None:
    invitation = (
        Invitation.objects.filter(purpose=PURPOSE, subject=grant.public_id).order_by("-id").first()
    )
    if invitation is None:
        return
    notice_add(
        user_id=invitation.inviter_id,
        code="access.granted",
        key=f"access.granted:{grant.public_id}",
        data={"client": client.name, "person": grant.granted_by_name},
        url=f"/practice/{firm.public_id}/clients/{client.public_id}/",
        firm_id=firm.pk,
    )


def _scope(scope: str) -> str:
    if scope not in AccountantGrant.Scope.values:
        raise ScopeUnknown(field="scope")
    return scope


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
