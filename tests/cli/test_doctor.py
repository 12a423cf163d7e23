"""The doctor finds what is wrong, says how to mend it, in the operator's language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from pointage.cli.checks import database, keys, machine, network, work
from pointage.cli.checks.finding import Finding, Level
from pointage.cli.words import use_language
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.outbox.models import OutboxMessage, ScheduledJob, WorkerHeartbeat
from pointage.foundation.tenancy.guarding import guards_remove
from tests.cli.installation import IS_POSTGRESQL, Installation
from tests.mailbox import Mailbox


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def only(check: Callable[[], Iterator[Finding]], level: Level) -> str:
    """The one finding of `level`; it says what is wrong and, unless all is well, what to do."""
    found = [one for one in check() if one.level is level]
    assert len(found) == 1, found
    assert bool(found[0].mend) == (level is not Level.FINE)
    return found[0].what


# -- machine ----------------------------------------------------------------------------------


def test_a_data_folder_open_to_everybody_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o755)
    assert "Every account" in only(machine.data_folder, Level.WARNING)
    tmp_path.chmod(0o700)
    assert str(tmp_path) in only(machine.data_folder, Level.FINE)


def test_a_missing_data_folder_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path / "gone"
    assert "does not exist" in only(machine.data_folder, Level.BROKEN)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o500)
    assert "cannot be written" in only(machine.data_folder, Level.BROKEN)


def test_a_full_disk_is_seen(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path

    def free(megabytes: int) -> None:
        usage = (0, 0, megabytes * 1024**2)
        named = type("Usage", (), dict(zip(("total", "used", "free"), usage, strict=True)))
        monkeypatch.setattr("shutil.disk_usage", lambda _: named)

    free(50)
    assert only(machine.disk_space, Level.BROKEN) == "Little room on the disk: 50 MB"
    free(500)
    assert only(machine.disk_space, Level.WARNING)
    free(5000)
    assert only(machine.disk_space, Level.FINE)


def test_a_clock_set_back_is_seen(db: None) -> None:
    assert only(machine.clock, Level.FINE)
    HistoryEvent.objects.create(at=timezone.now() + timedelta(days=1), code="x.y", source="cli")
    assert "something was recorded" in only(machine.clock, Level.BROKEN)


# -- keys -------------------------------------------------------------------------------------


def test_a_short_signing_key_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "short"
    assert "too short" in only(keys.signing_key, Level.BROKEN)


def test_a_key_file_others_may_read_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    (tmp_path / "encryption.keys").write_text(Fernet.generate_key().decode())
    (tmp_path / "encryption.keys").chmod(0o644)
    assert "may read" in only(keys.encryption_keys, Level.WARNING)


def test_something_that_is_no_key_is_seen(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), "no key"]
    assert "number 2" in only(keys.encryption_keys, Level.BROKEN)


# -- database ---------------------------------------------------------------------------------


def test_a_missing_guard_is_seen(db: None) -> None:
    assert only(database.guards, Level.FINE)
    guards_remove(tables=["jobs_job"])
    assert "jobs_job" in only(database.guards, Level.BROKEN)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="roles")
def test_an_ordinary_role_is_fine(db: None) -> None:
    assert "PostgreSQL" in only(database.engine, Level.FINE)


# -- network ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "proxies", "level", "words"),
    [
        ("http://localhost:8000", [], Level.WARNING, "only on this machine"),
        ("http://time.example", [], Level.BROKEN, "not encrypted"),
        ("https://time.example", [], Level.WARNING, "No reverse proxy is trusted"),
        ("https://time.example", ["127.0.0.1"], Level.FINE, "https://time.example"),
    ],
)
def test_the_address_is_judged(settings, address, proxies, level, words) -> None:  # type: ignore[no-untyped-def]
    settings.BASE_URL, settings.TRUSTED_PROXIES, settings.DEBUG = address, proxies, False
    assert words in only(network.addresses, level)


def test_error_details_on_a_server_are_seen(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BASE_URL, settings.TRUSTED_PROXIES = "https://time.example", ["127.0.0.1"]
    settings.DEBUG = True
    assert "inner details" in only(network.addresses, Level.BROKEN)


def test_a_mail_server_that_answers_is_fine(mailbox: Mailbox) -> None:
    assert "answers" in only(network.mail_server, Level.FINE)
    assert mailbox.messages == []


def test_a_mail_server_that_is_away_is_seen(mailbox: Mailbox, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "127.0.0.1:1" in only(network.mail_server, Level.BROKEN)


def test_no_mail_server_is_said(settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_IS_CONFIGURED = False
    assert "outgoing-mail page" in only(network.mail_server, Level.WARNING)


# -- work -------------------------------------------------------------------------------------


def test_no_worker_is_seen(db: None) -> None:
    assert "No worker has run" in only(work.worker, Level.BROKEN)
    beat = WorkerHeartbeat.objects.create(
        worker="one", seen_at=timezone.now() - timedelta(seconds=90)
    )
    assert "90 s" in only(work.worker, Level.BROKEN)
    beat.seen_at = timezone.now()
    beat.save()
    assert only(work.worker, Level.FINE)


def test_work_that_waits_or_failed_is_seen(db: None) -> None:
    assert only(work.outbox, Level.FINE)
    long_ago = timezone.now() - timedelta(minutes=20)
    OutboxMessage.objects.create(topic="t.t", key="a", next_attempt_at=long_ago)
    assert "20 min" in only(work.outbox, Level.BROKEN)
    OutboxMessage.objects.update(state=OutboxMessage.State.FAILED)
    assert "given up: 1" in only(work.outbox, Level.WARNING)
    OutboxMessage.objects.all().delete()
    ScheduledJob.objects.create(name="history.seal", next_run_at=long_ago, last_error="broke")
    assert "history.seal" in only(work.outbox, Level.WARNING)


# -- the command ------------------------------------------------------------------------------


def test_an_installation_that_was_never_migrated(empty: Installation) -> None:
    done = empty.run("doctor")
    assert done.returncode == 1
    assert "Migrations not applied" in done.stdout
    assert "Run “pointage migrate”." in done.stdout


def test_an_unknown_setting_is_named(empty: Installation) -> None:
    done = empty.run("doctor", POINTAGE_BASE_ULR="https://time.example")
    assert done.returncode == 1
    assert "POINTAGE_BASE_ULR" in done.stdout


def test_a_database_that_is_away_is_named(empty: Installation) -> None:
    away = "postgres://nobody@127.0.0.1:1/away" if IS_POSTGRESQL else "sqlite:////proc/no/file"
    done = empty.run("doctor", POINTAGE_DATABASE_URL=away)
    assert done.returncode == 1
    assert "cannot be reached" in done.stdout
    assert "Check POINTAGE_DATABASE_URL" in done.stdout


def test_the_doctor_speaks_french(installation: Installation) -> None:
    done = installation.run("doctor", LANG="fr_CA.UTF-8")
    assert "Lancez «\u00a0pointage serve\u00a0»" in done.stdout
    assert "Start “pointage serve”" in installation.run("doctor", "--language", "en").stdout
