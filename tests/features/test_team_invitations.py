"""Inviting people of the team, joining, and handing over the role of primary administrator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.practice import access
from pointage.features.practice.models import AccountantGrant
from pointage.features.team import errors, queries
from pointage.features.team.models import TeamMember
from pointage.features.team.services import (
    primary_admin_transfer_cancel,
    primary_admin_transfer_request,
    team_member_add,
    team_member_archive,
    team_member_invite,
    team_member_invite_again,
    team_member_invite_revoke,
    team_member_set_user_type,
    team_member_update,
    team_members_invite,
)
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.errors import InvitationNotOpen
from pointage.foundation.identity.invitations import (
    Accepted,
    InvitationStatus,
    NewPerson,
    invitation_accept,
    invitation_join,
    invitation_token,
    latest_invitations,
)
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import PASSWORD, World

SOPHIE = TeamMemberValues(
    given_name="Sophie", family_name="Lavoie", email="sophie@new.example", language="fr-ca"
)


@pytest.fixture
def luc(world: World) -> Actor:
    return access.company_seat_for(world.luc, world.boulangerie.public_id).actor


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def sophie(world: World, luc: Actor) -> TeamMember:
    """On the team, an administrator, not yet invited."""
    return team_member_add(
        actor=luc, company=world.boulangerie, values=SOPHIE, user_type="administrator"
    )


@pytest.fixture
def orphan(world: World) -> Company:
    """The bakery before it has a primary administrator of its own."""
    Company.objects.filter(pk=world.boulangerie.pk).update(primary_admin_id=None)
    world.boulangerie.refresh_from_db()
    return world.boulangerie


def joins(invitation: Invitation) -> Accepted:
    person = NewPerson(
        given_name="Sophie",
        family_name="Lavoie",
        language="fr-ca",
        time_zone="America/Toronto",
        password=PASSWORD,
    )
    return invitation_join(token=invitation_token(invitation), person=person)


def fresh(company: Company) -> Company:
    return Company.objects.get(pk=company.pk)


def status(member: TeamMember) -> InvitationStatus:
    return latest_invitations("team_member", [member.public_id])[member.public_id].status


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


# -- inviting ----------------------------------------------------------------------------------


def test_an_invitation_leaves_in_the_persons_language_for_the_firm(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    invitation = team_member_invite(actor=luc, member=sophie)
    mail = OutgoingMail.objects.get(invitation=invitation)
    assert (mail.to_email, mail.language, mail.company_id, mail.firm_id) == (
        "sophie@new.example",
        "fr-ca",
        world.boulangerie.pk,
        world.tremblay.pk,
    )
    assert invitation.context["company"] == "Boulangerie du Coin"
    assert status(sophie) is InvitationStatus.QUEUED


def test_a_person_without_an_address_cannot_be_invited(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    nameless = team_member_update(actor=luc, member=sophie, values=replace(SOPHIE, email=""))
    with pytest.raises(errors.InvitationNeedsEmail):
        team_member_invite(actor=luc, member=nameless)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_connected_person_is_not_invited_again(world: World, luc: Actor) -> None:
    with pytest.raises(errors.AlreadyConnected):
        team_member_invite(actor=luc, member=world.alice_member)
    assert not Invitation.objects.exists()


def test_inviting_needs_its_permission(world: World, luc: Actor, sophie: TeamMember) -> None:
    without = replace(luc, permissions=luc.permissions - {"team:invite"})
    with pytest.raises(PermissionRefused):
        team_member_invite(actor=without, member=sophie)
    assert not Invitation.objects.exists()


def test_sending_again_kills_the_old_link(world: World, luc: Actor, sophie: TeamMember) -> None:
    first = team_member_invite(actor=luc, member=sophie)
    old = invitation_token(first)
    again = team_member_invite_again(actor=luc, member=sophie)
    assert again.pk == first.pk
    assert invitation_token(again) != old


def test_a_new_address_takes_the_open_invitation_back(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    invitation = team_member_invite(actor=luc, member=sophie)
    team_member_update(actor=luc, member=sophie, values=replace(SOPHIE, email="s@other.example"))
    assert status(sophie) is InvitationStatus.REVOKED
    with pytest.raises(InvitationNotOpen):
        joins(invitation)
    assert not User.objects.filter(email="sophie@new.example").exists()


def test_archiving_takes_the_open_invitation_back(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    team_member_invite(actor=luc, member=sophie)
    team_member_archive(actor=luc, member=sophie)
    assert status(sophie) is InvitationStatus.REVOKED


def test_revoking_twice_is_refused(world: World, luc: Actor, sophie: TeamMember) -> None:
    team_member_invite(actor=luc, member=sophie)
    team_member_invite_revoke(actor=luc, member=sophie)
    with pytest.raises(errors.NoInvitation):
        team_member_invite_revoke(actor=luc, member=sophie)


def test_everybody_not_connected_is_invited_at_once(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    team_member_add(
        actor=luc, company=world.boulangerie, values=TeamMemberValues(given_name="Nomail")
    )
    with tenant_scope(companies=[world.boulangerie.pk]):
        people = list(queries.to_invite(world.boulangerie.pk))
    done = team_members_invite(actor=luc, members=[*people, world.alice_member])
    assert (done.sent, [member.given_name for member, _error in done.refused]) == (1, ["Alice"])
    assert status(sophie) is InvitationStatus.QUEUED


# -- joining -----------------------------------------------------------------------------------


def test_the_invited_administrator_lands_in_the_company_as_primary_administrator(
    world: World, orphan: Company, luc: Actor, sophie: TeamMember
) -> None:
    accepted = joins(team_member_invite(actor=luc, member=sophie))
    assert accepted.place == f"/c/{orphan.public_id}/"
    assert fresh(orphan).primary_admin_id == sophie.pk
    seat = access.company_seat_for(accepted.user, orphan.public_id)
    assert seat.actor.may("accountants:manage")


def test_the_accountant_and_the_clients_lead_are_told(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    world.boulangerie_client.lead = world.marie_seat
    world.boulangerie_client.save()
    joins(team_member_invite(actor=luc, member=sophie))
    told = Notice.objects.filter(code="invitation.accepted").order_by("user_id")
    assert {notice.user_id for notice in told} == {world.luc.pk, world.marie.pk}
    path = f"/c/{world.boulangerie.public_id}/team/{sophie.public_id}/"
    assert {notice.url for notice in told} == {path}
    mails = OutgoingMail.objects.filter(template="invitation_accepted")
    assert {mail.to_email for mail in mails} == {world.luc.email, world.marie.email}


def test_a_primary_administrator_who_exists_stays(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    joins(team_member_invite(actor=luc, member=sophie))
    assert fresh(world.boulangerie).primary_admin_id == world.alice_member.pk


def test_a_worker_who_joins_does_not_become_primary_administrator(
    world: World, orphan: Company, luc: Actor
) -> None:
    worker = team_member_add(actor=luc, company=orphan, values=SOPHIE)
    joins(team_member_invite(actor=luc, member=worker))
    assert fresh(orphan).primary_admin_id is None


def test_somebody_of_the_team_cannot_join_a_second_time(world: World, luc: Actor) -> None:
    double = team_member_add(
        actor=luc, company=world.boulangerie, values=replace(SOPHIE, email="w2@boulangerie.example")
    )
    invitation = team_member_invite(actor=luc, member=double)
    Invitation.objects.filter(pk=invitation.pk).update(email=world.wendy.email)
    with pytest.raises(errors.AlreadyOnTheTeam):
        invitation_accept(token=invitation_token(invitation), user=world.wendy)
    assert CompanyUser.objects.filter(company=world.boulangerie).count() == 2
    assert Invitation.objects.get(pk=invitation.pk).state == Invitation.State.SENT


def test_history_tells_of_joining_without_a_firm(
    world: World, luc: Actor, sophie: TeamMember
) -> None:
    joins(team_member_invite(actor=luc, member=sophie))
    event = HistoryEvent.objects.get(code="team_member.joined")
    assert (event.actor_name, event.acting_firm_name) == ("Sophie Lavoie", "")


# -- primary administrator ---------------------------------------------------------------------


def test_the_primary_administrator_hands_over_and_both_are_mailed(
    world: World, alice: Actor
) -> None:
    team_member_set_user_type(actor=alice, member=world.wendy_member, user_type="administrator")
    invitation = primary_admin_transfer_request(actor=alice, member=world.wendy_member)
    invitation_accept(token=invitation_token(invitation), user=world.wendy)
    assert fresh(world.boulangerie).primary_admin_id == world.wendy_member.pk
    moved = OutgoingMail.objects.filter(template="primary_admin_moved")
    assert {mail.to_email for mail in moved} == {world.alice.email, world.wendy.email}
    offered = OutgoingMail.objects.get(template="primary_admin_offered")
    assert offered.to_email == world.alice.email


def test_only_the_primary_administrator_hands_over(world: World, alice: Actor, luc: Actor) -> None:
    team_member_set_user_type(actor=alice, member=world.wendy_member, user_type="administrator")
    wendy = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    for actor in (wendy, luc):
        with pytest.raises(errors.TransferNotYours):
            primary_admin_transfer_request(actor=actor, member=world.wendy_member)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("scope", "allowed"), [("full", True), ("setup_only", False)])
def test_an_accountant_names_one_only_with_full_access_and_while_there_is_none(
    world: World, orphan: Company, scope: str, allowed: bool
) -> None:
    AccountantGrant.objects.filter(company=orphan).update(scope=scope)
    actor = access.company_seat_for(world.luc, orphan.public_id).actor
    refused = False
    try:
        primary_admin_transfer_request(actor=actor, member=world.alice_member)
    except errors.TransferNotYours:
        refused = True
    assert refused is not allowed
    assert Invitation.objects.exists() is allowed


def test_the_role_goes_only_to_an_administrator(world: World, alice: Actor) -> None:
    with pytest.raises(errors.TransferNeedsAdministrator):
        primary_admin_transfer_request(actor=alice, member=world.wendy_member)
    assert codes(world) == []


def test_a_cancelled_transfer_cannot_be_accepted(world: World, alice: Actor) -> None:
    team_member_set_user_type(actor=alice, member=world.wendy_member, user_type="administrator")
    invitation = primary_admin_transfer_request(actor=alice, member=world.wendy_member)
    primary_admin_transfer_cancel(actor=alice, company=world.boulangerie)
    with pytest.raises(InvitationNotOpen):
        invitation_accept(token=invitation_token(invitation), user=world.wendy)
    assert fresh(world.boulangerie).primary_admin_id == world.alice_member.pk


def test_a_person_demoted_meanwhile_does_not_get_the_role(world: World, alice: Actor) -> None:
    team_member_set_user_type(actor=alice, member=world.wendy_member, user_type="administrator")
    invitation = primary_admin_transfer_request(actor=alice, member=world.wendy_member)
    team_member_set_user_type(actor=alice, member=world.wendy_member, user_type="worker")
    with pytest.raises(errors.PlaceNoLongerOffered):
        invitation_accept(token=invitation_token(invitation), user=world.wendy)
    assert fresh(world.boulangerie).primary_admin_id == world.alice_member.pk
