"""Books and their link to a company: made, linked, unlinked. What the link brings is `imports`."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from pointage.features.books.errors import BooksAlreadyLinked, CompanyAlreadyLinked, NotLinked
from pointage.features.books.models import Books, BooksConnection, ImportRun
from pointage.features.companies.models import Company
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def books_create(
    *,
    actor: Actor,
    name: str,
    region: str = "",
    time_zone: str = "",
    ledger: str = "company_file",
    external_company_id: str = "",
) -> Books:
    """A new set of books. The caller ties it to its client or firm in the same transaction."""
    with transaction.atomic():
        books = Books.objects.create(
            ledger=ledger,
            name=name[:160],
            region=region,
            time_zone=time_zone,
            external_company_id=external_company_id,
        )
        event_record(
            actor=actor,
            code="books.created",
            obj=books,
            company_id=actor.company_id,
            firm_id=actor.firm_id,
            after={"ledger": ledger, "name": books.name},
        )
    return books


def connection_create(
    *, actor: Actor, company: Company, books: Books, undo_until: datetime | None = None
) -> BooksConnection:
    """Links the books to the company; linking the same two again gives the link there is.

    `undo_until` is set when an existing company is linked. Raises `BooksAlreadyLinked`,
    `CompanyAlreadyLinked`.
    """
    with tenant_scope(companies=[company.pk]), transaction.atomic():
        # Both rows are locked in this order everywhere, so that two people linking at once queue.
        Company.objects.select_for_update().get(pk=company.pk)
        Books.objects.select_for_update().get(pk=books.pk)
        active = BooksConnection.objects.exclude(state=BooksConnection.State.UNLINKED)
        existing = active.filter(company=company).first()
        if existing is not None:
            if existing.books_id != books.pk:
                raise CompanyAlreadyLinked(name=company.name)
            return existing
        # Ids and versions of an earlier link of the same two are kept, so nothing comes in twice.
        connection = BooksConnection.objects.filter(company=company, books=books).first()
        if connection is None:
            connection = BooksConnection(company=company, books=books)
        connection.state = BooksConnection.State.ACTIVE
        connection.connected_by_id = actor.user_id
        connection.undo_until = undo_until
        connection.cursor = ""
        try:
            with transaction.atomic():
                connection.save()
        except IntegrityError as error:  # the link of another company holds these books
            raise BooksAlreadyLinked(name=books.name) from error
        event_record(
            actor=actor,
            code="books_connection.linked",
            obj=books,
            company_id=company.pk,
            firm_id=actor.firm_id,
            after={"books": books.public_id, "ledger": books.ledger},
        )
    return connection


def connection_unlink(*, actor: Actor, connection: BooksConnection) -> None:
    """Ends the link. Everything that was brought in stays, and so do the ids for a later relink.

    Raises `NotLinked`.
    """
    with tenant_scope(companies=[connection.company_id]), transaction.atomic():
        connection = BooksConnection.objects.select_for_update().get(pk=connection.pk)
        if connection.state == BooksConnection.State.UNLINKED:
            raise NotLinked
        before = connection.state
        connection.state = BooksConnection.State.UNLINKED
        connection.save(update_fields=["state"])
        ImportRun.objects.filter(
            connection=connection, state__in=[ImportRun.State.QUEUED, ImportRun.State.RUNNING]
        ).update(state=ImportRun.State.FAILED, last_error="unlinked")
        event_record(
            actor=actor,
            code="books_connection.unlinked",
            obj=connection.books,
            company_id=connection.company_id,
            firm_id=actor.firm_id,
            before={"state": before},
            after={"state": connection.state},
        )
