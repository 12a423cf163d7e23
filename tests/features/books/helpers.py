"""Short ways to fill the books of the test world and to let the worker work."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from pointage.features.books.choices import TrackingChoices
from pointage.features.books.models import Books, BooksConnection, CompanyFileRecord, ImportRun
from pointage.features.books.services.connections import connection_create
from pointage.features.books.services.imports import import_start
from pointage.features.companies.models import Company
from pointage.foundation.identity.actors import Actor
from pointage.foundation.outbox import worker
from pointage.foundation.tenancy.scope import tenant_scope

ACTOR = Actor(user_id=None, name="Marie Tremblay", firm_id=None)
EVERYTHING = TrackingChoices(
    contractors=True,
    projects=True,
    service_items=True,
    cost_classes=True,
    locations=True,
    billable=True,
)


def put(books: Books, kind: str, external_id: str, name: str, **fields: Any) -> None:
    """Writes one record of the company file directly, with the next revision."""
    with tenant_scope(books=[books.pk]):
        newest = CompanyFileRecord.objects.aggregate(n=Max("version"))["n"] or 0
        CompanyFileRecord.objects.update_or_create(
            books=books,
            kind=kind,
            external_id=external_id,
            defaults={"name": name, "full_name": name, "version": newest + 1} | fields,
        )


def put_many(books: Books, kind: str, number: int, *, mail: bool = True) -> None:
    with tenant_scope(books=[books.pk]):
        newest = CompanyFileRecord.objects.aggregate(n=Max("version"))["n"] or 0
        CompanyFileRecord.objects.bulk_create(
            [
                CompanyFileRecord(
                    books=books,
                    kind=kind,
                    external_id=f"{kind}-{i}",
                    name=f"Person {i}" if mail else f"Name {i}",
                    full_name=f"Person {i}" if mail else f"Name {i}",
                    email=f"p{i}@many.example" if mail else "",
                    version=newest + 1 + i,
                )
                for i in range(number)
            ],
            batch_size=2000,
        )


def link(company: Company, books: Books) -> BooksConnection:
    return connection_create(actor=ACTOR, company=company, books=books)


def start(
    connection: BooksConnection, choices: TrackingChoices = EVERYTHING, **fields: Any
) -> ImportRun:
    return import_start(actor=ACTOR, connection=connection, choices=choices, **fields)


def work(run: ImportRun) -> ImportRun:
    """Lets the worker do what is due; the run as it then is."""
    worker.run(once=True)
    with tenant_scope(companies=[run.company_id]):
        return ImportRun.objects.get(pk=run.pk)


def bring_in(connection: BooksConnection, choices: TrackingChoices = EVERYTHING) -> ImportRun:
    return work(start(connection, choices))
