"""Copying a SQLite database while it is written to, and putting a copy back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pointage.cli.backups.manifest import BackupRefused, Table
from pointage.cli.words import _

FILE = "database.sqlite3"


def copy_make(database: Path, folder: Path) -> None:
    """A consistent copy through SQLite's online backup; writers go on meanwhile."""
    with (
        contextlib.closing(sqlite3.connect(database)) as source,
        contextlib.closing(sqlite3.connect(folder / FILE)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no journal beside it


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        yield connection


def tables_of(connection: sqlite3.Connection) -> dict[str, Table]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found = {}
    for (name,) in names:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        rows = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        found[name] = Table(rows, tuple(column[1] for column in columns))
    return found


def whole_or_refused(connection: sqlite3.Connection) -> None:
    state = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if state != "ok":
        raise BackupRefused(_("The database in the backup is damaged: {state}").format(state=state))


def idle_or_refused(database: Path) -> None:
    """Leaving the WAL is possible only for the last connection: a simple way to see whether
    another program has the file open. It also folds the WAL into the file."""
    if not database.exists():
        return
    with opened(database) as connection:
        try:
            connection.execute("PRAGMA busy_timeout=1000")
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise BackupRefused(
                _("Pointage is still running on this database. Stop it first.")
            ) from error


def put_in_place(copy: Path, database: Path, aside: str) -> None:
    """Moves the present file aside (`aside` is added to its name) and the copy to its place."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if database.exists():
        database.replace(database.with_name(database.name + aside))
    shutil.move(copy, database)
    database.chmod(0o600)
