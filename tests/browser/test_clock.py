"""The time clock in a real browser, in both languages, on desk and phone; and without a signal: the
queue outlives the browser, and each punch arrives once."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Playwright, expect

from pointage.features.timeentries.models import EntryNote, Punch, TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.clocking import (
    ENGLISH,
    FRENCH,
    Phone,
    Words,
    choose,
    ready_offline,
    sign_in,
    tap,
    without_background_sync,
)
from tests.web.clock.test_punches import png
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
]


def axe_findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{r['id']}: {n['html'][:160]}" for r in found["violations"] for n in r["nodes"]]


@pytest.mark.parametrize(
    ("words", "width"),
    [(FRENCH, 390), (ENGLISH, 390), (FRENCH, 1280), (ENGLISH, 1280)],
    ids=["fr-390", "en-390", "fr-1280", "en-1280"],
)
def test_a_day_at_the_clock(
    words: Words, width: int, phone: Phone, clock: str, world: World
) -> None:
    language = "fr-ca" if words is FRENCH else "en"
    User.objects.filter(pk=world.wendy.pk).update(language=language)
    page = phone.open(width=width, language="fr-CA" if words is FRENCH else "en-CA")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda s: complaints.append(s.text) if s.type == "error" else None)
    sign_in(page, world.wendy, clock)
    page.locator("[data-clock=job]").click()
    page.locator("#clock-search").fill("pain")
    choose(page, "Pain")
    tap(page, words.clock_in)
    expect(page.locator("#clock-state")).to_contain_text(words.working)
    expect(page.locator(".clock-entry")).to_contain_text(words.synced)
    expect(page.locator("[data-clock=now]")).to_contain_text("Pain")
    page.locator("#clock-note").fill("Farine reçue 🚚")
    page.get_by_role("button", name=words.add, exact=True).click()
    expect(page.locator("[data-clock=notes]")).to_contain_text("Farine reçue 🚚")
    page.locator("[data-clock=file]").set_input_files(
        {"name": "four.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.locator("[data-clock=files] a")).to_have_text("four.png")
    tap(page, "Pause")
    tap(page, words.back)
    expect(page.locator("[data-clock=now]")).to_contain_text("Pain")
    tap(page, words.switch)
    choose(page, "Fours")
    expect(page.locator(".clock-entry")).to_have_count(4)
    timer = page.locator("[data-clock=timer]")
    before = timer.inner_text()
    expect(timer).not_to_have_text(before)
    tap(page, words.clock_out)
    expect(page.locator("#clock-state")).to_contain_text(words.off)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(4)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = page.evaluate(
        """[...document.querySelectorAll(".clock button, .clock label.btn")]
          .filter((b) => b.offsetParent && b.getBoundingClientRect().height < 48)
          .map((b) => b.outerHTML)"""
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        actions = list(Punch.objects.order_by("device_at").values_list("action", flat=True))
        notes = EntryNote.objects.count()
    assert (overflow, small, complaints) == (0, [], [])
    assert actions == ["clock_in", "start_break", "end_break", "switch", "clock_out"]
    assert notes == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    scheme: Any, playwright: Playwright, phone: Phone, clock: str, world: World
) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    context = browser.new_context(
        base_url=phone.base, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 390, "height": 844},
    )  # fmt: skip
    page = context.new_page()
    sign_in(page, world.wendy, clock)
    off = axe_findings(page)
    page.locator("[data-clock=job]").click()
    picking = axe_findings(page)
    choose(page, "Fours")
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    working = axe_findings(page)
    browser.close()
    assert (off, picking, working) == ([], [], [])


def test_a_trembling_finger_punches_once(phone: Phone, clock: str, world: World) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    page.get_by_role("button", name=FRENCH.clock_in).dblclick()
    # The tapped button is gone; whoever uses the keyboard goes on from the next.
    expect(page.locator("[data-clock=clock_out]")).to_be_focused()
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    tap(page, FRENCH.clock_out)
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.off)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.count() == 2


def test_punches_outlive_a_browser_killed_without_a_signal(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    phone.wait_until_installed()
    phone.set_offline(True)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-entry")).to_contain_text(FRENCH.waiting)
    phone.kill()

    page = phone.open(without_network=True)
    page.goto("/clock/")
    expect(page).to_have_url(re.compile(clock))
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.working)
    expect(page.locator(".clock-entry")).to_contain_text(FRENCH.waiting)
    expect(page.locator("[data-clock=banner]")).to_contain_text("1 pointage attend")
    page.locator("#clock-note").fill("Sans réseau")
    tap(page, FRENCH.clock_out)
    expect(page.locator("[data-clock=banner]")).to_contain_text("3 pointages attendent")
    phone.kill()

    page = phone.open()
    page.goto("/account/login/")
    expect(page.locator("[data-unsent]")).to_contain_text("3 pointages")
    sign_in(page, world.wendy, clock)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    expect(page.locator("[data-clock=banner]")).to_be_hidden()
    page.reload()
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)

    with tenant_scope(companies=[world.boulangerie.pk]):
        punches = list(Punch.objects.order_by("id"))
        entry = TimeEntry.objects.get()
        note = EntryNote.objects.get()
    assert [each.action for each in punches] == ["clock_in", "clock_out"]
    assert all(each.was_queued and each.received_at > each.device_at for each in punches)
    assert entry.started_at == punches[0].device_at.replace(microsecond=0)
    assert entry.ended_at == punches[1].device_at.replace(microsecond=0)
    assert (note.body, note.time_entry_id) == ("Sans réseau", entry.pk)


def test_the_queue_leaves_when_the_signal_is_back(phone: Phone, clock: str, world: World) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    phone.set_offline(True)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-warning")).to_have_count(1)
    phone.set_offline(False)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.get().was_queued


def test_nothing_is_lost_when_the_session_ends_or_somebody_else_signs_in(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    assert phone.context is not None
    phone.context.clear_cookies(name="sessionid")
    tap(page, FRENCH.clock_in)
    banner = page.locator("[data-clock=banner]")
    expect(banner).to_contain_text("pour envoyer 1 pointage")
    sign_in(page, world.alice, clock)
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.off)
    expect(page.locator(".clock-entry")).to_have_count(0)
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/account/login/**")
    kept = "caches.open('pointage-pages').then((cache) => cache.keys()).then((all) => all.length)"
    assert page.evaluate(kept) == 0
    sign_in(page, world.wendy, clock)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.get().team_member_id == world.wendy_member.pk


def test_signing_out_with_unsent_punches_asks_and_keeps_them(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    without_background_sync(page)
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    page.route("**/punches/", lambda route: route.abort())
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-entry")).to_contain_text(FRENCH.waiting)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    page.locator(".user-trigger").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/account/login/**")
    page.unroute("**/punches/")
    sign_in(page, world.wendy, clock)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    assert "pas encore envoyé" in asked[0]


def test_a_refused_punch_is_shown_with_its_reason(phone: Phone, clock: str, world: World) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        entry = TimeEntry.objects.get()
        TimeEntry.objects.filter(pk=entry.pk).update(ended_at=entry.started_at, end_source="web")
    tap(page, FRENCH.clock_out)
    refused = page.locator(".clock-mark.tone-danger")
    expect(refused).to_contain_text("transmis à votre gestionnaire")
    expect(page.locator("[data-clock=banner]")).to_contain_text("1 pointage a été refusé")
    expect(page.locator(".clock-entry").first).to_contain_text("transmis à votre gestionnaire")
    until = time.monotonic() + 5
    with tenant_scope(companies=[world.boulangerie.pk]):
        while Punch.objects.filter(outcome="refused").count() != 1:
            assert time.monotonic() < until
