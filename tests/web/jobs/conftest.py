"""Alice's and Wendy's browsers in the room of jobs, and a small tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client as Browser

from pointage.features.jobs.models import Job
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.jobs.making import job
from tests.world import World


@pytest.fixture
def alice(world: World, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(world.alice)


@pytest.fixture
def wendy(world: World, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(world.wendy)


@pytest.fixture
def room(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/jobs/"


@pytest.fixture
def scope(world: World) -> Iterator[None]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


@pytest.fixture
def top(world: World, scope: None) -> Job:
    return job(world.boulangerie, "Hôtel")


@pytest.fixture
def low(world: World, top: Job) -> Job:
    return job(world.boulangerie, "Cuisine", top, code="C1")
