"""The firm's settings: details, billing details, and the PRO account."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import TIME_APP
from pointage.features.practice.queries import billing_of, own_app
from pointage.features.practice.services.billing import billing_details_set
from pointage.features.practice.services.firms import firm_change, firm_details
from pointage.features.practice.services.pro import pro_join
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.console import words
from pointage.web.console.forms import BillingForm, FirmForm
from pointage.web.console.presenters import app_card
from pointage.web.console.shell import address, firm_render, show_in_form
from pointage.web.console.wizard.billing import pro_benefits
from pointage.web.seats import firm_page


def _tabs(seat: FirmSeat, active: str) -> list[values.Tab]:
    return [
        values.Tab(label, address(seat, name), active=name == active)
        for name, label in (
            ("settings", _("Firm details")),
            ("settings_billing", _("Billing details")),
            ("settings_pro", _("PRO account")),
        )
    ]


@firm_page("firm:manage")
def firm_settings(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    details = firm_details(seat.firm)
    form = FirmForm(
        request.POST if request.method == "POST" else None,
        initial=asdict(details),
        zone=details.time_zone,
    )
    if request.method == "POST" and form.is_valid():
        try:
            firm_change(actor=seat.actor, seat=seat, details=form.details())
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(address(seat, "settings"))
    context = {"form": form, "tabs": _tabs(seat, "settings"), "intro": ""}
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/settings.html", "settings", context, status=status)


@firm_page("firm:manage")
def billing_settings(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    row = billing_of(seat.firm)
    fresh = {"legal_name": seat.firm.name, "region": seat.firm.region}
    form = BillingForm(
        request.POST if request.method == "POST" else None,
        initial=BillingForm.initial_of(row) or fresh,
    )
    if request.method == "POST" and form.is_valid():
        try:
            billing_details_set(actor=seat.actor, seat=seat, details=form.details())
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(address(seat, "settings_billing"))
    context = {
        "form": form,
        "tabs": _tabs(seat, "settings_billing"),
        "intro": _(
            "Where the bills of clients billed to the firm go. Pointage charges no card: a bill is "
            "a statement that you keep."
        ),
    }
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/settings.html", "settings", context, status=status)


@firm_page("firm:manage")
@require_http_methods(["GET", "POST"])
def pro_settings(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """The PRO account: joined or to be joined, its benefits, the firm's own time account."""
    here = address(seat, "settings_pro")
    if request.method == "POST":
        try:
            pro_join(actor=seat.actor, seat=seat)
            messages.success(request, _("Your firm is now a Pointage PRO."))
        except RuleBroken as error:
            messages.error(request, error.text)
        return redirect(here)
    firm, app = seat.firm, own_app(seat)
    context = {
        "tabs": _tabs(seat, "settings_pro"),
        "is_pro": firm.is_pro,
        "since": words.date_text(firm.pro_joined_at.date() if firm.pro_joined_at else None),
        "benefits": pro_benefits(),
        "card": app_card(seat, app, here, words.zone_of(seat)) if app else None,
        "install_url": address(seat, "install", app=TIME_APP),
        "here": here,
    }
    return firm_render(request, seat, "console/pro.html", "settings", context)
