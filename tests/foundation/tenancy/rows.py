"""Raw rows of every tenant table, made from the model alone, so that a new table is covered the
day it appears. For the isolation tests; ordinary tests use the world."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.db import models

from pointage.foundation.tenancy.guards import same_tenant_keys
from pointage.foundation.tenancy.models import TenantModel

_serial = count(1)


def value_of(field: models.Field[Any, Any]) -> Any:
    """A value the column takes; unique where it is text or a number."""
    if field.has_default() or field.null:
        return field.get_default()
    serial = next(_serial)
    match field:
        case models.DateTimeField():
            return datetime(2026, 1, 1, tzinfo=UTC)
        case models.DateField():
            return date(2026, 1, 1)
        case models.BooleanField():
            return False
        case models.PositiveSmallIntegerField():
            return serial % 7
        case models.IntegerField():
            return serial
        case models.BinaryField():
            return b"x"
        case models.JSONField():
            return {}
        case _:
            return f"x{serial}"[: field.max_length]


def row_make(model: type[TenantModel], tenant_id: int) -> TenantModel:
    """Inserts one row of `model` for the tenant, and the rows it must point to. Call in scope."""
    values: dict[str, Any] = {model.tenant_field: tenant_id}
    own_keys = same_tenant_keys(model)
    for field in model._meta.concrete_fields:
        if field.attname in values or field.primary_key:
            continue
        if isinstance(field, models.ForeignKey):
            parent = field.related_model
            if parent is model:
                continue
            if field in own_keys and issubclass(parent, TenantModel):
                values[field.attname] = row_make(parent, tenant_id).pk
            elif not field.null:
                values[field.attname] = outside_row(parent).pk
        else:
            values[field.attname] = value_of(field)
    row = model(**values)
    row.save(force_insert=True)
    return row


def outside_row(model: type[models.Model]) -> models.Model:
    """A row of a table that belongs to no tenant."""
    values = {
        field.attname: value_of(field)
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation
    }
    return model._base_manager.create(**values)
