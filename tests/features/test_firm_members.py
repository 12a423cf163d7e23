"""The firm's team: roles, clients, invitations, and who may change what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pointage.features.practice import access
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    MemberEmailTaken,
    MemberNotSignedUp,
    OwnSeatFixed,
    PrimaryAdminFixed,
    RoleUnknown,
)
from pointage.features.practice.models import FirmMember
from pointage.features.practice.services import members
from pointage.features.practice.services.members import MemberDetails
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.identity.invitations import (
    NewPerson,
    invitation_join,
    invitation_token,
)
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import Notice, OutgoingMail
from tests.world import PASSWORD, World

NINA = MemberDetails(
    given_name="Nina",
    family_name="Dubé",
    email="Nina@Tremblay.example",
    role="accountant",
    language="fr-ca",
)


def seat_of(world: World, user: User) -> FirmSeat:
    return access.firm_seat_for(user, world.tremblay.public_id)


@pytest.fixture
def marie(world: World) -> FirmSeat:
    return seat_of(world, world.marie)


def add(seat: FirmSeat, **changes: object) -> FirmMember:
    return members.member_add(actor=seat.actor, seat=seat, details=replace(NINA, **changes))


def test_a_new_member_is_invited_by_mail_in_their_language(marie: FirmSeat) -> None:
    member = add(marie)
    mail = OutgoingMail.objects.get()
    assert (mail.to_email, mail.language) == ("nina@tremblay.example", "fr-ca")
    assert "Cabinet Tremblay" in mail.text
    assert HistoryEvent.objects.filter(code="firm_member.added").count() == 1
    assert member.user is None


def test_accepting_opens_the_firm_with_the_given_clients(world: World, marie: FirmSeat) -> None:
    add(marie, clients=(world.garage_client.public_id,))
    joined = invitation_join(
        token=invitation_token(Invitation.objects.get()),
        person=NewPerson("Nina", "Dubé", "fr-ca", "America/Toronto", PASSWORD),
    )
    nina = User.objects.get(email="nina@tremblay.example")
    assert joined.place == f"/practice/{world.tremblay.public_id}/"
    assert list(access.clients_visible(seat_of(world, nina))) == [world.garage_client]
    assert Notice.objects.filter(user=world.marie).count() == 1


def test_another_firms_client_cannot_be_given(world: World, marie: FirmSeat) -> None:
    member = add(marie, clients=(world.dairy_client.public_id,))
    assert not member.clients.exists()


def test_an_address_stands_once_in_a_team(world: World, marie: FirmSeat) -> None:
    with pytest.raises(MemberEmailTaken):
        add(marie, email=world.luc.email.upper())
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("role", ["primary_admin", "", "god"])
def test_only_known_roles_are_given(marie: FirmSeat, role: str) -> None:
    with pytest.raises(RoleUnknown):
        add(marie, role=role)
    assert not Invitation.objects.exists()


def test_an_accountant_may_not_change_the_team(world: World) -> None:
    luc = seat_of(world, world.luc)
    with pytest.raises(PermissionRefused):
        add(luc)
    assert world.tremblay.members.count() == 3


def test_clients_taken_away_are_gone_at_once(world: World, marie: FirmSeat) -> None:
    details = replace(members.member_details(world.luc_seat), clients=())
    members.member_update(actor=marie.actor, seat=marie, member=world.luc_seat, details=details)
    assert not access.clients_visible(seat_of(world, world.luc)).exists()
    with pytest.raises(NotFound):
        access.company_seat_for(world.luc, world.boulangerie.public_id)


def test_a_deactivated_member_finds_no_firm(world: World, marie: FirmSeat) -> None:
    members.member_deactivate(actor=marie.actor, seat=marie, member=world.luc_seat)
    with pytest.raises(NotFound):
        seat_of(world, world.luc)
    members.member_reactivate(actor=marie.actor, seat=marie, member=world.luc_seat)
    assert seat_of(world, world.luc).member == world.luc_seat


def test_the_primary_administrator_and_oneself_stay(world: World, marie: FirmSeat) -> None:
    with pytest.raises(PrimaryAdminFixed):
        members.member_deactivate(actor=marie.actor, seat=marie, member=world.marie_seat)
    FirmMember.objects.filter(pk=world.luc_seat.pk).update(role="administrator")
    luc = seat_of(world, world.luc)
    with pytest.raises(OwnSeatFixed):
        members.member_deactivate(actor=luc.actor, seat=luc, member=luc.member)
    assert FirmMember.objects.filter(firm=world.tremblay, is_active=True).count() == 3


def test_the_firm_is_handed_over_to_somebody_signed_up(world: World, marie: FirmSeat) -> None:
    waiting = add(marie)
    with pytest.raises(MemberNotSignedUp):
        members.firm_transfer(actor=marie.actor, seat=marie, to=waiting)
    members.firm_transfer(actor=marie.actor, seat=marie, to=world.luc_seat)
    assert seat_of(world, world.luc).actor.may("firm:transfer")
    assert not seat_of(world, world.marie).actor.may("firm:transfer")


def test_a_changed_address_kills_the_open_invitation(world: World, marie: FirmSeat) -> None:
    member = add(marie)
    details = replace(members.member_details(member), email="n.dube@tremblay.example")
    members.member_update(actor=marie.actor, seat=marie, member=member, details=details)
    assert Invitation.objects.get().state == Invitation.State.REVOKED
