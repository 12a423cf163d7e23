"""Tells the team and the jobs which fields the books keep, so that nobody types over them."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence

from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.books.services.importing.people import BOOKS_FIELDS
from pointage.features.jobs.hooks import books_own_rows
from pointage.features.team.hooks import BooksOwned, books_own

#: What an import writes of a job or a list entry. Rates and assignments are ours.
_LIST_FIELDS = frozenset({"name", "code", "parent", "is_active"})


@books_own
def books_owned_fields(company_id: int, member_ids: Sequence[int]) -> MappingType[int, BooksOwned]:
    """By member id, the fields the next import would overwrite. Nothing for books whose names may
    be changed here (the built-in company file). Two queries."""
    connection = (
        BooksConnection.objects.filter(company_id=company_id)
        .exclude(state=BooksConnection.State.UNLINKED)
        .select_related("books")
        .first()
    )
    if connection is None or not ledger_for(connection.books).capabilities().owns_names:
        return {}
    owned = BooksOwned(BOOKS_FIELDS, connection.books.name)
    mapped = Mapping.objects.filter(
        connection=connection, local_model="team_member", local_id__in=list(member_ids)
    ).values_list("local_id", flat=True)
    return dict.fromkeys(mapped, owned)


@books_own_rows
def books_owned_lists(
    company_id: int, kind: str, ids: Sequence[int] | None
) -> MappingType[int, BooksOwned]:
    """By id, the jobs or list entries that stand in the books the company is linked to, built-in
    ones too: those have a page of their own for them. Two queries."""
    connection = (
        BooksConnection.objects.filter(company_id=company_id)
        .exclude(state=BooksConnection.State.UNLINKED)
        .select_related("books")
        .first()
    )
    if connection is None:
        return {}
    mapped = Mapping.objects.filter(connection=connection, local_model=kind)
    if ids is not None:
        mapped = mapped.filter(local_id__in=list(ids))
    owned = BooksOwned(_LIST_FIELDS, connection.books.name)
    return dict.fromkeys(mapped.values_list("local_id", flat=True), owned)
