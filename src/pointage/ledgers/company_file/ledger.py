"""The built-in company file seen through the ``Ledger`` protocol, over a store that others keep.

Does not import files (see ``planning``) and does not write: services write to the store.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pointage.ledgers.protocol import (
    Capabilities,
    ChangeSet,
    Counts,
    Kind,
    LedgerCompany,
    Page,
    Record,
)

PAGE_SIZE = 500
"""Records per page and per change set."""


class CompanyFileStore(Protocol):
    """Where the records of one company live: one company per store, already authorised."""

    def company(self) -> LedgerCompany: ...

    def counts(self) -> Counts:
        """Active records only."""
        ...

    def list(self, kind: Kind, *, page: str | None, limit: int, include_inactive: bool) -> Page:
        """At most ``limit`` records in a stable order, by a key that new records do not disturb.

        Raises BadPage for a token that is not its own.
        """
        ...

    def get(self, kind: Kind, external_id: str) -> Record | None: ...

    def cursor(self) -> str:
        """The newest revision."""
        ...

    def changed_since(self, kinds: Collection[Kind], cursor: str, *, limit: int) -> ChangeSet:
        """Changes after the revision ``cursor``, oldest first, at most ``limit``.

        Raises StaleCursor for a cursor it does not know.
        """
        ...


class CompanyFileLedger:
    """The ledger of a company without accounting software, or whose software gives us files."""

    key = "company_file"

    def __init__(self, store: CompanyFileStore) -> None:
        self._store = store

    def capabilities(self) -> Capabilities:
        # Names here may be changed on our own screens: the company file has no other owner.
        return Capabilities(readable=frozenset(Kind), owns_names=False, people_can_be_added=True)

    def company(self) -> LedgerCompany:
        return self._store.company()

    def counts(self) -> Counts:
        return self._store.counts()

    def list(self, kind: Kind, *, page: str | None = None, include_inactive: bool = False) -> Page:
        return self._store.list(kind, page=page, limit=PAGE_SIZE, include_inactive=include_inactive)

    def get(self, kind: Kind, external_id: str) -> Record | None:
        return self._store.get(kind, external_id)

    def cursor(self) -> str:
        return self._store.cursor()

    def changes(self, kinds: Collection[Kind], cursor: str) -> ChangeSet:
        return self._store.changed_since(kinds, cursor, limit=PAGE_SIZE)
