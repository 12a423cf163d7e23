"""What the firm's team cannot lift itself to, and what becomes of requests for access over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.practice import access, team_queries
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import BeyondOwnRights, RequestAlreadyAnswered
from pointage.features.practice.models import AccountantGrant, Client, FirmMember
from pointage.features.practice.services import members, request_answers, requests
from pointage.features.practice.services.members import MemberDetails
from pointage.features.practice.services.request_answers import Access
from pointage.features.team import errors as team_errors
from pointage.features.team.services import own_company
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import Notice, OutgoingMail
from tests.world import World

NEW = MemberDetails(given_name="Nina", email="nina@tremblay.example", family_name="", role="viewer")
DETAILS = CompanyDetails(
    name="Chez Sam", region="CA-QC", time_zone="America/Toronto", language="fr-ca"
)


def seat_of(world: World, user: User) -> FirmSeat:
    return access.firm_seat_for(user, world.tremblay.public_id)


@pytest.fixture
def luc(world: World) -> FirmSeat:
    """An accountant who was also given the team to manage."""
    FirmMember.objects.filter(pk=world.luc_seat.pk).update(extra_permissions=["firm-team:manage"])
    return seat_of(world, world.luc)


def ask(seat: FirmSeat, address: str, **more: Client) -> requests.RequestReport:
    return requests.access_requests_send(
        actor=seat.actor, seat=seat, addresses=address, scope="full", language="en", **more
    )


def as_person(user: User) -> Actor:
    return Actor(user_id=user.pk, name=user.full_name, language=user.language)


@pytest.mark.parametrize(
    "more", [{"role": "administrator"}, {"extra_permissions": ("firm:manage",)}]
)
def test_nobody_gives_rights_they_do_not_have(
    world: World, luc: FirmSeat, more: dict[str, Any]
) -> None:
    with pytest.raises(BeyondOwnRights):
        members.member_add(actor=luc.actor, seat=luc, details=replace(NEW, **more))
    assert world.tremblay.members.count() == 3
    assert not OutgoingMail.objects.exists()


def test_nobody_changes_people_with_more_rights(world: World, luc: FirmSeat) -> None:
    boss = FirmMember.objects.get(user=world.vera)
    FirmMember.objects.filter(pk=boss.pk).update(role="administrator")
    with pytest.raises(BeyondOwnRights):
        members.member_deactivate(actor=luc.actor, seat=luc, member=boss)
    with pytest.raises(BeyondOwnRights):
        members.member_update(actor=luc.actor, seat=luc, member=boss, details=NEW)
    boss.refresh_from_db()
    assert (boss.is_active, boss.role) == (True, "administrator")


def test_a_request_that_ran_out_is_sent_anew(world: World) -> None:
    marie = seat_of(world, world.marie)
    ask(marie, "a@x.example")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert ask(marie, "a@x.example").sent == ("a@x.example",)
    assert AccountantGrant.objects.filter(email="a@x.example").count() == 1
    assert OutgoingMail.objects.count() == 2


def test_a_request_taken_back_can_no_longer_be_answered(world: World) -> None:
    marie = seat_of(world, world.marie)
    ask(marie, world.stranger.email)
    grant = AccountantGrant.objects.get(email=world.stranger.email)
    requests.access_request_withdraw(actor=marie.actor, seat=marie, grant=grant)
    assert Invitation.objects.get().state == Invitation.State.REVOKED
    with pytest.raises(NotFound):
        request_answers.request_for(world.stranger, grant.public_id)
    with pytest.raises(RequestAlreadyAnswered):
        requests.access_request_send_again(actor=marie.actor, seat=marie, grant=grant)


def test_whoever_acts_for_some_clients_sees_only_their_own_requests(
    world: World, luc: FirmSeat
) -> None:
    ask(seat_of(world, world.marie), "marie-asked@x.example")
    ask(luc, "luc-asked@x.example")
    assert [grant.email for grant in team_queries.requests_visible(luc)] == ["luc-asked@x.example"]


def test_the_asker_may_act_for_the_client_that_answers(world: World, luc: FirmSeat) -> None:
    ask(luc, world.stranger.email)
    client = request_answers.request_grant(
        actor=as_person(world.stranger),
        user=world.stranger,
        grant=AccountantGrant.objects.get(email=world.stranger.email),
        company=DETAILS,
        access=Access("payroll_only"),
    )
    assert access.client_for(luc, client.public_id).lead == luc.member
    seat = access.company_seat_for(world.stranger, client.company.public_id)  # type: ignore[union-attr]
    assert seat.team_member is not None
    assert seat.team_member.pk == seat.company.primary_admin_id


def test_the_answer_joins_the_client_it_was_asked_for(world: World) -> None:
    marie = seat_of(world, world.marie)
    ask(marie, world.stranger.email, client=world.new_client)
    client = request_answers.request_grant(
        actor=as_person(world.stranger),
        user=world.stranger,
        grant=AccountantGrant.objects.get(email=world.stranger.email),
        company=DETAILS,
        access=Access("full", can_edit_schedule=True),
    )
    assert client == world.new_client
    assert Notice.objects.filter(user=world.marie, code="access.granted").count() == 1


def test_nobody_owns_companies_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_company, "OWN_COMPANY_LIMIT", 1)
    actor = as_person(world.alice)
    before = Company.objects.count()
    with pytest.raises(team_errors.TooManyOwnCompanies):
        own_company.company_open_own(actor=actor, user=world.alice, details=DETAILS)
    assert Company.objects.count() == before
