"""Groups: their names, people and managers; what managing one lets a person do, and what not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pointage.features.practice import access
from pointage.features.team import errors
from pointage.features.team.access import person_seat_for, visible_people
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.team.permissions import PERMISSIONS
from pointage.features.team.reach import Right, reach_of
from pointage.features.team.services import (
    group_add,
    group_archive,
    group_manager_remove,
    group_manager_set,
    group_people_add,
    group_people_remove,
    group_rename,
    group_restore,
    team_member_add,
    team_member_archive,
    team_member_invite,
    team_member_set_user_type,
    team_member_update,
)
from pointage.features.team.values import GroupRights, TeamMemberValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
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


def wendy_now(world: World) -> Actor:
    return access.company_seat_for(world.wendy, world.boulangerie.public_id).actor


def codes(world: World) -> list[str]:
    rows = HistoryEvent.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return list(rows.values_list("code", flat=True))


def people_of(group: Group) -> list[str]:
    with tenant_scope(companies=[group.company_id]):
        rows = GroupMember.objects.filter(group=group).select_related("team_member")
        return sorted(row.team_member.full_name for row in rows)


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


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


# -- managers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("right", list(Right))
def test_each_right_reaches_the_groups_people_and_nobody_else(
    world: World, sophie: TeamMember, led: Callable[..., Actor], right: Right
) -> None:
    wendy = led(**{right.value: True})
    with tenant_scope(companies=[world.boulangerie.pk]):
        reached = {each: reach_of(wendy, each).member_ids for each in Right}
    nobody: frozenset[int] = frozenset()
    assert reached == {each: {sophie.pk} if each is right else nobody for each in Right}


def test_a_manager_reaches_oneself_only_as_a_member(
    world: World, alice: Actor, kitchen: Group, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_time=True)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not reach_of(wendy, Right.TIME).covers(world.wendy_member.pk)
    group_people_add(actor=alice, group=kitchen, members=[world.wendy_member])
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert reach_of(wendy, Right.TIME).covers(world.wendy_member.pk)


def test_a_group_may_have_several_managers(
    world: World, alice: Actor, kitchen: Group, led: Callable[..., Actor]
) -> None:
    led(manages_people=True)
    group_manager_set(actor=alice, group=kitchen, member=world.alice_member, rights=GroupRights())
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert GroupManager.objects.filter(group=kitchen).count() == 2


def test_a_removed_manager_reaches_nobody(
    world: World, alice: Actor, kitchen: Group, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    group_manager_remove(actor=alice, group=kitchen, member=world.wendy_member)
    with tenant_scope(companies=[world.boulangerie.pk]), pytest.raises(PermissionRefused):
        visible_people(wendy)


def test_a_manager_without_any_right_is_refused(world: World, alice: Actor, kitchen: Group) -> None:
    none = GroupRights(**dict.fromkeys(GroupRights().columns(), False))
    with pytest.raises(errors.NoRightGiven):
        group_manager_set(actor=alice, group=kitchen, member=world.wendy_member, rights=none)
    assert codes(world) == ["group.added"]


def test_a_group_manager_edits_invites_archives_and_restores_their_people(
    world: World, sophie: TeamMember, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    values = replace(TeamMemberValues.of(sophie), mobile="514 555-0100")
    team_member_update(actor=wendy, member=sophie, values=values)
    team_member_invite(actor=wendy, member=sophie)
    team_member_archive(actor=wendy, member=sophie)
    assert (fresh(sophie).mobile, fresh(sophie).state) == ("514 555-0100", "archived")


def test_a_group_manager_adds_people_to_their_group_only(
    world: World, alice: Actor, kitchen: Group, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    noe = TeamMemberValues(given_name="Noé")
    team_member_add(actor=wendy, company=world.boulangerie, values=noe, groups=[kitchen])
    assert people_of(kitchen) == ["Noé", "Sophie Lavoie"]
    shop = group_add(actor=alice, company=world.boulangerie, name="Shop")
    for groups in ([], [shop], [kitchen, shop]):
        with pytest.raises(PermissionRefused):
            team_member_add(actor=wendy, company=world.boulangerie, values=noe, groups=groups)
    assert people_of(shop) == []


Refused = Callable[[Actor, World, TeamMember, Group], object]
BEYOND: dict[str, tuple[type[Exception], Refused]] = {
    "somebody of no group": (
        PermissionRefused,
        lambda actor, w, s, g: team_member_update(
            actor=actor, member=w.alice_member,
            values=replace(TeamMemberValues.of(w.alice_member), mobile="1"),
        ),
    ),
    "a user type": (
        PermissionRefused,
        lambda actor, w, s, g: team_member_set_user_type(
            actor=actor, member=s, user_type="administrator"
        ),
    ),
    "the groups of a person": (
        PermissionRefused,
        lambda actor, w, s, g: team_member_update(
            actor=actor, member=s, values=TeamMemberValues.of(s), groups=[]
        ),
    ),
    "the group's name": (
        PermissionRefused,
        lambda actor, w, s, g: group_rename(actor=actor, group=g, name="Mine"),
    ),
    "the group's people": (
        PermissionRefused,
        lambda actor, w, s, g: group_people_add(actor=actor, group=g, members=[w.alice_member]),
    ),
    "the group's managers": (
        PermissionRefused,
        lambda actor, w, s, g: group_manager_set(
            actor=actor, group=g, member=w.wendy_member, rights=GroupRights()
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", BEYOND)
def test_a_group_manager_goes_no_further(
    world: World, kitchen: Group, sophie: TeamMember, led: Callable[..., Actor], act: str
) -> None:
    error, beyond = BEYOND[act]
    wendy = led(manages_people=True)
    before = codes(world)
    with pytest.raises(error):
        beyond(wendy, world, sophie, kitchen)
    assert codes(world) == before


def test_a_group_manager_does_not_touch_a_stronger_person_of_the_group(
    world: World, alice: Actor, kitchen: Group, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    group_people_add(actor=alice, group=kitchen, members=[world.alice_member])
    values = replace(TeamMemberValues.of(world.alice_member), email="w@boulangerie.example")
    with pytest.raises(errors.BeyondOnesRights):
        team_member_update(actor=wendy, member=world.alice_member, values=values)
    assert fresh(world.alice_member).email == "alice@boulangerie.example"


def test_a_group_manager_does_not_touch_the_manager_of_another_group(
    world: World, alice: Actor, sophie: TeamMember, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    shop = group_add(actor=alice, company=world.boulangerie, name="Shop")
    group_manager_set(actor=alice, group=shop, member=sophie, rights=GroupRights())
    values = replace(TeamMemberValues.of(sophie), email="w@boulangerie.example")
    with pytest.raises(errors.BeyondOnesRights):
        team_member_update(actor=wendy, member=sophie, values=values)
    assert fresh(sophie).email == "sophie@new.example"


def test_keeping_the_team_does_not_give_rights_over_a_group_that_one_lacks(
    world: World, alice: Actor, kitchen: Group
) -> None:
    team_member_set_user_type(
        actor=alice,
        member=world.wendy_member,
        user_type="custom",
        custom_permissions=["team:manage"],
    )
    wendy = wendy_now(world)
    with pytest.raises(errors.BeyondOnesRights):
        group_manager_set(
            actor=wendy, group=kitchen, member=world.wendy_member, rights=GroupRights()
        )
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert not GroupManager.objects.filter(group=kitchen).exists()


def test_a_group_manager_sees_private_fields_but_no_pay(
    world: World, sophie: TeamMember, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_people=True)
    with tenant_scope(companies=[world.boulangerie.pk]):
        rights = person_seat_for(wendy, world.boulangerie.pk, sophie.public_id).rights
    assert (rights.edits, rights.sees_private, rights.sees_pay) == (True, True, False)
    assert not rights.sets_permissions


def test_a_group_manager_without_people_sees_them_and_changes_nothing(
    world: World, sophie: TeamMember, led: Callable[..., Actor]
) -> None:
    wendy = led(manages_time=True)
    with tenant_scope(companies=[world.boulangerie.pk]):
        rights = person_seat_for(wendy, world.boulangerie.pk, sophie.public_id).rights
    assert not any((rights.edits, rights.invites, rights.sees_private))


ACTS: dict[str, Refused] = {
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
