"""Time in a real browser: the week by keyboard, the warning before leaving, the timeline by mouse
and keys, the editor's one-click fix, a crew; in both languages, on a desk and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from pointage.features.companies.models import Company
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import instant_at, zone_named
from tests import world as world_module
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text()
DESK, PHONE = (1280, 900), (390, 844)
ZONE = zone_named("America/Toronto")
CASES = [("fr-ca", DESK), ("en", DESK), ("fr-ca", PHONE), ("en", PHONE)]

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


@dataclass(slots=True)
class Shop:
    """The bakery with two jobs, and Monday of last week, whose days are all over."""

    world: World
    bread: Job
    cakes: Job
    zoe: TeamMember
    monday: date
    base: str

    @property
    def company(self) -> Company:
        return self.world.boulangerie

    def entries(self) -> list[TimeEntry]:
        with tenant_scope(companies=[self.company.pk]):
            return list(TimeEntry.objects.order_by("local_on", "started_at", "id"))

    def entry(self, on: date, start: str, end: str, job: Job) -> TimeEntry:
        started = instant_at(on, time.fromisoformat(start), ZONE)
        ended = instant_at(on, time.fromisoformat(end), ZONE)
        with tenant_scope(companies=[self.company.pk]):
            return TimeEntry.objects.create(
                company=self.company, team_member=self.world.alice_member, started_at=started,
                ended_at=ended, seconds=int((ended - started).total_seconds()), local_on=on,
                time_zone="America/Toronto", job=job,
            )  # fmt: skip


@pytest.fixture
def shop(world: World) -> Shop:
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        bread = Job.objects.create(company=company, name="Pain", full_name="Pain")
        cakes = Job.objects.create(company=company, name="Gâteaux", full_name="Gâteaux")
        zoe = world_module.person(company, "Zoé", "Martin", "zoe@boulangerie.example")
    today = datetime.now(UTC).astimezone(ZONE).date()
    monday = today - timedelta(days=today.isoweekday() % 7 + 6)
    return Shop(world, bread, cakes, zoe, monday, f"/c/{company.public_id}/time/")


Open = Callable[[User, str, tuple[int, int]], Page]


@pytest.fixture
def opened(browser: Browser, live_server: Any, settings: Any) -> Iterator[Open]:
    """`opened(user, "fr-ca", DESK)` is the signed-in person's browser; a script error fails."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    cache.clear()
    contexts = []
    errors: list[str] = []

    def make(user: User, language: str, size: tuple[int, int]) -> Page:
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        client.post("/me/security/later/")
        context = browser.new_context(
            base_url=live_server.url,
            locale="fr-CA" if language == "fr-ca" else "en-CA",
            viewport={"width": size[0], "height": size[1]},
            timezone_id="America/Toronto",
            has_touch=size == PHONE,
        )
        contexts.append(context)
        cookies = [
            {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            for name in (django_settings.SESSION_COOKIE_NAME,)
        ]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if said.type == "error" else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert [error for error in errors if "422" not in error] == []


def look(page: Page) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@pytest.mark.parametrize(("language", "size"), CASES)
def test_every_page_is_clean(
    shop: Shop, opened: Open, language: str, size: tuple[int, int]
) -> None:
    entry = shop.entry(shop.monday, "08:00", "12:00", shop.bread)
    page = opened(shop.world.alice, language, size)
    on = shop.monday.isoformat()
    for address in (
        f"?range=dates&first={on}&last={on}&columns_set=1&columns=job&columns=note&empty=1",
        f"week/?on={on}",
        f"timeline/?on={on}",
        "crew/",
        "deleted/",
        f"new/?on={on}",
        f"{entry.public_id}/",
        f"{entry.public_id}/split/",
        f"{entry.public_id}/delete/",
        f"{entry.public_id}/history/",
    ):
        page.goto(shop.base + address)
        expect(page.locator("h1")).to_be_visible()
        look(page)


@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a_week_is_typed_by_keyboard_like_a_spreadsheet(
    shop: Shop, opened: Open, language: str
) -> None:
    page = opened(shop.world.alice, language, DESK)
    page.goto(f"{shop.base}week/?on={shop.monday}")
    for job in (shop.bread, shop.cakes):
        page.locator("button[name=new]").click()
        page.locator("#week-add summary").click()
        page.locator(f"#week-add input[value='{job.public_id}']").check()
        page.locator("button[name=add]").click()
        expect(page.locator(".week-table tbody th")).to_contain_text([job.name] if job is shop.bread else [shop.bread.name, job.name])  # noqa: E501  # fmt: skip
    page.locator("[name='h-0-1']").focus()
    keys = page.keyboard
    keys.type("8,5")
    keys.press("Enter")  # down
    expect(page.locator("[name='h-1-1']")).to_be_focused()
    keys.type("1:15")
    keys.press("ArrowRight")
    keys.type("45m")
    keys.press("ArrowUp")
    keys.type("7h30")
    expect(page.locator("[data-week-total]")).to_have_text(
        "18\u00a0h\u00a000" if language == "fr-ca" else "18:00"
    )
    # leaving asks first
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".week-move a").first.click()
    expect(page.locator("[name='h-0-1']")).to_have_value("8,5")
    assert asked == ["beforeunload"]
    page.locator("[name='h-0-1']").focus()
    keys.press("Tab")
    page.locator("button[name=save]").click()
    expect(page.locator(".toast-note")).to_be_visible()
    assert sorted(entry.seconds for entry in shop.entries()) == [2_700, 4_500, 27_000, 30_600]


def test_cells_pasted_from_a_spreadsheet_and_wrong_ones_told(shop: Shop, opened: Open) -> None:
    page = opened(shop.world.alice, "en", DESK)
    page.goto(f"{shop.base}week/?on={shop.monday}")
    page.locator("button[name=new]").click()
    page.locator("button[name=add]").click()
    page.locator("[name='h-0-0']").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "4\\t4.25\\tmuch");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("[name='h-0-1']")).to_have_value("4.25")
    page.locator("button[name=save]").click()
    expect(page.locator("#x-0-2")).to_contain_text("8h30")
    expect(page.locator("[name='h-0-1']")).to_have_value("4.25")
    assert shop.entries() == []


def test_a_phone_shows_a_day_at_a_time(shop: Shop, opened: Open) -> None:
    page = opened(shop.world.alice, "fr-ca", PHONE)
    page.goto(f"{shop.base}week/?on={shop.monday}")
    page.locator("button[name=new]").tap()
    page.locator("button[name=add]").tap()
    expect(page.locator("[name='h-0-1']")).to_be_visible()
    expect(page.locator("[name='h-0-2']")).to_be_hidden()
    page.locator("[data-show-day='2']").tap()
    page.locator("[name='h-0-2']").fill("8h30")
    page.locator("button[name=save]").tap()
    expect(page.locator(".toast-note")).to_be_visible()
    assert [entry.seconds for entry in shop.entries()] == [30_600]


def test_the_timeline_is_dragged_and_moved_by_keys(shop: Shop, opened: Open) -> None:
    entry = shop.entry(shop.monday, "08:00", "12:00", shop.bread)
    page = opened(shop.world.alice, "en", DESK)
    page.goto(f"{shop.base}timeline/?on={shop.monday}")
    block = page.locator(".block")
    expect(block).to_be_visible()
    lane = page.locator(".lane-day")
    hour = lane.evaluate("each => each.getBoundingClientRect().height / 24")

    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] + hour * 1.48, steps=6)
    page.mouse.up()
    dialog = page.locator("#entry-dialog")
    expect(dialog.locator("[name=starts_at]")).to_have_value("08:00")
    expect(dialog.locator("[name=ends_at]")).to_have_value("13:30")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".toast-note")).to_be_visible()
    assert shop.entries()[0].seconds == 19_800

    block.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(dialog.locator("[name=starts_at]")).to_have_value("08:14")
    page.keyboard.press("Escape")

    # a new stretch on an empty place
    empty = lane.bounding_box()
    assert empty is not None
    page.mouse.move(empty["x"] + 60, empty["y"] + hour * 14.5)
    page.mouse.down()
    page.mouse.move(empty["x"] + 60, empty["y"] + hour * 16, steps=6)
    page.mouse.up()
    expect(dialog.locator("[name=starts_at]")).to_have_value("14:30")
    expect(dialog.locator("[name=ends_at]")).to_have_value("16:00")
    look(page)
    assert entry in shop.entries()


@pytest.mark.parametrize(
    ("language", "size", "save"), [("fr-ca", DESK, "Enregistrer"), ("en", PHONE, "Save")]
)
def test_an_overlap_is_mended_by_one_click_in_the_dialog(
    shop: Shop, opened: Open, language: str, size: tuple[int, int], save: str
) -> None:
    shop.entry(shop.monday, "10:00", "14:00", shop.cakes)
    page = opened(shop.world.alice, language, size)
    on = shop.monday.isoformat()
    page.goto(f"{shop.base}?range=dates&first={on}&last={on}")
    page.locator(".page-head-actions [data-entry-editor]").click()
    dialog = page.locator("#entry-dialog")
    dialog.locator("[name=starts_on]").fill(on)
    dialog.locator("[name=starts_at]").fill("08:00")
    dialog.locator("[name=ends_at]").fill("12:00")
    dialog.get_by_role("button", name=save, exact=True).click()
    fix = dialog.locator("button[name=fix]")
    expect(fix).to_be_visible()
    expect(dialog.locator("[data-error-summary]")).to_contain_text("Gâteaux")
    look(page)
    assert len(shop.entries()) == 1
    fix.click()
    expect(page.locator(".toast-note")).to_be_visible()
    assert [entry.seconds for entry in shop.entries()] == [14_400, 7_200]


def test_a_crew_is_clocked_in_together(shop: Shop, opened: Open) -> None:
    page = opened(shop.world.alice, "fr-ca", PHONE)
    page.goto(f"{shop.base}crew/")
    page.get_by_text("Zoé Martin").tap()
    page.get_by_text("Wendy Bélanger").tap()
    page.locator(".what-job summary").tap()
    page.locator(f".what-job input[value='{shop.bread.public_id}']").check()
    page.locator("button[value=clock_in]").tap()
    expect(page.locator(".crew-results li")).to_have_count(2)
    look(page)
    with tenant_scope(companies=[shop.company.pk]):
        running = TimeEntry.objects.filter(ended_at__isnull=True, kind="regular")
        assert {entry.job_id for entry in running} == {shop.bread.pk}
