"""kill -9 of a real worker process in the middle of an import: the next one goes on, no doubles."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pointage.features.books.models import ImportRun, Mapping
from pointage.features.team.models import TeamMember
from pointage.foundation.outbox import worker
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.books.helpers import link, put_many, start
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.resilience]

PEOPLE = 6000
WORKER = """
import json, sys
import django
from django.conf import settings
settings.DATABASES["default"].update(json.loads(sys.argv[1]))
django.setup()
from pointage.foundation.outbox import worker
worker.run(once=True)
"""


def start_worker() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, on the database of this test."""
    keys = ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD", "OPTIONS")
    database = {key: connection.settings_dict[key] for key in keys}
    environment = {k: v for k, v in os.environ.items() if k != "TEST_DATABASE"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(database, default=str)], env=environment
    )


@pytest.mark.parametrize("after", [1, 2500])
def test_a_worker_killed_in_the_middle_leaves_no_doubles(world: World, after: int) -> None:
    assert world.garage_client.books is not None
    link_row = link(world.garage, world.garage_client.books)
    put_many(link_row.books, "employee", PEOPLE)
    run = start(link_row)
    process = start_worker()
    deadline = time.monotonic() + 90
    imported = 0
    while imported < after and process.poll() is None and time.monotonic() < deadline:
        with tenant_scope(companies=[world.garage.pk]):
            imported = TeamMember.objects.count()
    process.send_signal(signal.SIGKILL)
    process.wait()
    with tenant_scope(companies=[world.garage.pk]):
        left = TeamMember.objects.count()
        assert ImportRun.objects.get(pk=run.pk).state == "running"
    assert after <= left < PEOPLE
    # The dead worker's lease runs out.
    OutboxMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    worker.run(once=True)
    with tenant_scope(companies=[world.garage.pk]):
        done = ImportRun.objects.get(pk=run.pk)
        assert TeamMember.objects.count() == PEOPLE
        assert Mapping.objects.count() == PEOPLE
        assert TeamMember.objects.values("email").distinct().count() == PEOPLE
    assert (done.state, done.imported, done.errors) == ("done", PEOPLE, 0)
