"""The firm's pages around the flow: team, requests, removal, templates, history; by the words on
the screen, with every refusal leaving things as they were."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    ClientTemplate,
    FirmMember,
    Subscription,
)
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests.web.console.walking import just_signed_in
from tests.world import World, person

SignIn = Callable[[User], Browser]
NINA = {
    "given_name": "Nina",
    "family_name": "Dubé",
    "email": "nina@tremblay.example",
    "language": "fr-ca",
    "role": "accountant",
    "access": "chosen",
}


@pytest.fixture
def marie(world: World, signed_in: SignIn) -> Browser:
    return signed_in(world.marie)


@pytest.fixture
def base(world: World) -> str:
    return f"/practice/{world.tremblay.public_id}/"


def text(response) -> str:  # type: ignore[no-untyped-def]
    return unescape(response.content.decode())


def test_a_person_is_added_with_clients_and_invited(
    world: World, marie: Browser, base: str
) -> None:
    page = marie.post(
        f"{base}team/add/", NINA | {"clients": [world.garage_client.public_id]}, follow=True
    )
    assert "Nina Dubé" in text(page)
    member = FirmMember.objects.get(email="nina@tremblay.example")
    assert list(member.clients.all()) == [world.garage_client]
    assert OutgoingMail.objects.get().to_email == "nina@tremblay.example"


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"given_name": "x" * 5000},
        {"email": "not an address"},
        {"email": "LUC@tremblay.example"},
        {"role": "primary_admin"},
        {"role": "nobody"},
        {"extra_permissions": ["firm:transfer"]},
        {"clients": ["zzzzzzzzzzzz"]},
    ],
)
def test_a_wrong_field_adds_nobody(
    world: World, marie: Browser, base: str, wrong: dict[str, object]
) -> None:
    assert marie.post(f"{base}team/add/", NINA | wrong).status_code == 422
    assert world.tremblay.members.count() == 3
    assert not OutgoingMail.objects.exists()


def test_another_firms_client_is_not_among_the_choices(
    world: World, marie: Browser, base: str
) -> None:
    other = NINA | {"clients": [world.dairy_client.public_id]}
    assert marie.post(f"{base}team/add/", other).status_code == 422
    assert "Dairy" not in text(marie.get(f"{base}team/add/"))


def test_the_invitation_is_sent_again_and_taken_back(
    world: World, marie: Browser, base: str
) -> None:
    marie.post(f"{base}team/add/", NINA)
    member = FirmMember.objects.get(email="nina@tremblay.example")
    here = f"{base}team/{member.public_id}/"
    marie.post(f"{here}invite/")
    assert OutgoingMail.objects.count() == 2
    marie.post(f"{here}revoke/")
    assert not Invitation.objects.filter(state__in=["sent", "opened"]).exists()


def test_a_person_leaves_the_team_and_comes_back(
    world: World, marie: Browser, base: str, signed_in: SignIn
) -> None:
    here = f"{base}team/{world.luc_seat.public_id}/"
    assert "Luc Gagnon" in text(marie.get(f"{here}deactivate/"))
    marie.post(f"{here}deactivate/")
    assert signed_in(world.luc).get(base).status_code == 404
    marie.post(f"{here}reactivate/")
    assert signed_in(world.luc).get(base).status_code == 200


def test_nobody_changes_themselves(world: World, marie: Browser, base: str) -> None:
    here = f"{base}team/{world.marie_seat.public_id}/"
    assert "C'est vous" in text(marie.get(here))
    marie.post(f"{here}deactivate/")
    world.marie_seat.refresh_from_db()
    assert world.marie_seat.is_active


def test_handing_the_firm_over_asks_who_it_is_first(
    world: World, marie: Browser, base: str
) -> None:
    assert marie.get(f"{base}team/transfer/").status_code == 302
    just_signed_in(marie)
    marie.post(f"{base}team/transfer/", {"to": world.luc_seat.public_id})
    world.luc_seat.refresh_from_db()
    assert world.luc_seat.role == FirmMember.Role.PRIMARY_ADMIN


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("luc", "team/", 403),
        ("luc", "team/add/", 403),
        ("luc", "clients/requests/", 200),
        ("luc", "templates/", 200),
        ("luc", "team/transfer/", 403),
        ("vera", "team/", 403),
        ("vera", "clients/requests/", 403),
        ("vera", "templates/", 403),
        ("vera", "history/", 403),
        ("marie", "history/", 200),
    ],
)
def test_each_role_opens_what_is_its_own(
    world: World, signed_in: SignIn, base: str, who: str, page: str, status: int
) -> None:
    assert signed_in(getattr(world, who)).get(base + page).status_code == status


def test_a_list_of_addresses_is_asked_and_reported(world: World, marie: Browser, base: str) -> None:
    page = marie.post(
        f"{base}clients/requests/",
        {"addresses": "a@x.example; wrong, a@x.example", "scope": "full", "language": "fr-ca"},
        follow=True,
    )
    assert "a@x.example" in text(page) and "wrong" in text(page)
    assert OutgoingMail.objects.count() == 1
    assert "wrong" not in text(marie.get(f"{base}clients/requests/"))


def test_a_request_is_sent_again(world: World, marie: Browser, base: str) -> None:
    marie.post(
        f"{base}clients/requests/",
        {"addresses": "a@x.example", "scope": "read_only", "language": "en"},
    )
    asked = AccountantGrant.objects.get(email="a@x.example")
    marie.post(f"{base}clients/requests/{asked.public_id}/resend/")
    assert OutgoingMail.objects.filter(to_email="a@x.example").count() == 2


def test_a_client_without_an_administrator_is_not_removed(
    world: World, marie: Browser, base: str
) -> None:
    here = f"{base}clients/{world.garage_client.public_id}/remove/"
    assert "administrateur principal" in text(marie.get(here))
    marie.post(here, {})
    assert Client.objects.get(pk=world.garage_client.pk).status == Client.Status.ACTIVE


def test_a_client_with_its_own_administrator_is_removed(
    world: World, marie: Browser, base: str
) -> None:
    here = f"{base}clients/{world.boulangerie_client.public_id}/remove/"
    marie.post(here, {"reason": "Changement de cabinet"})
    assert Client.objects.get(pk=world.boulangerie_client.pk).status == Client.Status.REMOVED
    assert marie.get(here).status_code == 404


def test_removing_a_client_the_firm_pays_for_asks_who_pays(
    world: World, marie: Browser, base: str
) -> None:
    Subscription.objects.create(
        company=world.boulangerie, firm=world.tremblay, client=world.boulangerie_client,
        app="pointage-time", payer="firm", price="25.00", discount_percent=30,
        started_on="2026-01-01",
    )  # fmt: skip
    here = f"{base}clients/{world.boulangerie_client.public_id}/remove/"
    marie.post(here, {"reason": ""})
    marie.post(here, {"reason": "", "payer": "keep"})
    assert Client.objects.get(pk=world.boulangerie_client.pk).status == Client.Status.ACTIVE
    marie.post(here, {"reason": "", "payer": "client"})
    assert Client.objects.get(pk=world.boulangerie_client.pk).status == Client.Status.REMOVED


TEMPLATE = {
    "name": "Québec",
    "tracked": ["employees", "customers"],
    "pay_period": "every_two_weeks",
    "period_end_on": "2026-11-21",
    "week_start": "0",
    "overtime_basis": "place",
    "overtime_region": "CA-QC",
    "break0-name": "Repas",
    "break0-minutes": "30",
}


def test_a_template_is_kept_changed_and_deleted(marie: Browser, base: str) -> None:
    marie.post(f"{base}templates/add/", TEMPLATE)
    template = ClientTemplate.objects.get()
    assert template.settings["breaks"][0]["name"] == "Repas"
    marie.post(f"{base}templates/{template.public_id}/", TEMPLATE | {"name": "Montréal"})
    template.refresh_from_db()
    assert template.name == "Montréal"
    marie.get(f"{base}templates/{template.public_id}/delete/")
    assert ClientTemplate.objects.exists()
    marie.post(f"{base}templates/{template.public_id}/delete/")
    assert not ClientTemplate.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"pay_period": "daily"}, {"tracked": []}, {"break0-minutes": "-5"}],
)
def test_a_wrong_template_is_not_kept(marie: Browser, base: str, wrong: dict[str, object]) -> None:
    assert marie.post(f"{base}templates/add/", TEMPLATE | wrong).status_code == 422
    assert not ClientTemplate.objects.exists()


def test_history_says_who_did_what(marie: Browser, base: str) -> None:
    marie.post(f"{base}team/add/", NINA)
    page = text(marie.get(f"{base}history/"))
    assert "Marie Tremblay" in page and "Nina Dubé" in page


def test_the_pages_stay_cheap_with_many_clients(world: World, marie: Browser, base: str) -> None:
    Client.objects.bulk_create(
        Client(firm=world.tremblay, name=f"Client {n}", search_name=f"client {n}")
        for n in range(2000)
    )
    for page in ("team/", "team/add/", "clients/requests/", "templates/", "history/"):
        marie.get(base + page)
        with CaptureQueriesContext(connection) as queries:
            assert marie.get(base + page).status_code == 200
        assert len(queries) <= 15, page


def test_the_role_is_offered_from_the_page_that_refuses(
    world: World, marie: Browser, base: str
) -> None:
    with tenant_scope(companies=[world.garage.pk]):
        gus = person(world.garage, "Gus", "Martin", "gus@garage.example", user_type="administrator")
    here = f"{base}clients/{world.garage_client.public_id}/remove/"
    answer = marie.post(f"{here}offer/", {"member": gus.public_id}, follow=True)
    assert "gus@garage.example" in answer.content.decode()
    assert OutgoingMail.objects.get().to_email == "gus@garage.example"
    assert marie.post(f"{here}offer/", {"member": "nobody"}).status_code == 404
