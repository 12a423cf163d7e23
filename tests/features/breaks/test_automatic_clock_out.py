"""People who forget to clock out are clocked out: at the instant due, once, with word to everybody
who should know."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pointage.features.companies.models import Company, TimeSettings
from pointage.features.team.models import Group, GroupManager, GroupMember, TeamMember
from pointage.features.timeentries.models import TimeException
from pointage.features.timeentries.services.automatic import (
    clock_out_everybody_due,
    forgotten_shifts,
)
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.outbox.registry import JOBS
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import (
    NOW,
    at,
    break_rule,
    codes,
    entries,
    exceptions,
    history,
    punch,
    spans,
    use,
)
from tests.world import World

HOUR = 3600


def told(world: World) -> list[tuple[str, str]]:
    mails = OutgoingMail.objects.filter(company_id=world.boulangerie.pk).order_by("id")
    return sorted(mails.values_list("template", "to_email"))


def test_nobody_is_clocked_out_before_the_hours_are_over(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    punch(world, "clock_in", at("9:00"))  # 18:30 now
    assert clock_out_everybody_due() == 0
    assert spans(world) == ["09:00- work"]


def test_the_clock_stops_at_the_instant_it_was_due_however_late(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    punch(world, "clock_in", at("8:00", day=23))
    assert clock_out_everybody_due() == 1
    assert spans(world) == ["08:00-18:00 work"]
    (entry,) = entries(world)
    assert (entry.seconds, entry.source, entry.end_source) == (10 * HOUR, "web", "automatic")


def test_the_entry_is_marked_and_history_names_the_program(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    punch(world, "clock_in", at("8:00", day=23))
    clock_out_everybody_due()
    kind = TimeException.Kind.CLOCKED_OUT_AUTOMATICALLY
    (found,) = [each for each in exceptions(world) if each.kind == kind]
    assert found.state == TimeException.State.OPEN
    assert (found.data["seconds"], found.data["is_hard_stop"]) == (10 * HOUR, False)
    event = history(world)[-1]
    assert event.after is not None
    assert (event.code, event.actor_name) == ("time_entry.updated", "Pointage")
    assert event.after["end_source"] == "automatic"
    assert event.after["clocked_out_after_seconds"] == 10 * HOUR


def test_a_second_run_changes_and_tells_nothing(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    punch(world, "clock_in", at("8:00", day=23))
    clock_out_everybody_due()
    before = (codes(world), told(world), len(exceptions(world)))
    assert clock_out_everybody_due() == 0
    assert (codes(world), told(world), len(exceptions(world))) == before


def test_the_hours_run_from_the_clock_in_through_switches_and_breaks(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    punch(world, "switch", at("10:00"))
    punch(world, "start_break", at("12:00"))
    punch(world, "end_break", at("12:30"))
    clock_out_everybody_due()
    assert spans(world)[-1] == "12:30-16:00 work"


def test_a_pause_off_the_clock_begins_the_hours_anew(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("12:00"))
    punch(world, "clock_in", at("12:30"))
    assert clock_out_everybody_due() == 0


def test_work_begun_after_the_instant_due_ends_now(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    punch(world, "switch", at("17:00"))  # the program was down at 16:00
    clock_out_everybody_due()
    assert spans(world) == ["08:00-17:00 work", "17:00-18:30 work"]


def test_after_seven_days_everybody_is_clocked_out(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    week = at("8:00") + timedelta(days=7)
    with time_machine.travel(week - timedelta(minutes=1), tick=False):
        assert clock_out_everybody_due() == 0
    with time_machine.travel(week, tick=False):
        assert clock_out_everybody_due() == 1
    (found,) = exceptions(world)
    assert (found.data["is_hard_stop"], found.data["seconds"]) == (True, 7 * 24 * HOUR)


def test_hours_are_real_hours_on_the_night_the_clocks_change(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("22:00", day=31, month=10))  # 25-hour night of November 1
    clock_out_everybody_due()
    assert spans(world) == ["22:00-05:00 work"]
    assert entries(world)[0].seconds == 8 * HOUR


def test_automatic_breaks_are_added_too(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    break_rule(world, is_automatic=True, after_seconds=5 * HOUR)
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    assert spans(world) == [
        "08:00-13:00 work",
        "13:00-13:30 unpaid_break",
        "13:30-16:00 work",
    ]


def test_one_day_becomes_two_where_the_company_splits_at_midnight(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR, splits_at_midnight=True)
    punch(world, "clock_in", at("20:00", day=23))
    clock_out_everybody_due()
    assert spans(world) == ["20:00-00:00 work", "00:00-04:00 work"]


# -- who is told -------------------------------------------------------------------------------


@pytest.fixture
def managed(world: World) -> TeamMember:
    """Max manages the time of Wendy's group."""
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        team = Group.objects.create(company=company, name="Four")
        boss = TeamMember.objects.create(
            company=company, given_name="Max", email="max@b.example", user=world.luc
        )
        GroupMember.objects.create(company=company, group=team, team_member=world.wendy_member)
        GroupManager.objects.create(company=company, group=team, team_member=boss)
    return boss


def test_the_person_administrators_and_managers_hear_of_it_in_their_language(
    world: World, managed: TeamMember
) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    assert told(world) == [
        ("time_clocked_out", world.wendy.email),
        ("time_member_clocked_out", world.alice.email),
        ("time_member_clocked_out", world.luc.email),
    ]
    mail = OutgoingMail.objects.get(to_email=world.wendy.email)
    assert mail.subject == "Votre départ a été pointé automatiquement"
    assert "16 h" in mail.text
    assert Notice.objects.filter(user=world.wendy, code="time.clocked_out").count() == 1
    assert Notice.objects.filter(user=world.luc, code="time.member_clocked_out").count() == 1


def test_the_company_may_leave_administrators_and_managers_out(
    world: World, managed: TeamMember
) -> None:
    use(
        world,
        clock_out_after_seconds=8 * HOUR,
        clock_out_tells_administrators=False,
        clock_out_tells_managers=False,
    )
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    assert told(world) == [("time_clocked_out", world.wendy.email)]


def test_a_person_may_wish_not_to_be_told(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR, clock_out_tells_administrators=False)
    with tenant_scope(companies=[world.boulangerie.pk]):
        TeamMember.objects.filter(pk=world.wendy_member.pk).update(
            notifications={"clocked_out": False}
        )
    punch(world, "clock_in", at("8:00"))
    assert clock_out_everybody_due() == 1
    assert told(world) == []


# -- over all companies ------------------------------------------------------------------------


def test_the_worker_looks_every_few_minutes() -> None:
    assert JOBS["timeentries.clock_out"].every <= timedelta(minutes=5)


def test_the_search_costs_the_same_for_one_company_and_for_many(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    forgotten_shifts(NOW)
    with CaptureQueriesContext(
        connection,
    ) as few:
        forgotten_shifts(NOW)
    for number in range(30):
        company = Company.objects.create(
            name=f"C{number}", region="CA-QC", time_zone="America/Toronto", language="en"
        )
        with tenant_scope(companies=[company.pk]):
            TimeSettings.objects.create(
                company=company, clock_out_after_seconds=(number % 5 + 8) * HOUR
            )
    with CaptureQueriesContext(connection) as many:
        found = forgotten_shifts(NOW)
    assert len(many) == len(few)
    assert [each.company_id for each in found] == [world.boulangerie.pk]


def test_a_closed_company_is_left_alone(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR)
    punch(world, "clock_in", at("8:00"))
    Company.objects.filter(pk=world.boulangerie.pk).update(status=Company.Status.CLOSED)
    assert clock_out_everybody_due() == 0
