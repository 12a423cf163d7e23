"""Puts guards (triggers, row-level security) into the database and takes them out again.

Guards follow the models: after every `migrate` the database has exactly those that the registered
makers describe, so a new table cannot miss its own. They are no migration operations of single
apps, because SQLite drops a table's triggers whenever a later migration rebuilds that table.
What is guarded is said in `guards.py` here and in `history/guards.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "guard_"


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger, policy or table flag. The name holds a digest of the definition, so that a
    guard of the same name is the same guard."""

    name: str
    table: str
    create: tuple[str, ...]
    drop: tuple[str, ...]


#: Given the vendor ("sqlite" or "postgresql"), the guards of the tables somebody answers for.
Maker = Callable[[str], Iterable[Guard]]
MAKERS: list[Maker] = []


def guard_maker(maker: Maker) -> Maker:
    """Registers a maker; call it from an app's `ready`."""
    if maker not in MAKERS:
        MAKERS.append(maker)
    return maker


def guard(name: str, table: str, create: Iterable[str], drop: Iterable[str]) -> Guard:
    """A guard whose statements may use `{name}` for its full name in the database."""
    create, drop = tuple(create), tuple(drop)
    digest = hashlib.sha256("\n".join(create).encode()).hexdigest()[:8]
    full_name = f"{PREFIX}{name[:40]}_{digest}"
    return Guard(
        full_name,
        table,
        tuple(sql.replace("{name}", full_name) for sql in create),
        tuple(sql.replace("{name}", full_name) for sql in drop),
    )


def refusal(
    name: str, table: str, event: str, *, condition: str, message: str, vendor: str
) -> Guard:
    """A row trigger that refuses `event` ("INSERT", "UPDATE OF column", "DELETE") while
    `condition` holds; Django raises it as an IntegrityError. The text is for the log, not for
    people: services check first and say it better."""
    head = f'CREATE TRIGGER "{{name}}" BEFORE {event} ON "{table}" FOR EACH ROW'
    if vendor == "sqlite":
        body = f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return guard(name, table, [body], ['DROP TRIGGER IF EXISTS "{name}"'])
    back = "OLD" if event == "DELETE" else "NEW"
    return guard(
        name,
        table,
        [
            'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$'
            f" BEGIN IF {condition} THEN RAISE EXCEPTION '{message}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {back}; END $guard$",
            f'{head} EXECUTE FUNCTION "{{name}}"()',
        ],
        ['DROP FUNCTION IF EXISTS "{name}"() CASCADE'],
    )


def guards_expected(connection: BaseDatabaseWrapper) -> dict[str, Guard]:
    """Guards of every table that exists now, by name."""
    tables = set(connection.introspection.table_names())
    made = (one for maker in MAKERS for one in maker(connection.vendor))
    return {one.name: one for one in made if one.table in tables}


def guards_present(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Guards in the database: name -> (table, statement that takes it out)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
                " AND substr(name, 1, 6) = 'guard_'"
            )
            return {name: (table, f'DROP TRIGGER "{name}"') for name, table in cursor.fetchall()}
        cursor.execute(
            "SELECT tgname, relname, format('DROP FUNCTION IF EXISTS %%I() CASCADE', tgname)"
            " FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled <> 'D' AND left(tgname, 6) = 'guard_'"
            " AND c.relnamespace = current_schema()::regnamespace"
            " UNION ALL SELECT polname, relname, format('DROP POLICY %%I ON %%I', polname, relname)"
            " FROM pg_policy JOIN pg_class c ON c.oid = polrelid"
            " WHERE relrowsecurity AND relforcerowsecurity AND left(polname, 6) = 'guard_'"
            " AND c.relnamespace = current_schema()::regnamespace",
            [],
        )
        return {name: (table, sql) for name, table, sql in cursor.fetchall()}


def guards_missing(using: str = DEFAULT_DB_ALIAS) -> list[Guard]:
    """Guards that should be there and are not (or are switched off). Empty: all is well."""
    connection = connections[using]
    present = guards_present(connection)
    return [one for name, one in guards_expected(connection).items() if name not in present]


def guards_install(using: str = DEFAULT_DB_ALIAS) -> int:
    """Makes the database hold exactly the expected guards; returns how many it added.

    Costs two catalogue reads when nothing is missing.
    """
    connection = connections[using]
    expected, present = guards_expected(connection), guards_present(connection)
    stale = [sql for name, (_, sql) in present.items() if name not in expected]
    missing = [one for name, one in expected.items() if name not in present]
    if stale or missing:
        # A guard that was switched off by hand still exists: take it out before making it again.
        _run(using, [*stale, *(sql for one in missing for sql in (*one.drop, *one.create))])
    return len(missing)


def guards_remove(using: str = DEFAULT_DB_ALIAS, *, tables: Iterable[str] | None = None) -> None:
    """Takes out the guards, of `tables` or of all. For migrations, restores and tests only."""
    connection = connections[using]
    chosen = None if tables is None else set(tables)
    present = guards_present(connection)
    _run(using, [sql for table, sql in present.values() if chosen is None or table in chosen])


def _run(using: str, statements: list[str]) -> None:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def before_migrate(*, using: str, plan: list[Any], **_: Any) -> None:
    """On SQLite a rebuilt table loses its triggers, and a trigger that names a table under
    rebuild stops the rebuild; so they step aside while migrations run."""
    if plan and connections[using].vendor == "sqlite":
        guards_remove(using)


def after_migrate(*, using: str, **_: Any) -> None:
    guards_install(using)
