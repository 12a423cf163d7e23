"""Makes a backup while Pointage is serving."""

from __future__ import annotations

import importlib.metadata
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pointage.cli.backups import postgres, sqlite
from pointage.cli.backups.archive import archive_write
from pointage.cli.backups.manifest import Manifest, Table, key_fingerprint
from pointage.foundation.history.sealing import events_seal, heads

ATTACHMENTS = "attachments"
KEYS = "keys"
#: File in the data folder -> the setting it stands for.
KEY_FILES = ("secret.key", "encryption.keys")


def backup_make(target: Path, *, with_keys: bool) -> Manifest:
    """Writes the backup to `target` and returns what it holds. Takes about as much room beside
    `target` while it runs as the database and the attachments take."""
    events_seal()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pointage-backup-") as name:
        folder = Path(name)
        manifest = _database_copy(folder)
        # After the database: an attachment written in between is in excess, never missing.
        if Path(settings.MEDIA_ROOT).is_dir():
            shutil.copytree(settings.MEDIA_ROOT, folder / ATTACHMENTS)
        if with_keys:
            _keys_copy(folder / KEYS)
        archive_write(target, folder, manifest)
    return manifest


def _database_copy(folder: Path) -> Manifest:
    if connection.vendor == "postgresql":
        with postgres.snapshot():
            tables = postgres.tables_copy(folder)
            return _manifest(tables, _applied_migrations(), heads())
    sqlite.copy_make(Path(str(settings.DATABASES["default"]["NAME"])), folder)
    with sqlite.opened(folder / sqlite.FILE) as copy:
        applied = copy.execute("SELECT app, name FROM django_migrations").fetchall()
        newest = copy.execute(
            "SELECT company_id, max(last_event_id), digest FROM history_historyseal"
            " GROUP BY company_id"
        ).fetchall()
        kept = {company: (event_id, digest) for company, event_id, digest in newest}
        return _manifest(sqlite.tables_of(copy), applied, kept)


def _applied_migrations() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return list(cursor.fetchall())


def _manifest(
    tables: dict[str, Table],
    applied: Iterable[tuple[str, str]],
    kept_heads: dict[int, tuple[int, str]],
) -> Manifest:
    migrations: dict[str, list[str]] = defaultdict(list)
    for app, name in sorted(applied):
        migrations[app].append(name)
    return Manifest(
        version=importlib.metadata.version("pointage"),
        made_at=timezone.now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=dict(migrations),
        tables=tables,
        heads=kept_heads,
        keys=tuple(key_fingerprint(key) for key in settings.ENCRYPTION_KEYS),
    )


def _keys_copy(folder: Path) -> None:
    """The keys in use, wherever they come from, in the shape of the data folder's files."""
    folder.mkdir()
    (folder / "secret.key").write_text(settings.SECRET_KEY + "\n")
    (folder / "encryption.keys").write_text("\n".join(settings.ENCRYPTION_KEYS) + "\n")
