"""Where somebody stands in front of books, and fetch-and-authorise for what belongs to them.

A `BooksSeat` is made by `practice.access` (from a client, a firm or a company); this module never
asks who may have one.
"""

from __future__ import annotations

from dataclasses import dataclass

from pointage.features.books.models import (
    Books,
    BooksConnection,
    CompanyFileRecord,
    FileUpload,
    ImportIssue,
    ImportRun,
)
from pointage.features.companies.models import Company
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class BooksSeat:
    """A person before a set of books.

    `company` is the time account the person may see the imports of; None when there is none yet,
    or when the person may keep the books but not look into the company. `owner_name` is whose
    books they are, a client, the firm or the company. `manages_books` allows
    changing records and files, `manages_imports` importing and mending.
    """

    actor: Actor
    books: Books
    company: Company | None
    owner_name: str
    manages_books: bool
    manages_imports: bool

    @property
    def company_id(self) -> int | None:
        return self.company.pk if self.company else None


def record_for(seat: BooksSeat, kind: str, external_id: str) -> CompanyFileRecord:
    """A record of the company file. Raises `NotFound`."""
    with tenant_scope(books=[seat.books.pk]):
        record = CompanyFileRecord.objects.filter(kind=kind, external_id=external_id).first()
    if record is None:
        raise NotFound(external_id)
    return record


def upload_for(seat: BooksSeat, public_id: str) -> FileUpload:
    """A file uploaded into these books. Raises `NotFound`."""
    with tenant_scope(books=[seat.books.pk]):
        upload = FileUpload.objects.filter(public_id=public_id).first()
    if upload is None:
        raise NotFound(public_id)
    return upload


def connection_of(seat: BooksSeat) -> BooksConnection | None:
    """The link of these books to the company in the seat, ended ones left out."""
    if seat.company is None:
        return None
    with tenant_scope(companies=[seat.company.pk]):
        return (
            BooksConnection.objects.filter(books=seat.books)
            .exclude(state=BooksConnection.State.UNLINKED)
            .first()
        )


def connection_for(seat: BooksSeat) -> BooksConnection:
    """Like `connection_of`. Raises `NotFound`."""
    connection = connection_of(seat)
    if connection is None:
        raise NotFound("connection")
    return connection


def run_for(seat: BooksSeat, public_id: str) -> ImportRun:
    """An import run of the company from these books. Raises `NotFound`."""
    if seat.company is None:
        raise NotFound(public_id)
    with tenant_scope(companies=[seat.company.pk]):
        run = (
            ImportRun.objects.filter(public_id=public_id, connection__books=seat.books)
            .select_related("connection")
            .first()
        )
    if run is None:
        raise NotFound(public_id)
    return run


def issue_for(seat: BooksSeat, public_id: str) -> ImportIssue:
    """An issue of an import from these books. Raises `NotFound`."""
    if seat.company is None:
        raise NotFound(public_id)
    with tenant_scope(companies=[seat.company.pk]):
        issue = (
            ImportIssue.objects.filter(public_id=public_id, run__connection__books=seat.books)
            .select_related("run", "run__connection")
            .first()
        )
    if issue is None:
        raise NotFound(public_id)
    return issue
