"""The firm's first page: what waits for somebody, and what happened lately."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.queries import (
    acceptances_recent,
    clients_without_account,
    drafts_open,
    links_in_trouble,
)
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.queries import mails_of_firm
from pointage.web.components.paging import count_text
from pointage.web.console import words
from pointage.web.console.presenters import draft_cards
from pointage.web.console.shell import address, firm_render
from pointage.web.seats import firm_page

SHOWN = 5


@firm_page()
def home_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    zone = words.zone_of(seat)
    without, number = clients_without_account(seat, SHOWN)
    bounced = 0
    if seat.actor.may("firm:manage"):
        bounced = mails_of_firm(seat.firm.pk, state=OutgoingMail.State.BOUNCED).count()
    context = {
        "drafts": draft_cards(seat, drafts_open(seat)),
        "troubles": [
            (
                client.name,
                address(seat, "client_apps", client=client.public_id),
                words.health_badge(link.health),
            )
            for client, link in links_in_trouble(seat)
        ],
        "bounced": count_text(bounced) if bounced else "",
        "mail_url": address(seat, "mail"),
        "acceptances": [
            (each.name or each.email, each.email, words.when_text(each.ended_at, zone))
            for each in acceptances_recent(seat, SHOWN)
        ],
        "without": [
            (client.name, address(seat, "client_apps", client=client.public_id))
            for client in without
        ],
        "without_count": count_text(number),
        "clients_url": address(seat, "clients"),
        "find_url": address(seat, "find"),
        "may_install": seat.actor.may("apps:install"),
    }
    return firm_render(request, seat, "console/home.html", "home", context)
