"""The records a dry run would store, written to the company file in batches. Which ones those are
is decided in `pointage.ledgers`; when, in `files`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pointage.features.books.models import Books, CompanyFileRecord
from pointage.ledgers.company_file.fates import Action, ImportPlan, Remark, RowFate
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.protocol import Record
from pointage.ledgers.reasons import Reason

BATCH = 500
_FULL_NAME = 600
_TEXTS = (
    "given_name",
    "family_name",
    "email",
    "phone",
    "number",
    "payroll_id",
    "code",
    "description",
)
_WRITTEN = (
    "version",
    "role",
    "name",
    "full_name",
    "parent_external_id",
    "is_active",
    "is_billable",
    "hired_on",
    "changed_at",
    *_TEXTS,
)


def records_write(books: Books, records: list[Record], revision: int) -> None:
    """Every record once, each with a revision of its own, in batches."""
    known: dict[tuple[str, str], CompanyFileRecord] = {
        (row.kind, row.external_id): row
        for row in CompanyFileRecord.objects.filter(
            kind__in=sorted({record.kind.value for record in records})
        )
    }
    now = timezone.now()
    new: list[CompanyFileRecord] = []
    changed: list[CompanyFileRecord] = []
    for offset, record in enumerate(records):
        key = (record.kind.value, record.external_id)
        row = known.get(key)
        if row is None:
            row = known[key] = CompanyFileRecord(books=books, kind=key[0], external_id=key[1])
            new.append(row)
        else:
            changed.append(row)
        for name, value in _columns(record).items():
            setattr(row, name, value)
        row.version = revision + offset
        row.changed_at = now
    CompanyFileRecord.objects.bulk_create(new, batch_size=BATCH)
    CompanyFileRecord.objects.bulk_update(changed, _WRITTEN, batch_size=200)


def _columns(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(record, name) or "" for name in _TEXTS}
    return values | {
        "role": record.role.value if record.role else "",
        "name": record.name,
        "full_name": record.full_name or record.name,
        "parent_external_id": record.parent_external_id or "",
        "is_active": record.active,
        "is_billable": record.billable,
        "hired_on": record.hired_on,
    }


def records_to_save(plan: ImportPlan) -> list[Record]:
    """Records to create or change, each once, parents before children."""
    return list({(record.kind, record.external_id): record for record in plan.to_save()}.values())


def fate_fitting(fate: RowFate) -> RowFate:
    """A path that no screen could show is refused like any other text that is too long."""
    if fate.record is None or len(fate.record.full_name) <= _FULL_NAME:
        return fate
    why = Remark(Reason.VALUE_TOO_LONG, Field.NAME, fate.name[:200], limit=_FULL_NAME)
    return RowFate(fate.row, Action.ERROR, fate.kind, fate.name, why=why)
