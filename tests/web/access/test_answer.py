"""The page on which a business answers a firm's request for access."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client as Browser

from pointage.features.companies.models import Company
from pointage.features.practice import access
from pointage.features.practice.models import AccountantGrant
from pointage.features.practice.services.requests import access_requests_send
from pointage.foundation.identity.invitations import invitation_accept, invitation_token
from pointage.foundation.identity.models import Invitation, User
from tests.world import World

SignIn = Callable[[User], Browser]


def asked_of(world: World, user: User) -> AccountantGrant:
    """Prairie asks; the person opens the mail and accepts to look."""
    peter = access.firm_seat_for(world.peter, world.prairie.public_id)
    access_requests_send(
        actor=peter.actor, seat=peter, addresses=user.email, scope="full", language="fr-ca"
    )
    invitation_accept(token=invitation_token(Invitation.objects.get()), user=user)
    return AccountantGrant.objects.get(firm=world.prairie, email=user.email)


def test_the_owner_opens_a_company_as_far_as_they_like(world: World, signed_in: SignIn) -> None:
    grant = asked_of(world, world.alice)
    browser = signed_in(world.alice)
    page = unescape(browser.get(f"/me/access/{grant.public_id}/").content.decode())
    assert "Prairie Books" in page and "Boulangerie du Coin" in page
    browser.post(
        f"/me/access/{grant.public_id}/",
        {"company": world.boulangerie.public_id, "scope": "payroll_only"},
    )
    seat = access.company_seat_for(world.peter, world.boulangerie.public_id)
    assert seat.actor.may("payroll:manage") and not seat.actor.may("team:manage")


def test_somebody_without_a_company_makes_one(world: World, signed_in: SignIn) -> None:
    grant = asked_of(world, world.stranger)
    signed_in(world.stranger).post(
        f"/me/access/{grant.public_id}/",
        {
            "company": "new",
            "name": "Stranger Ltd.",
            "region": "CA-AB",
            "time_zone": "America/Edmonton",
            "scope": "full",
        },
    )
    company = Company.objects.get(name="Stranger Ltd.")
    assert access.company_seat_for(world.stranger, company.public_id).team_member is not None
    assert company.primary_admin_id is not None
    assert access.company_seat_for(world.peter, company.public_id).grant is not None


@pytest.mark.parametrize("wrong", [{"scope": "everything"}, {"company": "zzzzzzzzzzzz"}])
def test_a_wrong_answer_opens_nothing(
    world: World, signed_in: SignIn, wrong: dict[str, str]
) -> None:
    grant = asked_of(world, world.alice)
    answer = {"company": world.boulangerie.public_id, "scope": "full"} | wrong
    browser = signed_in(world.alice)
    assert browser.post(f"/me/access/{grant.public_id}/", answer).status_code == 422
    grant.refresh_from_db()
    assert grant.state == AccountantGrant.State.PENDING


def test_refusing_asks_first_and_ends_the_request(world: World, signed_in: SignIn) -> None:
    grant = asked_of(world, world.alice)
    browser = signed_in(world.alice)
    browser.get(f"/me/access/{grant.public_id}/refuse/")
    grant.refresh_from_db()
    assert grant.state == AccountantGrant.State.PENDING
    browser.post(f"/me/access/{grant.public_id}/refuse/")
    grant.refresh_from_db()
    assert grant.state == AccountantGrant.State.DECLINED


def test_nobody_else_finds_the_page(world: World, signed_in: SignIn) -> None:
    grant = asked_of(world, world.alice)
    for other in (world.wendy, world.peter, world.marie):
        assert signed_in(other).get(f"/me/access/{grant.public_id}/").status_code == 404
