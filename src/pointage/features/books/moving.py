"""The tie between a person and the books follows the person when two records become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.features.books.errors import BothInTheBooks
from pointage.features.books.models import Mapping
from pointage.features.team.hooks import Movable, moves_with_person
from pointage.features.team.models import TeamMember

_MODEL = "team_member"


def check_books_fit(kept: TeamMember, merged: TeamMember) -> None:
    """Raises `BothInTheBooks` when each comes from a record of its own in the same books: they
    would be two again after the next import."""
    rows = Mapping.objects.filter(local_model=_MODEL).select_related("connection__books")
    ties = {(row.connection_id, row.kind) for row in rows.filter(local_id=kept.pk)}
    for row in rows.filter(local_id=merged.pk):
        if (row.connection_id, row.kind) in ties:
            raise BothInTheBooks(books=row.connection.books.name)


moves_with_person(
    Movable(
        label="books_mappings",
        title=_("Records of the books"),
        rows=lambda: Mapping.objects.filter(local_model=_MODEL),
        column="local_id",
        check=check_books_fit,
    )
)
