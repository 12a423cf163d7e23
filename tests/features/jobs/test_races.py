"""Two people change the tree at the same instant, each in a connection of their own."""

from __future__ import annotations

import pytest

from pointage.features.jobs.models import Job
from pointage.features.jobs.services.jobs import job_add
from pointage.features.jobs.services.moving import job_move
from pointage.features.jobs.values import JobValues
from pointage.features.practice import access
from pointage.foundation.tenancy.scope import tenant_scope
from tests import world as world_module
from tests.features.jobs.making import job
from tests.features.test_installations_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_moves_at_once_cannot_tie_a_knot() -> None:
    world = world_module.build()
    alice = access.company_seat_for(world.alice, world.boulangerie.public_id).actor
    with tenant_scope(companies=[world.boulangerie.pk]):
        one, two = job(world.boulangerie, "One"), job(world.boulangerie, "Two")
    results = at_once(
        lambda: job_move(actor=alice, job=one, parent=two).full_name,
        lambda: job_move(actor=alice, job=two, parent=one).full_name,
    )
    assert sorted(map(str, results)) in (["Two:One", "below_itself"], ["One:Two", "below_itself"])


def test_of_two_jobs_of_one_name_at_once_one_is_refused() -> None:
    world = world_module.build()
    alice = access.company_seat_for(world.alice, world.boulangerie.public_id).actor

    def add(name: str) -> str:
        values = JobValues(name=name)
        return job_add(actor=alice, company=world.boulangerie, values=values).name

    results = at_once(lambda: add("Audit"), lambda: add("AUDIT"))
    assert sorted(map(str, results))[1] == "name_taken"
    with tenant_scope(companies=[world.boulangerie.pk]):
        assert Job.objects.count() == 1
