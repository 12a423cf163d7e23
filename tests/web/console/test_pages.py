"""The console page by page: who sees what, what bad input gets, how many queries a page costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pointage.features.companies.models import BreakRule, Company
from pointage.features.companies.values import BreakRuleValues
from pointage.features.practice.client_templates import (
    TemplateSettings,
    template_list,
    template_save,
)
from pointage.features.practice.models import (
    AccountantGrant,
    BillingDetails,
    Client,
    Firm,
    Installation,
    Subscription,
)
from pointage.features.practice.services.finishing import installation_finish
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.installing import (
    PAY,
    TRACKING,
    firm_ready,
    ready_to_finish,
    record_add,
    seat_of,
    start,
)
from tests.web.console.walking import just_signed_in, shows, words_of
from tests.world import World

SignIn = Callable[[User], Browser]
QUERIES = 15


@pytest.fixture
def english(world: World) -> World:
    """The world, read in English."""
    User.objects.update(language="en")
    firm_ready(world.tremblay)
    return world


@pytest.fixture
def marie(english: World, signed_in: SignIn) -> Browser:
    browser = signed_in(english.marie)
    just_signed_in(browser)
    browser.get(at(english.tremblay))  # what a session asks once is not the page's cost
    return browser


def at(firm: Firm, path: str = "") -> str:
    return f"/practice/{firm.public_id}/{path}"


def step_of(row: Installation, step: str) -> str:
    return at(row.firm, f"install/{row.public_id}/{step}/")


# -- who sees what --------------------------------------------------------------------------------
def test_another_firms_pages_do_not_exist(english: World, signed_in: SignIn) -> None:
    browser = signed_in(english.peter)
    row = start(seat_of(english.marie, english.tremblay), english.new_client)
    firm, own = english.tremblay, english.prairie
    client = english.new_client.public_id
    paths = [
        at(firm),
        at(firm, "clients/"),
        at(firm, "mail/"),
        at(firm, "settings/"),
        at(own, f"clients/{client}/"),
        at(own, f"clients/{client}/edit/"),
        at(own, f"apps/{client}/"),
        at(own, f"find/pointage-time/linked/{client}/"),
        *(at(own, f"install/{row.public_id}/{step}/") for step in ("billing", "connected", "drop")),
    ]
    assert [browser.get(path).status_code for path in paths] == [404] * len(paths)


def test_an_accountant_never_reads_the_name_of_a_client_not_given_to_him(
    english: World, signed_in: SignIn
) -> None:
    browser = signed_in(english.luc)
    for path in ("clients/", "apps/", "find/pointage-time/install/", ""):
        page = browser.get(at(english.tremblay, path))
        assert page.status_code == 200
        assert not shows(page, english.garage_client.name)
    posted = browser.post(
        at(english.tremblay, "find/pointage-time/install/"),
        {"client": english.garage_client.public_id},
    )
    assert posted.status_code == 404


def test_a_viewer_sees_the_clients_with_the_reason_why_not(
    english: World, signed_in: SignIn
) -> None:
    browser = signed_in(english.vera)
    page = browser.get(at(english.tremblay, "find/pointage-time/install/"))
    assert shows(page, english.new_client.name)
    assert shows(page, "No access")
    answer = browser.post(
        at(english.tremblay, "find/pointage-time/install/"),
        {"client": english.new_client.public_id},
        follow=True,
    )
    assert shows(answer, "not install apps")
    assert Installation.objects.count() == 0


def test_a_viewer_does_not_open_the_firms_settings(english: World, signed_in: SignIn) -> None:
    browser = signed_in(english.vera)
    for path in ("settings/", "settings/billing/", "settings/pro/", "mail/", "clients/add/"):
        assert browser.get(at(english.tremblay, path)).status_code == 403


# -- clients --------------------------------------------------------------------------------------
@pytest.mark.parametrize("term", ["erabliere", "ÉRABLIÈRE", "pins erab", "érablière des pins"])
def test_the_client_list_is_searched_without_accents(
    english: World, marie: Browser, term: str
) -> None:
    page = marie.get(at(english.tremblay, "clients/"), {"q": term})
    assert shows(page, "Érablière des Pins")
    assert not shows(page, "Garage Nord")


def test_a_client_is_added_and_edited(english: World, marie: Browser) -> None:
    form = {
        "name": "Café Noir",
        "kind": "business",
        "contact_name": "Zoé",
        "email": "zoe@cafe.example",
        "phone": "",
        "region": "CA-ON",
        "time_zone": "America/Toronto",
        "language": "en",
        "lead": english.marie_seat.public_id,
    }
    page = marie.post(at(english.tremblay, "clients/add/"), form, follow=True)
    assert shows(page, "Café Noir")
    client = Client.objects.get(name="Café Noir")
    assert client.books is None
    edited = form | {"name": "Café Blanc", "status": "inactive"}
    marie.post(at(english.tremblay, f"clients/{client.public_id}/edit/"), edited)
    client.refresh_from_db()
    assert (client.name, client.status) == ("Café Blanc", "inactive")
    codes = HistoryEvent.objects.filter(object_id=client.public_id).values_list("code", flat=True)
    assert list(codes) == ["client.added", "client.changed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 161),
        ("name", "Érablière des Pins"),
        ("name", "a\u0000b"),
        ("email", "not an address"),
        ("region", "FR"),
        ("region", "<script>"),
        ("time_zone", "Mars/Olympus"),
        ("language", "de"),
        ("lead", "someoneelse1"),
        ("kind", "robot"),
        ("phone", "1" * 33),
    ],
)
def test_a_wrong_field_of_a_client_is_named_and_nothing_is_kept(
    english: World, marie: Browser, field: str, value: str
) -> None:
    form = {
        "name": "Café Noir",
        "kind": "business",
        "region": "CA-ON",
        "time_zone": "America/Toronto",
        "language": "en",
    }
    before = Client.objects.count()
    page = marie.post(at(english.tremblay, "clients/add/"), form | {field: value})
    assert page.status_code == 422
    assert shows(page, "This form needs your attention")
    assert Client.objects.count() == before


def test_books_are_made_only_when_somebody_asks(english: World, marie: Browser) -> None:
    client = Client.objects.create(
        firm=english.tremblay, name="Sans livres", search_name="sans livres", email="a@b.example"
    )
    row = start(seat_of(english.marie, english.tremblay), client)
    page = marie.get(step_of(row, "billing"))
    assert shows(page, "Nobody is in the books yet")
    client.refresh_from_db()
    assert client.books is None
    marie.post(
        at(english.tremblay, f"clients/{client.public_id}/books/open/"),
        {"back": step_of(row, "billing")},
    )
    client.refresh_from_db()
    assert client.books is not None
    assert Company.objects.filter(name="Sans livres").count() == 0


# -- the wizard -----------------------------------------------------------------------------------
def test_a_linked_client_is_proposed_its_link_and_confirming_changes_nothing(
    english: World, marie: Browser
) -> None:
    seat = seat_of(english.marie, english.tremblay)
    row = ready_to_finish(seat, english.new_client)
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    before = (Company.objects.count(), Subscription.objects.count(), HistoryEvent.objects.count())
    page = marie.post(
        at(english.tremblay, "find/pointage-time/install/"),
        {"client": english.new_client.public_id},
        follow=True,
    )
    assert shows(page, "This client already has a time account")
    assert shows(page, "Go to Pointage")
    done = marie.post(page.request["PATH_INFO"], follow=True)
    assert shows(done, "Nothing was changed")
    after = (Company.objects.count(), Subscription.objects.count(), HistoryEvent.objects.count())
    assert after == before


@pytest.mark.parametrize("step", ["pro", "account", "match", "payroll", "track", "connected"])
def test_a_step_typed_too_early_leads_to_the_first_unfinished(
    english: World, marie: Browser, step: str
) -> None:
    row = start(seat_of(english.marie, english.tremblay), english.new_client)
    page = marie.get(step_of(row, step), follow=True)
    assert page.request["PATH_INFO"] == step_of(row, "billing")
    posted = marie.post(step_of(row, step), {"version": "1"}, follow=True)
    assert posted.request["PATH_INFO"] == step_of(row, "billing")


def test_earlier_steps_can_be_looked_at_again(english: World, marie: Browser) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    for step in ("billing", "pro", "account", "payroll", "track"):
        assert marie.get(step_of(row, step)).status_code == 200


_HUGE = "9" * 5000
_HOSTILE = "<script>alert(1)</script>\u0000"


@pytest.mark.parametrize("value", ["", _HUGE, _HOSTILE, "-1"])
@pytest.mark.parametrize(
    ("step", "field"),
    [
        ("billing", "payer"),
        ("account", "mode"),
        ("payroll", "pay_period"),
        ("payroll", "period_end_on"),
        ("payroll", "week_start"),
        ("payroll", "time_zone"),
        ("payroll", "overtime_basis"),
        ("payroll", "overtime_region"),
        ("track", "tracked"),
    ],
)
def test_a_wrong_field_of_any_step_is_refused_and_nothing_changes(
    english: World, marie: Browser, step: str, field: str, value: str
) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    fine = {
        "billing": {"payer": "firm"},
        "account": {"mode": "create"},
        "payroll": {
            "pay_period": "weekly",
            "period_end_on": "2026-11-28",
            "week_start": "0",
            "time_zone": "America/Toronto",
            "overtime_basis": "place",
            "overtime_region": "CA-QC",
        },
        "track": {"tracked": "employees"},
    }[step]
    row.refresh_from_db()
    page = marie.post(step_of(row, step), fine | {field: value, "version": str(row.version)})
    assert page.status_code == 422
    again = Installation.objects.get(pk=row.pk)
    assert (again.choices, again.version, again.state) == (row.choices, row.version, "draft")
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "-5", _HUGE, "0"])
def test_a_nonsense_version_of_the_same_person_is_harmless(
    english: World, marie: Browser, version: str
) -> None:
    row = start(seat_of(english.marie, english.tremblay), english.new_client)
    page = marie.post(step_of(row, "billing"), {"payer": "client", "version": version})
    assert page.status_code == 302


def test_pressing_the_last_button_twice_installs_once(english: World, marie: Browser) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    form = {"tracked": ["employees"], "version": str(row.version)}
    first = marie.post(step_of(row, "track"), form, follow=True)
    second = marie.post(step_of(row, "track"), form, follow=True)
    assert shows(first, "You are now connected to Pointage")
    assert shows(second, "You are now connected to Pointage")
    assert Subscription.objects.count() == 1


def test_the_slower_of_two_people_reads_who_finished(
    english: World, marie: Browser, signed_in: SignIn
) -> None:
    english.luc_seat.clients.add(english.new_client)
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    other = seat_of(english.luc, english.tremblay)
    luc = signed_in(english.luc)
    page = luc.get(step_of(row, "track"))
    assert page.status_code == 200
    marie.post(step_of(row, "track"), {"tracked": ["employees"], "version": str(row.version)})
    late = luc.post(
        step_of(row, "track"),
        {"tracked": ["employees"], "version": str(row.version)},
        follow=True,
    )
    assert shows(late, "You are now connected to Pointage")
    assert shows(late, "Marie Tremblay")
    assert other.member.full_name not in words_of(late).split("Installed by")[1][:40]
    assert Subscription.objects.count() == 1


def test_a_draft_is_found_on_the_home_page_and_can_be_dropped(
    english: World, marie: Browser
) -> None:
    row = start(seat_of(english.marie, english.tremblay), english.new_client)
    home = marie.get(at(english.tremblay))
    assert shows(home, "Drafts to resume")
    question = marie.get(step_of(row, "drop"))
    assert shows(question, "Drop this draft?")
    home = marie.post(step_of(row, "drop"), follow=True)
    assert not shows(home, "Drafts to resume")
    assert marie.get(step_of(row, "billing"), follow=True).request["PATH_INFO"] == at(
        english.tremblay
    )


def test_the_preview_shows_three_periods_and_saves_nothing(english: World, marie: Browser) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    form = {
        "pay_period": "monthly",
        "first_end_day": "31",
        "week_start": "0",
        "time_zone": "America/Toronto",
        "overtime_basis": "none",
    }
    page = marie.post(step_of(row, "payroll/preview"), form)
    assert words_of(page).count("days") == 4
    row.refresh_from_db()
    assert row.choices["payroll"]["values"]["pay_period"] == "twice_a_month"


def test_linking_shows_who_is_who_and_keeps_the_plan(english: World, marie: Browser) -> None:
    lone = Company.objects.create(
        name="Pins (compte)", region="CA-QC", time_zone="America/Toronto", language="en"
    )
    AccountantGrant.objects.create(
        company=lone, firm=english.tremblay, state="active", granted_at=timezone.now()
    )
    assert english.new_client.books is not None
    record_add(english.new_client.books, "employee", "Jean Roy", given_name="Jean")
    row = ready_to_finish(
        seat_of(english.marie, english.tremblay), english.new_client, link=lone.public_id
    )
    page = marie.get(step_of(row, "match"))
    assert shows(page, "Link to an existing client account")
    assert shows(page, "Jean Roy") and shows(page, "Only in the books")
    plan = marie.get(at(english.tremblay, f"install/{row.public_id}/match/plan.csv"))
    assert "Jean Roy" in plan.content.decode("utf-8-sig")
    field = next(part for part in page.content.decode().split('"') if part.startswith("do-"))
    answer = marie.post(
        step_of(row, "match"), {field: "skip", "version": str(row.version)}, follow=True
    )
    assert shows(answer, "Payroll settings")
    row.refresh_from_db()
    assert [each["action"] for each in row.choices["match"]["decisions"].values()] == ["skip"]


def test_the_firm_sets_up_its_own_account_for_nothing(english: World, marie: Browser) -> None:
    firm = english.tremblay
    page = marie.post(at(firm, "find/pointage-time/install/"), {"client": "own"}, follow=True)
    assert shows(page, "Your firm's own account costs nothing.") and shows(page, "$0.00")
    added = marie.post(
        at(firm, "clients/own/books/open/"), {"back": page.request["PATH_INFO"]}, follow=True
    )
    assert shows(added, "Back to the installation")
    row = Installation.objects.get()
    pay = {
        "pay_period": "weekly",
        "period_end_on": "2026-11-28",
        "week_start": "0",
        "time_zone": "America/Toronto",
        "overtime_basis": "none",
    }
    steps = (
        ("billing", {"payer": "none"}),
        ("pro", {}),
        ("account", {"mode": "create"}),
        ("payroll", pay),
        ("track", {"tracked": ["employees"]}),
    )
    for step, form in steps:
        row.refresh_from_db()
        page = marie.post(step_of(row, step), form | {"version": str(row.version)}, follow=True)
    assert shows(page, "You are now connected to Pointage")
    firm.refresh_from_db()
    assert firm.own_company is not None
    assert Subscription.objects.get().payer == Subscription.Payer.NONE
    assert shows(marie.get(at(firm, "apps/own/")), "Free, a benefit of PRO")


def test_a_template_fills_steps_10_and_11_and_can_be_saved_at_the_end(
    english: World, marie: Browser
) -> None:
    seat = seat_of(english.marie, english.tremblay)
    lunch = BreakRuleValues(name="Lunch", minutes=30)
    template = template_save(
        actor=seat.actor,
        seat=seat,
        name="Restaurants",
        settings=TemplateSettings(pay=PAY, tracking=TRACKING, breaks=(lunch,)),
    )
    row = ready_to_finish(seat, english.new_client)
    page = marie.get(step_of(row, "payroll"), {"template": template.public_id})
    assert 'value="twice_a_month" selected' in page.content.decode()
    form = {
        "template": template.public_id,
        "pay_period": "twice_a_month",
        "first_end_day": "15",
        "second_end_day": "31",
        "week_start": "0",
        "time_zone": "America/Toronto",
        "overtime_basis": "place",
        "overtime_region": "CA-QC",
        "version": str(row.version),
    }
    marie.post(step_of(row, "payroll"), form)
    row.refresh_from_db()
    assert [each["name"] for each in row.choices["breaks"]] == ["Lunch"]
    marie.post(step_of(row, "track"), {"tracked": ["employees"], "version": str(row.version)})
    english.new_client.refresh_from_db()
    company = english.new_client.company
    assert company is not None
    with tenant_scope(companies=[company.pk]):
        assert [each.name for each in BreakRule.objects.filter(is_active=True)] == ["Lunch"]
    saved = marie.post(step_of(row, "connected"), {"name": "Sugar shacks"}, follow=True)
    assert shows(saved, "Template “Sugar shacks” saved.")
    assert {each.name for each in template_list(seat)} == {"Restaurants", "Sugar shacks"}


def test_a_template_that_is_gone_says_so_and_stops_nothing(english: World, marie: Browser) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    page = marie.get(step_of(row, "payroll"), {"template": "nosuchthing1"})
    assert page.status_code == 200
    assert shows(page, "This template is gone.")


# -- the firm -------------------------------------------------------------------------------------
def test_the_firm_keeps_its_details_and_billing_details(english: World, marie: Browser) -> None:
    marie.post(
        at(english.tremblay, "settings/"),
        {
            "name": "Cabinet Tremblay Roy",
            "phone": "418 555 0199",
            "website": "tremblay.example",
            "region": "CA-QC",
            "time_zone": "America/Toronto",
            "language": "fr-ca",
        },
    )
    english.tremblay.refresh_from_db()
    assert english.tremblay.name == "Cabinet Tremblay Roy"
    assert english.tremblay.website == "https://tremblay.example"
    billing = {
        "legal_name": "Tremblay inc.",
        "email": "b@tremblay.example",
        "address": "2, rue du Port",
        "city": "Québec",
        "region": "CA-QC",
        "postal_code": "G1K 1A2",
    }
    marie.post(at(english.tremblay, "settings/billing/"), billing)
    assert BillingDetails.objects.get(firm=english.tremblay).address == "2, rue du Port"
    bad = marie.post(at(english.tremblay, "settings/billing/"), billing | {"email": "no"})
    assert bad.status_code == 422


def test_a_firm_joins_pro_from_its_settings(english: World, signed_in: SignIn) -> None:
    browser = signed_in(english.peter)
    page = browser.post(at(english.prairie, "settings/pro/"), follow=True)
    assert shows(page, "Your firm is now a Pointage PRO.")
    english.prairie.refresh_from_db()
    assert english.prairie.is_pro


def test_outgoing_mail_shows_its_link_and_can_be_sent_again(english: World, marie: Browser) -> None:
    mail = OutgoingMail.objects.create(
        key="m1",
        template="x",
        language="en",
        to_email="a@b.example",
        subject="Invitation <b>",
        text="Hello",
        html="",
        link="http://localhost/invitation/1",
        firm_id=english.tremblay.pk,
        state=OutgoingMail.State.NO_SERVER,
    )
    assert shows(marie.get(at(english.tremblay, "mail/?state=no_server")), "Invitation <b>")
    page = marie.get(at(english.tremblay, f"mail/{mail.public_id}/"))
    assert shows(page, "http://localhost/invitation/1")
    marie.post(at(english.tremblay, f"mail/{mail.public_id}/retry/"))
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.QUEUED


# -- cost -----------------------------------------------------------------------------------------
def cost(browser: Browser, path: str) -> int:
    """Statements that read or write rows; a tenant scope's own ones on PostgreSQL are not."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    asked = [each["sql"].lstrip() for each in queries.captured_queries]
    return sum(
        sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and "set_config" not in sql
        for sql in asked
    )


def test_no_screen_costs_more_than_fifteen_queries_with_2000_clients(
    english: World, marie: Browser
) -> None:
    row = ready_to_finish(seat_of(english.marie, english.tremblay), english.new_client)
    Client.objects.bulk_create(
        Client(firm=english.tremblay, name=f"Client {n:04}", search_name=f"client {n:04}")
        for n in range(2000)
    )
    firm = english.tremblay
    paths = [
        at(firm),
        at(firm, "clients/"),
        at(firm, "clients/?q=client+19&page=2"),
        at(firm, "apps/"),
        at(firm, f"apps/{english.garage_client.public_id}/"),
        at(firm, "find/pointage-time/install/"),
        at(firm, "find/pointage-time/install/?q=1999"),
        at(firm, f"clients/{english.garage_client.public_id}/apps/"),
        at(firm, "settings/pro/"),
        *(step_of(row, step) for step in ("billing", "pro", "account", "payroll", "track")),
    ]
    costs = {path: cost(marie, path) for path in paths}
    assert {path: number for path, number in costs.items() if number > QUERIES} == {}


def test_the_connected_screen_costs_at_most_fifteen_queries(english: World, marie: Browser) -> None:
    seat = seat_of(english.marie, english.tremblay)
    row = ready_to_finish(seat, english.new_client)
    installation_finish(actor=seat.actor, seat=seat, installation=row, version=row.version)
    assert cost(marie, step_of(row, "connected")) <= QUERIES
    assert cost(marie, step_of(row, "connected/progress")) <= QUERIES


def test_a_member_of_some_clients_pays_no_more_queries(english: World, signed_in: SignIn) -> None:
    browser = signed_in(english.luc)
    browser.get(at(english.tremblay))
    assert cost(browser, at(english.tremblay, "clients/")) <= QUERIES
