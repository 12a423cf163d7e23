"""The main job as an accountant does it: steps 1 to 13 by the words on the screen, in a real
browser, in both languages, on a desk and on a phone; the mail leaves by SMTP, the link in it is
opened, and the accountant is told. axe looks at every screen on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pointage.features.practice.sample.data import SAMPLE_PASSWORD, TEAM
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.serving import Post, Server, free_port, link_in

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text()
DESK, PHONE = (1280, 900), (390, 844)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("main-job")]


@dataclass(frozen=True, slots=True)
class Words:
    """The words on the screen in one language, as the product promises them."""

    code: str
    accountant: str
    client_apps: str
    find: str
    search: str
    app: str
    get: str
    install_for: str
    billing: str
    payer: str
    install: str
    pro: str
    create: str
    link: str
    next: str
    payroll: str
    track: str
    connected: str
    go: str
    back: str
    team: str
    permissions: str
    user_type: str
    administrator: str
    save: str
    general: str
    send: str
    notifications: str


FRENCH = Words(
    code="fr-CA",
    accountant=TEAM[0].email,
    client_apps="Applis des clients",
    find="Trouver une appli",
    search="suivi",
    app="Pointage Suivi des heures travaillées",
    get="Obtenir l'appli",
    install_for="Installer pour votre client",
    billing="Type de facturation",
    payer="Facturé au cabinet",
    install="Installer",
    pro="Connectez-vous à votre compte Pointage PRO",
    create="Créer un nouveau compte client",
    link="Lier à un compte client existant",
    next="Suivant",
    payroll="Paramètres de la paie",
    track="De quelle information voulez-vous faire le suivi?",
    connected="Vous êtes maintenant connecté à Pointage",
    go="Aller à Pointage",
    back="Retour à mon compte",
    team="Mon équipe",
    permissions="Permissions",
    user_type="Type d'utilisateur",
    administrator="Administrateur",
    save="Enregistrer",
    general="Général",
    send="Envoyer l'invitation",
    notifications="Notifications",
)
ENGLISH = Words(
    code="en-CA",
    accountant=TEAM[2].email,
    client_apps="Client apps",
    find="Find an app",
    search="hours",
    app="Pointage Time Tracking",
    get="Get the app",
    install_for="Install for your client",
    billing="Billing type",
    payer="Billed to the client",
    install="Install",
    pro="Sign in to your Pointage PRO account",
    create="Create a new client account",
    link="Link to an existing client account",
    next="Next",
    payroll="Payroll settings",
    track="What do you want to track?",
    connected="You are now connected to Pointage",
    go="Go to Pointage",
    back="Back to my account",
    team="My team",
    permissions="Permissions",
    user_type="User type",
    administrator="Administrator",
    save="Save",
    general="General",
    send="Send invitation",
    notifications="Notifications",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One walk: in which words, on what screen, for which client of the sample and its owner."""

    words: Words
    size: tuple[int, int]
    client: str
    owner: str
    email: str


CASES = [
    Case(FRENCH, DESK, "Toitures Beauregard inc.", "Nadia Beauregard",
         "nadia@toitures-beauregard.example"),
    Case(ENGLISH, DESK, "Maple Ridge Landscaping Ltd.", "Grace Whitfield",
         "grace@mapleridge.example"),
    Case(FRENCH, PHONE, "Tidewater Boatworks", "Moira MacLeod", "moira@tidewater.example"),
    Case(ENGLISH, PHONE, "Golden Gate Catering LLC", "Rosa Delgado",
         "rosa@goldengatecatering.example"),
]  # fmt: skip


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    post = Post()
    post.start()
    yield post
    post.stop()


@pytest.fixture(scope="module")
def server(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("serve"), free_port(), post.box.port)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def new_page(chromium: Browser, case: Case) -> Page:
    width, height = case.size
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale=case.words.code,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def looked_at(page: Page) -> None:
    """axe finds nothing, nothing hangs over the edge, and no word of the other language shows."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        (each["id"], [node["html"][:160] for node in each["nodes"]])
        for each in result["violations"]
    ]
    assert found == [], f"{page.url}: {found}"
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text).first).to_be_visible()
    looked_at(page)


def main_menu(page: Page, case: Case, name: str) -> None:
    """Follows a link of the side navigation, opening it first on a phone."""
    if case.size == PHONE:
        page.get_by_role("button", name="Menu", exact=True).first.click()
    page.get_by_role("navigation").get_by_role("link", name=name).first.click()


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/account/login/")
    looked_at(page)
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/practice/"))
    looked_at(page)


def install(page: Page, case: Case) -> None:
    """Steps 2 to 12."""
    words = case.words
    main_menu(page, case, words.client_apps)
    heading(page, words.client_apps)
    page.get_by_role("link", name=case.client).first.click()
    page.get_by_role("main").get_by_role("link", name=words.find).first.click()
    heading(page, words.find)
    search = page.get_by_role("searchbox").first
    search.fill(words.search)
    search.press("Enter")
    page.get_by_role("main").get_by_role("link", name=words.app).first.click()
    heading(page, words.app)
    page.get_by_role("link", name=words.get).first.click()
    heading(page, words.install_for)
    search = page.get_by_role("searchbox").first
    search.fill(case.client.split()[0].lower())
    search.press("Enter")
    page.get_by_role("button", name=case.client).first.click()
    heading(page, words.billing)
    page.get_by_label(words.payer).check()
    page.get_by_role("button", name=words.install, exact=True).click()
    heading(page, words.pro)
    password = page.locator("input[type=password]")
    if password.count():
        password.fill(SAMPLE_PASSWORD)
    page.locator("main form button[type=submit], button[form=wizard-form]").last.click()
    expect(page.get_by_label(words.create)).to_be_visible()
    looked_at(page)
    expect(page.get_by_text(words.link).first).to_be_visible()
    page.get_by_label(words.create).check()
    page.get_by_role("button", name=words.next).click()
    heading(page, words.payroll)
    page.locator("[name=period_end_on]").fill("2026-11-21")
    page.get_by_role("button", name=words.next).click()
    heading(page, words.track)
    page.get_by_role("button", name=words.next).click()
    heading(page, words.connected)


def name_an_administrator(page: Page, case: Case) -> None:
    """Step 13, inside the client's company."""
    words = case.words
    main_menu(page, case, words.team)
    heading(page, words.team)
    search = page.get_by_role("searchbox").first
    search.fill(case.owner.split()[-1])
    search.press("Enter")
    page.get_by_role("link", name=case.owner).first.click()
    page.wait_for_url(re.compile(r"/team/\w{12}/$"))
    looked_at(page)
    page.get_by_role("link", name=words.permissions, exact=True).click()
    expect(page.get_by_text(words.user_type).first).to_be_visible()
    looked_at(page)
    page.get_by_role("radio", name=re.compile(f"^{words.administrator}")).first.check()
    page.get_by_role("button", name=words.save, exact=True).click()
    page.get_by_role("link", name=words.general, exact=True).click()
    looked_at(page)
    page.get_by_role("button", name=words.send).click()
    looked_at(page)


def accept(page: Page, case: Case, link: str) -> None:
    """The owner opens the link, chooses a password and lands in the company."""
    page.goto(link)
    main = page.get_by_role("main")
    expect(main).to_contain_text(case.client)
    expect(main).to_contain_text(TEAM[0].family_name if case.words is FRENCH else "Chen")
    looked_at(page)
    page.locator("summary").click()
    page.locator("input[name=password]").fill("les-bardeaux-tiennent-9")
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/c/"))
    expect(page.get_by_role("banner").first).to_be_visible()
    looked_at(page)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.words.code}-{case.size[0]}")
def test_an_accountant_sets_up_a_clients_time_account(
    case: Case, server: Server, post: Post, chromium: Browser
) -> None:
    page = new_page(chromium, case)
    sign_in(page, server.url, case.words.accountant)
    install(page, case)
    came_from = page.url
    page.get_by_role("link", name=case.words.go).click()
    page.wait_for_url(re.compile(r"/c/"))
    expect(page.get_by_text(case.words.back).first).to_be_visible()
    expect(page.locator("body")).to_contain_text("Cabinet Lavoie-Morin")
    looked_at(page)
    name_an_administrator(page, case)
    (invitation,) = post.wait_for(case.email)
    owner = new_page(chromium, case)
    accept(owner, case, link_in(invitation))
    told = post.wait_for(case.words.accountant)
    assert any(case.owner in str(mail["Subject"]) + mail.as_string() for mail in told)
    page.get_by_role("link", name=case.words.back).or_(
        page.get_by_role("button", name=case.words.back)
    ).first.click()
    expect(page).to_have_url(came_from)
    page.get_by_role("link", name=re.compile(case.words.notifications)).first.click()
    expect(page.get_by_role("main")).to_contain_text(case.owner)
    looked_at(page)
