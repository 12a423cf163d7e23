"""Company pages: who may open what, in which language, at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.companies.models import Company
from pointage.features.practice.models import AccountantGrant
from pointage.features.team.models import Group, GroupManager, TeamMember
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

SignedIn = Callable[[User], Browser]

#: page -> permission it needs (empty: any seat in the company)
PAGES = {
    "": "",
    "team/": "team:view",
    "team/add/": "team:manage",
    "team/invite/": "team:invite",
    "team/{wendy}/": "team:view",
    "team/{wendy}/permissions/": "team:view",
    "team/{wendy}/jobs/": "team:view",
    "team/{wendy}/fields/": "team:view",
    "team/{wendy}/overtime/": "team:view",
    "team/{wendy}/notifications/": "team:view",
    "team/{wendy}/history/": "history:view",
    "groups/": "team:view",
    "groups/{group}/": "team:view",
    "groups/{group}/archive/": "team:manage",
    "team/{wendy}/archive/": "team:manage",
    "settings/": "company:manage",
    "settings/payroll/": "payroll:view",
    "settings/tracking/": "company:manage",
    "accountants/": "accountants:view",
    "accountants/invite/": "accountants:manage",
    "accountants/{grant}/": "accountants:manage",
    "accountants/{grant}/revoke/": "accountants:manage",
    "history/": "history:view",
}


def address(world: World, page: str) -> str:
    grant = AccountantGrant.objects.get(company=world.boulangerie)
    with tenant_scope(companies=[world.boulangerie.pk]):
        group, _made = Group.objects.get_or_create(company=world.boulangerie, name="Cuisine")
        if page == "groups/{group}/":
            GroupManager.objects.get_or_create(
                company=world.boulangerie, group=group, team_member=world.alice_member
            )
    filled = page.format(
        wendy=world.wendy_member.public_id, grant=grant.public_id, group=group.public_id
    )
    return f"/c/{world.boulangerie.public_id}/{filled}"


def scope_of(world: World, scope: str) -> None:
    AccountantGrant.objects.filter(company=world.boulangerie).update(scope=scope)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_and_another_firm_find_nothing(
    world: World, signed_in: SignedIn, page: str
) -> None:
    for user in (world.stranger, world.peter):
        assert signed_in(user).get(address(world, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(world: World, page: str) -> None:
    response = Browser().get(address(world, page))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("page", PAGES)
def test_the_administrator_opens_every_page(world: World, signed_in: SignedIn, page: str) -> None:
    assert signed_in(world.alice).get(address(world, page)).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if page])
def test_a_worker_comes_to_the_clock_and_opens_nothing_else(
    world: World, signed_in: SignedIn, page: str
) -> None:
    browser = signed_in(world.wendy)
    assert browser.get(address(world, "")).headers["Location"] == address(world, "clock/")
    assert browser.get(address(world, page)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scope", AccountantGrant.Scope.values)
def test_an_accountant_opens_what_the_scope_allows(
    world: World, signed_in: SignedIn, page: str, scope: str
) -> None:
    from pointage.features.team.permissions import SCOPE_PERMISSIONS

    scope_of(world, scope)
    allowed = not PAGES[page] or PAGES[page] in SCOPE_PERMISSIONS[scope]
    status = signed_in(world.luc).get(address(world, page)).status_code
    assert status == (200 if allowed else 403)


def test_revoking_closes_the_door_within_one_request(world: World, signed_in: SignedIn) -> None:
    accountant, client = signed_in(world.luc), signed_in(world.alice)
    assert accountant.get(address(world, "team/")).status_code == 200
    client.post(address(world, "accountants/{grant}/revoke/"))
    assert accountant.get(f"/c/{world.boulangerie.public_id}/team/").status_code == 404


def test_archiving_closes_the_door_within_one_request(world: World, signed_in: SignedIn) -> None:
    worker, client = signed_in(world.wendy), signed_in(world.alice)
    assert worker.get(address(world, "clock/")).status_code == 200
    client.post(address(world, "team/{wendy}/archive/"))
    assert worker.get(address(world, "")).status_code == 404


#: Words that would betray an untranslated sentence; names of people and firms are not among them.
_ENGLISH = re.compile(
    r"\b(the|and|of|with|your|you|this|that|which|from|every|save|invite|team|access|settings)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", PAGES)
def test_no_english_on_a_french_page(world: World, signed_in: SignedIn, page: str) -> None:
    browser = signed_in(world.alice)
    browser.post("/me/security/later/")  # the reminder of another room is not what is tested
    html = browser.get(address(world, page)).content.decode()
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", html.split("<body", 1)[1])
    shown = " ".join(re.findall(r'(?:placeholder|title|aria-label)="([^"]*)"', body))
    text = re.sub(r"(?s)<[^>]+>", " ", body) + " " + shown
    assert _ENGLISH.findall(text) == []


@pytest.fixture
def crowd(world: World) -> Company:
    """The bakery with two thousand more people."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.bulk_create(
            TeamMember(
                company=world.boulangerie,
                given_name="Person",
                family_name=f"No{number:05}",
                email=f"p{number}@crowd.example",
            )
            for number in range(2_000)
        )
    return world.boulangerie


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("page", [*PAGES, "team/?q=No019", "team/?sign_in=not_invited&page=3"])
def test_no_page_asks_more_than_fifteen_questions(
    world: World, signed_in: SignedIn, page: str
) -> None:
    browser = signed_in(world.luc if "accountants/" not in page else world.alice)
    browser.get(address(world, ""))  # the visit is noted once
    where = address(world, page)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(where).status_code == 200
    # Putting the tenant in place is a statement of PostgreSQL, not a question.
    asked = [
        q["sql"] for q in queries
        if q["sql"].startswith("SELECT") and not q["sql"].startswith("SELECT set_config")
    ]  # fmt: skip
    assert len(asked) <= 16, "\n".join(asked)  # one of them is the session
