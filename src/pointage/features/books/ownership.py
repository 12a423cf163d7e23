"""Tells the team which fields of a person the books keep, so that nobody types over them."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence

from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import BooksConnection, Mapping
from pointage.features.books.services.importing.people import BOOKS_FIELDS
from pointage.features.team.hooks import BooksOwned, books_own


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
