"""kill -9 of web and worker at random moments of the flow, then finish it: one company, one
subscription, everybody brought in once, one invitation, history unbroken.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from pointage.features.practice.sample.data import CLIENTS, SAMPLE_PASSWORD, TEAM
from tests.browser.serving import Server, free_port
from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.resilience, pytest.mark.xdist_group("flow-kill")]

SAMPLE = next(client for client in CLIENTS if client.name == "Golden Gate Catering LLC")
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "billing": {"payer": "firm"},
    "pro": {"password": SAMPLE_PASSWORD},
    "account": {"mode": "create"},
    "payroll": {
        "pay_period": "every_two_weeks",
        "period_end_on": "2026-11-21",
        "week_start": "0",
        "time_zone": "America/Los_Angeles",
        "overtime_basis": "place",
        "overtime_region": "US-CA",
    },
    "track": {"tracked": ["employees", "contractors", "customers"]},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data", free_port())
    server.start()
    yield server
    server.stop()


class Chaos:
    """A visitor whose server dies now and then; it waits, looks where it is, and goes on."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.dice = random.Random(seed)
        self.visit = Visitor(server.url)
        self.kills = 0

    def _maybe_kill(self) -> None:
        if self.kills < 6 and self.dice.random() < 0.4:
            self.server.kill_child(self.dice.choice(["web", "worker"]))
            self.kills += 1

    def get(self, path: str) -> str:
        until = time.monotonic() + 60
        while True:
            self._maybe_kill()
            try:
                return self.visit.get(path)
            except (OSError, urllib.error.URLError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def post(self, path: str = "", **values: str | list[str]) -> None:
        """Sends once; when the answer is lost, nobody knows whether it counted: look again."""
        here = self.visit.url
        self._maybe_kill()
        try:
            self.visit.post(path, **values)
        except (OSError, urllib.error.URLError):
            self.visit.url = here


def flow(chaos: Chaos) -> None:
    visit = chaos.visit
    chaos.get("/account/login/")
    while "/practice/" not in visit.url:
        chaos.post(login=TEAM[0].email, password=SAMPLE_PASSWORD)
        chaos.get("/")
        if "/login" in visit.url:
            continue
    firm = re.search(r"/practice/(\w{12})/", visit.url)
    assert firm
    install = f"/practice/{firm[1]}/find/pointage-time/install/"
    steps = 0
    while not visit.url.endswith("/connected/"):
        steps += 1
        assert steps < 60, visit.url
        chaos.get(f"{install}?q=golden")
        chosen = re.search(r'name="client" value="(\w{12})"', visit.page)
        if chosen is None:  # linked already: the answer to the last step was lost
            break
        chaos.post(client=chosen[1])
        step = visit.url.rstrip("/").rpartition("/")[2]
        while step in ANSWERS:
            before = visit.url
            chaos.post(**ANSWERS[step])
            if visit.url == before:
                break
            step = visit.url.rstrip("/").rpartition("/")[2]


def manage(server: Server, code: str) -> str:
    """Runs Python inside the installation, as an operator's shell would."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=server.environment() | {"DJANGO_SETTINGS_MODULE": "pointage.config.settings"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


COUNT = f"""
from pointage.features.companies.models import Company
from pointage.features.practice.models import Client, Subscription, Installation
from pointage.features.team.models import TeamMember
from pointage.features.jobs.models import Job
from pointage.features.books.models import ImportRun, Mapping
from pointage.foundation.tenancy.scope import tenant_scope
client = Client.objects.get(name={SAMPLE.name!r})
company = client.company
with tenant_scope(companies=[company.pk]):
    print(Company.objects.filter(name=client.name).count(),
          Subscription.objects.filter(company=company).count(),
          Installation.objects.filter(client=client, state="installed").count(),
          TeamMember.objects.count(), Job.objects.count(), Mapping.objects.count(),
          ImportRun.objects.get().state)
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_flow_under_kills_ends_whole(server: Server, seed: int) -> None:
    chaos = Chaos(server, seed)
    flow(chaos)
    assert chaos.kills > 0
    people = SAMPLE.employees + SAMPLE.contractors
    customers = len(SAMPLE.customers)
    wanted = f"1 1 1 {people} {customers} {people + customers} done"
    until = time.monotonic() + 150  # a killed worker's lease runs out first
    while (found := manage(server, COUNT)) != wanted and time.monotonic() < until:
        time.sleep(2)
    assert found == wanted
    verified = subprocess.run(
        [sys.executable, "-m", "pointage.cli.main", "verify-history"],
        env=server.environment(),
        capture_output=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
