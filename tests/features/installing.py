"""Hands for tests of the install wizard: a seat, books with lists, a draft led to a given step."""

from __future__ import annotations

from django.utils import timezone

from pointage.features.books.models import Books, CompanyFileRecord
from pointage.features.companies.values import PaySettingsValues, TrackingValues
from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import (
    BillingDetails,
    Client,
    Firm,
    Installation,
)
from pointage.features.practice.services import installations as wizard
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope

PAY = PaySettingsValues(
    pay_period="twice_a_month",
    first_end_day=15,
    second_end_day=31,
    overtime_basis="place",
    overtime_region="CA-QC",
)
TRACKING = TrackingValues(customers=False, sub_customers=False)


def seat_of(user: User, firm: Firm) -> FirmSeat:
    return access.firm_seat_for(user, firm.public_id)


def firm_ready(firm: Firm) -> None:
    """A phone, so that profiles are complete, and billing details, so that it can pay."""
    firm.phone = "+1 418 555 0100"
    firm.save(update_fields=["phone"])
    BillingDetails.objects.create(
        firm=firm,
        legal_name=firm.name,
        email="bills@tremblay.example",
        address="1, rue du Port",
        city="Québec",
        region="CA-QC",
        postal_code="G1K 1A1",
        country="CA",
    )


def record_add(books: Books, kind: str, name: str, role: str = "", **fields: str) -> None:
    with tenant_scope(books=[books.pk]):
        number = CompanyFileRecord.objects.count() + 1
        CompanyFileRecord.objects.create(
            books=books,
            kind=kind,
            role=role,
            external_id=f"x{number}",
            version=number,
            name=name,
            full_name=name,
            **fields,
        )


def start(seat: FirmSeat, client: Client | None) -> Installation:
    started = wizard.installation_start(actor=seat.actor, seat=seat, client=client)
    assert started.installation is not None
    return started.installation


def ready_to_finish(
    seat: FirmSeat, client: Client | None, *, payer: str = "", link: str = ""
) -> Installation:
    """A draft with every choice made."""
    actor = seat.actor
    row = start(seat, client)
    row = wizard.installation_choose_billing(
        actor=actor,
        installation=row,
        payer=payer or ("firm" if client else "none"),
        version=row.version,
    )
    row = wizard.installation_confirm_pro(
        actor=actor,
        seat=seat,
        installation=row,
        reauthenticated_at=timezone.now(),
        version=row.version,
    )
    row = wizard.installation_choose_account(
        actor=actor,
        seat=seat,
        installation=row,
        mode="link" if link else "create",
        company=link,
        version=row.version,
    )
    if link:
        row = wizard.installation_save_match(
            actor=actor, installation=row, decisions={}, version=row.version
        )
    row = wizard.installation_save_payroll(
        actor=actor,
        installation=row,
        values=PAY,
        time_zone="America/Toronto",
        version=row.version,
    )
    return wizard.installation_save_tracking(
        actor=actor, installation=row, values=TRACKING, version=row.version
    )
