"""Which column of a file means what, in English and French, and how its cells are read. Not: what
becomes of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from pointage.features.jobs import errors
from pointage.features.jobs.values import RATE
from pointage.ledgers.company_file.cleaning import read_yes_no
from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.company_file.reading import Reading, RowRole, Table, open_table
from pointage.ledgers.names import fold
from pointage.ledgers.reasons import FILE_SENTENCES


class Column(StrEnum):
    """What a column holds. `NAME` is a whole path unless `PARENT` stands beside it."""

    ID = "id"
    NAME = "name"
    PARENT = "parent"
    CODE = "code"
    BILLABLE = "billable"
    RATE = "rate"
    STATE = "state"


#: Headers of our exports: English, French.
HEADERS: Final[dict[Column, tuple[str, str]]] = {
    Column.ID: ("ID", "Identifiant"),
    Column.NAME: ("Full name", "Nom complet"),
    Column.CODE: ("Short code", "Code court"),
    Column.BILLABLE: ("Billable", "Facturable"),
    Column.RATE: ("Hourly rate", "Taux horaire"),
    Column.STATE: ("State", "État"),
}
ITEM_NAME_HEADER: Final = ("Name", "Nom")
#: Words of the state column: active, archived.
STATES: Final = {True: ("Active", "Actif"), False: ("Archived", "Archivé")}

_KNOWN: Final[dict[str, Column]] = {
    fold(name): column
    for column, names in {
        Column.ID: "ID|Identifiant|Pointage ID",
        Column.NAME: (
            "Full name|Nom complet|Name|Nom|Path|Chemin|Job|Jobs|Customer|Client|Project|Projet|"
            "Mandat|Case|Customer full name|Item|Élément|Task|Tâche"
        ),
        Column.PARENT: (
            "Parent|Parent name|Below|Sous|Au-dessous de|Client principal|Parent customer"
        ),
        Column.CODE: "Short code|Code court|Code|Job code|Code de projet",
        Column.BILLABLE: "Billable|Facturable",
        Column.RATE: (
            "Hourly rate|Taux horaire|Rate|Taux|Billable rate|Taux facturable|Rate an hour|"
            "Taux à l'heure"
        ),
        Column.STATE: "State|État|Status|Statut|Active|Actif",
    }.items()
    for name in names.split("|")
}
_ACTIVE: Final = frozenset(("active", "actif", "active job", "yes", "oui", "1", "true", "vrai"))
_ARCHIVED: Final = frozenset(
    ("archived", "archive", "inactive", "inactif", "no", "non", "0", "false", "faux", "deleted")
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number as a spreadsheet counts, and its cells by column. A column
    that the file does not have is missing. `extra`: text beyond the last column."""

    number: int
    cells: Mapping[Column, str]
    extra: str = ""

    def text(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Source:
    """A file understood as a table of known columns."""

    table: Table
    columns: Mapping[Column, int]
    language: str = "en"

    def lines(self) -> Iterator[Line]:
        """Every row with something in a known column. Raises `FileUnreadable`."""
        try:
            for row in self.table.rows():
                if row.role is RowRole.HEADER_AGAIN:
                    continue
                cells = {column: row.cells[at] for column, at in self.columns.items()}
                if any(cells.values()):
                    yield Line(row.number, cells, row.extra)
        except FileRefused as refused:
            raise _unreadable(refused, self.language) from refused


def open_source(
    content: bytes, file_name: str, *, language: str = "en", words: tuple[str, ...] = ()
) -> Source:
    """The file with its columns recognised; `words` are further names for the name column (what
    the company calls its jobs). Raises `FileUnreadable`, `NameColumnMissing`."""
    known = _KNOWN | {fold(word): Column.NAME for word in words if word}
    try:
        table = open_table(content, file_name)
        columns = _columns(table, known)
        if Column.NAME not in columns:
            first = open_table(content, file_name, Reading(header_row=1))
            if Column.NAME in _columns(first, known):
                table, columns = first, _columns(first, known)
    except FileRefused as refused:
        raise _unreadable(refused, language) from refused
    if Column.NAME not in columns:
        found = ", ".join(cell for cell in table.header if cell)[:200]
        raise errors.NameColumnMissing(field="file", found=found or "—")
    return Source(table, columns, language)


def read_state(text: str) -> bool | None:
    """Whether active; None for an empty or unknown word."""
    word = fold(text)
    return True if word in _ACTIVE else False if word in _ARCHIVED else None


def read_billable(text: str) -> bool | None:
    return read_yes_no(text)


class BadRate(ValueError):
    """No amount, or one out of bounds."""


def read_rate(text: str) -> Decimal | None:
    """An amount with comma or point; None for an empty cell. Raises `BadRate`."""
    bare = "".join(text.replace("$", "").split())
    if not bare:
        return None
    if "," in bare and "." in bare:
        bare = bare.replace(",", "") if bare.rfind(".") > bare.rfind(",") else bare.replace(".", "")
    try:
        rate = Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise BadRate(text) from error
    if not rate.is_finite() or not 0 <= rate <= RATE or rate != round(rate, 4):
        raise BadRate(text)
    return rate


def _columns(table: Table, known: Mapping[str, Column]) -> dict[Column, int]:
    """The first column of each meaning."""
    found: dict[Column, int] = {}
    for at, cell in enumerate(table.header):
        column = known.get(fold(cell))
        if column is not None:
            found.setdefault(column, at)
    return found


def _unreadable(refused: FileRefused, language: str) -> errors.FileUnreadable:
    sentence = FILE_SENTENCES[refused.problem].say(language, **refused.facts)
    return errors.FileUnreadable(field="file", sentence=sentence)
