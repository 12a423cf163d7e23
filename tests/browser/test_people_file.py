"""A list of people imported in a real browser, in French, on a desk and on a phone; and every page
around it accessible in both themes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.practice import access
from pointage.features.team.models import TeamMember
from pointage.features.team.services.merging import team_member_merge
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import PASSWORD, World

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
#: As a spreadsheet in French writes it: Windows-1252, semicolons, decimal comma.
LIST = (
    "Prénom;Nom de famille;Courriel;Groupe;Taux de paie;Par;Date d’embauche\r\n"
    "Zoé;Lefrançois;zoe@exemple.example;Équipe du four; 21,50 $;heure;2024-05-06\r\n"
    "Léo;Côté;pas une adresse;;;;\r\n"
    "Wendy;Bélanger;wendy@boulangerie.example;Équipe du four;;;\r\n"
).encode("cp1252")

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


def looks_right(page: Page) -> None:
    """No accessibility fault, nothing wider than the screen."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
    assert faults == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if folder := os.environ.get("SCREENSHOTS"):
        name = page.url.split("/c/")[1].replace("/", "_").replace("?", "_")[13:60]
        size = page.viewport_size or {"width": 0}
        scheme = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        page.screenshot(path=f"{folder}/{name}{size['width']}{scheme}.png", full_page=True)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk", "phone"]
)
def test_a_list_is_imported_in_french(
    browser: Browser, live_server: Any, settings: Any, world: World, width: int, scheme: str
) -> None:
    settings.BASE_URL = live_server.url
    page = signed_in(
        browser,
        live_server,
        world,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    page.goto(f"/c/{world.boulangerie.public_id}/team/")
    page.get_by_role("link", name="Importer").click()
    looks_right(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "équipe.csv", "mimeType": "text/csv", "buffer": LIST}
    )
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("heading", name="Ce qui va se passer")).to_be_visible()
    expect(page.get_by_text("Zoé Lefrançois")).to_be_visible()
    expect(page.get_by_text("Ce n'est pas une adresse")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Lignes refusées").click()
    expect(page.get_by_text("Léo Côté")).to_be_visible()
    expect(page.get_by_text("Zoé Lefrançois")).to_have_count(0)
    page.get_by_role("button", name="Importer ces lignes").click()
    expect(page.get_by_text("Le fichier est importé")).to_be_visible()
    looks_right(page)
    with tenant_scope(companies=[world.boulangerie.pk]):
        zoe = TeamMember.objects.get(given_name="Zoé")
    assert (zoe.family_name, str(zoe.pay_rate)) == ("Lefrançois", "21.5000")
    page.get_by_role("link", name="Voir mon équipe").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter").click()
    assert "Zoé;Lefrançois" in download.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "dark"), (390, "light")], ids=["desk", "phone"]
)
def test_merging_and_texting_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: Any, settings: Any, world: World, width: int, scheme: str
) -> None:
    settings.BASE_URL = live_server.url
    alice = access.company_seat_for(world.alice, world.boulangerie.public_id).actor
    with tenant_scope(companies=[world.boulangerie.pk]):
        twins = [
            world_module.person(
                world.boulangerie, name, "Bélanger", f"{name}@x.example".lower(),
                mobile="514 555-0100",
            )
            for name in ("Gwendoline", "Gwen")
        ]  # fmt: skip
        world_module.person(world.boulangerie, "Tex", "Roy", "", mobile="514 555-0142")
    team_member_merge(actor=alice, kept=world.wendy_member, merged=twins[1])
    page = signed_in(
        browser,
        live_server,
        world,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    team = f"/c/{world.boulangerie.public_id}/team"
    for path in (
        f"{world.wendy_member.public_id}/merge/",
        f"{world.wendy_member.public_id}/merge/?other={twins[0].public_id}",
        f"{twins[1].public_id}/",
        "invite/",
    ):
        page.goto(f"{team}/{path}")
        looks_right(page)
    page.get_by_role("button", name="Créer les liens").click()
    expect(page.get_by_role("link", name="Envoyer le texto")).to_be_visible()
    looks_right(page)
