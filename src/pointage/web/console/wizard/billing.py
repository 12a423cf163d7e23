"""Steps 7 and 8 of the install flow: who gets the bill, and the firm's PRO account."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pointage.features.practice.catalogue import (
    DIRECT_MONTHS,
    DIRECT_PERCENT,
    REFERRAL_MONTHS,
    REFERRAL_PERCENT,
    WHOLESALE_PERCENT,
    app_by_key,
)
from pointage.features.practice.errors import NotReauthenticated, ProNeedsManager
from pointage.features.practice.models import BillingDetails, Subscription
from pointage.features.practice.offers import BooksOffer, books_offer
from pointage.features.practice.queries import billing_of
from pointage.features.practice.services.billing import Offer, billing_details_set, offer_for
from pointage.features.practice.services.installations import (
    REAUTHENTICATED_WITHIN,
    installation_choose_billing,
    installation_confirm_pro,
    owner_name,
)
from pointage.features.practice.services.pro import managers_of
from pointage.foundation.errors import RuleBroken
from pointage.web.components.paging import count_text
from pointage.web.components.values import ChoiceCard, Definition
from pointage.web.console import words
from pointage.web.console.forms import BillingForm
from pointage.web.console.shell import address, show_in_form
from pointage.web.console.wizard.forms import BillingTypeForm
from pointage.web.console.wizard.frame import (
    DRAFT_IS_ELSEWHERE,
    Step,
    StepRequest,
    wizard_step,
)
from pointage.web.formats import clock_text
from pointage.web.seats import user_of

Payer = Subscription.Payer


@wizard_step(Step.BILLING)
def billing_step(step: StepRequest) -> HttpResponse:
    """Step 7: Billing type."""
    details = billing_of(step.row.firm)
    may_add = step.seat.actor.may("firm:manage")
    cards = _cards(step, details, may_add=may_add)
    chosen = step.choices.billing.payer if step.choices.billing else None
    data = step.request.POST if step.request.method == "POST" else None
    form = BillingTypeForm(data, cards=cards, initial={"payer": chosen or next(iter(cards))})
    wants_details = details is None and may_add and Payer.FIRM.value in cards
    wanted_now = data is not None and data.get("payer") == Payer.FIRM
    address_form = None
    if wants_details:
        initial = {"legal_name": step.seat.firm.name, "region": step.seat.firm.region}
        address_form = BillingForm(data if wanted_now else None, prefix="bill", initial=initial)
    if data is not None:
        saved = _save_billing(step, form, address_form if wanted_now else None)
        if saved is not None:
            return saved
        step.errors = True
    context = {
        "form": form,
        "address_form": address_form,
        "books": _books(step, books_offer(step.row)),
        "prices": _price_lines(step),
    }
    return step.render("console/wizard/billing.html", context, next_label=_("Install"))


def _save_billing(
    step: StepRequest, form: BillingTypeForm, address_form: BillingForm | None
) -> HttpResponse | None:
    valid = form.is_valid()
    if address_form is not None:
        valid = address_form.is_valid() and valid
    if not valid:
        return None
    if address_form is not None:
        try:
            billing_details_set(
                actor=step.seat.actor, seat=step.seat, details=address_form.details()
            )
        except RuleBroken as error:
            show_in_form(address_form, error)
            return None
    try:
        row = installation_choose_billing(
            actor=step.seat.actor,
            installation=step.row,
            payer=form.cleaned_data["payer"],
            version=step.version,
        )
    except DRAFT_IS_ELSEWHERE:
        raise
    except RuleBroken as error:
        show_in_form(form, error)
        return None
    return step.go_on(row)


def _offer(step: StepRequest, payer: Subscription.Payer) -> Offer:
    app = app_by_key(step.row.app)
    assert app is not None
    owner = step.row.client or step.row.firm
    return offer_for(app, payer, owner.region, timezone.localdate())


def _cards(
    step: StepRequest, details: BillingDetails | None, *, may_add: bool
) -> dict[str, ChoiceCard]:
    client = step.row.client
    per_month = _("per month")
    if client is None:
        offer = _offer(step, Payer.NONE)
        return {
            Payer.NONE.value: ChoiceCard(
                _("Free"),
                _("Your firm's own account is a benefit of the PRO programme."),
                price=words.money_text(offer.price_now, offer.currency),
                price_note=per_month,
                icon="gift",
            )
        }
    firm_offer, client_offer = _offer(step, Payer.FIRM), _offer(step, Payer.CLIENT)
    reason = ""
    if details is None and not may_add:
        managers = ", ".join(managers_of(step.row.firm))
        reason = _("The firm has no billing details. Ask %(managers)s to add them.") % {
            "managers": managers
        }
    bill_to = _("The bill goes to %(name)s, %(email)s.") % {
        "name": details.legal_name if details else step.row.firm.name,
        "email": details.email if details else _("at the address you give below"),
    }
    no_email = _("%(client)s has no e-mail address. Add one to the client first.") % {
        "client": client.name
    }
    return {
        Payer.FIRM.value: ChoiceCard(
            _("Billed to the firm"),
            f"{words.offer_text(firm_offer)} {bill_to}",
            price=words.money_text(firm_offer.price_now, firm_offer.currency),
            price_note=per_month,
            icon="building-bank",
            reason=reason,
        ),
        Payer.CLIENT.value: ChoiceCard(
            _("Billed to the client"),
            words.offer_text(client_offer)
            + " "
            + _("The bill goes to %(name)s, %(email)s.")
            % {"name": client.name, "email": client.email},
            price=words.money_text(client_offer.price_now, client_offer.currency),
            price_note=per_month,
            icon="building-store",
            reason="" if client.email else no_email,
        ),
    }


def _price_lines(step: StepRequest) -> list[Definition]:
    """The arithmetic of both choices, line by line."""
    if step.row.client is None:
        return []
    firm, client = _offer(step, Payer.FIRM), _offer(step, Payer.CLIENT)
    return [
        Definition(_("List price"), words.money_text(firm.list_price, firm.currency)),
        Definition(
            _("If the firm pays"),
            _("%(price)s − %(percent)s = %(result)s per month")
            % {
                "price": words.money_text(firm.list_price, firm.currency),
                "percent": words.percent_text(firm.discount_percent),
                "result": words.money_text(firm.price_now, firm.currency),
            },
        ),
        Definition(
            _("If the client pays"),
            _("%(price)s − %(percent)s = %(result)s per month, then %(later)s")
            % {
                "price": words.money_text(client.list_price, client.currency),
                "percent": words.percent_text(client.discount_percent),
                "result": words.money_text(client.price_now, client.currency),
                "later": words.money_text(client.price_later, client.currency),
            },
        ),
    ]


def _books(step: StepRequest, offer: BooksOffer) -> dict[str, object]:
    """Step 0: what the books hold, and where to add people when there are none."""
    counts = offer.counts
    lines = [
        (_("People"), counts.people),
        (_("Customers"), counts.customers),
        (_("Sub-customers"), counts.sub_customers),
        (_("Projects"), counts.projects),
        (_("Service items"), counts.service_items),
        (_("Classes"), counts.cost_classes),
        (_("Locations"), counts.locations),
    ]
    client = step.row.client.public_id if step.row.client else "own"
    return {
        "lines": [Definition(str(label), count_text(number)) for label, number in lines],
        "nobody": not counts.people and not offer.unreachable,
        "unreachable": offer.unreachable,
        "can_add": offer.capabilities.people_can_be_added and step.seat.actor.may("clients:manage"),
        "add_url": address(step.seat, "books_open", client=client),
        "back": step.address(Step.BILLING),
    }


@wizard_step(Step.PRO)
def pro_step(step: StepRequest) -> HttpResponse:
    """Step 8: Sign in to your Pointage PRO account."""
    at = signed_in_at(step.request)
    fresh = at is not None and timezone.now() - at <= REAUTHENTICATED_WITHIN
    firm, may_join = step.row.firm, step.seat.actor.may("firm:manage")
    if step.request.method == "POST":
        try:
            row = installation_confirm_pro(
                actor=step.seat.actor,
                seat=step.seat,
                installation=step.row,
                reauthenticated_at=at,
                version=step.version,
            )
            return step.go_on(row)
        except (NotReauthenticated, ProNeedsManager) as error:
            messages.error(step.request, error.text)
            step.errors = True
    sign_in = reverse("account_reauthenticate")
    context = {
        "fresh": fresh,
        "is_pro": firm.is_pro,
        "may_join": may_join,
        "managers": ", ".join(managers_of(firm)) if not may_join else "",
        "person": step.user.full_name,
        "email": step.user.email,
        "role": words.role_name(step.seat.member.role),
        "firm": firm.name,
        "since": words.date_text(firm.pro_joined_at.date() if firm.pro_joined_at else None),
        "signed_in_at": clock_text(at.astimezone(words.zone_of(step.seat))) if at else "",
        "sign_in_url": f"{sign_in}?{urlencode({'next': step.request.path})}",
        "benefits": pro_benefits(),
        "owner": owner_name(step.row),
    }
    label = _("Next") if firm.is_pro else _("Join PRO and continue")
    can_go_on = fresh and (firm.is_pro or may_join)
    return step.render(
        "console/wizard/pro.html", context, next_label=label, next_disabled=not can_go_on
    )


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When this session last proved who it is, by password, passkey or code."""
    moments = [
        record["at"]
        for record in get_authentication_records(request, user_of(request))
        if record.get("at")
    ]
    return datetime.fromtimestamp(max(moments), tz=UTC) if moments else None


def pro_benefits() -> list[tuple[str, str, str]]:
    """Icon, title and sentence of each benefit of the PRO programme."""
    return [
        (
            "gift",
            _("Your firm's own time account is free"),
            _("For your own people's hours, with every feature."),
        ),
        (
            "discount",
            _("Discounts for your clients"),
            ngettext(
                "%(wholesale)s off while the firm pays; %(direct)s off for %(months)s month "
                "when the client pays.",
                "%(wholesale)s off while the firm pays; %(direct)s off for %(months)s months "
                "when the client pays.",
                DIRECT_MONTHS,
            )
            % {
                "wholesale": words.percent_text(WHOLESALE_PERCENT),
                "direct": words.percent_text(DIRECT_PERCENT),
                "months": DIRECT_MONTHS,
            },
        ),
        (
            "coin",
            _("Referral share"),
            _(
                "%(percent)s of what clients who pay themselves are billed, for %(months)s months. "
                "Your clients can see that you earn it."
            )
            % {
                "percent": words.percent_text(REFERRAL_PERCENT),
                "months": REFERRAL_MONTHS,
            },
        ),
    ]
