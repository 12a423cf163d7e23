"""The time clock in a real browser when something else is wrong than the signal: a stranger's page,
a server in trouble, a full disk, a second tab, a new version, a wrong clock. No punch is lost, none
counts twice, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from playwright.sync_api import Route, expect

from pointage.features.timeentries.models import Attachment, Punch, TimeException
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.clock import assets
from pointage.web.clock.views import page as views
from tests.browser.chromium import CHROMIUM
from tests.browser.clocking import (
    FRENCH,
    Phone,
    ready_offline,
    sign_in,
    tap,
    without_background_sync,
)
from tests.web.clock.test_punches import png
from tests.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
]

SIGNAL = "dispatchEvent(new Event('online'))"
NO_STORE = """
const refuse = () => { throw new DOMException("refused", "SecurityError"); };
IDBFactory.prototype.open = refuse;
CacheStorage.prototype.open = CacheStorage.prototype.match = async () => refuse();
"""
CLOCK_SET_BACK = """() => {
  const Real = Date, now = Date.now;
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(now() - 1_800_000); }
    static now() { return now() - 1_800_000; }
  };
}"""


def test_what_a_portal_or_a_broken_server_answers_is_no_answer(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    without_background_sync(page)
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    told: list[str] = []
    answers = [(500, "text/html"), (200, "text/html"), (403, "text/html"), (200, "text/json")]
    # One route that changes its answer: a retry between two routes would reach the server.
    given: dict[str, Any] = {"status": 500, "kind": "text/html"}
    page.route("**/clock/*/", lambda route: answering(**given)(route))
    tap(page, FRENCH.clock_in)
    for status, kind in answers:
        given |= {"status": status, "kind": kind}
        with page.expect_response("**/punches/"):
            page.evaluate(SIGNAL)
        expect(page.locator(".clock-mark.tone-warning")).to_have_count(1)
        expect(page.locator("[data-clock=banner]")).to_be_visible()
        told.append(page.locator("[data-clock=banner-text]").inner_text())
    page.unroute("**/clock/*/")
    page.evaluate(SIGNAL)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    assert not any("ne pouvez plus" in text for text in told)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.get().was_queued


def test_a_portals_page_is_not_kept_as_the_clock(
    phone: Phone, clock: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    monkeypatch.setattr(views, "render", lambda *_given: StrangersPage("<h1>Wi-Fi</h1>"))
    page.evaluate("(clock) => fetch(clock).then((answer) => answer.text())", clock)
    kept = "(clock) => caches.match(clock).then((answer) => answer.text())"
    assert "clock-data" in page.evaluate(kept, clock)


def test_two_tabs_show_the_same_and_send_each_punch_once(
    phone: Phone, clock: str, world: World
) -> None:
    first = phone.open()
    sign_in(first, world.wendy, clock)
    ready_offline(first, clock)
    assert phone.context is not None
    second = phone.context.new_page()
    second.goto(clock)
    phone.set_offline(True)
    tap(first, FRENCH.clock_in)
    expect(second.locator("#clock-state")).to_contain_text(FRENCH.working)
    tap(second, FRENCH.clock_out)
    expect(first.locator("#clock-state")).to_contain_text(FRENCH.off)
    phone.set_offline(False)
    for page in (first, second):
        expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        sent = list(Punch.objects.order_by("id").values_list("action", "outcome"))
    assert sent == [("clock_in", "applied"), ("clock_out", "applied")]


def test_another_persons_session_takes_no_queue_and_a_way_out_is_shown(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    assert phone.context is not None
    other = phone.context.new_page()
    sign_out(phone)
    sign_in(other, world.alice, clock)
    tap(page, FRENCH.clock_in)
    expect(page.locator("[data-clock=banner]")).to_contain_text(world.wendy.full_name)
    other.reload()
    expect(other.locator(".clock-entry")).to_have_count(0)
    page.locator("[data-clock=sign-out]").click()
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/account/login/**")
    sign_in(page, world.wendy, clock)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.get().team_member_id == world.wendy_member.pk


def test_a_browser_that_keeps_nothing_says_so_and_clocks_all_the_same(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    page.add_init_script(NO_STORE)
    sign_in(page, world.wendy, clock)
    banner = page.locator("[data-clock=banner]")
    expect(banner).to_contain_text("ne garde rien sur l'appareil")
    phone.set_offline(True)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-warning")).to_have_count(1)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(300)
    phone.set_offline(False)
    page.evaluate(SIGNAL)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    assert asked == ["beforeunload"]
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.count() == 1


def test_a_photo_that_does_not_get_through_holds_back_no_tap(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    assert phone.context is not None
    phone.context.route("**/files/", lambda route: route.abort())
    page.locator("[data-clock=file]").set_input_files(
        {"name": "four.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.locator("[data-clock=banner]")).to_be_visible()
    tap(page, FRENCH.clock_out)
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.off)
    expect(page.locator(".clock-mark.tone-success")).to_have_count(1)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert (Punch.objects.count(), Attachment.objects.count()) == (2, 0)
    phone.context.unroute("**/files/")
    page.evaluate(SIGNAL)
    expect(page.locator("[data-clock=banner]")).to_be_hidden()
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Attachment.objects.count() == 1


def test_a_new_version_keeps_the_files_of_a_page_it_cannot_renew(
    phone: Phone, clock: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    sign_out(phone)
    first = f"pointage-assets-{assets.version()}"
    renew = """async (version) => {
      const worker = await navigator.serviceWorker.ready;
      const changed = new Promise((done) => navigator.serviceWorker.addEventListener(
        "controllerchange", done, { once: true }));
      await worker.update();
      await changed;
      while (worker.active.state !== "activated") await new Promise((soon) => setTimeout(soon, 50));
      return (await caches.keys()).filter((name) => name.startsWith("pointage-assets-"));
    }"""
    monkeypatch.setattr(assets, "version", lambda: "second")
    assert page.evaluate(renew) == [first, "pointage-assets-second"]
    sign_in(page, world.wendy, clock)
    ready_offline(page, clock)
    monkeypatch.setattr(assets, "version", lambda: "third")
    assert page.evaluate(renew) == ["pointage-assets-third"]


def test_a_clock_set_back_between_two_taps_loses_neither(
    phone: Phone, clock: str, world: World
) -> None:
    page = phone.open()
    sign_in(page, world.wendy, clock)
    phone.set_offline(True)
    tap(page, FRENCH.clock_in)
    expect(page.locator(".clock-mark.tone-warning")).to_have_count(1)
    expect(page.locator("[data-resting]")).to_have_count(0)
    page.evaluate(CLOCK_SET_BACK)
    tap(page, FRENCH.clock_out)
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.off)
    phone.set_offline(False)
    expect(page.locator(".clock-mark.tone-danger")).to_have_count(1)
    expect(page.locator("#clock-state")).to_contain_text(FRENCH.working)
    with tenant_scope(companies=[world.boulangerie.pk]):
        outcomes = list(Punch.objects.order_by("id").values_list("action", "outcome"))
        found = set(TimeException.objects.values_list("kind", flat=True))
    assert outcomes == [("clock_in", "applied"), ("clock_out", "refused")]
    assert TimeException.Kind.DEVICE_CLOCK_WRONG in found


class StrangersPage(HttpResponse):
    """A Wi-Fi's page in place of ours: it knows no header of ours."""

    def __setitem__(self, name: str, value: Any) -> None:
        if name != "X-Clock-Of":
            super().__setitem__(name, value)


def answering(status: int, kind: str) -> Callable[[Route], None]:
    """What answers every request of the clock in the server's place."""
    body = "{}" if kind == "text/json" else "<h1>Wi-Fi</h1>"
    return lambda route: route.fulfill(status=status, body=body, content_type=kind)


def sign_out(phone: Phone) -> None:
    """As when the session runs out: the device is not told."""
    assert phone.context is not None
    phone.context.clear_cookies(name="sessionid")
