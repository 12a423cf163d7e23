"""A person is offered the jobs for everyone and those assigned to them or their groups."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pointage.features.jobs.queries import is_job_offered, job_line, jobs_offered
from pointage.features.jobs.queries.offers import jobs_offered_among
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import assign, group, job
from tests.world import World


@pytest.fixture
def scope(world: World) -> Iterator[None]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def names(world: World, **wanted: object) -> list[str]:
    return [row.full_name for row in jobs_offered(world.wendy_member, **wanted)]  # type: ignore[arg-type]


def test_a_job_for_everyone_is_offered_and_a_limited_one_is_not(world: World, scope: None) -> None:
    job(world.boulangerie, "Open")
    closed = job(world.boulangerie, "Closed", is_for_everyone=False)
    assert names(world) == ["Open"]
    assert not is_job_offered(world.wendy_member, closed)


def test_a_person_is_offered_what_is_assigned_to_them(world: World, scope: None) -> None:
    mine = job(world.boulangerie, "Mine", is_for_everyone=False)
    other = job(world.boulangerie, "Other", is_for_everyone=False)
    assign(mine, world.wendy_member)
    assign(other, world.alice_member)
    assert names(world) == ["Mine"]
    assert is_job_offered(world.wendy_member, mine)
    assert not is_job_offered(world.wendy_member, other)


def test_a_group_brings_its_jobs_until_it_is_archived(world: World, scope: None) -> None:
    ours = job(world.boulangerie, "Ours", is_for_everyone=False)
    night = group(world.boulangerie, "Night", world.wendy_member)
    assign(ours, night)
    assert is_job_offered(world.wendy_member, ours)
    night.is_active = False
    night.save(update_fields=["is_active"])
    assert not is_job_offered(world.wendy_member, ours)
    assert names(world) == []


def test_an_archived_job_is_not_offered(world: World, scope: None) -> None:
    old = job(world.boulangerie, "Old", is_active=False)
    assert names(world) == []
    assert not is_job_offered(world.wendy_member, old)


def test_a_search_needs_no_accents_and_looks_in_paths_and_codes(world: World, scope: None) -> None:
    hotel = job(world.boulangerie, "Hôtel Élysée")
    job(world.boulangerie, "Réception", hotel, code="R7")
    job(world.boulangerie, "Garage")
    assert names(world, text="elysee") == ["Hôtel Élysée", "Hôtel Élysée:Réception"]
    assert names(world, text="r7") == ["Hôtel Élysée:Réception"]
    assert names(world, text="hotel reception") == ["Hôtel Élysée:Réception"]


def test_below_a_job_only_its_own_children(world: World, scope: None) -> None:
    top = job(world.boulangerie, "Top")
    middle = job(world.boulangerie, "Middle", top)
    job(world.boulangerie, "Low", middle)
    assert names(world, parent=top) == ["Top:Middle"]
    assert [row.has_children for row in jobs_offered(world.wendy_member)] == [True, True, False]
    assert [row.above for row in jobs_offered(world.wendy_member)] == ["", "Top", "Top:Middle"]


def test_jobs_used_lately_come_in_the_order_asked(world: World, scope: None) -> None:
    first, second = job(world.boulangerie, "A"), job(world.boulangerie, "B")
    gone = job(world.boulangerie, "C", is_active=False)
    found = jobs_offered_among(world.wendy_member, [second.pk, gone.pk, first.pk])
    assert [row.name for row in found] == ["B", "A"]


def test_the_line_above_a_job_costs_one_query(world: World, scope: None) -> None:
    top = job(world.boulangerie, "A")
    middle = job(world.boulangerie, "B", top)
    job(world.boulangerie, "A", is_active=False)
    low = job(world.boulangerie, "C", middle)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert job_line(low) == [low.pk, middle.pk, top.pk]
    assert len(queries) == 1
