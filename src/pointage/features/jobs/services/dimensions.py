"""Keeping the flat lists beside jobs: service items, classes, locations."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db import IntegrityError, transaction

from pointage.features.companies.models import Company
from pointage.features.jobs import errors
from pointage.features.jobs.hooks import books_owned_rows
from pointage.features.jobs.models import CostClass, Dimension, Location, ServiceItem
from pointage.features.jobs.services import rules
from pointage.features.jobs.values import DimensionValues, checked_code
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

#: By kind, as the books' hook names them.
MODELS: Final[dict[str, type[Dimension]]] = {
    "service_item": ServiceItem,
    "cost_class": CostClass,
    "location": Location,
}
_KINDS: Final = {model: kind for kind, model in MODELS.items()}
#: History codes by model: added, updated, archived, restored.
_CODES: Final[dict[type[Dimension], dict[str, str]]] = {
    ServiceItem: {
        "added": "service_item.added",
        "updated": "service_item.updated",
        "archived": "service_item.archived",
        "restored": "service_item.restored",
    },
    CostClass: {
        "added": "cost_class.added",
        "updated": "cost_class.updated",
        "archived": "cost_class.archived",
        "restored": "cost_class.restored",
    },
    Location: {
        "added": "location.added",
        "updated": "location.updated",
        "archived": "location.archived",
        "restored": "location.restored",
    },
}
Entry = TypeVar("Entry", bound=Dimension)


def dimension_add(
    *, actor: Actor, company: Company, kind: str, values: DimensionValues
) -> Dimension:
    """A new entry of the list. Needs `jobs:manage`; raises `DimensionNameTaken`, `CodeInvalid`."""
    actor.require(rules.MANAGE)
    checked_code(values.code)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        row = MODELS[kind](company=company, **_columns(MODELS[kind], values))
        _save(row)
        _record(actor, row, "added", after={"name": row.name})
    return row


def dimension_update(*, actor: Actor, row: Entry, values: DimensionValues) -> Entry:
    """Changes an entry. Needs `jobs:manage`; raises `KeptInTheBooks`, `IsArchived`,
    `DimensionNameTaken`, `CodeInvalid`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[row.company_id]):
        row = rules.row_locked(row)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        wanted = _columns(type(row), values)
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        if not before:
            return row
        _check_not_owned(row)
        if "code" in before:
            checked_code(values.code)
        for name in before:
            setattr(row, name, wanted[name])
        _save(row, list(before))
        _record(actor, row, "updated", before, {name: wanted[name] for name in before})
    return row


def dimension_archive(*, actor: Actor, row: Dimension) -> None:
    """Needs `jobs:manage`; raises `KeptInTheBooks`."""
    _set_active(actor, row, is_active=False)


def dimension_restore(*, actor: Actor, row: Dimension) -> None:
    """Needs `jobs:manage`; raises `KeptInTheBooks`, `DimensionNameTaken`."""
    _set_active(actor, row, is_active=True)


def _set_active(actor: Actor, row: Dimension, *, is_active: bool) -> None:
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[row.company_id]):
        row = rules.row_locked(row)
        if row.is_active == is_active:
            return
        _check_not_owned(row)
        row.is_active = is_active
        _save(row, ["is_active"])
        verb = "restored" if is_active else "archived"
        _record(actor, row, verb, {"is_active": not is_active}, {"is_active": is_active})


def _columns(model: type[Dimension], values: DimensionValues) -> dict[str, Any]:
    columns: dict[str, Any] = {"name": values.name, "code": values.code}
    return columns | ({"is_billable": values.is_billable} if model is ServiceItem else {})


def _check_not_owned(row: Dimension) -> None:
    owned = books_owned_rows(row.company_id, _KINDS[type(row)], [row.pk]).get(row.pk)
    if owned is not None:
        raise errors.KeptInTheBooks(field="name", name=row.name, books=owned.books_name)


def _save(row: Dimension, fields: list[str] | None = None) -> None:
    others = type(row)._default_manager.filter(company_id=row.company_id, is_active=True)
    if row.is_active and others.exclude(pk=row.pk).filter(name__iexact=row.name).exists():
        raise errors.DimensionNameTaken(field="name", name=row.name)
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as error:
        raise errors.DimensionNameTaken(field="name", name=row.name) from error


def _record(
    actor: Actor,
    row: Dimension,
    verb: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    event_record(
        actor=actor,
        code=_CODES[type(row)][verb],
        obj=row,
        label=row.name,
        company_id=row.company_id,
        before=before,
        after=after,
    )
