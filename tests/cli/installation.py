"""A real installation of its own for tests of the command line: folder, database, environment.

Commands run as an operator would run them, in processes of their own. On PostgreSQL
(`TEST_DATABASE=postgresql`) each installation has its own database on the tests' server.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IS_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"

#: Fills a migrated database with the tests' world and a history of five events.
FILL = """
import django; django.setup()
from django.db import transaction
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import system_actor
from tests.world import build
world = build()
with transaction.atomic():
    for company in (world.garage, world.garage, world.dairy):
        event_record(actor=system_actor(), code="company.updated", obj=company,
                     company_id=company.pk, after={"name": company.name})
    for firm in (world.tremblay, world.prairie):
        event_record(actor=system_actor(), code="firm.changed", obj=firm, firm_id=firm.pk)
from datetime import timedelta
from django.utils import timezone
from pointage.foundation.history.sealing import events_seal
events_seal(now=timezone.now() + timedelta(hours=1))
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """`run("doctor")` is `pointage doctor` there; `python(code)` runs code with its settings."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith("POINTAGE_")}
        return ours | {
            "POINTAGE_DATA_DIR": str(self.folder),
            "POINTAGE_DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "pointage.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PYTHONWARNINGS": "ignore",
            "LANG": "en_CA.UTF-8",
            "LC_ALL": "",
            "COLUMNS": "200",
            "TERM": "dumb",
        }

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self._call([sys.executable, "-m", "pointage.cli.main", *words], settings)

    def python(self, code: str) -> str:
        done = self._call([sys.executable, "-c", code], {})
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def counts(self) -> list[int]:
        """Users, companies, team members, events; empty when there is no schema."""
        if not IS_POSTGRESQL:
            with contextlib.closing(sqlite3.connect(self.folder / "pointage.sqlite3")) as file:
                names = {row[0] for row in file.execute("SELECT name FROM sqlite_master")}
                return [
                    file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in COUNTED
                    if table in names
                ]
        import psycopg

        counts = []
        with psycopg.connect(_libpq(self.database_url)) as session:
            names = {row[0] for row in session.execute("SELECT relname FROM pg_class")}
            for table in COUNTED:
                if table in names:
                    session.execute(
                        "SELECT set_config('app.company_ids', (SELECT array_agg(id)::text"
                        " FROM companies_company), true)"
                    )
                    row = session.execute(f"SELECT count(*) FROM {table}").fetchone()
                    assert row is not None
                    counts.append(row[0])
        return counts

    def _call(self, words: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            env=self.environment | settings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )


COUNTED = ("identity_user", "companies_company", "team_teammember", "history_historyevent")
FULL = [7, 3, 2, 5]


def make(folder: Path, template: Installation | None = None) -> Installation:
    """A new installation, empty or as `template` is."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if IS_POSTGRESQL:
        return Installation(folder, _postgresql_database(template))
    return Installation(folder, f"sqlite:///{folder}/pointage.sqlite3")


def _postgresql_database(template: Installation | None) -> str:
    import psycopg

    from tests.postgres import database_url

    name = f"pointage_cli_{secrets.token_hex(4)}"
    with psycopg.connect(_libpq(database_url()), autocommit=True) as connection:
        source = template.database_url.rsplit("/", 1)[1] if template else "template0"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return f"{database_url().rsplit('/', 1)[0]}/{name}"


def drop(installation: Installation) -> None:
    """Takes the installation's database away; its folder is pytest's to clean."""
    if not IS_POSTGRESQL:
        return
    import psycopg

    from tests.postgres import database_url

    name = installation.database_url.rsplit("/", 1)[1]
    with psycopg.connect(_libpq(database_url()), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _libpq(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)
