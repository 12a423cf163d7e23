"""Whose time somebody may see, enter and clock: own, a manager's groups, everybody, nobody."""

from __future__ import annotations

import pytest

from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.timeentries import access
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services import crew_punch, time_entry_delete
from pointage.features.timeentries.values import PunchValues
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, punch, seat, spans, use
from tests.world import World, person


@pytest.fixture
def sam(world: World) -> TeamMember:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return person(world.boulangerie, "Sam", "Roy", "")


def manage(world: World, *people: TeamMember, **rights: bool) -> CompanySeat:
    """Wendy manages a group of these people."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = Group.objects.create(company=world.boulangerie, name="Oven")
        for each in people:
            GroupMember.objects.create(company=world.boulangerie, group=group, team_member=each)
        GroupManager.objects.create(
            company=world.boulangerie, group=group, team_member=world.wendy_member, **rights
        )
    return seat(world, world.wendy)


def tracked(world: World, wanted: CompanySeat) -> set[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return {each.given_name for each in access.members_tracked_by(wanted)}


def entry_of(world: World, member: TeamMember) -> TimeEntry:
    return add(world, at("8:00"), at("9:00"), member=member)


def test_an_administrator_tracks_everybody_and_a_worker_nobody(
    world: World, sam: TeamMember
) -> None:
    assert tracked(world, seat(world, world.alice)) == {"Alice", "Wendy", "Sam"}
    assert tracked(world, seat(world, world.wendy)) == set()


def test_a_manager_tracks_their_groups_and_sees_no_one_else(world: World, sam: TeamMember) -> None:
    wendy = manage(world, sam)
    assert tracked(world, wendy) == {"Sam"}
    own = entry_of(world, sam)
    assert access.time_entry_for(wendy, own.public_id, "update") == own
    other = entry_of(world, world.alice_member)
    with pytest.raises(NotFound):
        access.time_entry_for(wendy, other.public_id)
    with pytest.raises(PermissionRefused):
        time_entry_delete(actor=wendy.actor, entry=other)


def test_a_manager_without_the_right_over_time_only_looks(world: World, sam: TeamMember) -> None:
    wendy = manage(world, sam, manages_time=False, sees_reports=True)
    entry = entry_of(world, sam)
    assert access.time_entry_for(wendy, entry.public_id) == entry
    with pytest.raises(PermissionRefused):
        access.time_entry_for(wendy, entry.public_id, "update")
    with pytest.raises(PermissionRefused):
        punch(world, "clock_in", at("10:00"), actor=wendy.actor, member=sam, source="crew")


def test_a_manager_does_not_restore(world: World, sam: TeamMember) -> None:
    wendy = manage(world, sam)
    entry = entry_of(world, sam)
    time_entry_delete(actor=wendy.actor, entry=entry)
    with pytest.raises(PermissionRefused):
        access.time_entry_for(wendy, entry.public_id, "restore")
    assert access.time_entry_for(wendy, entry.public_id).deleted_at is not None
    with pytest.raises(NotFound):
        access.time_entry_for(wendy, entry.public_id, "update")


def test_nobody_of_another_company_finds_an_entry(world: World) -> None:
    entry = entry_of(world, world.wendy_member)
    with pytest.raises(NotFound):
        access.time_entry_for(seat(world, world.peter, world.dairy), entry.public_id)


def test_a_crew_is_clocked_together_and_one_who_cannot_be_stops_nobody(
    world: World, sam: TeamMember
) -> None:
    alice = seat(world, world.alice)
    punch(world, "clock_in", at("7:00"), actor=alice.actor, member=sam, source="crew")
    results = crew_punch(
        actor=alice.actor,
        company=world.boulangerie,
        members=[sam, world.wendy_member],
        values_for=lambda member: PunchValues(
            client_id=f"crew-{member.public_id}",
            action="clock_in",
            device_at=at("8:00"),
            time_zone="America/Toronto",
            source="crew",
        ),
    )
    assert [each.refusal for each in results] == ["already_on_the_clock", ""]
    assert spans(world) == ["07:00- work", "08:00- work"]


def test_a_crew_with_one_out_of_reach_is_not_clocked_at_all(world: World, sam: TeamMember) -> None:
    wendy = manage(world, sam)
    with pytest.raises(PermissionRefused):
        crew_punch(
            actor=wendy.actor,
            company=world.boulangerie,
            members=[sam, world.alice_member],
            values_for=lambda member: PunchValues(
                client_id="c", action="clock_in", device_at=at("8:00"), source="crew"
            ),
        )
    assert spans(world) == []


def test_nobody_clocks_an_archived_person(world: World, sam: TeamMember) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=sam.pk).update(state="archived")
    alice = seat(world, world.alice).actor
    result = punch(world, "clock_in", at("8:00"), actor=alice, member=sam, source="crew")
    assert (result.refusal, spans(world)) == ("person_archived", [])


def test_own_time_is_tracked_with_its_permission_only(world: World) -> None:
    use(world)
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            user_type="custom", custom_permissions=["jobs:view"]
        )
    with pytest.raises(PermissionRefused):
        punch(world, "clock_in", at("8:00"))
    assert spans(world) == []
