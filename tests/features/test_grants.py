"""Accountants' access: offered, taken, changed and ended by the client, with effect at once."""

from __future__ import annotations

import pytest

from pointage.features.companies.models import Company
from pointage.features.practice import access
from pointage.features.practice import grant_errors as errors
from pointage.features.practice.grant_answers import accepted_grant_for
from pointage.features.practice.grant_queries import grants_of
from pointage.features.practice.models import AccountantGrant, Client, FirmMember
from pointage.features.practice.services.grants import (
    grant_accept,
    grant_change,
    grant_entry_record,
    grant_invite,
    grant_invite_again,
    grant_revoke,
)
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.identity.invitations import (
    invitation_accept,
    invitation_decline,
    invitation_token,
)
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.models import Notice, OutgoingMail
from tests import world as world_module
from tests.world import World


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def current(world: World) -> AccountantGrant:
    """Tremblay's access to the bakery."""
    return AccountantGrant.objects.get(company=world.boulangerie)


def invite(actor: Actor, company: Company, email: str, **rights: object) -> AccountantGrant:
    return grant_invite(
        actor=actor,
        company=company,
        email=email,
        name="Peter Hill",
        language="en",
        **rights,  # type: ignore[arg-type]
    )


def token_of(grant: AccountantGrant) -> str:
    return invitation_token(Invitation.objects.get(subject=grant.public_id))


def test_an_accountant_with_one_firm_takes_the_client_at_once(world: World, alice: Actor) -> None:
    grant = invite(alice, world.boulangerie, world.peter.email, scope="read_only")
    accepted = invitation_accept(token=token_of(grant), user=world.peter)
    assert accepted.place == (
        f"/c/{world.boulangerie.public_id}/enter/?from=/practice/{world.prairie.public_id}/"
    )
    assert Client.objects.filter(firm=world.prairie, company=world.boulangerie).count() == 1
    seat = access.company_seat_for(world.peter, world.boulangerie.public_id)
    assert seat.actor.may("history:view")
    assert not seat.actor.may("team:manage")


def test_an_accountant_with_two_firms_chooses(world: World, alice: Actor) -> None:
    seat = world_module.seat(world.tremblay, world.peter, FirmMember.Role.ADMINISTRATOR)
    AccountantGrant.objects.filter(company=world.boulangerie).delete()
    grant = invite(alice, world.boulangerie, world.peter.email)
    accepted = invitation_accept(token=token_of(grant), user=world.peter)
    assert accepted.place == f"/c/access/{grant.public_id}/"
    with pytest.raises(NotFound):
        access.company_seat_for(world.peter, world.boulangerie.public_id)
    chosen = access.firm_seat_for(world.peter, seat.firm.public_id)
    waiting = accepted_grant_for(world.peter, grant.public_id)
    grant_accept(actor=chosen.actor, grant=waiting, seat=chosen)
    assert access.company_seat_for(world.peter, world.boulangerie.public_id).firm == world.tremblay


def test_an_offer_is_nobody_elses_to_take(world: World, alice: Actor) -> None:
    grant = invite(alice, world.boulangerie, world.peter.email)
    with pytest.raises(NotFound):
        accepted_grant_for(world.marie, grant.public_id)


def test_a_declined_offer_ends(world: World, alice: Actor) -> None:
    grant = invite(alice, world.boulangerie, world.peter.email)
    invitation_decline(token=token_of(grant))
    grant.refresh_from_db()
    assert grant.state == AccountantGrant.State.DECLINED


def test_a_company_has_at_most_two_accountants(world: World, alice: Actor) -> None:
    invite(alice, world.boulangerie, "one@else.example")
    with pytest.raises(errors.AccountantLimit):
        invite(alice, world.boulangerie, "two@else.example")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"scope": "everything"}, errors.ScopeUnknown),
        ({"scope": "read_only", "can_edit_schedule": True}, errors.ScheduleNeedsFullAccess),
    ],
)
def test_a_wrong_offer_changes_nothing(
    world: World, alice: Actor, given: dict[str, object], error: type[RuleBroken]
) -> None:
    with pytest.raises(error):
        invite(alice, world.boulangerie, "one@else.example", **given)
    assert AccountantGrant.objects.filter(company=world.boulangerie).count() == 1
    assert not Invitation.objects.exists()


def test_only_the_primary_administrator_offers(world: World) -> None:
    world.wendy_member.user_type = "administrator"
    from pointage.foundation.tenancy.scope import tenant_scope

    with tenant_scope(companies=[world.boulangerie.pk]):
        world.wendy_member.save()
    wendy = access.company_seat_for(world.wendy, world.boulangerie.public_id).actor
    luc = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    for actor in (wendy, luc):
        with pytest.raises(errors.OnlyPrimaryAdminInvites):
            invite(actor, world.boulangerie, "one@else.example")
    assert not Invitation.objects.exists()


def test_sending_an_offer_again_kills_the_old_link(world: World, alice: Actor) -> None:
    grant = invite(alice, world.boulangerie, world.peter.email)
    old = token_of(grant)
    grant_invite_again(actor=alice, grant=grant)
    assert token_of(grant) != old


def test_revoking_takes_effect_at_the_next_click(
    world: World, alice: Actor, current: AccountantGrant
) -> None:
    access.company_seat_for(world.luc, world.boulangerie.public_id)
    grant_revoke(actor=alice, grant=current)
    with pytest.raises(NotFound):
        access.company_seat_for(world.luc, world.boulangerie.public_id)


def test_the_firm_hears_of_a_revocation(
    world: World, alice: Actor, current: AccountantGrant
) -> None:
    grant_revoke(actor=alice, grant=current)
    assert Notice.objects.get(code="accountant_access.revoked").user == world.marie
    mail = OutgoingMail.objects.get(template="accountant_access_revoked")
    assert (mail.to_email, "Boulangerie du Coin" in mail.subject) == (world.marie.email, True)


def test_a_narrower_scope_takes_effect_at_the_next_click(
    world: World, alice: Actor, current: AccountantGrant
) -> None:
    grant_change(actor=alice, grant=current, scope="read_only", can_edit_schedule=False)
    seat = access.company_seat_for(world.luc, world.boulangerie.public_id)
    assert not seat.actor.may("team:manage")
    event = HistoryEvent.objects.get(code="accountant_access.changed")
    assert (event.before, event.after) == ({"scope": "full"}, {"scope": "read_only"})


def test_the_schedule_is_view_only_until_the_client_says_so(
    world: World, alice: Actor, current: AccountantGrant
) -> None:
    before = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    grant_change(actor=alice, grant=current, scope="full", can_edit_schedule=True)
    after = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    assert (before.may("schedule:manage"), after.may("schedule:manage")) == (False, True)


def test_an_accountant_cannot_widen_the_access(world: World, current: AccountantGrant) -> None:
    luc = access.company_seat_for(world.luc, world.boulangerie.public_id).actor
    with pytest.raises(PermissionRefused):
        grant_change(actor=luc, grant=current, scope="full", can_edit_schedule=True)
    with pytest.raises(PermissionRefused):
        grant_revoke(actor=luc, grant=current)
    current.refresh_from_db()
    assert (current.state, current.can_edit_schedule) == ("active", False)


def test_ended_access_cannot_be_ended_again(
    world: World, alice: Actor, current: AccountantGrant
) -> None:
    grant_revoke(actor=alice, grant=current)
    with pytest.raises(errors.AccessEnded):
        grant_revoke(actor=alice, grant=current)
    assert HistoryEvent.objects.filter(code="accountant_access.revoked").count() == 1


def test_the_client_sees_who_came_in_last_and_when(world: World, current: AccountantGrant) -> None:
    grant_entry_record(seat=access.company_seat_for(world.luc, world.boulangerie.public_id))
    (view,) = grants_of(world.boulangerie.pk)
    assert (view.grant, view.last_entry_by) == (current, "Luc Gagnon")
    assert view.last_entry_at is not None
