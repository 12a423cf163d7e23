"""The three sides of a set of books: its lists, the files imported into it, its imports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.web.books.place import BooksPlace
from pointage.web.components.values import Tab


def books_tabs(place: BooksPlace, active: str) -> list[Tab]:
    """`active` is lists, files or imports; sides that do not exist here are left out."""
    tabs = [Tab(_("Lists"), place.url("books"), active == "lists")]
    if place.seat.manages_books and place.seat.books.ledger == CompanyFileLedger.key:
        tabs.append(Tab(_("Files"), place.url("books_files"), active == "files"))
    if place.seat.company is not None:
        tabs.append(Tab(_("Imports"), place.url("books_imports"), active == "imports"))
    return tabs
