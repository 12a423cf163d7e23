"""History is written once: the database refuses to change, delete or empty it."""

from __future__ import annotations

from collections.abc import Iterator

from pointage.foundation.history.models import HistoryEvent, HistorySeal
from pointage.foundation.tenancy.guarding import Guard, guard, refusal


def history_guards(vendor: str) -> Iterator[Guard]:
    for model in (HistoryEvent, HistorySeal):
        table = model._meta.db_table
        for event in ("UPDATE", "DELETE"):
            yield refusal(
                f"{table}_{event.lower()}",
                table,
                event,
                condition="TRUE",
                message=f"{table} is append-only",
                vendor=vendor,
            )
        if vendor == "postgresql":
            yield _never_emptied(table)


def _never_emptied(table: str) -> Guard:
    return guard(
        f"{table}_truncate",
        table,
        [
            'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$'
            f" BEGIN RAISE EXCEPTION '{table} is append-only'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $guard$",
            f'CREATE TRIGGER "{{name}}" BEFORE TRUNCATE ON "{table}"'
            ' FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
        ],
        ['DROP FUNCTION IF EXISTS "{name}"() CASCADE'],
    )
