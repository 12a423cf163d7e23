"""Puts a backup back: checked before anything is touched, all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from pointage.cli.backups import postgres, sqlite
from pointage.cli.backups.archive import archive_extract, manifest_read
from pointage.cli.backups.make import ATTACHMENTS, KEY_FILES, KEYS
from pointage.cli.backups.manifest import BackupRefused, Manifest, key_fingerprint
from pointage.cli.words import _
from pointage.foundation.history.sealing import chains_verify
from pointage.foundation.tenancy.guarding import guards_install


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    rows: int
    events: int
    keys_fit: bool


def backup_restore(source: Path, *, replace: bool) -> Restored:
    """Raises `BackupRefused`; then the installation is as it was before."""
    manifest = manifest_read(source)
    _usable_or_refused(manifest)
    if not replace and not _is_empty():
        raise BackupRefused(
            _(
                "This installation already holds data. Use --replace to put the backup in its"
                " place; what is there now is kept aside on SQLite, and lost on PostgreSQL."
            )
        )
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = timezone.now().strftime(".before-restore-%Y%m%d-%H%M%S")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        folder = Path(name)
        archive_extract(source, folder, manifest)
        load = _postgresql_load if manifest.engine == "postgresql" else _sqlite_load
        events = load(folder, manifest, aside)
        _attachments_place(folder / ATTACHMENTS, aside)
        keys_fit = _keys_place(folder / KEYS, manifest, aside)
    call_command("migrate", interactive=False, verbosity=0)
    rows = sum(table.rows for table in manifest.tables.values())
    return Restored(manifest, rows, events, keys_fit)


def _usable_or_refused(manifest: Manifest) -> None:
    from django.db.migrations.loader import MigrationLoader

    if manifest.engine != connection.vendor:
        raise BackupRefused(
            _("This backup is of {theirs}, this installation uses {ours}.").format(
                theirs=manifest.engine, ours=connection.vendor
            )
        )
    known = set(MigrationLoader(None).graph.nodes)
    recorded = {(app, name) for app, names in manifest.migrations.items() for name in names}
    if recorded - known:
        raise BackupRefused(
            _("This backup was made by release {version}, newer than this one.").format(
                version=manifest.version
            )
        )


def _is_empty() -> bool:
    """No person, no company, no firm: nothing that could be missed."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in ("identity_user", "companies_company", "practice_firm", "history_historyevent"):
            if name in tables:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - names above
                if cursor.fetchone():
                    return False
    media = Path(settings.MEDIA_ROOT)
    return not media.is_dir() or not any(media.iterdir())


def _sqlite_load(folder: Path, manifest: Manifest, aside: str) -> int:
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    connection.close()
    sqlite.idle_or_refused(database)
    copy = folder / sqlite.FILE
    with sqlite.opened(copy) as opened:
        sqlite.whole_or_refused(opened)
        found = sqlite.tables_of(opened)
    _counts_or_refused(manifest, {name: table.rows for name, table in found.items()})
    connection.settings_dict["NAME"] = str(copy)
    try:
        events = _history_or_refused(manifest)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(database)
    sqlite.idle_or_refused(copy)
    sqlite.put_in_place(copy, database, aside)
    return events


def _postgresql_load(folder: Path, manifest: Manifest, aside: str) -> int:
    postgres.idle_or_refused()
    try:
        with transaction.atomic():
            postgres.tables_load(folder, manifest)
            _counts_or_refused(manifest, postgres.rows_of(manifest.tables))
            events = _history_or_refused(manifest)
            guards_install()
    except DatabaseError as error:
        raise BackupRefused(
            _("The database refused the backup: {error}").format(error=error)
        ) from error
    return events


def _counts_or_refused(manifest: Manifest, found: Mapping[str, int]) -> None:
    for name, table in manifest.tables.items():
        if found.get(name) != table.rows:
            raise BackupRefused(
                _("Table {name} should have {expected} rows and has {found}.").format(
                    name=name, expected=table.rows, found=found.get(name, 0)
                )
            )


def _history_or_refused(manifest: Manifest) -> int:
    """Walks every chain; returns how many sealed events were verified."""
    verified = 0
    for report in chains_verify(manifest.heads):
        if report.broken:
            raise BackupRefused(
                _("History of company {company} is broken at event {event}.").format(
                    company=report.company_id, event=report.broken.event_id
                )
            )
        verified += report.sealed
    return verified


def _attachments_place(folder: Path, aside: str) -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        media.replace(media.with_name(media.name + aside))
    elif media.is_dir():
        media.rmdir()
    if folder.is_dir():
        shutil.move(folder, media)


def _keys_place(folder: Path, manifest: Manifest, aside: str) -> bool:
    """Puts the backup's keys in place if it holds them; says whether the keys in use fit."""
    if folder.is_dir():
        for name in KEY_FILES:
            target = settings.DATA_DIR / name
            if target.exists():
                target.replace(target.with_name(name + aside))
            shutil.move(folder / name, target)
            target.chmod(0o600)
        return True
    here = {key_fingerprint(key) for key in settings.ENCRYPTION_KEYS}
    return set(manifest.keys) <= here
