"""Where the records of the built-in company file are kept: rows of `CompanyFileRecord`.

Reading only, as `pointage.ledgers` sees it; `services.records` and `services.files` write.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC
from typing import Any

from django.db.models import Count, Max

from pointage.features.books.models import Books, CompanyFileRecord
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.protocol import (
    BadPage,
    ChangeSet,
    Counts,
    Kind,
    LedgerCompany,
    Page,
    Record,
    Role,
    StaleCursor,
)

_OPTIONAL_TEXTS = (
    "given_name",
    "family_name",
    "email",
    "phone",
    "number",
    "payroll_id",
    "code",
    "description",
)


class DjangoCompanyFile:
    """A `CompanyFileStore` over the database, for one set of books its caller may read.

    A row's `version` is the revision of the whole file at which it was last written, so one number
    is both the record's version and the place of the change in the order of all changes.
    """

    def __init__(self, books: Books) -> None:
        self._books = books

    def company(self) -> LedgerCompany:
        books = self._books
        return LedgerCompany(
            external_id=books.external_company_id or books.public_id,
            name=books.name,
            country=books.region.partition("-")[0],
            region=books.region,
            time_zone=books.time_zone,
        )

    def counts(self) -> Counts:
        with tenant_scope(books=[self._books.pk]):
            rows = (
                CompanyFileRecord.objects.filter(is_active=True)
                .values_list("kind", "role")
                .annotate(number=Count("pk"))
            )
            found = {(kind, role): number for kind, role, number in rows}

        def of(kind: Kind) -> int:
            return sum(number for (each, _), number in found.items() if each == kind)

        sub_customers = found.get((Kind.CUSTOMER.value, Role.SUB_CUSTOMER.value), 0)
        projects = found.get((Kind.CUSTOMER.value, Role.PROJECT.value), 0)
        return Counts(
            employees=of(Kind.EMPLOYEE),
            contractors=of(Kind.CONTRACTOR),
            customers=of(Kind.CUSTOMER) - sub_customers - projects,
            sub_customers=sub_customers,
            projects=projects,
            service_items=of(Kind.SERVICE_ITEM),
            cost_classes=of(Kind.COST_CLASS),
            locations=of(Kind.LOCATION),
        )

    def list(self, kind: Kind, *, page: str | None, limit: int, include_inactive: bool) -> Page:
        after = 0
        if page is not None:
            if not (page.isascii() and page.isdecimal() and len(page) < 19):
                raise BadPage(page)
            after = int(page)
        with tenant_scope(books=[self._books.pk]):
            rows = CompanyFileRecord.objects.filter(kind=kind.value, pk__gt=after).order_by("pk")
            if not include_inactive:
                rows = rows.filter(is_active=True)
            found = list(rows[: limit + 1])
        shown = found[:limit]
        more = len(found) > limit
        return Page(tuple(record_of(row) for row in shown), str(shown[-1].pk) if more else None)

    def get(self, kind: Kind, external_id: str) -> Record | None:
        with tenant_scope(books=[self._books.pk]):
            row = CompanyFileRecord.objects.filter(kind=kind.value, external_id=external_id).first()
        return None if row is None else record_of(row)

    def cursor(self) -> str:
        return str(self._revision())

    def changed_since(self, kinds: Collection[Kind], cursor: str, *, limit: int) -> ChangeSet:
        newest = self._revision()
        known = cursor.isascii() and cursor.isdecimal() and len(cursor) < 19
        if not known or int(cursor) > newest:
            raise StaleCursor(cursor)
        with tenant_scope(books=[self._books.pk]):
            found = list(
                CompanyFileRecord.objects.filter(
                    version__gt=int(cursor), version__lte=newest, kind__in=[k.value for k in kinds]
                ).order_by("version")[: limit + 1]
            )
        shown = found[:limit]
        more = len(found) > limit
        stop = shown[-1].version if more else newest
        return ChangeSet(tuple(record_of(row) for row in shown), (), str(stop), complete=not more)

    def _revision(self) -> int:
        with tenant_scope(books=[self._books.pk]):
            return CompanyFileRecord.objects.aggregate(newest=Max("version"))["newest"] or 0


def record_of(row: CompanyFileRecord) -> Record:
    """The row as every other part of the program sees it."""
    optional: dict[str, Any] = {name: getattr(row, name) or None for name in _OPTIONAL_TEXTS}
    return Record(
        kind=Kind(row.kind),
        external_id=row.external_id,
        name=row.name,
        full_name=row.full_name,
        version=str(row.version),
        parent_external_id=row.parent_external_id or None,
        active=row.is_active,
        role=Role(row.role) if row.role else None,
        billable=row.is_billable,
        hired_on=row.hired_on,
        updated_at=row.changed_at.astimezone(UTC) if row.changed_at else None,
        **optional,
    )
