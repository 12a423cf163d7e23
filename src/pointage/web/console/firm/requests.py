"""Inviting clients by a list of addresses, and what became of each request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from pointage.features.practice import team_queries as queries
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import AccountantGrant, Client
from pointage.features.practice.services import requests as services
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.invitations import InvitationView
from pointage.web.components import values
from pointage.web.components.forms import RadioCards
from pointage.web.components.paging import pagination_for
from pointage.web.console.firm import words
from pointage.web.console.firm.words import RequestState
from pointage.web.console.shell import address, firm_render, own_path, show_in_form
from pointage.web.console.words import when_text, zone_of
from pointage.web.seats import firm_page

PAGE = 50
_REPORT = "requests_report"
_AGAIN = (RequestState.WAITING, RequestState.EXPIRED, RequestState.BOUNCED)


class RequestForm(forms.Form):
    """Whom to ask, for how much, in which language."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One a line, or separated by commas or semicolons; 200 at most."),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off"}),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Access to ask for"),
        choices=[(each.value, each.value) for each in AccountantGrant.Scope],
        widget=RadioCards,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].widget.describe = words.scope_cards()


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One line of what became of a list: finished words and the addresses."""

    title: str
    tone: str
    addresses: list[str]


@firm_page("clients:manage")
def requests_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """The form, the report of the last list, and every request with its state."""
    initial = {"scope": AccountantGrant.Scope.FULL, "language": seat.firm.language}
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            report = services.access_requests_send(actor=seat.actor, seat=seat, **form.cleaned_data)
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            request.session[_REPORT] = {
                "firm": seat.firm.public_id,
                "sent": list(report.sent),
                "invalid": list(report.invalid)[: services.ADDRESS_LIMIT],
                "waiting": list(report.waiting),
            }
            return redirect(address(seat, "requests"))
    page = Paginator(queries.requests_visible(seat), PAGE).get_page(request.GET.get("page"))
    grants = list(page)
    table = _table(seat, grants, pagination_for(page, request.GET) if grants else None)
    context = {"form": form, "table": table, "report": _report(request, seat)}
    status = 422 if form.errors else 200
    return firm_render(
        request, seat, "console/requests/list.html", "requests", context, status=status
    )


def _report(request: HttpRequest, seat: FirmSeat) -> list[ReportPart]:
    """What became of the list sent just before; shown once."""
    if request.method != "GET":
        return []
    kept = request.session.pop(_REPORT, None)
    if not kept or kept.get("firm") != seat.firm.public_id:
        return []
    parts = [
        ReportPart(pgettext("addresses", "Sent"), "success", kept["sent"]),
        ReportPart(_("Already waiting for an answer, nothing sent"), "info", kept["waiting"]),
        ReportPart(_("Not an e-mail address, nothing sent"), "danger", kept["invalid"]),
    ]
    return [part for part in parts if part.addresses]


def _table(
    seat: FirmSeat, grants: list[AccountantGrant], pagination: values.Pagination | None
) -> values.Table:
    mails = queries.request_mails(grants)
    zone = zone_of(seat)
    return values.Table(
        caption=_("Requests sent"),
        columns=[
            values.Column(_("Address"), main=True),
            values.Column(_("Access asked for")),
            values.Column(_("State")),
            values.Column(_("Sent on")),
            values.Column(_("Asked by")),
        ],
        rows=[_row(seat, grant, mails[grant.public_id], zone) for grant in grants],
        empty=values.Empty(
            _("No request yet"), _("The addresses you ask show here with their answer."), "mail"
        ),
        pagination=pagination,
        id="requests",
    )


def _row(
    seat: FirmSeat, grant: AccountantGrant, mail: InvitationView, zone: ZoneInfo
) -> values.Row:
    state = words.request_state(grant, mail.status)
    client = grant.client
    shown = client is not None and client.status != Client.Status.REMOVED
    href = address(seat, "client", client=client.public_id) if client and shown else ""
    return values.Row(
        cells=[
            values.Text(grant.email, client.name if client else "", href),
            words.scope_name(grant.scope),
            words.request_badge(state),
            when_text(mail.sent_at, zone),
            grant.asked_by_name or "—",
        ],
        actions=request_actions(seat, grant, state),
        actions_label=_("Actions for %(name)s") % {"name": grant.email},
    )


def request_actions(
    seat: FirmSeat, grant: AccountantGrant, state: RequestState
) -> list[values.Action]:
    """Asking again and taking back, while there is no answer."""
    kwargs = {"grant": grant.public_id}
    actions = []
    if state in _AGAIN:
        actions.append(
            values.Action(
                _("Send again"), address(seat, "request_resend", **kwargs), "send", post=True
            )
        )
    if grant.state == AccountantGrant.State.PENDING:
        actions.append(
            values.Action(
                _("Take the request back"),
                address(seat, "request_revoke", **kwargs),
                "ban",
                post=True,
            )
        )
    return actions


@firm_page("clients:manage")
@require_POST
def request_resend(request: HttpRequest, seat: FirmSeat, grant: str) -> HttpResponse:
    row = queries.request_of(seat, grant)
    try:
        services.access_request_send_again(actor=seat.actor, seat=seat, grant=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        done = _("The request was sent again to %(email)s. Older links no longer work.")
        messages.success(request, done % {"email": row.email})
    return redirect(own_path(request, address(seat, "requests")))


@firm_page("clients:manage")
@require_POST
def request_withdraw(request: HttpRequest, seat: FirmSeat, grant: str) -> HttpResponse:
    row = queries.request_of(seat, grant)
    try:
        services.access_request_withdraw(actor=seat.actor, seat=seat, grant=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(
            request, _("The request to %(email)s was taken back.") % {"email": row.email}
        )
    return redirect(own_path(request, address(seat, "requests")))
