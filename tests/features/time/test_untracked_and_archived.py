"""People whose time is not tracked, and people who are archived while their clock runs."""

from __future__ import annotations

import pytest

from pointage.features.companies.models import TimeSettings
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import TRACKS_TIME, tracks_time
from pointage.features.team.services import team_member_archive, team_member_set_user_type
from pointage.features.timeentries import errors
from pointage.features.timeentries.access import members_tracked_by
from pointage.features.timeentries.models import Punch, TimeEntry
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs import making
from tests.features.time.helpers import at, punch, seat
from tests.world import World

IN, OUT = Punch.Action.CLOCK_IN, Punch.Action.CLOCK_OUT


@pytest.fixture
def alice(world: World) -> CompanySeat:
    return seat(world, world.alice)


def stop_tracking(world: World, alice: CompanySeat) -> None:
    team_member_set_user_type(
        actor=alice.actor,
        member=world.wendy_member,
        user_type="custom",
        custom_permissions=["presence:view"],
    )


def entries(world: World) -> list[TimeEntry]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(TimeEntry.objects.order_by("id"))


def fresh(member: TeamMember) -> TeamMember:
    with tenant_scope(companies=[member.company_id]):
        return TeamMember.objects.get(pk=member.pk)


# -- not tracked -------------------------------------------------------------------------------


def test_a_person_who_is_not_tracked_cannot_clock_in(world: World, alice: CompanySeat) -> None:
    stop_tracking(world, alice)
    with pytest.raises(PermissionRefused) as raised:
        punch(world, IN, at("8:00"))
    assert raised.value.permission == "own-time:track"
    assert entries(world) == []


def test_nobody_clocks_in_a_person_who_is_not_tracked(world: World, alice: CompanySeat) -> None:
    stop_tracking(world, alice)
    result = punch(world, IN, at("8:00"), actor=alice.actor)
    assert result.refusal == errors.NotTracked.code
    assert "Wendy" in result.refusal_text
    assert entries(world) == []


def test_a_clock_that_runs_can_still_be_stopped(world: World, alice: CompanySeat) -> None:
    punch(world, IN, at("8:00"))
    stop_tracking(world, alice)
    assert punch(world, OUT, at("9:00"), actor=alice.actor).refusal == ""
    assert [entry.seconds for entry in entries(world)] == [3600]


def test_people_who_are_not_tracked_are_not_offered(world: World, alice: CompanySeat) -> None:
    stop_tracking(world, alice)
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert list(members_tracked_by(alice)) == [world.alice_member]


@pytest.mark.parametrize(
    ("user_type", "codes", "answer", "is_tracked"),
    [
        ("administrator", [], True, True),
        ("administrator", [], False, False),
        ("worker", [], True, True),
        ("worker", [], False, False),
        ("payroll_manager", [], True, True),
        ("payroll_manager", [], False, False),
        ("custom", [], True, False),
        ("custom", ["own-time:manage", "phone:use"], True, False),
        ("custom", ["team:view", "own-time:track"], True, True),
        ("custom", ["team:view", "own-time:track"], False, True),
    ],
)
def test_the_filter_and_the_question_agree(
    world: World, user_type: str, codes: list[str], answer: bool, is_tracked: bool
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        wendy = world.wendy_member
        wendy.user_type, wendy.custom_permissions = user_type, codes
        wendy.is_tracked = answer
        wendy.save()
        found = TeamMember.objects.filter(TRACKS_TIME, pk=wendy.pk).exists()
        assert (tracks_time(wendy), found) == (is_tracked, is_tracked)


# -- archived while on the clock ---------------------------------------------------------------


def test_archiving_somebody_on_the_clock_is_refused_and_names_the_entry(
    world: World, alice: CompanySeat
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        bread = making.job(world.boulangerie, "Bread")
    punch(world, IN, at("8:00"), fields=EntryFields(job=bread))
    with pytest.raises(errors.StillOnTheClockFor) as raised:
        team_member_archive(actor=alice.actor, member=world.wendy_member)
    assert all(word in raised.value.text for word in ("Wendy Bélanger", "Bread", "8:00"))
    assert fresh(world.wendy_member).state == "active"
    assert not HistoryEvent.objects.filter(code="team_member.archived").exists()


def test_archiving_clocks_out_when_asked(world: World, alice: CompanySeat) -> None:
    punch(world, IN, at("8:00"))
    team_member_archive(actor=alice.actor, member=world.wendy_member, stops_clock=True)
    [entry] = entries(world)
    assert entry.ended_at is not None
    assert fresh(world.wendy_member).state == "archived"


def test_a_clock_that_a_rule_keeps_running_keeps_the_person(
    world: World, alice: CompanySeat
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        punch(world, IN, at("8:00"))
        TimeSettings.objects.create(company=world.boulangerie, requires_notes=True)
    with pytest.raises(errors.CannotClockOutNow):
        team_member_archive(actor=alice.actor, member=world.wendy_member, stops_clock=True)
    [entry] = entries(world)
    assert entry.ended_at is None
    assert fresh(world.wendy_member).state == "active"
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Punch.objects.count() == 1


def test_somebody_off_the_clock_is_archived_at_once(world: World, alice: CompanySeat) -> None:
    punch(world, IN, at("8:00"))
    punch(world, OUT, at("9:00"))
    team_member_archive(actor=alice.actor, member=world.wendy_member)
    assert fresh(world.wendy_member).state == "archived"
