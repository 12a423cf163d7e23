"""Wendy's clock: her browser, and JSON as her device sends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from pointage.features.jobs.models import Job
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.world import World

#: Tuesday, 24 November 2026, 6:58 in Montréal.
MORNING = datetime(2026, 11, 24, 11, 58, tzinfo=UTC)


@pytest.fixture
def clock_url(world: World) -> str:
    return f"/c/{world.boulangerie.public_id}/clock/"


@pytest.fixture
def wendy(world: World, signed_in: Callable[[User], Browser]) -> Any:
    return signed_in(world.wendy)


@pytest.fixture
def job(world: World) -> Job:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return Job.objects.create(company=world.boulangerie, name="Four", full_name="Four")


Send = Callable[..., Any]


@pytest.fixture
def send(wendy: Browser, clock_url: str) -> Send:
    """`send("punches/", {…})` posts JSON as Wendy and gives the answer."""

    def post(path: str, body: Any, browser: Browser = wendy) -> Any:
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return browser.post(f"{clock_url}{path}", raw, content_type="application/json")

    return post


def punch(client_id: str, action: str, at: datetime = MORNING, **more: Any) -> dict[str, Any]:
    return {"client_id": client_id, "action": action, "device_at": at.isoformat(), **more}
