"""Prices, discounts, who gets the bill, and the billing details of firms.

Pointage charges no card: a bill is a statement of what was agreed, kept as a subscription.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import (
    DIRECT_MONTHS,
    DIRECT_PERCENT,
    WHOLESALE_PERCENT,
    App,
)
from pointage.features.practice.errors import ClientBillAddressMissing, FirmBillingMissing
from pointage.features.practice.models import BillingDetails, Client, Firm, Subscription
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class BillingAddress:
    """Where bills go. `region` is ISO 3166-2, `country` ISO 3166-1."""

    legal_name: str
    email: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a company's app costs per month with one payer, in `currency`, before taxes.

    `price_now` holds until `discount_until` (None: for as long as the firm pays), then
    `price_later`.
    """

    payer: Subscription.Payer
    currency: str
    list_price: Decimal
    discount_percent: int
    discount_until: date | None
    price_now: Decimal
    price_later: Decimal


def offer_for(app: App, payer: Subscription.Payer, region: str, on: date) -> Offer:
    """The price of `app` for a company in `region` that starts on the day `on`."""
    currency = currency_of(region)
    list_price = app.prices[currency]
    percent, until = _discount(payer, on)
    now = (list_price * (100 - percent) / 100).quantize(_CENT, ROUND_HALF_UP)
    return Offer(
        payer=payer,
        currency=currency,
        list_price=list_price,
        discount_percent=percent,
        discount_until=until,
        price_now=now,
        price_later=now if until is None else list_price,
    )


def currency_of(region: str) -> str:
    """The currency in which a place is billed."""
    return "USD" if region.startswith("US") else "CAD"


def _discount(payer: Subscription.Payer, on: date) -> tuple[int, date | None]:
    if payer == Subscription.Payer.FIRM:
        return WHOLESALE_PERCENT, None
    if payer == Subscription.Payer.CLIENT:
        return DIRECT_PERCENT, months_later(on, DIRECT_MONTHS) - timedelta(days=1)
    return 100, None


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or its last day when the month is shorter."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(on.day, last))


def payer_must_be_billable(payer: Subscription.Payer, firm: Firm, client: Client | None) -> None:
    """Raises `FirmBillingMissing`, `ClientBillAddressMissing`."""
    if payer == Subscription.Payer.FIRM and not BillingDetails.objects.filter(firm=firm).exists():
        raise FirmBillingMissing(field="payer")
    if payer == Subscription.Payer.CLIENT:
        assert client is not None
        if not client.email and not BillingDetails.objects.filter(client=client).exists():
            raise ClientBillAddressMissing(field="payer", client=client.name)


def billing_details_set(*, actor: Actor, seat: FirmSeat, details: BillingAddress) -> BillingDetails:
    """Keeps where the firm's bills go. Raises the errors of `checks`."""
    actor.require("firm:manage")
    details = _checked(details)
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        row = BillingDetails.objects.filter(firm=firm).first()
        before = asdict(billing_address(row)) if row else {}
        after = asdict(details)
        changed = sorted(field for field in after if before.get(field) != after[field])
        if row is not None and not changed:
            return row
        row = row or BillingDetails(firm=firm)
        for field, value in after.items():
            setattr(row, field, value)
        row.save()
        event_record(
            actor=actor,
            code="firm.billing_details_changed",
            obj=firm,
            firm_id=firm.pk,
            before={field: before.get(field) for field in changed},
            after={field: after[field] for field in changed},
        )
    return row


def billing_address(row: BillingDetails) -> BillingAddress:
    return BillingAddress(**{each.name: getattr(row, each.name) for each in fields(BillingAddress)})


def _checked(details: BillingAddress) -> BillingAddress:
    return BillingAddress(
        legal_name=checks.text(details.legal_name, "legal_name", limit=160, required=True),
        email=checks.email(details.email, required=True),
        address=checks.text(details.address, "address", limit=200, required=True),
        city=checks.text(details.city, "city", limit=80, required=True),
        region=checks.region(details.region),
        postal_code=checks.text(details.postal_code, "postal_code", limit=12, required=True),
        country=checks.country(details.region.split("-")[0]),
    )
