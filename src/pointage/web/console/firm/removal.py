"""Removing a client from the firm: what will happen, what stands in the way, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pointage.features.practice import access
from pointage.features.practice.access import CompanySeat, FirmSeat
from pointage.features.practice.models import Client, Subscription
from pointage.features.practice.removal_queries import Leaving, leaving_of
from pointage.features.practice.services.removals import client_remove
from pointage.features.team.models import TeamMember
from pointage.features.team.services import primary_admin_transfer_request
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.company.words import invitation_badge
from pointage.web.components import values
from pointage.web.components.forms import RadioCards
from pointage.web.console.shell import address, enter_address, firm_render, show_in_form
from pointage.web.console.words import money_text
from pointage.web.seats import firm_page, user_of

_CLIENT, _KEEP = "client", "keep"


class RemoveForm(forms.Form):
    """Who gets the bill from now on (asked only when the firm pays), and why, if one wants."""

    payer = forms.ChoiceField(
        label=gettext_lazy("Your firm pays for this client. Who gets the bill from now on?"),
        choices=[
            (_CLIENT, gettext_lazy("The client")),
            (_KEEP, gettext_lazy("Still our firm")),
        ],
        widget=RadioCards,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the firm's history."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, paid: Subscription | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if paid is None:
            del self.fields["payer"]
            return
        price = {"price": money_text(paid.price, paid.currency)}
        self.fields["payer"].widget.describe = {
            _CLIENT: values.ChoiceCard(
                title=_("The client"),
                text=_("From today, at the list price of %(price)s per month.") % price,
                icon="building-store",
            ),
            _KEEP: values.ChoiceCard(
                title=_("Still our firm"),
                icon="building-bank",
                reason=_("A firm cannot pay for a company that it no longer serves."),
            ),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """An administrator of the client's company who could own it."""

    value: str
    name: str
    email: str


@firm_page("clients:manage")
def remove_page(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    """Explains, refuses with the way out, or asks; then removes."""
    row = access.client_for(seat, client, "clients:manage")
    leaving = leaving_of(row)
    form = RemoveForm(request.POST or None, paid=leaving.paid)
    if request.method == "POST" and form.is_valid():
        try:
            client_remove(
                actor=seat.actor,
                seat=seat,
                client=row,
                bill_client=form.cleaned_data.get("payer") == _CLIENT,
                reason=form.cleaned_data["reason"],
            )
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(request, _done(row, leaving))
            return redirect(address(seat, "clients"))
    here = address(seat, "client_remove", client=row.public_id)
    context = {
        "client": row.name,
        "form": form,
        "crumbs": [
            values.Crumb(_("Clients"), address(seat, "clients")),
            values.Crumb(row.name, address(seat, "client", client=row.public_id)),
        ],
        "points": _points(leaving),
        "blocked": leaving.company is not None and leaving.owner is None,
        "offer": _offer(request, seat, row, leaving, here) if leaving.owner is None else None,
        "cancel_url": address(seat, "client", client=row.public_id),
    }
    status = 422 if form.errors else 200
    return firm_render(
        request, seat, "console/removal/remove.html", "clients", context, status=status
    )


def _points(leaving: Leaving) -> list[tuple[str, str]]:
    """(icon, sentence): what removing will do."""
    points = []
    if leaving.company is not None:
        points += [
            (
                "building-store",
                _("The company %(company)s keeps its account, its people and every hour.")
                % {"company": leaving.company.name},
            ),
            ("lock", _("Your firm's access to it ends at once.")),
        ]
        if leaving.owner is not None:
            owner = {"name": leaving.owner}
            points.append(("bell", _("%(name)s, its primary administrator, is told.") % owner))
    if leaving.has_draft:
        points.append(("pencil", _("The installation under way is dropped.")))
    points.append(("history", _("What your firm did for this client stays in history.")))
    return points


def _done(client: Client, leaving: Leaving) -> str:
    if leaving.company is None:
        return _("%(client)s was removed.") % {"client": client.name}
    return _(
        "%(client)s was removed. It keeps its account, and your firm's access to it has ended."
    ) % {"client": client.name}


def _offer(
    request: HttpRequest, seat: FirmSeat, client: Client, leaving: Leaving, here: str
) -> dict[str, Any] | None:
    """The transfer, right on this page: whom the role can be offered to, and an open offer."""
    if leaving.company is None:
        return None
    entered = _company_seat(user_of(request), leaving.company.public_id)
    if entered is None:
        return {
            "no_access": True,
            "ask_url": address(seat, "client_access", client=client.public_id),
        }
    waiting = leaving.offer
    return {
        "candidates": _candidates(entered),
        "url": address(seat, "client_remove_offer", client=client.public_id),
        "waiting": waiting.email if waiting and waiting.status.is_open else "",
        "badge": invitation_badge(waiting.status) if waiting and waiting.status.is_open else None,
        "link": waiting.link if waiting else "",
        "team_url": enter_address(leaving.company.public_id, here),
    }


def _company_seat(user: User, company: str) -> CompanySeat | None:
    try:
        return access.company_seat_for(user, company)
    except NotFound:
        return None


def _candidates(seat: CompanySeat) -> list[Candidate]:
    with tenant_scope(companies=[seat.company.pk]):
        people = TeamMember.objects.filter(
            user_type=TeamMember.UserType.ADMINISTRATOR, state=TeamMember.State.ACTIVE
        ).exclude(email="", user=None)
        return [Candidate(each.public_id, each.full_name, each.email) for each in people]


@firm_page("clients:manage")
@require_POST
def offer_role(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    """Offers the role of primary administrator to an administrator of the client's company."""
    row = access.client_for(seat, client, "clients:manage")
    if row.company is None:
        raise NotFound(client)
    entered = access.company_seat_for(
        user_of(request), row.company.public_id, request_id=seat.actor.request_id
    )
    with tenant_scope(companies=[entered.company.pk]):
        member = TeamMember.objects.filter(public_id=request.POST.get("member", "")).first()
        if member is None:
            raise NotFound(request.POST.get("member", ""))
        try:
            primary_admin_transfer_request(actor=entered.actor, member=member)
        except RuleBroken as error:
            messages.error(request, error.text)
        else:
            messages.success(
                request,
                _("The offer was sent to %(name)s. You can remove the client once it is accepted.")
                % {"name": member.full_name},
            )
    return redirect(address(seat, "client_remove", client=row.public_id))
