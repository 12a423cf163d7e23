"""What the browser tests of the time clock begin with: a phone, and a company with something to
clock in for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Playwright, sync_playwright

from pointage.features.companies.models import BreakRule
from pointage.features.jobs.models import Job
from pointage.foundation.tenancy.scope import tenant_scope
from tests.browser.clocking import Phone
from tests.world import World


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread; Django's queries here are not part of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def phone(
    playwright: Playwright, live_server: Any, settings: Any, tmp_path: Path, world: World
) -> Iterator[Phone]:
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    cache.clear()
    made = Phone(playwright, tmp_path / "profile", live_server.url)
    yield made
    made.close()


@pytest.fixture
def clock(world: World) -> str:
    """Two jobs and a paid break; the path of the clock."""
    company = world.boulangerie
    with tenant_scope(companies=[company.pk]):
        ovens = Job.objects.create(company=company, name="Fours", full_name="Fours")
        Job.objects.create(company=company, parent=ovens, name="Pain", full_name="Fours:Pain")
        BreakRule.objects.create(company=company, name="Pause", minutes=15, is_paid=True)
    return f"/c/{company.public_id}/clock/"
