"""Groups: their names and people, and who may keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pointage.features.team import errors
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.permissions import PERMISSIONS
from pointage.features.team.services import (
    group_add,
    group_archive,
    group_manager_remove,
    group_manager_set,
    group_people_add,
    group_people_remove,
    group_rename,
    group_restore,
    team_member_update,
)
from pointage.features.team.values import GroupRights, TeamMemberValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.groups.looking import codes, people_of
from tests.world import World

# -- the group itself --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_group_needs_a_name(world: World, alice: Actor, name: str) -> None:
    with pytest.raises(errors.GroupNameRequired):
        group_add(actor=alice, company=world.boulangerie, name=name)
    assert codes(world) == []


def test_two_groups_cannot_share_a_name_whatever_the_case(
    world: World, alice: Actor, kitchen: Group
) -> None:
    with pytest.raises(errors.GroupNameTaken):
        group_add(actor=alice, company=world.boulangerie, name=" KITCHEN ")
    assert codes(world) == ["group.added"]


def test_a_group_is_renamed_and_history_tells_both_names(
    world: World, alice: Actor, kitchen: Group
) -> None:
    group_rename(actor=alice, group=kitchen, name="Cuisine")
    event = HistoryEvent.objects.get(code="group.renamed")
    assert (event.before, event.after) == ({"name": "Kitchen"}, {"name": "Cuisine"})


def test_an_archived_group_has_no_people_and_gives_no_rights(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    group_archive(actor=alice, group=kitchen)
    assert people_of(kitchen) == []
    with pytest.raises(PermissionRefused):
        team_member_update(
            actor=wendy,
            member=sophie,
            values=replace(TeamMemberValues.of(sophie), mobile="1"),
        )
    event = HistoryEvent.objects.get(code="group.archived")
    assert event.before == {
        "people": ["Sophie Lavoie"], "managers": ["Wendy Bélanger"], "state": "active",
    }  # fmt: skip


def test_an_archived_groups_name_is_free_and_then_stands_in_the_way_of_restoring(
    world: World, alice: Actor, kitchen: Group
) -> None:
    group_archive(actor=alice, group=kitchen)
    group_add(actor=alice, company=world.boulangerie, name="Kitchen")
    with pytest.raises(errors.GroupNameTaken):
        group_restore(actor=alice, group=kitchen)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not Group.objects.get(pk=kitchen.pk).is_active


def test_nobody_is_put_in_an_archived_group(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember
) -> None:
    group_archive(actor=alice, group=kitchen)
    with pytest.raises(errors.GroupArchived):
        group_people_add(actor=alice, group=kitchen, members=[sophie])
    assert people_of(kitchen) == []


# -- people in groups --------------------------------------------------------------------------


def test_a_person_is_in_several_groups(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember
) -> None:
    shop = group_add(actor=alice, company=world.boulangerie, name="Shop")
    for group in (kitchen, shop):
        assert group_people_add(actor=alice, group=group, members=[sophie]) == 1
    assert people_of(kitchen) == people_of(shop) == ["Sophie Lavoie"]


def test_putting_somebody_twice_changes_and_records_nothing_more(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember
) -> None:
    group_people_add(actor=alice, group=kitchen, members=[sophie])
    assert group_people_add(actor=alice, group=kitchen, members=[sophie]) == 0
    assert codes(world) == ["group.added", "group.people_added"]


def test_taking_somebody_out(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember
) -> None:
    group_people_add(actor=alice, group=kitchen, members=[sophie, world.wendy_member])
    group_people_remove(actor=alice, group=kitchen, members=[sophie])
    assert people_of(kitchen) == ["Wendy Bélanger"]


def test_another_companys_person_is_not_put_in_a_group(
    world: World, alice: Actor, kitchen: Group
) -> None:
    with tenant_scope(companies=[world.garage.pk]):
        other = world_module.person(world.garage, "Gary", "North", "")
    with pytest.raises(errors.NotOfThisCompany):
        group_people_add(actor=alice, group=kitchen, members=[other])
    assert people_of(kitchen) == []


def test_a_persons_groups_are_set_with_their_details_in_one_event(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember
) -> None:
    team_member_update(
        actor=alice, member=sophie, values=TeamMemberValues.of(sophie), groups=[kitchen]
    )
    event = HistoryEvent.objects.get(code="team_member.updated")
    assert (event.before, event.after) == ({"groups": []}, {"groups": ["Kitchen"]})
    assert people_of(kitchen) == ["Sophie Lavoie"]


# -- who may ---------------------------------------------------------------------------------

Act = Callable[[Actor, World, TeamMember, Group], object]
ACTS: dict[str, Act] = {
    "add": lambda a, w, s, g: group_add(actor=a, company=w.boulangerie, name="Shop"),
    "rename": lambda a, w, s, g: group_rename(actor=a, group=g, name="Shop"),
    "archive": lambda a, w, s, g: group_archive(actor=a, group=g),
    "restore": lambda a, w, s, g: group_restore(actor=a, group=g),
    "people": lambda a, w, s, g: group_people_add(actor=a, group=g, members=[s]),
    "people out": lambda a, w, s, g: group_people_remove(actor=a, group=g, members=[s]),
    "manager": lambda a, w, s, g: group_manager_set(
        actor=a, group=g, member=s, rights=GroupRights()
    ),
    "manager out": lambda a, w, s, g: group_manager_remove(actor=a, group=g, member=s),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_act_on_groups_needs_the_team(
    world: World, alice: Actor, kitchen: Group, sophie: TeamMember, name: str
) -> None:
    without = replace(alice, permissions=frozenset(PERMISSIONS) - {"team:manage"})
    with pytest.raises(PermissionRefused) as raised:
        ACTS[name](without, world, sophie, kitchen)
    assert raised.value.permission == "team:manage"
    assert codes(world) == ["group.added"]


def test_rule_texts_fill_in_their_names(world: World, alice: Actor, kitchen: Group) -> None:
    with pytest.raises(RuleBroken) as raised:
        group_add(actor=alice, company=world.boulangerie, name="kitchen")
    assert "Kitchen" in raised.value.text
