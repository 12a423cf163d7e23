"""A firm asks for access by a list of addresses; a business answers; a client leaves the firm."""

from __future__ import annotations

import pytest

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    ClientHasNoAdministrator,
    ClientStillPaidByFirm,
    CompanyNotYours,
    FieldRequired,
    RequestAlreadyAnswered,
    TooManyAddresses,
)
from pointage.features.practice.models import AccountantGrant, Client, Subscription
from pointage.features.practice.services import removals, request_answers, requests
from pointage.features.practice.services.request_answers import Access
from pointage.features.practice.services.requests import RequestReport
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.invitations import (
    invitation_accept,
    invitation_decline,
    invitation_token,
)
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import Notice, OutgoingMail
from tests.world import World


@pytest.fixture
def peter(world: World) -> FirmSeat:
    return access.firm_seat_for(world.peter, world.prairie.public_id)


def ask(seat: FirmSeat, addresses: str) -> RequestReport:
    return requests.access_requests_send(
        actor=seat.actor, seat=seat, addresses=addresses, scope="full", language="en"
    )


def as_person(user: User) -> Actor:
    return Actor(user_id=user.pk, name=user.full_name, language=user.language)


def test_each_valid_address_gets_one_mail_and_the_rest_is_reported(peter: FirmSeat) -> None:
    report = ask(peter, "a@x.example, A@x.example;b@x.example\nnot-an-address  c@x")
    assert report.sent == ("a@x.example", "b@x.example")
    assert report.invalid == ("not-an-address", "c@x")
    assert OutgoingMail.objects.count() == 2


def test_asking_again_while_waiting_sends_nothing(peter: FirmSeat) -> None:
    ask(peter, "a@x.example")
    report = ask(peter, "a@x.example")
    assert report.waiting == ("a@x.example",)
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("addresses", "error"),
    [
        ("", FieldRequired),
        (" , ;\n", FieldRequired),
        (",".join(f"p{n}@x.example" for n in range(201)), TooManyAddresses),
    ],
)
def test_an_impossible_list_is_refused(
    peter: FirmSeat, addresses: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(peter, addresses)
    assert not AccountantGrant.objects.filter(state="pending").exists()


def test_a_viewer_may_not_ask(world: World) -> None:
    vera = access.firm_seat_for(world.vera, world.tremblay.public_id)
    with pytest.raises(PermissionRefused):
        ask(vera, "a@x.example")


def test_the_primary_administrator_opens_the_company_to_the_firm(
    world: World, peter: FirmSeat
) -> None:
    ask(peter, world.alice.email)
    token = invitation_token(Invitation.objects.get())
    place = invitation_accept(token=token, user=world.alice).place
    grant = request_answers.request_for(world.alice, place.split("/")[3])
    client = request_answers.request_grant(
        actor=as_person(world.alice),
        user=world.alice,
        grant=grant,
        company=world.boulangerie,
        access=Access("read_only"),
    )
    assert (client.firm, client.company) == (world.prairie, world.boulangerie)
    seat = access.company_seat_for(world.peter, world.boulangerie.public_id)
    assert seat.actor.may("team:view") and not seat.actor.may("team:manage")
    assert Notice.objects.filter(user=world.peter, code="access.granted").count() == 1
    with pytest.raises(NotFound):
        request_answers.request_for(world.alice, grant.public_id)
    with pytest.raises(RequestAlreadyAnswered):
        request_answers.request_grant(
            actor=as_person(world.alice),
            user=world.alice,
            grant=grant,
            company=world.boulangerie,
            access=Access("full"),
        )


def test_somebody_elses_company_cannot_be_opened(world: World, peter: FirmSeat) -> None:
    ask(peter, world.wendy.email)
    grant = AccountantGrant.objects.get(state="pending")
    with pytest.raises(CompanyNotYours):
        request_answers.request_grant(
            actor=as_person(world.wendy),
            user=world.wendy,
            grant=grant,
            company=world.boulangerie,
            access=Access("full"),
        )
    with pytest.raises(NotFound):
        access.company_seat_for(world.peter, world.boulangerie.public_id)


def test_declining_ends_the_request(world: World, peter: FirmSeat) -> None:
    ask(peter, world.alice.email)
    invitation_decline(token=invitation_token(Invitation.objects.get()))
    assert AccountantGrant.objects.get(firm=world.prairie, company=None).state == "declined"


def test_a_client_without_its_own_administrator_stays(world: World) -> None:
    marie = access.firm_seat_for(world.marie, world.tremblay.public_id)
    with pytest.raises(ClientHasNoAdministrator):
        removals.client_remove(actor=marie.actor, seat=marie, client=world.garage_client)
    assert Client.objects.get(pk=world.garage_client.pk).status == Client.Status.ACTIVE
    assert access.company_seat_for(world.marie, world.garage.public_id)


def test_a_removed_client_keeps_its_account_and_the_firm_loses_it(world: World) -> None:
    marie = access.firm_seat_for(world.marie, world.tremblay.public_id)
    removals.client_remove(actor=marie.actor, seat=marie, client=world.boulangerie_client)
    with pytest.raises(NotFound):
        access.client_for(marie, world.boulangerie_client.public_id)
    with pytest.raises(NotFound):
        access.company_seat_for(world.marie, world.boulangerie.public_id)
    assert access.company_seat_for(world.alice, world.boulangerie.public_id)
    assert Notice.objects.filter(user=world.alice, code="access.ended").count() == 1
    assert HistoryEvent.objects.filter(code="access.ended").get().acting_firm_name


def test_a_client_the_firm_pays_for_needs_a_payer_first(world: World) -> None:
    marie = access.firm_seat_for(world.marie, world.tremblay.public_id)
    paid = Subscription.objects.create(
        company=world.boulangerie,
        firm=world.tremblay,
        client=world.boulangerie_client,
        app="pointage-time",
        payer="firm",
        price="30.00",
        discount_percent=30,
        started_on="2026-01-01",
    )
    with pytest.raises(ClientStillPaidByFirm):
        removals.client_remove(actor=marie.actor, seat=marie, client=world.boulangerie_client)
    paid.refresh_from_db()
    assert paid.state == "active"
    removals.client_remove(
        actor=marie.actor, seat=marie, client=world.boulangerie_client, bill_client=True
    )
    active = Subscription.objects.get(company=world.boulangerie, state="active")
    assert (active.payer, active.discount_percent) == ("client", 0)
