"""The firm's clients: the list, one client with its apps, adding and editing."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import TIME_APP
from pointage.features.practice.models import Client
from pointage.features.practice.queries import (
    client_search,
    firm_members,
    installed_apps,
)
from pointage.features.practice.services.clients import (
    ClientDetails,
    client_add,
    client_books_open,
    client_details,
    client_edit,
)
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.components.paging import pagination_for
from pointage.web.console import words
from pointage.web.console.forms import ClientForm
from pointage.web.console.presenters import app_card, client_facts, client_table
from pointage.web.console.shell import (
    address,
    firm_render,
    own_path,
    return_remember,
    show_in_form,
)
from pointage.web.seats import firm_page

PAGE = 50


@firm_page()
def client_list(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """Clients the person may act for, searched by name, 50 a page."""
    term = request.GET.get("q", "")
    state = request.GET.get("state", "")
    clients = client_search(access.clients_visible(seat), term).select_related("company")
    if state in (Client.Status.ACTIVE, Client.Status.INACTIVE):
        clients = clients.filter(status=state)
    page = Paginator(clients, PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    table = client_table(
        seat,
        rows,
        installed_apps(seat, rows),
        pagination_for(page, request.GET),
        searching=bool(term or state),
    )
    context = {
        "table": table,
        "q": term,
        "here": address(seat, "clients"),
        "add_url": address(seat, "client_add") if seat.actor.may("clients:manage") else "",
        "tabs": [
            values.Tab(label, f"{address(seat, 'clients')}{query}", active=state == key)
            for key, query, label in (
                ("", "", pgettext("clients", "All")),
                ("active", "?state=active", pgettext("clients", "Active")),
                ("inactive", "?state=inactive", pgettext("clients", "Inactive")),
            )
        ],
    }
    return firm_render(request, seat, "console/clients.html", "clients", context)


@firm_page()
def client_page(request: HttpRequest, seat: FirmSeat, client: str, tab: str) -> HttpResponse:
    """One client: its details, and the apps installed for it."""
    row = access.client_for(seat, client)
    here = address(seat, "client", client=row.public_id)
    apps = address(seat, "client_page_apps", client=row.public_id)
    app = installed_apps(seat, [row]).get(row.pk)
    may_install = seat.actor.may("apps:install") and row.company_id is None
    context = {
        "client": row.name,
        "place": client_facts(row)[4].value,
        "crumbs": [values.Crumb(_("Clients"), address(seat, "clients"))],
        "tabs": [
            values.Tab(_("Details"), here, active=tab == "details"),
            values.Tab(_("Apps"), apps, active=tab == "apps", count="1" if app else ""),
            values.Tab(_("Access"), address(seat, "client_access", client=row.public_id)),
        ],
        "tab": tab,
        "facts": client_facts(row),
        "card": app_card(seat, app, apps, words.zone_of(seat)) if app else None,
        "edit_url": address(seat, "client_edit", client=row.public_id)
        if seat.actor.may("clients:manage")
        else "",
        "remove_url": address(seat, "client_remove", client=row.public_id)
        if seat.actor.may("clients:manage")
        else "",
        "install_url": address(seat, "install", app=TIME_APP) if may_install else "",
        "client_id": row.public_id,
        "find_url": address(seat, "find"),
        "books_url": address(seat, "books_open", client=row.public_id)
        if seat.actor.may("clients:manage")
        else "",
        "back": request.path,
    }
    return firm_render(request, seat, "console/client.html", "clients", context)


@firm_page("clients:manage")
def client_add_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    firm = seat.firm
    lead = seat.member.public_id
    fresh = ClientDetails(
        name="", region=firm.region, time_zone=firm.time_zone, language=firm.language, lead=lead
    )
    form = _form(request, seat, fresh, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            client = client_add(actor=seat.actor, seat=seat, details=form.details())
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": client.name})
            return redirect(address(seat, "client", client=client.public_id))
    return _form_page(request, seat, form, _("Add a client"), address(seat, "clients"))


@firm_page("clients:manage")
def client_edit_page(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    row = access.client_for(seat, client, "clients:manage")
    form = _form(request, seat, client_details(row), is_new=False)
    here = address(seat, "client", client=row.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            client_edit(actor=seat.actor, seat=seat, client=row, details=form.details())
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(here)
    return _form_page(request, seat, form, _("Edit %(name)s") % {"name": row.name}, here)


def _form(
    request: HttpRequest, seat: FirmSeat, details: ClientDetails, *, is_new: bool
) -> ClientForm:
    return ClientForm(
        request.POST if request.method == "POST" else None,
        initial=asdict(details),
        members=firm_members(seat.firm),
        is_new=is_new,
        zone=details.time_zone,
    )


def _form_page(
    request: HttpRequest, seat: FirmSeat, form: ClientForm, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": back}
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/form.html", "clients", context, status=status)


@firm_page("clients:manage")
@require_POST
def books_open(request: HttpRequest, seat: FirmSeat, client: str) -> HttpResponse:
    """Somebody wants to keep people in the books: an empty company file is made if there are none.
    `client` is « own » for the firm's own books; `back` is where the books' pages lead back to."""
    row = None if client == "own" else access.client_for(seat, client, "clients:manage")
    if row is None:
        seat.actor.require("firm:manage")
    client_books_open(actor=seat.actor, seat=seat, client=row)
    return_remember(request, own_path(request, ""))
    if row is None:
        return redirect(address(seat, "firm_books"))
    return redirect(address(seat, "client_books", client=row.public_id))
