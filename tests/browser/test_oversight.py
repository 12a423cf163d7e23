"""Who is working, corrections and exceptions in a real browser: live, accessible, fit for a phone,
and a correction asked and decided in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.practice.access import company_seat_for
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services import punch_record, time_entry_add
from pointage.features.timeentries.services.exceptions import exceptions_refresh
from pointage.features.timeentries.values import EntryFields, PunchValues, RegularTime
from pointage.foundation.identity.models import User
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
def room(world: World, live_server: Any, settings: Any) -> str:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return f"/c/{world.boulangerie.public_id}/oversight/"


def entry_of_wendy(world: World, hours: int) -> TimeEntry:
    """A long stretch that ended an hour ago, typed by Alice."""
    end = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return time_entry_add(
        actor=company_seat_for(world.alice, world.boulangerie.public_id).actor,
        company=world.boulangerie,
        member=world.wendy_member,
        time=RegularTime(
            started_at=end - timedelta(hours=hours), ended_at=end, time_zone="America/Toronto"
        ),
        fields=EntryFields(),
    )


def clock(world: World, user: User, action: str) -> None:
    seat = company_seat_for(user, world.boulangerie.public_id)
    assert seat.team_member is not None
    punch_record(
        actor=seat.actor,
        company=world.boulangerie,
        member=seat.team_member,
        values=PunchValues(client_id=action, action=action, device_at=timezone.now()),
    )


def signed_in(browser: Browser, live_server: Any, user: User, language: str, width: int) -> Page:
    user.language = language
    user.save(update_fields=["language"])
    page = browser.new_context(
        base_url=live_server.url,
        locale="fr-CA" if language == "fr-ca" else "en-CA",
        viewport={"width": width, "height": 844},
        color_scheme="dark" if width < 600 else "light",
        bypass_csp=True,  # axe is put into the page
    ).new_page()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=login]) button.btn-primary").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    answer = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    found = [f"{page.url} {v['id']}: {v['nodes'][0]['html']}" for v in answer["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append(f"{page.url} is wider than the screen")
    return found


def test_the_list_follows_the_clock_by_itself(
    browser: Browser, live_server: Any, world: World, room: str
) -> None:
    page = signed_in(browser, live_server, world.alice, "fr-ca", 1280)
    page.goto(room + "working/")
    row = page.locator("tr", has_text=world.wendy_member.full_name)
    expect(row).to_contain_text("Pas en poste")
    clock(world, world.wendy, "clock_in")
    expect(row).to_contain_text("En poste", timeout=10_000)
    page.context.close()


WORDS = {
    "fr-ca": ("Envoyer la demande", "Approuver", "Approuvée", "Traiter", "Réglée"),
    "en": ("Send the request", "Approve", "Approved", "Deal with it", "Resolved"),
}


@pytest.mark.parametrize(("language", "width"), [("fr-ca", 390), ("en", 1280)])
def test_a_correction_is_asked_and_decided(
    browser: Browser, live_server: Any, world: World, room: str, language: str, width: int
) -> None:
    send, approve, approved, deal, resolved = WORDS[language]
    entry = entry_of_wendy(world, 13)
    exceptions_refresh(world.boulangerie)
    found: list[str] = []

    wendy = signed_in(browser, live_server, world.wendy, language, width)
    wendy.goto(f"{room}corrections/new/{entry.public_id}/")
    found += faults(wendy)
    wendy.locator("[name=note]").fill("☕ مخبز")
    wendy.locator("[name=reason]").fill("Inventaire")
    wendy.get_by_role("button", name=send).click()
    wendy.wait_for_url("**/corrections/")
    found += faults(wendy)
    wendy.context.close()

    alice = signed_in(browser, live_server, world.alice, language, width)
    for page in ("working/", "exceptions/"):
        alice.goto(room + page)
        found += faults(alice)
    alice.goto(room + "corrections/")
    alice.get_by_role("link", name=world.wendy_member.full_name).click()
    expect(alice.locator("ins")).to_contain_text("☕ مخبز")
    found += faults(alice)
    alice.get_by_role("button", name=approve, exact=True).click()
    alice.wait_for_url("**/corrections/")
    alice.goto(room + "corrections/?state=all")
    expect(alice.locator("table")).to_contain_text(approved)

    alice.goto(room + "exceptions/")
    row = alice.locator("tr", has_text=world.wendy_member.full_name).first
    row.locator("summary").click()
    row.get_by_text(deal).click()
    alice.locator("dialog[open]").get_by_role("button", name=resolved).click()
    alice.wait_for_url("**/exceptions/")
    alice.context.close()
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert TimeEntry.objects.get(pk=entry.pk).note == "☕ مخبز"
    assert found == []
