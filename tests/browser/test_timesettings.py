"""Time settings and breaks in a real browser: accessible, fit for a phone, changed in French."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.queries import time_settings_of
from pointage.features.companies.services.prepared_breaks import prepared_breaks_add
from pointage.features.practice.access import company_seat_for
from pointage.features.timeentries.services import punch_record
from pointage.features.timeentries.values import PunchValues
from pointage.foundation.tenancy.scope import tenant_scope
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.world import PASSWORD, World

AXE = Path(__file__).parent / "vendor" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread; Django's queries here are not part of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def bakery(world: World, live_server: Any, settings: Any) -> Company:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    prepared_breaks_add(world.boulangerie)
    return world.boulangerie


def break_page(world: World) -> str:
    """Where a break is put into a day that Wendy clocked yesterday."""
    start = timezone.now() - timedelta(hours=30)
    for action, at in (("clock_in", start), ("clock_out", start + timedelta(hours=8))):
        result = punch_record(
            actor=company_seat_for(world.wendy, world.boulangerie.public_id).actor,
            company=world.boulangerie,
            member=world.wendy_member,
            values=PunchValues(client_id=action, action=action, device_at=at),
        )
    assert result.entry is not None
    return f"/c/{world.boulangerie.public_id}/time/{result.entry.public_id}/break/"


def signed_in(browser: Browser, live_server: Any, world: World, **options: Any) -> Page:
    page = browser.new_context(base_url=live_server.url, locale="fr-CA", **options).new_page()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(world.alice.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=login]) button.btn-primary").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(
    browser: Browser, live_server: Any, world: World, bakery: Company, scheme: str, width: int
) -> None:
    world.alice.language = "en" if scheme == "dark" else "fr-ca"
    world.alice.save(update_fields=["language"])
    with tenant_scope(companies=[bakery.pk]):
        BreakRule.objects.update(is_active=True)
        lunch = BreakRule.objects.order_by("pk")[0]
    room = f"/c/{bakery.public_id}/settings/time/"
    paths = ("", "fairness/", "breaks/", "breaks/add/", f"breaks/{lunch.public_id}/")
    pages = [*(room + path for path in paths), break_page(world)]
    page = signed_in(
        browser, live_server, world,
        viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True,
    )  # fmt: skip
    found: list[str] = []
    for path in pages:
        page.goto(path)
        page.evaluate(AXE.read_text())
        answer = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        found += [f"{path} {v['id']}: {v['nodes'][0]['html']}" for v in answer["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{path} is wider than the screen")
    page.context.close()
    assert found == []


def test_an_administrator_sets_time_tracking_and_breaks_in_french(
    browser: Browser, live_server: Any, world: World, bakery: Company
) -> None:
    Company.objects.filter(pk=bakery.pk).update(region="US-NY")  # where rounding is allowed
    page = signed_in(browser, live_server, world)
    page.goto(f"/c/{bakery.public_id}/settings/time/")
    preview = page.locator("#rounding-preview")
    expect(preview).to_contain_text("Rien n'est arrondi")
    page.get_by_label("Arrondir les pointages à").select_option("15")
    expect(preview).to_contain_text("16 h 15")
    page.get_by_label("L'arrivée est arrondie").select_option("up")
    expect(preview).to_contain_text("16 h 30")
    page.get_by_label("Pointer le départ des gens après (heures)").fill("10,5")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    with tenant_scope(companies=[bakery.pk]):
        kept = time_settings_of(bakery.pk)
        assert (kept.rounding_minutes, kept.rounding_in) == (15, "up")
        assert kept.clock_out_after_seconds == 37_800
    page.get_by_role("link", name="Pauses").click()
    page.get_by_role("link", name="Pause repas").click()
    page.get_by_text("Elle est ajoutée automatiquement", exact=True).click()
    page.get_by_role("textbox", name="Heures de travail").fill("5")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("ajoutée après 5 h de travail")
    page.locator("summary", has_text="Actions pour Pause repas").click()
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_text("Pause repas : pause activée.")).to_be_visible()
    with tenant_scope(companies=[bakery.pk]):
        lunch = BreakRule.objects.get(name="Pause repas")
        assert (lunch.is_active, lunch.after_seconds) == (True, 5 * 3600)
    page.context.close()
