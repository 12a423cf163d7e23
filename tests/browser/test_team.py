"""The team in a real browser: the permissions tab and a group's page by the words on the screen in
French; axe looks at every tab in both languages, on a desk and on a phone, light and dark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client as Visitor
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.practice import access
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.services import (
    group_add,
    group_manager_set,
    group_people_add,
)
from pointage.features.team.values import GroupRights
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.features.jobs import making
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text()
DESK, PHONE = (1280, 900), (390, 844)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium"),
    pytest.mark.xdist_group("team"),
]

Open = Callable[..., Page]


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
def open_page(browser: Browser, live_server: Any, settings: Any) -> Iterator[Open]:
    """`open_page(user)` is that person's browser, signed in, on the live server."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    contexts = []

    def make(user: User, size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        visitor = Visitor()
        visitor.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        visitor.post("/me/security/later/")
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url}
             for name, cookie in visitor.cookies.items()
             if name in (django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME)]
        )  # fmt: skip
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def sophie(world: World) -> TeamMember:
    """A colleague in a group that Wendy manages, with jobs and items of several sorts."""
    company = world.boulangerie
    alice = access.company_seat_for(world.alice, company.public_id).actor
    with tenant_scope(companies=[company.pk]):
        sophie = world_module.person(company, "Sophie", "Lavoie", "sophie@new.example")
        bread = making.job(company, "Hôtel du Parc", is_for_everyone=False)
        making.job(company, "Café Central", is_for_everyone=False, code="CC")
        making.job(company, "Comptoir")
        making.assign(bread, sophie)
        machine = making.field(company, "Four")
        making.limit(making.item(machine, "Four à sole"), team_member=sophie)
        making.item(machine, "Four rotatif")
    group = group_add(actor=alice, company=company, name="Cuisine")
    group_people_add(actor=alice, group=group, members=[sophie])
    group_manager_set(actor=alice, group=group, member=world.wendy_member, rights=GroupRights())
    return sophie


def team_url(world: World, page: str = "") -> str:
    return f"/c/{world.boulangerie.public_id}/{page}"


def test_permissions_are_ticked_by_the_words_on_the_screen(
    world: World, sophie: TeamMember, open_page: Open
) -> None:
    page = open_page(world.alice)
    page.goto(team_url(world, "team/"))
    page.get_by_role("link", name="Sophie Lavoie").click()
    page.get_by_role("link", name="Permissions", exact=True).click()
    worker = page.locator(".preset-worker")
    expect(worker).to_contain_text("Ce que comprend «\u00a0Travailleur\u00a0»")
    expect(worker).to_contain_text("Faire le suivi de ses propres heures")
    page.get_by_role("radio", name="Personnalisé").check()
    expect(worker).to_be_hidden()
    look(page, "custom ticks")
    page.get_by_role("checkbox", name="Voir qui travaille").check()
    page.get_by_role("checkbox", name="Modifier les heures de tout le monde").check()
    page.get_by_label("Modifie dans l'horaire").select_option("Ses propres quarts")
    page.get_by_label("Ajoute, modifie et supprime ses propres heures").select_option("Oui")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    with tenant_scope(companies=[world.boulangerie.pk]):
        kept = TeamMember.objects.get(pk=sophie.pk)
    assert kept.user_type == "custom"
    assert {"presence:view", "time-entries:manage", "schedule:manage:own"} <= set(
        kept.custom_permissions
    )
    assert kept.manages_own_time is True


def test_a_group_is_made_filled_and_given_a_manager_by_the_words_on_the_screen(
    world: World, sophie: TeamMember, open_page: Open
) -> None:
    page = open_page(world.alice)
    page.goto(team_url(world, "team/"))
    page.get_by_role("link", name="Groupes").click()
    page.get_by_label("Nom du groupe").fill("Livraison")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", name="Livraison")).to_be_visible()
    page.get_by_label("Mettre quelqu'un dans le groupe").select_option("Sophie Lavoie")
    page.get_by_role("button", name="Mettre dans le groupe").click()
    expect(page.locator(".group-people")).to_contain_text("Sophie Lavoie")
    page.get_by_label("Nouveau gestionnaire").select_option("Wendy Bélanger")
    page.get_by_role("group", name="Droits du nouveau gestionnaire").get_by_label(
        "Approuver les heures"
    ).uncheck()
    page.get_by_role("button", name="Ajouter ce gestionnaire").click()
    rights = page.get_by_role("group", name="Droits de Wendy Bélanger")
    expect(rights.get_by_label("Approuver les heures")).not_to_be_checked()
    expect(rights.get_by_label("Modifier les heures")).to_be_checked()

    manager = open_page(world.wendy)
    manager.goto(team_url(world, "team/"))
    expect(manager.get_by_role("link", name="Sophie Lavoie")).to_be_visible()
    expect(manager.get_by_role("link", name="Alice Côté")).to_have_count(0)


PAGES = (
    "team/", "team/{sophie}/", "team/{sophie}/permissions/", "team/{sophie}/jobs/",
    "team/{sophie}/fields/", "team/{sophie}/overtime/", "team/{sophie}/notifications/",
    "groups/", "groups/{group}/", "me/",
)  # fmt: skip
LOOKS = [("fr-ca", DESK, "light"), ("en", PHONE, "dark")]


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_every_page_is_accessible_and_fits(
    world: World,
    sophie: TeamMember,
    open_page: Open,
    language: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    User.objects.filter(pk=world.alice.pk).update(language=language)
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = Group.objects.get()
    page = open_page(User.objects.get(pk=world.alice.pk), size, scheme)
    for name in PAGES:
        where = name.format(sophie=sophie.public_id, group=group.public_id)
        page.goto(team_url(world, where))
        look(page, f"{name} {language} {size[0]} {scheme}")
        if folder := os.environ.get("SHOTS"):
            short = name.replace("{sophie}", "p").replace("{group}", "g").strip("/")
            short = short.replace("/", "-")
            page.screenshot(
                path=f"{folder}/{short}-{language}-{size[0]}-{scheme}.png", full_page=True
            )


def look(page: Page, where: str) -> None:
    """axe finds nothing and nothing hangs over the edge."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in result["violations"]
    ]
    assert not found, f"{where}: {found}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{where} is {wide} px too wide"
