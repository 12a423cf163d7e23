"""The frame of the firm's pages: navigation, the firm's name, and rule breaks put into forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from pointage.features.practice.access import FirmSeat
from pointage.foundation.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the side navigation."""

    label: str | Promise
    href: str
    icon: str
    active: bool


_RETURN: Final = "install_return"

#: key, words, icon, permission. A line whose page this installation lacks is left out.
_NAV: Final = (
    ("home", _("Home"), "home", "clients:view"),
    ("clients", _("Clients"), "users", "clients:view"),
    ("requests", _("Invite clients"), "send", "clients:manage"),
    ("apps", _("Client apps"), "layout-grid", "clients:view"),
    ("find", _("Find an app"), "search", "clients:view"),
    ("team", _("Team"), "users-group", "firm-team:manage"),
    ("templates", _("Templates"), "template", "templates:manage"),
    ("mail", _("Outgoing mail"), "mail-forward", "firm:manage"),
    ("history", _("History"), "history", "firm:manage"),
    ("settings", _("Settings"), "settings", "firm:manage"),
)


def address(seat: FirmSeat, name: str, **kwargs: str) -> str:
    """The address of a page of this firm."""
    return reverse(f"console:{name}", kwargs={"firm": seat.firm.public_id, **kwargs})


def enter_address(company_public_id: str, came_from: str) -> str:
    """Where a firm user enters a client's company; `came_from` is where the banner leads back."""
    return f"/c/{company_public_id}/enter/?{urlencode({'from': came_from})}"


def own_path(request: HttpRequest, fallback: str) -> str:
    """The page that a form's `back` field asks to return to, if it is one of this firm's."""
    back = request.POST.get("back", "")
    known = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if known and back.startswith("/practice/") and len(back) < 300 else fallback


def return_remember(request: HttpRequest, path: str) -> None:
    """Keeps the step of the wizard that somebody left to look after the books; "" forgets it."""
    if path and "/install/" in path:
        request.session[_RETURN] = path
    else:
        request.session.pop(_RETURN, None)


def firm_render(
    request: HttpRequest,
    seat: FirmSeat,
    template: str,
    active: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the firm; `active` is the key of its line in the navigation."""
    frame = {
        "firm_name": seat.firm.name,
        "home": address(seat, "home"),
        "nav": _nav(seat, active),
        "return_url": request.session.get(_RETURN, "") if "/books/" in request.path else "",
    }
    return render(request, template, frame | (context or {}), status=status)


def _nav(seat: FirmSeat, active: str) -> list[NavItem]:
    items = []
    for key, label, icon, permission in _NAV:
        if not seat.actor.may(permission):
            continue
        try:
            href = address(seat, key)
        except NoReverseMatch:
            continue
        items.append(NavItem(label, href, icon, key == active))
    return items


def show_in_form(form: forms.Form, error: RuleBroken) -> None:
    """Puts a broken rule where the reader can mend it."""
    form.add_error(error.field if error.field in form.fields else None, error.text)
