"""The page of who is working: who sees it, whom it shows, how much it asks of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.team.models import Group, GroupManager, GroupMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

SignedIn = Callable[..., Browser]


def address(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/oversight/working/"


@pytest.fixture
def running(world: World) -> TimeEntry:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return TimeEntry.objects.create(
            company=world.boulangerie,
            team_member=world.wendy_member,
            started_at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC),
            time_zone="America/Toronto",
            local_on=datetime(2026, 11, 24, tzinfo=UTC).date(),
        )


def test_an_administrator_sees_everybody(
    world: World, signed_in: SignedIn, running: TimeEntry
) -> None:
    page = signed_in(world.alice).get(address(world)).content.decode()
    assert world.wendy_member.full_name in page
    assert world.alice_member.full_name in page


def test_a_worker_does_not(world: World, signed_in: SignedIn, running: TimeEntry) -> None:
    assert signed_in(world.wendy).get(address(world)).status_code == 403


def test_a_manager_sees_the_people_of_the_group_only(
    world: World, signed_in: SignedIn, running: TimeEntry
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        group = Group.objects.create(company=world.boulangerie, name="Four")
        GroupManager.objects.create(
            company=world.boulangerie, group=group, team_member=world.wendy_member
        )
        browser = signed_in(world.wendy)
        assert browser.get(address(world)).status_code == 403  # a group of nobody
        GroupMember.objects.create(
            company=world.boulangerie, group=group, team_member=world.wendy_member
        )
    page = browser.get(address(world)).content.decode()
    assert world.wendy_member.full_name in page
    assert world.alice_member.full_name not in page


def test_the_part_that_refreshes_has_no_frame(
    world: World, signed_in: SignedIn, running: TimeEntry
) -> None:
    part = signed_in(world.alice).get(address(world) + "?part=rows&q=Wendy").content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 5s"' in part and "q=Wendy" in part


def test_it_asks_few_questions(world: World, signed_in: SignedIn, running: TimeEntry) -> None:
    browser = signed_in(world.alice)
    browser.get(address(world))
    with CaptureQueriesContext(connection) as asked:
        browser.get(address(world) + "?standing=working")
    questions = [q for q in asked.captured_queries if " FROM " in q["sql"]]
    assert len(questions) <= 12
