"""Invitations by text message: a link for somebody without an e-mail address, which never makes an
account for an address that nobody proved to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client as Browser

from pointage.features.practice import access
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import (
    team_member_invite_by_text,
    team_member_update,
)
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.errors import (
    InvitationForSomebodyElse,
    InvitationNeedsAddress,
    InvitationNotOpen,
)
from pointage.foundation.identity.invitations import (
    InvitationStatus,
    NewPerson,
    invitation_accept,
    invitation_address,
    invitation_join,
    invitation_status,
    invitation_token,
    latest_invitations,
)
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.world import PASSWORD, World

SignedIn = Callable[[User], Browser]
NEW = NewPerson("Tex", "Roy", "en", "America/Toronto", PASSWORD)


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def tex(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(world.boulangerie, "Tex", "Roy", "", mobile="514 555-0142")


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


def test_a_link_is_made_without_a_mail_and_stays_the_same(alice: Actor, tex: TeamMember) -> None:
    first = team_member_invite_by_text(actor=alice, member=tex)
    again = team_member_invite_by_text(actor=alice, member=tex)
    assert invitation_token(again) == invitation_token(first)
    assert invitation_status(first) is InvitationStatus.SENT
    assert not OutgoingMail.objects.exists()


def test_no_account_is_made_before_an_address_was_proved(
    world: World, alice: Actor, tex: TeamMember
) -> None:
    invitation = team_member_invite_by_text(actor=alice, member=tex)
    texted = invitation_token(invitation)
    users = User.objects.count()
    with pytest.raises(InvitationNeedsAddress):
        invitation_join(token=texted, person=NEW)
    sent = invitation_address(token=texted, email=" Tex@X.example ")
    assert User.objects.count() == users
    mail = OutgoingMail.objects.get()
    assert mail.to_email == "tex@x.example"
    for late in (
        lambda: invitation_join(token=texted, person=NEW),
        lambda: invitation_address(token=texted, email="thief@x.example"),
    ):
        with pytest.raises(InvitationNotOpen):
            late()
    accepted = invitation_join(token=invitation_token(sent), person=NEW)
    member = fresh(tex)
    assert (member.user_id, member.email) == (accepted.user.pk, "tex@x.example")
    codes = HistoryEvent.objects.filter(object_id=invitation.public_id).values_list("code")
    assert ("invitation.address_given",) in codes


def test_the_address_is_given_once(alice: Actor, tex: TeamMember) -> None:
    invitation = team_member_invite_by_text(actor=alice, member=tex)
    sent = invitation_address(token=invitation_token(invitation), email="tex@x.example")
    with pytest.raises(InvitationForSomebodyElse):
        invitation_address(token=invitation_token(sent), email="other@x.example")
    assert Invitation.objects.get().email == "tex@x.example"


def test_somebody_with_an_account_accepts_as_themselves(
    world: World, alice: Actor, tex: TeamMember
) -> None:
    invitation = team_member_invite_by_text(actor=alice, member=tex)
    invitation_accept(token=invitation_token(invitation), user=world.stranger)
    member = fresh(tex)
    assert (member.user_id, member.email) == (world.stranger.pk, world.stranger.email)


def test_an_address_given_later_kills_the_link(world: World, alice: Actor, tex: TeamMember) -> None:
    invitation = team_member_invite_by_text(actor=alice, member=tex)
    values = replace(TeamMemberValues.of(tex), email="tex@x.example")
    team_member_update(actor=alice, member=tex, values=values)
    with pytest.raises(InvitationNotOpen):
        invitation_accept(token=invitation_token(invitation), user=world.stranger)


def test_only_for_people_with_a_number_and_no_address(
    world: World, alice: Actor, tex: TeamMember
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        other = world_module.person(world.boulangerie, "A", "B", "a@b.example", mobile="1")
        bare = world_module.person(world.boulangerie, "C", "D", "")
    for member in (other, bare):
        with pytest.raises(errors.InvitationNeedsMobile):
            team_member_invite_by_text(actor=alice, member=member)
    with pytest.raises(errors.AlreadyConnected):
        team_member_invite_by_text(actor=alice, member=world.wendy_member)
    with pytest.raises(PermissionRefused):
        team_member_invite_by_text(
            actor=replace(alice, permissions=frozenset({"team:view"})), member=tex
        )
    assert not Invitation.objects.exists()


def test_the_pages_from_the_list_to_the_mail(
    world: World, signed_in: SignedIn, tex: TeamMember
) -> None:
    here = f"/c/{world.boulangerie.public_id}/team/invite/"
    browser = signed_in(world.alice)
    assert "514 555-0142" in browser.get(here).content.decode()
    browser.post(f"{here}text/", {"texted": [tex.public_id]})
    page = browser.get(here).content.decode()
    found = re.search(r'href="(sms:5145550142\?body=[^"]+)"', page)
    assert found is not None
    view = latest_invitations("team_member", [tex.public_id])[tex.public_id]
    link = view.link.removeprefix("http://localhost:8000")
    assert link.split("/")[2].split(".")[0] in found[1]
    phone = Browser(headers={"accept-language": "en"})
    assert 'name="email"' in phone.get(link).content.decode()
    bad = phone.post(f"{link}address/", {"email": "nobody"})
    assert bad.status_code == 422
    done = phone.post(f"{link}address/", {"email": "tex@x.example"})
    assert "tex@x.example" in done.content.decode()
    assert phone.get(link).status_code == 404
    mailed = latest_invitations("team_member", [tex.public_id])[tex.public_id]
    joined = phone.post(
        f"{mailed.link.removeprefix('http://localhost:8000')}join/",
        {"given_name": "Tex", "family_name": "Roy", "password": PASSWORD},
    )
    assert joined.status_code == 302
    assert fresh(tex).user_id is not None


def test_who_may_not_invite_makes_no_links(
    world: World, signed_in: SignedIn, tex: TeamMember
) -> None:
    here = f"/c/{world.boulangerie.public_id}/team/invite/text/"
    response = signed_in(world.wendy).post(here, {"texted": [tex.public_id]})
    assert response.status_code == 403
    assert not Invitation.objects.exists()
