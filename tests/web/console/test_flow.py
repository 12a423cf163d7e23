"""The whole install flow, steps 1 to 12, by the words on its screens, in French and in English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client as Browser

from pointage.features.practice.models import BillingDetails, Installation, Subscription
from pointage.foundation.identity.models import User
from pointage.foundation.outbox.worker import run
from tests.features.installing import record_add
from tests.web.console.walking import just_signed_in, link_named, shows, version_of, words_of
from tests.world import World

SignIn = Callable[[User], Browser]


@dataclass(frozen=True)
class Words:
    """The exact words of the flow in one language."""

    language: str
    client_apps: str
    find: str
    search: str
    app: str
    get: str
    install_for: str
    own: str
    billing: str
    install: str
    pro: str
    create: str
    link: str
    payroll: str
    track: str
    connected: str
    go: str


FRENCH = Words(
    "fr-ca",
    "Applis des clients",
    "Trouver une appli",
    "suivi",
    "Pointage Suivi des heures travaillées",
    "Obtenir l'appli",
    "Installer pour votre client",
    "Pour notre cabinet",
    "Type de facturation",
    "Installer",
    "Connectez-vous à votre compte Pointage PRO",
    "Créer un nouveau compte client",
    "Lier à un compte client existant",
    "Paramètres de la paie",
    "De quelle information voulez-vous faire le suivi?",
    "Vous êtes maintenant connecté à Pointage",
    "Aller à Pointage",
)
ENGLISH = Words(
    "en",
    "Client apps",
    "Find an app",
    "hours",
    "Pointage Time Tracking",
    "Get the app",
    "Install for your client",
    "For our own firm",
    "Billing type",
    "Install",
    "Sign in to your Pointage PRO account",
    "Create a new client account",
    "Link to an existing client account",
    "Payroll settings",
    "What do you want to track?",
    "You are now connected to Pointage",
    "Go to Pointage",
)


@pytest.mark.parametrize("words", [FRENCH, ENGLISH], ids=lambda words: words.language)
def test_an_accountant_sets_up_a_client_by_the_words_on_the_screen(
    world: World, signed_in: SignIn, words: Words
) -> None:
    User.objects.filter(pk=world.marie.pk).update(language=words.language)
    assert world.new_client.books is not None
    record_add(world.new_client.books, "employee", "Jean Roy", given_name="Jean")
    record_add(world.new_client.books, "customer", "Ferme Roy", role="customer")
    browser = signed_in(world.marie)
    just_signed_in(browser)
    home = browser.get(f"/practice/{world.tremblay.public_id}/")

    page = browser.get(link_named(home, words.client_apps))
    assert shows(page, words.client_apps)
    page = browser.get(link_named(page, world.new_client.name))
    page = browser.get(link_named(page, words.find), {"q": words.search})
    page = browser.get(link_named(page, words.app))
    page = browser.get(link_named(page, words.get))
    assert shows(page, words.get)
    page = browser.post(page.request["PATH_INFO"], _profile(), follow=True)
    assert shows(page, words.install_for) and shows(page, words.own)

    page = browser.post(
        page.request["PATH_INFO"], {"client": world.new_client.public_id}, follow=True
    )
    assert shows(page, words.billing) and shows(page, words.install)
    page = _next(browser, page, {"payer": "firm"} | _bill())
    assert shows(page, words.pro)
    page = _next(browser, page, {})
    assert shows(page, words.create) and shows(page, words.link)
    page = _next(browser, page, {"mode": "create"})
    assert shows(page, words.payroll)
    page = _next(browser, page, _pay())
    assert shows(page, words.track)
    page = _next(browser, page, {"tracked": ["employees", "customers"]})
    assert shows(page, words.connected)
    assert "/enter/?from=" in link_named(page, words.go)

    run(once=True)
    page = browser.get(page.request["PATH_INFO"])
    figures = words_of(page)
    assert "hx-trigger" not in page.content.decode().split("import-progress")[1].split(">")[0]
    assert "2" in figures
    world.new_client.refresh_from_db()
    assert world.new_client.company is not None
    assert Subscription.objects.get().payer == Subscription.Payer.FIRM
    assert BillingDetails.objects.get().firm == world.tremblay
    assert Installation.objects.get().state == Installation.State.INSTALLED


def _next(browser: Browser, page, data):  # type: ignore[no-untyped-def]
    """Fills the step in and presses its one button."""
    answer = browser.post(
        page.request["PATH_INFO"], data | {"version": version_of(page)}, follow=True
    )
    assert answer.status_code == 200, words_of(answer)
    return answer


def _profile() -> dict[str, str]:
    return {"given_name": "Marie", "family_name": "Tremblay", "phone": "+1 418 555 0100"}


def _bill() -> dict[str, str]:
    return {
        "bill-legal_name": "Cabinet Tremblay inc.",
        "bill-email": "factures@tremblay.example",
        "bill-address": "1, rue du Port",
        "bill-city": "Québec",
        "bill-region": "CA-QC",
        "bill-postal_code": "G1K 1A1",
    }


def _pay() -> dict[str, str]:
    return {
        "pay_period": "every_two_weeks",
        "period_end_on": "2026-11-28",
        "week_start": "0",
        "time_zone": "America/Toronto",
        "overtime_basis": "place",
        "overtime_region": "CA-QC",
    }
