"""A backup taken while others write is one moment of the database: no half of any transaction."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import installation as installations
from tests.cli.installation import ROOT, Installation

pytestmark = pytest.mark.resilience

#: Writes a person, then the history of it, in one transaction, again and again; says each number.
WRITER = """
import sys, django; django.setup()
from django.db import transaction
from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import system_actor
from pointage.foundation.tenancy.scope import tenant_scope
company = Company.objects.create(name="Busy", region="CA-QC", time_zone="America/Toronto")
for number in range(1_000_000):
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        member = TeamMember.objects.create(company=company, given_name=f"P{number}")
        event_record(actor=system_actor(), code="team_member.added", obj=member,
                     company_id=company.pk, after={"given_name": member.given_name})
    print(number, flush=True)
"""

CHECK = """
import django; django.setup()
from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.tenancy.scope import tenant_scope
company = Company.objects.get(name="Busy")
with tenant_scope(companies=[company.pk]):
    people = set(TeamMember.objects.values_list("public_id", flat=True))
told = set(HistoryEvent.objects.filter(company_id=company.pk).values_list("object_id", flat=True))
print(len(people), len(people ^ told))
"""


@pytest.fixture
def busy(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        env=installation.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "0\n"
    yield writer
    writer.kill()
    writer.communicate()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = installations.make(tmp_path_factory.mktemp("template") / "data")
    assert made.run("migrate").returncode == 0
    yield made
    installations.drop(made)


def test_a_backup_under_writing_restores_whole(
    installation: Installation,
    empty: Installation,
    busy: subprocess.Popen[str],
    tmp_path: Path,
) -> None:
    target = tmp_path / "backup.tar.gz"
    done = installation.run("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert busy.poll() is None
    restored = empty.run("restore", str(target))
    assert restored.returncode == 0, restored.stderr
    people, unpaired = map(int, empty.python(CHECK).split())
    assert people > 1
    assert unpaired == 0


def test_a_restore_waits_for_nobody_else_to_use_the_database(
    installation: Installation, busy: subprocess.Popen[str], tmp_path: Path
) -> None:
    target = tmp_path / "backup.tar.gz"
    installation.run("backup", str(target))
    done = installation.run("restore", str(target), "--replace")
    assert done.returncode == 1
    assert "Stop" in done.stderr
    assert busy.poll() is None
