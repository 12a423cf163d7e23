"""From a set of books to the `Ledger` that reads it: the one place that knows which exist."""

from __future__ import annotations

from collections.abc import Callable

from pointage.features.books.company_file import DjangoCompanyFile
from pointage.features.books.models import Books
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.protocol import Ledger

LedgerMaker = Callable[[Books], Ledger]

_MAKERS: dict[str, LedgerMaker] = {}


def ledger_maker(key: str) -> Callable[[LedgerMaker], LedgerMaker]:
    """Registers the function that opens books whose `Books.ledger` is `key`."""

    def register(make: LedgerMaker) -> LedgerMaker:
        _MAKERS[key] = make
        return make

    return register


def ledger_for(books: Books) -> Ledger:
    """The ledger of these books. Raises `KeyError` for a system this installation does not have."""
    return _MAKERS[books.ledger](books)


@ledger_maker(CompanyFileLedger.key)
def _company_file(books: Books) -> Ledger:
    return CompanyFileLedger(DjangoCompanyFile(books))
