"""A group of the bakery, somebody in it, and Wendy as its manager."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pointage.features.practice import access
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.services import (
    group_add,
    group_manager_set,
    group_people_add,
)
from pointage.features.team.values import GroupRights
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.groups.looking import wendy_now
from tests.world import World


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def kitchen(world: World, alice: Actor) -> Group:
    return group_add(actor=alice, company=world.boulangerie, name="Kitchen")


@pytest.fixture
def sophie(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return world_module.person(world.boulangerie, "Sophie", "Lavoie", "sophie@new.example")


@pytest.fixture
def led(world: World, alice: Actor, kitchen: Group, sophie: TeamMember) -> Callable[..., Actor]:
    """Wendy as manager of the kitchen, in which Sophie is."""

    def actor(**rights: bool) -> Actor:
        group_people_add(actor=alice, group=kitchen, members=[sophie])
        given = dict.fromkeys(GroupRights().columns(), False) | rights
        group_manager_set(
            actor=alice, group=kitchen, member=world.wendy_member, rights=GroupRights(**given)
        )
        return wendy_now(world)

    return actor
