"""The gallery of components in a real browser: accessibility, phones, keyboard, work without
scripts, page weight. It starts a server of its own; the pages of the product have their own tests.
"""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Dialog, Page, Response, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "tests/browser/vendor/axe.min.js"
WORDS = ROOT / "src/pointage/web/components/locale/fr_CA/LC_MESSAGES/django.po"
START_SECONDS = 20
FIRST_VISIT_BYTES = 300_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery, served by its own process with its own settings."""
    with WORDS.open("rb") as source, WORDS.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="fr_CA"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.web.components_settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    server = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/components/"
    try:
        wait_until_it_answers(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; fail if it dies or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the gallery's server stopped"
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the gallery's server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, gallery: str) -> Iterator[OpenPage]:
    """Open a gallery page; the browser's complaints are kept in `page.complaints`."""
    contexts = []

    def opened(path: str = "", *, width: int = 1280, language: str = "en-CA", **kw: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 850}, locale=language, **kw
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        complaints: list[str] = []
        page.complaints = complaints  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.goto(gallery + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def axe_findings(page: Page) -> list[str]:
    """What axe-core objects to, one line for each element."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr-CA", "en-CA"])
@pytest.mark.parametrize("path", ["", "errors", "wizard", "focus", "confirm", "?q=zzz&toast=1"])
def test_axe_finds_nothing_and_nothing_overflows(
    open_page: OpenPage, path: str, language: str, theme: str, width: int
) -> None:
    # Axe itself is injected, which the page's own policy rightly refuses.
    page = open_page(path, width=width, language=language, color_scheme=theme, bypass_csp=True)

    assert axe_findings(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_open_menus_and_dialogs(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width, bypass_csp=True, reduced_motion="reduce")

    page.get_by_role("button", name="Add a person").first.click()
    in_dialog = axe_findings(page)
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Export").click()
    in_menu = axe_findings(page)

    assert in_dialog == []
    assert in_menu == []


def test_the_content_security_policy_is_met(open_page: OpenPage) -> None:
    page = open_page()

    page.locator("summary", has_text="Your account").click()
    page.get_by_role("button", name="Dark").click()

    assert page.complaints == []  # type: ignore[attr-defined]


def test_no_english_is_left_on_a_french_page(open_page: OpenPage) -> None:
    page = open_page(language="fr-CA")

    english = re.compile(r"\b(the|and|with|Search|Select|Close|Next|Back|Page of)\b")
    words = page.locator("body").inner_text()

    assert page.locator("html").get_attribute("lang") == "fr-ca"
    assert english.findall(words.replace("Back-office", "")) == []


def test_a_menu_opens_moves_and_closes_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    button = page.locator("summary", has_text="Export")

    button.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="CSV")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Excel")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="CSV")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_row_menu_opens_the_confirm_dialog_and_cancel_changes_nothing(
    open_page: OpenPage,
) -> None:
    page = open_page()
    address = page.url

    page.locator("summary", has_text="Actions for Demo Roofing").click()
    page.locator("#row-4").get_by_role("link", name="Remove").click()
    dialog = page.get_by_role("alertdialog", name="Remove this client?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog).to_be_hidden()
    assert page.url == address


def test_without_scripts_the_same_question_is_a_page(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)

    page.locator("summary", has_text="Actions for Demo Roofing").click()
    page.locator("#row-4").get_by_role("link", name="Remove").click()

    expect(page.get_by_role("heading", name="Remove this client?")).to_be_visible()


def test_search_narrows_while_typing_and_keeps_the_address(open_page: OpenPage) -> None:
    page = open_page()

    page.get_by_role("searchbox", name="Search clients").press_sequentially("demo")

    expect(page.locator("#clients tbody tr")).to_have_count(1)
    expect(page.get_by_role("searchbox", name="Search clients")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=demo$"))


def test_search_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)

    page.get_by_role("searchbox", name="Search clients").fill("demo")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("#clients tbody tr")).to_have_count(1)


def test_the_theme_is_applied_at_once_and_remembered(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")

    page.locator("summary", has_text="Your account").click()
    with page.expect_response("**/preferences/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_switch_stays_on_the_page(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("focus", java_script_enabled=scripts)

    page.get_by_role("button", name="Français").click()

    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    assert page.url.endswith("/components/focus")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page: OpenPage) -> None:
    page = open_page("errors")

    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Email").click()

    expect(page.get_by_role("textbox", name="Email")).to_be_focused()


def test_a_field_says_its_help_and_its_error(open_page: OpenPage) -> None:
    page = open_page("errors")

    name = page.get_by_role("textbox", name="Company name")

    expect(name).to_have_accessible_description(
        "As it appears on pay slips. This field is required."
    )
    expect(name).to_have_attribute("aria-invalid", "true")


def test_a_form_is_sent_once(open_page: OpenPage) -> None:
    page = open_page("focus")
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(request.method) if "/components/" in request.url else None,
    )
    # An answer without content leaves the page as it is, as a slow answer would.
    page.route("**/components/focus*", lambda route: route.fulfill(status=204))
    page.get_by_role("textbox", name="Email").fill("sam@example.com")

    send = page.get_by_role("button", name="Next")
    send.evaluate("button => { button.click(); button.click(); }")
    send.click()

    expect(send).to_have_attribute("data-busy", "")
    assert sent == ["POST"]


def test_selecting_all_ticks_every_row(open_page: OpenPage) -> None:
    page = open_page()

    page.get_by_role("checkbox", name="Select all rows").check()
    page.get_by_role("checkbox", name="Select Demo Roofing").uncheck()

    expect(page.locator('input[name="ids"]:checked')).to_have_count(4)
    assert page.get_by_role("checkbox", name="Select all rows").evaluate("box => box.indeterminate")


def test_messages_stay_until_closed_when_something_failed(open_page: OpenPage) -> None:
    page = open_page("?toast=1")

    failure = page.get_by_role("alert").filter(has_text="The mail server did not answer")
    expect(failure).to_be_visible()
    failure.get_by_role("button", name="Close").click()

    expect(failure).to_be_hidden()


def test_a_failed_request_speaks_the_readers_language(open_page: OpenPage) -> None:
    page = open_page(language="fr-CA")
    page.route("**/components/?q=*", lambda route: route.fulfill(status=500, body="boom"))

    page.get_by_role("searchbox", name="Chercher des clients").press_sequentially("x")

    said = page.get_by_role("region", name="Messages").get_by_role("alert")
    expect(said).to_contain_text("Une erreur est survenue de notre côté")
    expect(page.locator("#clients tbody tr")).to_have_count(5)


def test_copying_says_so_and_keeps_the_text(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy", exact=True).click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/join/sample")


def test_a_chosen_file_is_named(open_page: OpenPage) -> None:
    page = open_page()

    page.get_by_label("Employee list").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": b"name"}
    )

    expect(page.locator("[data-file-name]")).to_have_text("people.csv")


def test_leaving_with_unsaved_changes_asks_first(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)

    page.get_by_role("textbox", name="Company name").press_sequentially("Atelier")
    page.get_by_role("link", name="Wizard").click()

    expect(page.get_by_role("heading", name="Billing type")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_side_navigation_opens_on_a_phone_and_escape_closes_it(open_page: OpenPage) -> None:
    page = open_page(width=390)
    navigation = page.get_by_role("navigation", name="Main navigation")
    expect(navigation).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    expect(navigation).to_be_visible()
    page.keyboard.press("Escape")

    expect(navigation).to_be_hidden()


def test_touch_targets_are_large_enough(open_page: OpenPage) -> None:
    page = open_page(width=390)

    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, input')]
            .filter((el) => el.checkVisibility() && !el.closest('p, li, dialog'))
            .filter((el) => ![...(el.labels ?? [])].some((label) => label.offsetHeight >= 24))
            .map((el) => [el.outerHTML.slice(0, 120), el.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && box.height < 24)
            .map(([html]) => html)"""
    )

    assert small == []


def test_a_first_visit_stays_within_its_weight(browser: Browser, gallery: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    responses: list[Response] = []

    def keep(response: Response) -> None:
        responses.append(response)

    page.on("response", keep)

    page.goto(gallery, wait_until="networkidle")
    bodies = {response.url: response.body() for response in responses}

    # Fonts are compressed already; everything else is served compressed.
    weight = sum(
        len(body) if url.endswith((".woff2", ".png")) else len(gzip.compress(body, 9))
        for url, body in bodies.items()
    )
    context.close()
    assert weight < FIRST_VISIT_BYTES, {url: len(body) for url, body in bodies.items()}
