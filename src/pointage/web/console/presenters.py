"""Rows and cards of the firm's pages as finished strings. Asks the database nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import Client, Installation
from pointage.features.practice.queries import Health, InstalledApp
from pointage.features.practice.services.installations import owner_name
from pointage.web.components import values
from pointage.web.console import words
from pointage.web.console.shell import address, enter_address
from pointage.web.console.wizard.frame import step_address
from pointage.web.paysettings.places import region_name


@dataclass(frozen=True, slots=True)
class AppCard:
    """An installed app as the client's page shows it."""

    name: str
    badge: values.Badge
    facts: list[values.Definition]
    enter_url: str
    result_url: str
    undo_url: str = ""
    undo_text: str = ""


@dataclass(frozen=True, slots=True)
class ClientOption:
    """A line of « Install for your client ». With a `reason` it cannot be taken."""

    value: str
    name: str
    place: str
    badges: list[values.Badge]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft to go on with."""

    client: str
    step: str
    note: str
    resume_url: str
    drop_url: str


def client_table(
    seat: FirmSeat,
    clients: Sequence[Client],
    apps: Mapping[int, InstalledApp],
    pagination: values.Pagination,
    *,
    searching: bool,
) -> values.Table:
    """The client list; `id` is what the search box replaces."""
    rows = []
    for client in clients:
        app = apps.get(client.pk)
        rows.append(
            values.Row(
                cells=[
                    values.Text(
                        client.name,
                        client.contact_name or client.email,
                        address(seat, "client", client=client.public_id),
                    ),
                    region_name(client.region),
                    words.health_badge(app.link.health) if app else _("No time account"),
                    words.payer_text(app.subscription) if app else "—",
                    words.status_badge(client.status),
                ]
            )
        )
    return values.Table(
        caption=_("Clients"),
        columns=[
            values.Column(_("Client"), main=True),
            values.Column(_("Place")),
            values.Column(_("Time account")),
            values.Column(_("Payer")),
            values.Column(_("State")),
        ],
        rows=rows,
        empty=_no_clients(seat, searching=searching),
        pagination=pagination,
        id="clients",
    )


def _no_clients(seat: FirmSeat, *, searching: bool) -> values.Empty:
    if searching:
        return values.Empty(
            _("No client found"), _("Check the spelling or search for less."), "search"
        )
    actions = []
    if seat.actor.may("clients:manage"):
        actions.append(values.Action(_("Add a client"), address(seat, "client_add"), "plus"))
    return values.Empty(
        _("No clients yet"), _("Clients you may act for show here."), "users", actions
    )


def app_card(seat: FirmSeat, app: InstalledApp, came_from: str, zone: ZoneInfo) -> AppCard:
    """Payer, who installed it, when, link health and last import of an installed app."""
    installation, link = app.installation, app.link
    by = installation.installed_by.full_name if installation and installation.installed_by else "—"
    facts = [
        values.Definition(_("Time account"), app.company.name),
        values.Definition(_("Payer"), words.payer_text(app.subscription), _price(app)),
        values.Definition(_("Installed by"), by),
        values.Definition(_("Installed on"), words.when_text(installation.installed_at, zone))
        if installation
        else values.Definition(_("Installed on"), "—"),
        values.Definition(_("Link health"), words.health_badge(link.health)),
        values.Definition(_("Last import"), words.when_text(link.last_import_at, zone)),
    ]
    enterable = seat.actor.may("company:enter") and link.health != Health.NO_ACCESS
    undo = link.undo_until if installation and seat.actor.may("apps:install") else None
    return AppCard(
        name=_("Pointage Time Tracking"),
        badge=words.health_badge(link.health),
        facts=facts,
        enter_url=enter_address(app.company.public_id, came_from) if enterable else "",
        result_url=step_address(seat, installation, "connected") if installation else "",
        undo_url=step_address(seat, installation, "undo") if undo and installation else "",
        undo_text=_("The link can be undone until %(date)s.")
        % {"date": words.when_text(undo, zone)}
        if undo
        else "",
    )


def _price(app: InstalledApp) -> str:
    paid = app.subscription
    if paid is None or paid.payer == "none":
        return ""
    price = paid.price * (100 - paid.discount_percent) / 100
    text = _("%(price)s per month") % {"price": words.money_text(price, paid.currency)}
    if paid.discount_until:
        until = {"date": words.date_text(paid.discount_until)}
        later = {"price": words.money_text(paid.price, paid.currency)}
        text += ", " + _("until %(date)s, then %(price)s") % (until | later)
    return text


def client_facts(client: Client) -> list[values.Definition]:
    """The details of a client."""
    return [
        values.Definition(_("Kind"), str(words.KINDS[Client.Kind(client.kind)])),
        values.Definition(_("Contact person"), client.contact_name or "—"),
        values.Definition(_("E-mail"), client.email or "—"),
        values.Definition(_("Phone"), client.phone or "—"),
        values.Definition(_("Place"), region_name(client.region)),
        values.Definition(
            _("Language"), _("French") if client.language == "fr-ca" else _("English")
        ),
        values.Definition(_("Looked after by"), client.lead.full_name if client.lead else "—"),
        values.Definition(_("State"), words.status_badge(client.status)),
    ]


def client_options(
    seat: FirmSeat, clients: Sequence[Client], drafts: set[int]
) -> list[ClientOption]:
    """Every client with what stands against installing for it."""
    may = seat.actor.may("apps:install")
    options = []
    for client in clients:
        badges, reason = [], ""
        if client.company_id is not None:
            badges.append(values.Badge(_("Already linked"), "info", "link"))
        if client.status == Client.Status.INACTIVE:
            badges.append(values.Badge(pgettext("client", "Inactive"), "neutral", "circle-minus"))
            if client.company_id is None:
                reason = _("Make this client active again first.")
        if not may:
            badges.append(values.Badge(_("No access"), "warning", "lock"))
            reason = _("Your role does not install apps. Ask an administrator of the firm.")
        if client.pk in drafts:
            badges.append(values.Badge(_("Draft"), "accent", "pencil"))
        options.append(
            ClientOption(client.public_id, client.name, region_name(client.region), badges, reason)
        )
    return options


def draft_cards(seat: FirmSeat, drafts: Sequence[Installation]) -> list[DraftCard]:
    zone = words.zone_of(seat)
    return [
        DraftCard(
            client=owner_name(each),
            step=_("Next: %(step)s") % {"step": words.STEPS[each.step]},
            note=_("Started by %(name)s, changed %(time)s")
            % {
                "name": each.started_by.full_name,
                "time": words.when_text(each.changed_at, zone),
            },
            resume_url=step_address(seat, each, each.step),
            drop_url=step_address(seat, each, "drop"),
        )
        for each in drafts
    ]
