"""What the database itself refuses, so that a mistake in our code cannot cross tenants.

On PostgreSQL a row is visible and writable only when its company (or books) is in the scope that
`tenant_scope` told the database. On both engines a row never points to a row of another tenant,
and never moves to another tenant.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from pointage.foundation.tenancy.guarding import Guard, guard, refusal
from pointage.foundation.tenancy.models import TenantModel

#: The transaction-scoped setting that holds the visible ids. An ended scope reads as '' (not
#: NULL), hence the nullif: no ids, no rows, no error.
_IN_SCOPE = "{column} = ANY (nullif(current_setting('app.{setting}', true), '')::bigint[])"
_SETTINGS = {"company_id": "company_ids", "books_id": "books_ids"}


def tenant_guards(vendor: str) -> Iterator[Guard]:
    """Every guard of every tenant table, from the model registry."""
    for model in TenantModel.tenant_models():
        if vendor == "postgresql":
            yield _rows_in_scope(model)
        yield _tenant_never_changes(model, vendor)
        for field in same_tenant_keys(model):
            yield from _same_tenant(model, field, vendor)


def same_tenant_keys(model: type[TenantModel]) -> list[models.ForeignKey[models.Model]]:
    """Foreign keys of `model` that lead to rows of the same kind of tenant."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, TenantModel)
        and field.related_model.tenant_field == model.tenant_field
    ]


def _rows_in_scope(model: type[TenantModel]) -> Guard:
    table, column = model._meta.db_table, model.tenant_field
    condition = _IN_SCOPE.format(column=column, setting=_SETTINGS[column])
    return guard(
        "scope",
        table,
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY "{{name}}" ON "{table}" USING ({condition}) WITH CHECK ({condition})',
        ],
        [f'DROP POLICY IF EXISTS "{{name}}" ON "{table}"'],
    )


def _tenant_never_changes(model: type[TenantModel], vendor: str) -> Guard:
    table, column = model._meta.db_table, model.tenant_field
    return refusal(
        f"{table}_stays",
        table,
        f"UPDATE OF {column}",
        condition=f"NEW.{column} <> OLD.{column}",
        message=f"{table}.{column} never changes",
        vendor=vendor,
    )


def _same_tenant(
    model: type[TenantModel], field: models.ForeignKey[models.Model], vendor: str
) -> Iterator[Guard]:
    table, column, tenant = model._meta.db_table, field.column, model.tenant_field
    parent = field.related_model._meta
    known = (
        f'SELECT 1 FROM "{parent.db_table}" AS parent'  # noqa: S608 - names from our models
        f" WHERE parent.{parent.pk.column} = NEW.{column} AND parent.{tenant} = NEW.{tenant}"
    )
    for event in ("INSERT", f"UPDATE OF {column}"):
        yield refusal(
            f"{table}_{column}",
            table,
            event,
            condition=f"NEW.{column} IS NOT NULL AND NOT EXISTS ({known})",
            message=f"{table}.{column} points outside its {tenant}",
            vendor=vendor,
        )
