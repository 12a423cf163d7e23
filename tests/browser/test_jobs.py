"""The room of jobs in a real browser: accessible and fitting at both sizes, and the usual work done
with mouse and keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.jobs.models import Job, JobFile, ServiceItem
from pointage.foundation.tenancy.scope import tenant_scope
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.features.jobs.making import assign, field, group, item, job, limit, trigger
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
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
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


def furnish(world: World) -> dict[str, str]:
    """A small company's lists; the addresses of every page of the room."""
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        hotel = job(company, "Hôtel Élysée", is_billable=True, billable_rate=95)
        kitchen = job(company, "Cuisine", hotel, code="CUI-1", is_for_everyone=False)
        night = group(company, "Équipe de nuit", world.wendy_member)
        assign(kitchen, night)
        assign(kitchen, world.alice_member)
        job(company, "Interne")
        job(company, "Ancien mandat", is_active=False)
        task = field(company, "Tâche", is_required=True)
        knead = item(task, "Pétrissage", code="PET")
        limit(knead, job=hotel)
        limit(knead, group=night)
        machine = field(company, "Machine", "text", pattern=r"[A-Z]\d+", is_triggered=True)
        trigger(knead, machine)
        service = ServiceItem.objects.create(company=company, name="Conseil", code="C")
        file = JobFile.objects.create(
            company=company, file_name="mandats.csv",
            content=f"ID,Nom,Taux\n,Neuf:Dessous,80\n{hotel.public_id},Hôtel,\n,Faux,x\n".encode(),
        )  # fmt: skip
    home = f"/c/{company.public_id}/jobs/"
    fields = f"{home}fields/{task.public_id}/"
    return {
        "tree": home,
        "found": f"{home}?q=cuisine",
        "archive": f"{home}?state=archived",
        "add": f"{home}add/",
        "job": f"{home}tree/{kitchen.public_id}/",
        "people": f"{home}tree/{kitchen.public_id}/people/",
        "move": f"{home}tree/{kitchen.public_id}/move/",
        "duplicate": f"{home}tree/{hotel.public_id}/duplicate/",
        "files": f"{home}files/",
        "file": f"{home}files/{file.public_id}/",
        "fields": f"{home}fields/",
        "field": fields,
        "field_add": f"{home}fields/add/",
        "item": f"{fields}items/{knead.public_id}/",
        "listing": f"{home}lists/service-items/",
        "listed": f"{home}lists/service-items/{service.public_id}/",
    }


@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [("light", (1280, 900), "fr-ca"), ("dark", (390, 844), "en")],
    ids=["light-wide-french", "dark-phone-english"],
)
def test_every_page_is_accessible_and_fits(
    browser: Browser, live_server: Any, settings: Any, world: World, scheme: str,
    size: tuple[int, int], language: str,
) -> None:  # fmt: skip
    world.alice.language = language
    world.alice.save(update_fields=["language"])
    settings.BASE_URL = live_server.url
    pages = furnish(world)
    page = signed_in(
        browser, live_server, world,
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, bypass_csp=True,
    )  # fmt: skip
    found: list[str] = []
    for name, path in pages.items():
        page.goto(path)
        if name == "tree":
            page.locator("[data-branch]").first.click()
            expect(page.get_by_role("link", name="Cuisine")).to_be_visible()
        if name == "move":
            page.locator(".job-picker input").focus()
            expect(page.get_by_role("option").first).to_be_visible()
        page.evaluate(AXE.read_text())
        answer = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        found += [f"{name} {v['id']}: {v['nodes'][0]['html']}" for v in answer["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{name} is wider than the screen")
    page.context.close()
    assert found == []


def test_the_usual_work_in_french(
    browser: Browser, live_server: Any, settings: Any, world: World
) -> None:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    pages = furnish(world)
    page = signed_in(browser, live_server, world)
    # a job below another, chosen by searching
    page.goto(pages["tree"])
    page.get_by_role("link", name="Ajouter", exact=True).click()
    page.get_by_role("textbox", name="Nom").fill("Terrasse")
    page.get_by_role("combobox", name="Placer sous").fill("elys")
    page.get_by_role("option", name="Hôtel Élysée", exact=True).click()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hôtel Élysée")
    expect(page.get_by_role("link", name="Terrasse")).to_be_visible()
    # the tree by keyboard
    page.goto(pages["tree"])
    page.get_by_role("link", name="Hôtel Élysée", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Terrasse")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Terrasse")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Hôtel Élysée", exact=True)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Terrasse")).to_be_hidden()
    # moved to the top by keyboard alone
    page.goto(pages["move"])
    place = page.get_by_role("combobox", name="Placer sous")
    place.fill("")
    expect(page.get_by_role("option", name="Rien")).to_be_visible()
    place.press("ArrowDown")
    place.press("Enter")
    page.get_by_role("button", name="Déplacer").click()
    expect(page.get_by_text("Déplacé\u00a0: Cuisine.")).to_be_visible()
    # only some may choose it
    page.goto(pages["people"])
    expect(page.get_by_label("Wendy Bélanger")).to_be_visible()
    page.get_by_label("Wendy Bélanger").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    # a search while typing
    page.goto(pages["tree"])
    page.get_by_role("searchbox").fill("cui-1")
    expect(page.locator("#job-list .job-line")).to_have_count(1)
    expect(page.locator("#job-list")).to_contain_text("2 personnes, 1 groupe")
    # a field with an item limited to jobs chosen by searching
    page.goto(pages["field"])
    page.get_by_role("link", name="Ajouter un élément").click()
    page.get_by_role("textbox", name="Nom").fill("Cuisson")
    places = page.get_by_role("combobox", name="Seulement pour ceux-ci")
    places.fill("interne")
    page.get_by_role("option", name="Interne").click()
    expect(page.locator(".job-picker-chips")).to_contain_text("Interne")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_text("Seulement pour Interne")).to_be_visible()
    # a file, seen first
    page.goto(pages["file"])
    expect(page.locator("table")).to_contain_text("Avec\u00a0: Neuf")
    page.get_by_role("button", name="Appliquer 2").click()
    expect(page.locator("main").get_by_text("Le fichier a été appliqué.")).to_be_visible()
    page.context.close()
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Job.objects.filter(full_name="Neuf:Dessous", billable_rate=80).exists()
        assert Job.objects.filter(full_name="Hôtel:Terrasse").exists()


def test_the_tree_works_without_scripts(
    browser: Browser, live_server: Any, settings: Any, world: World
) -> None:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    pages = furnish(world)
    page = signed_in(browser, live_server, world, java_script_enabled=False)
    page.goto(pages["tree"])
    page.get_by_role("link", name="Afficher ce qui se trouve sous Hôtel Élysée").click()
    page.get_by_role("link", name="Cuisine").click()
    page.goto(pages["move"])
    page.get_by_label("Placer sous").select_option(label="Interne")
    page.get_by_role("button", name="Déplacer").click()
    expect(page.get_by_text("Déplacé\u00a0: Interne › Cuisine.")).to_be_visible()
    page.context.close()
