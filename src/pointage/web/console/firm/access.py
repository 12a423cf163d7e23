"""Access to one client: who of the firm may act for it, and how far the client lets the firm in."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.practice import access
from pointage.features.practice import team_queries as queries
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import AccountantGrant, Client
from pointage.features.practice.services import requests as services
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.components.forms import RadioCards
from pointage.web.console.firm import words
from pointage.web.console.shell import address, firm_render, show_in_form
from pointage.web.console.words import role_name, when_text, zone_of
from pointage.web.seats import firm_page

_State = AccountantGrant.State


class AskForm(forms.Form):
    """Asking one client for access."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the person who decides"),
        max_length=254,
        help_text=gettext_lazy("The primary administrator of the client’s account, or its owner."),
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


@firm_page()
def access_page(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    """Who may act for the client, what the client granted, requests on their way."""
    row = access.client_for(seat, client)
    found = queries.client_access(seat, row)
    zone = zone_of(seat)
    may_ask = seat.actor.may("clients:manage")
    context = _head(seat, row) | {
        "people": _people(seat, found.people),
        "team_url": address(seat, "team") if seat.actor.may("firm-team:manage") else "",
        "granted": _granted(found.active, zone) if found.active else [],
        "account": row.company.name if row.company else "",
        "waiting": _waiting(seat, found.waiting, zone),
        "past": [_past(each, zone) for each in found.past],
        "ask_url": address(seat, "client_access_ask", client=row.public_id) if may_ask else "",
        "requests_url": address(seat, "requests") if may_ask else "",
    }
    return firm_render(request, seat, "console/access/client.html", "clients", context)


def _head(seat: FirmSeat, client: Client) -> dict[str, Any]:
    kwargs = {"client": client.public_id}
    return {
        "client": client.name,
        "crumbs": [values.Crumb(_("Clients"), address(seat, "clients"))],
        "tabs": [
            values.Tab(_("Details"), address(seat, "client", **kwargs)),
            values.Tab(_("Apps"), address(seat, "client_page_apps", **kwargs)),
            values.Tab(_("Access"), address(seat, "client_access", **kwargs), active=True),
        ],
    }


def _people(seat: FirmSeat, people: list[Any]) -> values.Table:
    manages = seat.actor.may("firm-team:manage")
    return values.Table(
        caption=_("People of the firm who may act for this client"),
        columns=[
            values.Column(_("Name"), main=True),
            values.Column(_("Role")),
            values.Column(_("Why")),
        ],
        rows=[
            values.Row(
                cells=[
                    values.Person(
                        each.full_name,
                        each.email,
                        address(seat, "team_member", member=each.public_id) if manages else "",
                    ),
                    role_name(each.role),
                    _("All clients") if each.has_all_clients else _("Chosen for this client"),
                ]
            )
            for each in people
        ],
        id="people",
    )


def _granted(grant: AccountantGrant, zone: ZoneInfo) -> list[values.Definition]:
    schedule = _("May change it") if grant.can_edit_schedule else _("May see it")
    return [
        values.Definition(
            _("Access"), words.scope_name(grant.scope), words.scope_note(grant.scope)
        ),
        values.Definition(_("Schedule"), schedule),
        values.Definition(_("Since"), when_text(grant.granted_at or grant.created_at, zone)),
        values.Definition(_("Given by"), grant.granted_by_name or _("The set-up of the account")),
    ]


def _waiting(seat: FirmSeat, grants: list[AccountantGrant], zone: ZoneInfo) -> list[dict[str, Any]]:
    mails = queries.request_mails(grants) if grants else {}
    lines = []
    for grant in grants:
        mail = mails[grant.public_id]
        lines.append(
            {
                "email": grant.email,
                "badge": words.request_badge(words.request_state(grant, mail.status)),
                "note": _("%(scope)s, asked on %(date)s")
                % {
                    "scope": words.scope_name(grant.scope),
                    "date": when_text(mail.sent_at or grant.created_at, zone),
                },
            }
        )
    return lines


def _past(grant: AccountantGrant, zone: ZoneInfo) -> dict[str, str]:
    when = {"date": when_text(grant.ended_at, zone)}
    if grant.state == _State.DECLINED:
        what = _("Refused on %(date)s") % when
    elif grant.granted_at is None:
        what = _("Request taken back on %(date)s") % when
    else:
        what = _("Ended on %(date)s") % when
    return {"scope": words.scope_name(grant.scope), "what": what, "email": grant.email}


@firm_page("clients:manage")
def access_ask(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    """Asks the client for access, by mail."""
    row = access.client_for(seat, client, "clients:manage")
    here = address(seat, "client_access", client=row.public_id)
    initial = {
        "email": row.email,
        "language": row.language,
        "scope": AccountantGrant.Scope.FULL,
    }
    form = AskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = services.access_requests_send(
                actor=seat.actor,
                seat=seat,
                addresses=data["email"],
                scope=data["scope"],
                language=data["language"],
                client=row,
            )
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            if report.sent:
                messages.success(
                    request, _("The request was sent to %(email)s.") % {"email": data["email"]}
                )
            else:
                waiting = _("%(email)s has a request waiting already; nothing was sent.")
                messages.warning(request, waiting % {"email": data["email"]})
            return redirect(here)
    context = _head(seat, row) | {"form": form, "back_url": here}
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/access/ask.html", "clients", context, status=status)
