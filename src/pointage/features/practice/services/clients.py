"""Adds and edits a firm's clients. Not: inviting or removing them, nor their time accounts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from pointage.features.books.models import Books
from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    ClientNameTaken,
    KindUnknown,
    LeadNotInFirm,
    StatusUnknown,
)
from pointage.features.practice.models import Client, Firm, FirmMember
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.ledgers.names import fold


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What a firm keeps about a client. `lead` is the public id of a firm member, or empty."""

    name: str
    kind: str = Client.Kind.BUSINESS.value
    status: str = Client.Status.ACTIVE.value
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    region: str = "CA-QC"
    time_zone: str = "America/Toronto"
    language: str = "en"
    lead: str = ""


def client_add(*, actor: Actor, seat: FirmSeat, details: ClientDetails) -> Client:
    """Adds a client; a member who acts only for some clients may act for the one they add.

    Raises `ClientNameTaken` and the errors of `checks`.
    """
    actor.require("clients:manage")
    details = _checked(details)
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        _name_must_be_free(seat.firm, details.name)
        lead = _lead(seat.firm, details.lead)
        client = Client.objects.create(
            firm=seat.firm, lead=lead, search_name=search_name(details), **_columns(details)
        )
        if not seat.member.has_all_clients:
            seat.member.clients.add(client)
        event_record(
            actor=actor,
            code="client.added",
            obj=client,
            firm_id=seat.firm.pk,
            after=asdict(details),
        )
    return client


def client_edit(*, actor: Actor, seat: FirmSeat, client: Client, details: ClientDetails) -> Client:
    """Changes a client's details. Nothing happens when nothing differs.

    Raises `ClientNameTaken` and the errors of `checks`.
    """
    actor.require("clients:manage")
    details = _checked(details)
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        client = (
            Client.objects.select_for_update(of=("self",))
            .select_related("lead")
            .get(pk=client.pk, firm=seat.firm)
        )
        _name_must_be_free(seat.firm, details.name, but=client)
        before, after = asdict(client_details(client)), asdict(details)
        changed = sorted(field for field in after if after[field] != before[field])
        if not changed:
            return client
        client.lead = _lead(seat.firm, details.lead)
        client.search_name = search_name(details)
        for field, value in _columns(details).items():
            setattr(client, field, value)
        client.save(update_fields=[*changed, "search_name"])
        event_record(
            actor=actor,
            code="client.changed",
            obj=client,
            firm_id=seat.firm.pk,
            before={field: before[field] for field in changed},
            after={field: after[field] for field in changed},
        )
    return client


def client_books_open(*, actor: Actor, seat: FirmSeat, client: Client | None) -> Books:
    """The books of a client (of the firm itself when None); an empty company file is made for one
    that has none. Called when somebody asks to keep people there, never by looking at a page."""
    actor.require("clients:manage")
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        owner: Client | Firm = firm
        if client is not None:
            owner = Client.objects.select_for_update().get(pk=client.pk, firm=firm)
        existing = owner.books if isinstance(owner, Client) else owner.own_books
        if existing is not None:
            return existing
        books = books_make(owner)
        event_record(
            actor=actor,
            code="company_file.opened",
            obj=books,
            firm_id=firm.pk,
            after={"client": owner.public_id if client else "", "ledger": books.ledger},
        )
    return books


def books_make(owner: Client | Firm) -> Books:
    """An empty company file for a client or a firm, inside the caller's transaction."""
    books = Books.objects.create(
        name=owner.name,
        region=owner.region,
        time_zone=owner.time_zone,
    )
    if isinstance(owner, Client):
        owner.books = books
        owner.save(update_fields=["books"])
    else:
        owner.own_books = books
        owner.save(update_fields=["own_books"])
    return books


def client_details(client: Client) -> ClientDetails:
    """The details as stored, for a form."""
    return ClientDetails(
        name=client.name,
        kind=client.kind,
        status=client.status,
        contact_name=client.contact_name,
        email=client.email,
        phone=client.phone,
        region=client.region,
        time_zone=client.time_zone,
        language=client.language,
        lead=client.lead.public_id if client.lead else "",
    )


def search_name(details: ClientDetails) -> str:
    """What the client list searches: names and address without accents, lower case."""
    return fold(f"{details.name} {details.contact_name} {details.email}")[:400]


def _columns(details: ClientDetails) -> dict[str, Any]:
    values = asdict(details)
    del values["lead"]
    return values


def _checked(details: ClientDetails) -> ClientDetails:
    if details.kind not in Client.Kind.values:
        raise KindUnknown(field="kind")
    if details.status not in (Client.Status.ACTIVE, Client.Status.INACTIVE):
        raise StatusUnknown(field="status")
    return ClientDetails(
        name=checks.text(details.name, "name", limit=160, required=True),
        kind=details.kind,
        status=details.status,
        contact_name=checks.text(details.contact_name, "contact_name", limit=160),
        email=checks.email(details.email),
        phone=checks.text(details.phone, "phone", limit=32),
        region=checks.region(details.region),
        time_zone=checks.time_zone(details.time_zone),
        language=checks.language(details.language),
        lead=details.lead,
    )


def _name_must_be_free(firm: Firm, name: str, but: Client | None = None) -> None:
    others = Client.objects.filter(firm=firm, name__iexact=name).exclude(
        status=Client.Status.REMOVED
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise ClientNameTaken(field="name", name=name)


def _lead(firm: Firm, public_id: str) -> FirmMember | None:
    if not public_id:
        return None
    lead = FirmMember.objects.filter(firm=firm, public_id=public_id, is_active=True).first()
    if lead is None:
        raise LeadNotInFirm(field="lead")
    return lead
