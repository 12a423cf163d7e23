"""From « Client apps » to « Install for your client »: steps 2 to 6 of the install flow."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.catalogue import (
    DIRECT_MONTHS,
    DIRECT_PERCENT,
    TIME_APP,
    WHOLESALE_PERCENT,
    App,
    app_by_key,
    app_search,
)
from pointage.features.practice.errors import ProfileIncomplete
from pointage.features.practice.models import Client
from pointage.features.practice.queries import (
    client_search,
    draft_clients,
    installed_apps,
    own_app,
)
from pointage.features.practice.services.billing import currency_of
from pointage.features.practice.services.firms import profile_complete, profile_of
from pointage.features.practice.services.installations import Started, installation_start
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.components.paging import pagination_for
from pointage.web.console import words
from pointage.web.console.forms import ProfileForm
from pointage.web.console.presenters import AppCard, app_card, client_options
from pointage.web.console.shell import address, firm_render, show_in_form
from pointage.web.console.wizard.frame import step_address
from pointage.web.seats import firm_page, user_of

PAGE = 50
OWN = "own"


@firm_page()
def client_apps(request: HttpRequest, seat: FirmSeat, client: str = "") -> HttpResponse:
    """Client apps: choose a client, see its installed apps."""
    term = request.GET.get("q", "")
    clients = client_search(access.clients_visible(seat), term).select_related("company")
    page = Paginator(clients, PAGE).get_page(request.GET.get("page"))
    chosen = access.client_for(seat, client) if client and client != OWN else None
    context = {
        "q": term,
        "here": address(seat, "apps"),
        "options": [
            (
                each.name,
                address(seat, "client_apps", client=each.public_id),
                each.company_id is not None,
                chosen is not None and each.pk == chosen.pk,
            )
            for each in page
        ],
        "own_url": address(seat, "client_apps", client=OWN),
        "own_chosen": client == OWN,
        "pages": pagination_for(page, request.GET) if page.paginator.num_pages > 1 else None,
        "chosen": _chosen(seat, chosen, client) if client else None,
        "find_url": address(seat, "find"),
        "may_install": seat.actor.may("apps:install"),
    }
    return firm_render(request, seat, "console/apps.html", "apps", context)


def _chosen(seat: FirmSeat, client: Client | None, key: str) -> dict[str, object]:
    """The apps of a client (or of the firm itself) beside the list."""
    here = address(seat, "client_apps", client=key)
    app = own_app(seat) if client is None else installed_apps(seat, [client]).get(client.pk)
    may = seat.actor.may("apps:install") and app is None
    return {
        "name": client.name if client else seat.firm.name,
        "note": "" if client else _("Your own firm"),
        "card": app_card(seat, app, here, words.zone_of(seat)) if app else None,
        "client_url": address(seat, "client", client=client.public_id) if client else "",
        "install_url": address(seat, "install", app=TIME_APP) if may else "",
        "key": key,
    }


@firm_page()
def find_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """Find an app: the catalogue."""
    term = request.GET.get("q", "")
    apps = app_search(term)
    context = {
        "q": term,
        "here": address(seat, "find"),
        "apps": [
            {
                "name": str(app.name),
                "tagline": str(app.tagline),
                "icon": app.icon,
                "url": address(seat, "app", app=app.key),
                "price": _price(seat, app),
            }
            for app in apps
        ],
    }
    return firm_render(request, seat, "console/find.html", "find", context)


def _app(key: str) -> App:
    app = app_by_key(key)
    if app is None:
        raise Http404(key)
    return app


def _price(seat: FirmSeat, app: App) -> str:
    currency = currency_of(seat.firm.region)
    return _("%(price)s per company per month") % {
        "price": words.money_text(app.prices[currency], currency)
    }


@firm_page()
def app_page(request: HttpRequest, seat: FirmSeat, app: str) -> HttpResponse:
    """What the app does, costs and reads."""
    row = _app(app)
    discounts = {
        "wholesale": words.percent_text(WHOLESALE_PERCENT),
        "direct": words.percent_text(DIRECT_PERCENT),
        "months": DIRECT_MONTHS,
    }
    context = {
        "app": row,
        "icon": row.icon,
        "crumbs": [values.Crumb(_("Find an app"), address(seat, "find"))],
        "prices": [
            values.Definition(currency, words.money_text(amount, currency), _("per month"))
            for currency, amount in row.prices.items()
        ],
        "wholesale": _("%(wholesale)s off for as long as your firm pays.") % discounts,
        "direct": _("%(direct)s off the first %(months)s months when the client pays.") % discounts,
        "get_url": address(seat, "get", app=row.key) if seat.actor.may("apps:install") else "",
    }
    return firm_render(request, seat, "console/app.html", "find", context)


@firm_page("apps:install")
def get_page(request: HttpRequest, seat: FirmSeat, app: str) -> HttpResponse:
    """Get the app: completes the profile when something is missing, then goes on."""
    row = _app(app)
    following = redirect(address(seat, "install", app=row.key))
    user = user_of(request)
    profile = profile_of(user, seat.firm)
    if profile.is_complete:
        return following
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        phone_known=bool(seat.firm.phone),
        initial={"given_name": user.given_name, "family_name": user.family_name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            profile_complete(actor=seat.actor, seat=seat, profile=form.profile())
            return following
        except RuleBroken as error:
            show_in_form(form, error)
    context = {
        "form": form,
        "app": row,
        "crumbs": [values.Crumb(str(row.name), address(seat, "app", app=row.key))],
        "back_url": address(seat, "app", app=row.key),
    }
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/get.html", "find", context, status=status)


@firm_page()
@require_http_methods(["GET", "POST"])
def install_page(request: HttpRequest, seat: FirmSeat, app: str) -> HttpResponse:
    """Install for your client: a searchable list; a client chosen begins or resumes a draft."""
    row = _app(app)
    if request.method == "POST":
        return _start(request, seat, row)
    term = request.GET.get("q", "")
    clients = client_search(access.clients_visible(seat), term)
    page = Paginator(clients, PAGE).get_page(request.GET.get("page"))
    own = seat.firm.own_company_id is not None
    may = seat.actor.may("apps:install")
    context = {
        "app": row,
        "q": term,
        "here": address(seat, "install", app=row.key),
        "options": client_options(seat, list(page), draft_clients(seat)),
        "pages": pagination_for(page, request.GET),
        "crumbs": [values.Crumb(str(row.name), address(seat, "app", app=row.key))],
        "own_badges": [values.Badge(_("Already linked"), "info", "link")] if own else [],
        "own_value": OWN if may else "",
        "add_url": address(seat, "client_add") if seat.actor.may("clients:manage") else "",
    }
    return firm_render(request, seat, "console/install.html", "find", context)


def _start(request: HttpRequest, seat: FirmSeat, app: App) -> HttpResponse:
    chosen = request.POST.get("client", "")
    if not chosen:
        messages.warning(request, _("Choose a client first."))
        return redirect(address(seat, "install", app=app.key))
    client = None if chosen == OWN else access.client_for(seat, chosen)
    try:
        started = installation_start(actor=seat.actor, seat=seat, client=client, app=app.key)
    except ProfileIncomplete:
        return redirect(address(seat, "get", app=app.key))
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(address(seat, "install", app=app.key))
    return _after_start(request, seat, app, started, chosen)


def _after_start(
    request: HttpRequest, seat: FirmSeat, app: App, started: Started, chosen: str
) -> HttpResponse:
    if started.company is not None:
        return redirect(address(seat, "linked", app=app.key, client=chosen))
    assert started.installation is not None
    if started.resumed:
        messages.info(request, _("This goes on from the draft that was begun before."))
    return redirect(step_address(seat, started.installation, started.installation.step))


@firm_page("apps:install")
@require_http_methods(["GET", "POST"])
def linked_page(request: HttpRequest, seat: FirmSeat, app: str, client: str) -> HttpResponse:
    """The client already has the app: proposes that link; confirming changes nothing."""
    row = _app(app)
    apps = address(seat, "client_apps", client=client)
    name, card = _linked(seat, client, apps)
    if card is None:
        return redirect(address(seat, "install", app=row.key))
    if request.method == "POST":
        text = _("%(client)s stays linked. Nothing was changed.") % {"client": name}
        messages.success(request, text)
        return redirect(apps)
    context = {
        "client_name": name,
        "card": card,
        "here": request.path,
        "crumbs": [
            values.Crumb(str(row.name), address(seat, "app", app=row.key)),
            values.Crumb(_("Install for your client"), address(seat, "install", app=row.key)),
        ],
        "back_url": address(seat, "install", app=row.key),
    }
    return firm_render(request, seat, "console/linked.html", "find", context)


def _linked(seat: FirmSeat, key: str, came_from: str) -> tuple[str, AppCard | None]:
    if key == OWN:
        name, app = seat.firm.name, own_app(seat)
    else:
        client = access.client_for(seat, key)
        name, app = client.name, installed_apps(seat, [client]).get(client.pk)
    return name, app_card(seat, app, came_from, words.zone_of(seat)) if app else None
