"""The scope: the companies and books whose rows the current work may read or write.

Queries on tenant models outside a scope raise `ScopeRequired`. On PostgreSQL a scope is also a
transaction with *transaction-scoped* settings that row-level security reads; session-scoped ones
would leak to the next client behind a connection pooler.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from pointage.foundation.tenancy.statements import Statement, Values
from pointage.foundation.tenancy.turns import own_turn


class ScopeRequired(RuntimeError):
    """A tenant model was queried with no company (or books) in scope: a programming mistake."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the companies and of the books that are visible."""

    company_ids: tuple[int, ...] = ()
    books_ids: tuple[int, ...] = ()


_current: ContextVar[Scope | None] = ContextVar("pointage_scope", default=None)


def current_scope() -> Scope | None:
    return _current.get()


def ids_in_scope(field: str) -> tuple[int, ...]:
    """Ids for `company_id` or `books_id`. Raises `ScopeRequired` when none is in scope."""
    scope = _current.get()
    ids: tuple[int, ...] = ()
    if scope is not None:
        ids = scope.company_ids if field == "company_id" else scope.books_ids
    if not ids:
        raise ScopeRequired(f"No {field} in scope. Open tenant_scope(...) around this work.")
    return ids


@contextmanager
def tenant_scope(*, companies: Iterable[int] = (), books: Iterable[int] = ()) -> Iterator[Scope]:
    """Makes rows of these companies and books reachable inside the block; nothing else is.

    Nested scopes replace the outer one and give it back at the end. On PostgreSQL the block is one
    transaction (or a savepoint of the surrounding one).
    """
    outer = _current.get()
    scope = Scope(tuple(companies), tuple(books))
    token = _current.set(scope)
    try:
        if connection.vendor == "postgresql":
            ends_with_us = not connection.in_atomic_block  # the settings end with the transaction
            with transaction.atomic():
                _tell_database(scope)
                yield scope
                if not ends_with_us:
                    _tell_database(outer or Scope())
        else:
            yield scope
    finally:
        _current.reset(token)


@contextmanager
def tenant_transaction(*, companies: Iterable[int]) -> Iterator[Scope]:
    """A transaction with these companies in scope, and nothing more: what
    `transaction.atomic(), tenant_scope(…)` does, without its savepoint and without giving back a
    scope that ends with the transaction anyway. For what happens many times a second."""
    if connection.in_atomic_block or _current.get() is not None:
        with transaction.atomic(), tenant_scope(companies=companies) as scope:
            yield scope
        return
    scope = Scope(tuple(companies))
    token = _current.set(scope)
    try:
        with own_turn(), transaction.atomic():
            if connection.vendor == "postgresql":
                _tell_database(scope)
            yield scope
    finally:
        _current.reset(token)


@contextmanager
def scope_pretended(scope: Scope) -> Iterator[None]:
    """For compiling a query whose scope is filled in later: nothing may be run inside."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


def _tell_database(scope: Scope) -> None:
    statement, values = scope_statement(scope)
    statement.rows(connections[DEFAULT_DB_ALIAS], values)


_TELL: Final = Statement(
    "SELECT set_config('app.company_ids', %s, true), set_config('app.books_ids', %s, true)"
)


def scope_statement(scope: Scope) -> tuple[Statement, Values]:
    """What tells PostgreSQL the scope, until the transaction ends."""
    return _TELL, [_array(scope.company_ids), _array(scope.books_ids)]


def _array(ids: tuple[int, ...]) -> str:
    return "{" + ",".join(str(int(i)) for i in ids) + "}"
