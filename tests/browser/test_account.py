"""Accounts in a real browser: passkeys on a virtual device, accessibility, French, phones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from pointage.foundation.identity import invitations
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import purposes
from pointage.foundation.identity.models import Invitation, User
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.world import PASSWORD, World

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "tests/browser/vendor/axe.min.js"
PHONE: ViewportSize = {"width": 390, "height": 844}
PURPOSE = "test_purpose"

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


Open = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, live_server: Any, settings: Any) -> Iterator[Open]:
    """`new_page("fr-CA")` is a fresh browser with a passkey device, on the live server."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    cache.clear()
    contexts = []

    def make(language: str = "en-CA", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, locale=language, **options)
        contexts.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            device = context.new_cdp_session(page)
            device.send("WebAuthn.enable")
            device.send(
                "WebAuthn.addVirtualAuthenticator",
                {
                    "options": {
                        "protocol": "ctap2",
                        "transport": "internal",
                        "hasResidentKey": True,
                        "hasUserVerification": True,
                        "isUserVerified": True,
                        "automaticPresenceSimulation": True,
                    }
                },
            )
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def invite(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """`invite("fr-ca")` is the path of a fresh invitation in that language."""

    class Land(invitations.Purpose):
        def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
            return "/me/security/"

    monkeypatch.setitem(purposes._REGISTRY, PURPOSE, Land())

    def make(language: str) -> str:
        invitation = invitations.invitation_send(
            actor=Actor(user_id=world.marie.pk, name="Marie Tremblay"),
            purpose=PURPOSE,
            subject="s1",
            email="sophie@new.example",
            name="Sophie Lavoie",
            language=language,
            context={"company": "Boulangerie du Coin", "role": "administrator"},
        )
        return f"/invitations/{invitations.invitation_token(invitation)}/"

    return make


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=login]) button.btn-primary").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def test_a_person_joins_with_a_passkey_and_signs_in_with_it_again(
    new_page: Open, invite: Callable[[str], str]
) -> None:
    page = new_page()
    page.goto(invite("en"))
    page.get_by_role("button", name="Accept with a passkey").click()
    expect(page).to_have_url(re.compile("/me/security/$"))
    person = User.objects.get(email="sophie@new.example")
    assert not person.has_usable_password()
    expect(page.get_by_text("10 codes left")).to_be_visible()
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    page.goto("/account/login/?next=/me/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/me/profile/$"))


def test_a_passkey_is_added_renamed_used_as_second_step_and_removed(
    new_page: Open, world: World
) -> None:
    page = new_page()
    sign_in(page, world.peter)
    page.goto("/me/security/passkeys/add/")
    page.get_by_label("Name of the passkey").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/me/security/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Work laptop")).to_be_visible()
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    sign_in(page, world.peter)
    expect(page).to_have_url(re.compile("/account/second-step/"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "second-step" not in url)
    page.goto("/me/security/")
    page.get_by_role("link", name="Remove").first.click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()


def test_an_unknown_passkey_is_refused_with_words(new_page: Open, world: World) -> None:
    page = new_page()
    sign_in(page, world.peter)
    page.goto("/me/security/passkeys/add/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    User.objects.filter(pk=world.peter.pk).update(is_active=False)
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not known here")).to_be_visible()


def test_without_scripts_a_person_joins_with_a_password(
    new_page: Open, invite: Callable[[str], str]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(invite("en"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept with a password").click()
    expect(page).to_have_url(re.compile("/me/security/$"))


def test_a_password_can_be_looked_at(new_page: Open, world: World) -> None:
    page = new_page()
    page.goto("/account/login/")
    page.locator("[name=password]").fill("secret")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")


def test_a_time_zone_is_found_by_typing(new_page: Open, world: World) -> None:
    page = new_page()
    sign_in(page, world.peter)
    page.goto("/me/profile/")
    page.get_by_label("Search a city or a zone").fill("vancouver")
    expect(page.locator("select[name=time_zone]")).to_have_value("America/Vancouver")


#: Words of other people's names and of the product that are the same in every language.
_ENGLISH = re.compile(
    r"\b(the|your|you|sign|password|with|this|account|name|address|invited|accept|device"
    r"|settings|security|language|time zone|company|firm|again|save|cancel)\b",
    re.IGNORECASE,
)
_PUBLIC = ["/account/login/", "/account/password/reset/", "/account/password/reset/sent/", "/x/"]
_OWN = [
    "/choose/",
    "/me/profile/",
    "/me/security/",
    "/me/security/sessions/",
    "/me/security/app/add/",
    "/me/security/passkeys/add/",
    "/account/password/change/",
    "/account/logout/",
]


def problems(page: Page) -> list[str]:
    """What axe finds on the page, at level AA."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [f"{page.url} {v['id']}: {v['nodes'][0]['html']}" for v in found["violations"]]


def english(page: Page) -> list[str]:
    text = page.locator("body").inner_text().replace("English", "").replace("Prairie Books", "")
    return [f"{page.url}: {word}" for word in _ENGLISH.findall(text)]


def overflow(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return [f"{page.url} is wider than the screen"] if wide else []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_french_accessible_and_fit_a_phone(
    new_page: Open, world: World, invite: Callable[[str], str], scheme: str
) -> None:
    User.objects.filter(pk=world.marie.pk).update(last_place="")
    page = new_page("fr-CA", viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    found: list[str] = []

    def look(path: str) -> None:
        page.goto(path)
        found.extend(problems(page) + english(page) + overflow(page))

    address = invite("fr-ca")
    for path in [*_PUBLIC, address, f"{address}decline/", "/invitations/forged/"]:
        look(path)
    sign_in(page, world.marie)
    for path in [*_OWN, address]:
        look(path)
    assert found == []
