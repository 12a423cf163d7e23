"""Books in a real browser: every page is accessible and fits a phone, and an import shows its
progress by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.books.models import ImportIssue
from pointage.features.books.services.files import file_upload
from pointage.foundation.outbox import worker
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.books.helpers import ACTOR, bring_in, link, put
from tests.world import PASSWORD, World

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

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


def signed_in(browser: Browser, live_server: Any, world: World, **options: Any) -> Page:
    page = browser.new_context(base_url=live_server.url, locale="fr-CA", **options).new_page()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(world.alice.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=login]) button.btn-primary").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(
    browser: Browser, live_server: Any, settings: Any, world: World, scheme: str
) -> None:
    settings.BASE_URL = live_server.url
    books = world.boulangerie_client.books
    assert books is not None
    connection = link(world.boulangerie, books)
    put(books, "employee", "1", "Zoé", email="faux", given_name="Zoé")
    put(books, "customer", "c1", "Acme", role="customer")
    run = bring_in(connection)
    upload, _usable = file_upload(
        actor=ACTOR,
        books=books,
        file_name="liste.csv",
        content=b"Employee,Email,SIN\nLou Roy,faux,1\nTotal,,\n",
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        issue = ImportIssue.objects.get()
    page = signed_in(
        browser, live_server, world,
        viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True,
    )  # fmt: skip
    home = f"/c/{world.boulangerie.public_id}/books/"
    found: list[str] = []
    for path in (
        "",
        "lists/customer/",
        "lists/customer/add/",
        "lists/contractor/",
        "files/",
        f"files/{upload.public_id}/",
        f"files/{upload.public_id}/columns/",
        "imports/",
        f"imports/{run.public_id}/",
        f"issues/{issue.public_id}/",
        "imports/undo/",
    ):
        page.goto(home + path)
        page.evaluate(AXE.read_text())
        answer = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        found += [f"{path} {v['id']}: {v['nodes'][0]['html']}" for v in answer["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{path} is wider than the screen")
    page.context.close()
    assert found == []


def test_an_import_shows_its_progress_by_itself(
    browser: Browser, live_server: Any, settings: Any, world: World
) -> None:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    books = world.boulangerie_client.books
    assert books is not None
    link(world.boulangerie, books)
    put(books, "employee", "1", "Zoé Roy", email="zoe@r.example")
    page = signed_in(browser, live_server, world)
    page.goto(f"/c/{world.boulangerie.public_id}/books/imports/")
    page.get_by_role("button", name="Importer maintenant").click()
    expect(page.locator("#import-progress")).to_contain_text("En attente")
    worker.run(once=True)
    expect(page.locator("#import-progress")).to_contain_text("Terminée", timeout=15_000)
    page.context.close()
