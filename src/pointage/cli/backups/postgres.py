"""Copying a PostgreSQL database while it is written to, and loading a copy.

Data goes through COPY on our own connection, and the schema comes from our migrations: that needs
no client tools of the server's version, works with a role that row-level security binds (pg_dump
refuses there), and lets the whole restore be one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from pointage.cli.backups.manifest import BackupRefused, Manifest, Table
from pointage.cli.words import _

FOLDER = "tables"


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database with every tenant in sight; nothing can be written."""
    from pointage.features.books.models import Books
    from pointage.features.companies.models import Company
    from pointage.foundation.tenancy.scope import tenant_scope

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        companies = Company.objects.values_list("pk", flat=True)
        books = Books.objects.values_list("pk", flat=True)
        with tenant_scope(companies=companies, books=books):
            yield


def tables_copy(folder: Path) -> dict[str, Table]:
    """Writes each table into a file of COPY text. Call inside `snapshot`."""
    (folder / FOLDER).mkdir()
    found = {}
    for name in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, name)
        columns = tuple(column.name for column in described)
        select = f'SELECT {_quoted(columns)} FROM "{name}"'  # noqa: S608 - names of the catalogue
        with _raw_cursor() as raw, (folder / FOLDER / name).open("wb") as file:
            with raw.copy(f"COPY ({select}) TO STDOUT") as copy:
                for chunk in copy:
                    file.write(chunk)
            found[name] = Table(raw.rowcount, columns)
    return found


def tables_load(folder: Path, manifest: Manifest) -> None:
    """Makes the schema of the backup's migrations and fills it. Call inside a transaction: an
    error leaves what was there before."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(f'DROP TABLE "{name}" CASCADE')
    _schema_make(manifest)
    names = connection.introspection.table_names()
    if unknown := sorted(set(manifest.tables) - set(names)):
        raise BackupRefused(
            _("The backup holds tables this release does not know: {names}.").format(
                names=", ".join(unknown)
            )
        )
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_quoted(names)}")
        # Migrations leave some keys checked at once; here rows come in any order.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name, table in manifest.tables.items():
        statement = f'COPY "{name}" ({_quoted(table.columns)}) FROM STDIN'
        with (
            (folder / FOLDER / name).open("rb") as file,
            _raw_cursor() as raw,
            raw.copy(statement) as copy,
        ):
            while chunk := file.read(1024 * 1024):
                copy.write(chunk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, table in manifest.tables.items():
            if "id" in table.columns:
                _sequence_advance(cursor, name)


def rows_of(names: Any) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts


def idle_or_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise BackupRefused(
            _("Other sessions on this database: {count}. Stop Pointage first.").format(count=others)
        )


def _schema_make(manifest: Manifest) -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    recorded = {(app, name) for app, names in manifest.migrations.items() for name in names}
    targets = [
        node
        for node in recorded
        if not any(child.key in recorded for child in executor.loader.graph.node_map[node].children)
    ]
    executor.migrate(targets)


def _sequence_advance(cursor: Any, name: str) -> None:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f'"{name}"'])
    if cursor.fetchone()[0]:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{name}\"",  # noqa: S608
            [f'"{name}"'],
        )


@contextmanager
def _raw_cursor() -> Iterator[Any]:
    """psycopg's own cursor, on the transaction Django has open, with Django's errors."""
    connection.ensure_connection()
    assert connection.connection is not None
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        yield cursor


def _quoted(names: Any) -> str:
    return ", ".join(f'"{name}"' for name in names)
