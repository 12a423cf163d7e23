"""Takes the pictures of the README from the sample practice: `python -m scripts.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.serving import Server, free_port

from pointage.features.practice.sample.data import SAMPLE_PASSWORD, TEAM

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"


def signed_in(browser: Browser, server: Server, size: tuple[int, int], *, dark: bool) -> Page:
    """A page in English, already past the reminder of a second step."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-CA",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{server.url}/account/login/")
    page.locator("input[name=login]").fill(TEAM[2].email)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/practice/**")
    later = page.get_by_role("button", name="Later")
    if later.count():
        later.click()
    return page


def shot(page: Page, name: str) -> None:
    page.screenshot(path=str(IMAGES / f"{name}.png"), full_page=name == "wizard")


def wizard(page: Page) -> None:
    """Leads a draft to the payroll settings."""
    base = page.url
    page.goto(f"{base}find/pointage-time/install/?q=tidewater")
    page.get_by_role("button", name="Tidewater Boatworks").click()
    page.get_by_label("Billed to the client").check()
    page.get_by_role("button", name="Install", exact=True).click()
    password = page.locator("input[type=password]")
    if password.count():
        password.fill(SAMPLE_PASSWORD)
    page.locator("main form button[type=submit], button[form=wizard-form]").last.click()
    page.get_by_label("Create a new client account").check()
    page.get_by_role("button", name="Next").click()
    page.locator("[name=period_end_on]").fill("2026-11-21")
    page.wait_for_timeout(1500)
    page.goto(page.url)
    page.locator("[name=period_end_on]").fill("2026-11-21")
    page.wait_for_timeout(1500)
    shot(page, "wizard")


def at_work(
    browser: Browser, server: Server, email: str, size: tuple[int, int], **look: Any
) -> Page:
    """A page of the sample company, as that person sees it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **look
    )
    page = context.new_page()
    page.goto(f"{server.url}/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/c/**")
    return page


def company_of(page: Page) -> str:
    """The company's address, whichever of its pages is shown."""
    start, rest = page.url.split("/c/")
    return f"{start}/c/{rest.split('/')[0]}/"


def clock(browser: Browser, server: Server) -> None:
    """A worker's phone, in French, just clocked in."""
    look = {"locale": "fr-CA", "color_scheme": "dark"}
    page = at_work(browser, server, "a2@graindor.example", (390, 780), **look)
    page.goto(f"{company_of(page)}clock/")
    arrive = page.get_by_role("button", name="Pointer mon arrivée").and_(page.locator(":visible"))
    if arrive.count():
        arrive.first.click()
        page.locator(".clock-mark.tone-success").wait_for()
    shot(page, "phone")


def working(browser: Browser, server: Server) -> None:
    """Who is working, for the administrator, in French."""
    page = at_work(browser, server, "simon@graindor.example", (1280, 800), locale="fr-CA")
    later = page.get_by_role("button", name="Plus tard")
    if later.count():
        later.click()
        page.wait_for_load_state()
    page.goto(f"{company_of(page)}oversight/working/")
    page.locator(".data-table").wait_for()
    shot(page, "working")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data", free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            desk = signed_in(browser, server, (1280, 800), dark=False)
            shot(desk, "console")
            wizard(desk)
            clock(browser, server)
            working(browser, server)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
