"""The database: the right version and settings, migrated, guarded."""

from __future__ import annotations

from collections.abc import Iterator

from pointage.cli.checks.finding import Finding, broken, fine
from pointage.cli.words import _

_OLDEST_POSTGRESQL = 140000


def engine() -> Iterator[Finding]:
    from django.db import connection

    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        is_full = cursor.fetchone()[0] == 2
    if state != "ok":
        yield broken(
            _("The SQLite file is damaged: {state}").format(state=state),
            _("Stop Pointage, keep a copy of the file, and restore the last backup."),
        )
    elif journal != "wal" or not is_full:
        yield broken(
            _("SQLite runs with journal {journal}; a power cut could lose data.").format(
                journal=journal
            ),
            _("Put the data folder on a local disk: network shares cannot hold this file."),
        )
    else:
        yield fine(_("SQLite is whole, and safe against power cuts."))


def _postgresql() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
            " rolsuper, rolbypassrls, current_user FROM pg_roles WHERE rolname = current_user"
        )
        number, version, is_superuser, is_bypassing, role = cursor.fetchone()
    if number < _OLDEST_POSTGRESQL:
        yield broken(
            _("PostgreSQL {version} is too old.").format(version=version),
            _("Move to PostgreSQL 14 or newer."),
        )
    else:
        yield fine(_("PostgreSQL {version}").format(version=version))
    if is_superuser or is_bypassing:
        yield broken(
            _("The role {role} walks through row-level security.").format(role=role),
            _("Take its powers away: ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;").format(role=role),
        )


def migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield broken(
            _("Migrations not applied: {count}").format(count=len(waiting)),
            _("Run “pointage migrate”."),
        )
    else:
        yield fine(_("The database is up to date."))


def guards() -> Iterator[Finding]:
    from pointage.foundation.tenancy.guarding import guards_missing

    missing = guards_missing()
    if missing:
        tables = ", ".join(sorted({one.table for one in missing}))
        yield broken(
            _("The database does not guard these tables: {tables}.").format(tables=tables),
            _("Run “pointage migrate” with the role that owns the tables."),
        )
    else:
        yield fine(_("Companies are kept apart, and history is append-only, by the database."))


def not_reachable(error: Exception) -> Finding:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    return broken(
        _("The database {name} cannot be reached: {error}").format(
            name=name, error=str(error).strip()
        ),
        _("Check POINTAGE_DATABASE_URL, and that the server runs and accepts this role."),
    )
