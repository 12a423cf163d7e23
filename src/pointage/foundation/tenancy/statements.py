"""Runs a text of SQL the shortest way its driver has: what `prepared` compiled, for busy addresses.

Django's cursors translate parameters, and on PostgreSQL put them into the text, so that the server
parses and plans it each time: five times what running it costs. Here SQLite gets the text as it is,
and PostgreSQL a prepared statement. Whoever listens to Django's queries still hears all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Values = Sequence[Any]


class Statement:
    """`sql` is written with Django's `%s`. Thread-safe."""

    __slots__ = ("_question_marks", "sql")

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._question_marks = sql % (("?",) * sql.count("%s"))

    def rows(
        self, db: BaseDatabaseWrapper, values: Values, first: tuple[Statement, Values] | None = None
    ) -> list[Any]:
        """What the statement gives. `first` is another one that PostgreSQL runs before it in the
        same transaction, without one being open."""
        way = _way(db)
        if way == "sqlite":
            with db.wrap_database_errors:
                return list(db.connection.execute(self._question_marks, values).fetchall())
        if way == "postgresql":
            return self._prepared_rows(db, values, first)
        with db.cursor() as cursor:
            if first is not None:
                # Two statements in one message are one transaction, as Django's cursor sends them.
                cursor.execute(f"{first[0].sql};{self.sql}", [*first[1], *values])
                cursor.nextset()
            else:
                cursor.execute(self.sql, values)
            return list(cursor.fetchall())

    def run(self, db: BaseDatabaseWrapper, values: Values) -> int:
        """How many rows the statement changed."""
        way = _way(db)
        if way == "sqlite":
            with db.wrap_database_errors:
                return int(db.connection.execute(self._question_marks, values).rowcount)
        if way == "postgresql":
            with db.wrap_database_errors, _cursor(db) as cursor:
                return int(cursor.execute(self.sql, values, prepare=True).rowcount)
        with db.cursor() as cursor:
            cursor.execute(self.sql, values)
            return int(cursor.rowcount)

    def _prepared_rows(
        self, db: BaseDatabaseWrapper, values: Values, first: tuple[Statement, Values] | None
    ) -> list[Any]:
        with db.wrap_database_errors:
            if first is None:
                with _cursor(db) as cursor:
                    return list(cursor.execute(self.sql, values, prepare=True).fetchall())
            # What is sent together, outside a transaction, is one for the server.
            with db.connection.pipeline(), _cursor(db) as before, _cursor(db) as cursor:
                before.execute(first[0].sql, first[1], prepare=True)
                return list(cursor.execute(self.sql, values, prepare=True).fetchall())


def _way(db: BaseDatabaseWrapper) -> str:
    """`sqlite` and `postgresql`: straight to the driver, connected; "": by Django's cursor."""
    if db.queries_logged or db.execute_wrappers:
        return ""
    if db.vendor == "postgresql":
        db.close_if_health_check_failed()
        db.ensure_connection()
        return "postgresql" if db.connection.prepare_threshold is not None else ""
    db.ensure_connection()
    return db.vendor


def _cursor(db: BaseDatabaseWrapper) -> Any:
    """A cursor that leaves parameters to the server, with Django's converters."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    return ServerBindingCursor(db.connection)  # type: ignore[call-arg]  # the stubs miss it
