"""The client's lead hears of answers to what the firm sent, and of nothing else."""

from __future__ import annotations

import pytest

from pointage.foundation.identity import invitations
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import Notice
from tests.world import World


def decline_invitation_from(world: World, inviter: User, *, firm_id: int | None) -> set[int]:
    """Who was told that Wendy's invitation, sent by `inviter`, was declined."""
    invitation = invitations.invitation_send(
        actor=Actor(user_id=inviter.pk, name=inviter.full_name, firm_id=firm_id),
        purpose="team_member",
        subject=world.wendy_member.public_id,
        email="someone@new.example",
        name="Someone New",
        language="en",
        context={"company": "Boulangerie du Coin", "role": "worker"},
        company_id=world.boulangerie.pk,
    )
    invitations.invitation_decline(token=invitations.invitation_token(invitation))
    return set(Notice.objects.values_list("user_id", flat=True))


@pytest.fixture
def marie_leads(world: World) -> None:
    world.boulangerie_client.lead = world.marie_seat
    world.boulangerie_client.save(update_fields=["lead"])


def test_the_lead_is_told_beside_the_colleague_who_invited(world: World, marie_leads: None) -> None:
    told = decline_invitation_from(world, world.luc, firm_id=world.tremblay.pk)
    assert told == {world.luc.pk, world.marie.pk}


def test_the_lead_is_not_told_what_the_clients_own_people_sent(
    world: World, marie_leads: None
) -> None:
    told = decline_invitation_from(world, world.alice, firm_id=None)
    assert told == {world.alice.pk}


def test_the_lead_who_invited_is_told_once(world: World, marie_leads: None) -> None:
    decline_invitation_from(world, world.marie, firm_id=world.tremblay.pk)
    assert Notice.objects.count() == 1
