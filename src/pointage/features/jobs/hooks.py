"""What rooms to the right of jobs add to them: books say which jobs and list entries are theirs.
They register when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pointage.features.team.hooks import BooksOwned

#: Kinds are "job", "service_item", "cost_class" and "location".
OwnedRows = Callable[[int, str, Sequence[int] | None], Mapping[int, BooksOwned]]

_owned: list[OwnedRows] = []


def books_own_rows(function: OwnedRows) -> OwnedRows:
    """Registers `function(company_id, kind, ids)`: what the books own of these rows (of all rows
    for None), by id. It runs with the company in scope, in at most three queries."""
    _owned.append(function)
    return function


def books_owned_rows(
    company_id: int, kind: str, ids: Sequence[int] | None = None
) -> dict[int, BooksOwned]:
    """What the books keep of these rows; those the books do not know are left out."""
    found: dict[int, BooksOwned] = {}
    for function in _owned:
        found |= function(company_id, kind, ids)
    return found


__all__ = ["BooksOwned", "books_own_rows", "books_owned_rows"]
