"""From the bytes of a file to a table: titles, a header, and rows of clean text, one at a time.

Does not know what the columns mean (see ``mapping``) nor what will become of a row (``planning``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from pointage.ledgers.company_file.cleaning import MAX_CELL, clean_cell
from pointage.ledgers.company_file.detecting import (
    ENCODINGS,
    FIELD_LIMIT,
    FileFormat,
    FileRefused,
    detect_encoding,
    detect_format,
    detect_separator,
    sample_text,
)
from pointage.ledgers.company_file.headers import header_key, known_headers
from pointage.ledgers.company_file.spreadsheets import MAX_COLUMNS, XlsxSource
from pointage.ledgers.names import fold
from pointage.ledgers.reasons import FileProblem

MAX_ROWS = 100_000
"""Rows under the header."""
# Characters and cells beyond which a line is no row of a list but an attempt to use up memory.
_LONGEST_LINE = 2_000_000
_WIDEST_ROW = 20_000
_HEADER_WITHIN = 30
"""The header is looked for in this many rows that are not blank."""


class RowRole(StrEnum):
    """What a line under the header is. Blank lines are not rows at all."""

    DATA = "data"
    TOTAL = "total"
    FOOTER = "footer"
    HEADER_AGAIN = "header_again"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    * ``number``: as a spreadsheet numbers it, from 1, titles and blank lines counted.
    * ``cells``: as many as the header has; cleaned by ``clean_cell``, at most MAX_CELL long.
    * ``cut``: columns (from 0) whose text was longer.
    * ``extra``: the first text beyond the last column, empty when there is none.
    """

    number: int
    cells: tuple[str, ...]
    role: RowRole = RowRole.DATA
    cut: tuple[int, ...] = ()
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file, where its owner knows better than the detection. None: detect."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file understood as a table. ``rows()`` may be called again; each call reads anew."""

    file_name: str
    format: FileFormat
    encoding: str
    separator: str
    sheet: str
    sheets: tuple[str, ...]
    titles: tuple[str, ...]
    header: tuple[str, ...]
    header_row: int
    _lines: Callable[[], Iterator[list[str]]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """Every line under the header that is not blank.

        Raises FileRefused when the file turns out to have too many rows, an open quotation mark
        or a damaged sheet: what was given so far is then worthless.
        """
        folded = tuple(fold(cell) for cell in self.header)
        seen = 0
        for number, line in enumerate(self._lines(), start=1):
            if number <= self.header_row:
                continue
            row = _row(number, line, folded)
            if row is None:
                continue
            seen += 1
            if seen > MAX_ROWS:
                raise FileRefused(FileProblem.TOO_MANY_ROWS, limit=MAX_ROWS)
            yield row


def open_table(data: bytes, file_name: str, reading: Reading | None = None) -> Table:
    """Detect format, encoding, separator, sheet and header. Raises FileRefused."""
    how = reading or Reading()
    if detect_format(data) is FileFormat.XLSX:
        return _open_workbook(data, file_name, how)
    encoding = how.encoding or detect_encoding(data)
    if encoding not in ENCODINGS:
        raise FileRefused(FileProblem.WRONG_ENCODING, value=encoding)
    separator = how.separator or detect_separator(sample_text(data, encoding))

    def lines() -> Iterator[list[str]]:
        return _csv_lines(data, encoding, separator)

    titles, header, number = _find_header(lines(), how.header_row)
    return Table(
        file_name, FileFormat.CSV, encoding, separator, "", (), titles, header, number, lines
    )


def _open_workbook(data: bytes, file_name: str, how: Reading) -> Table:
    source = XlsxSource(data)
    sheet = how.sheet or _best_sheet(source)

    def lines() -> Iterator[list[str]]:
        return source.rows(sheet)

    titles, header, number = _find_header(lines(), how.header_row)
    return Table(
        file_name, FileFormat.XLSX, "", "", sheet, source.sheets, titles, header, number, lines
    )


def _best_sheet(source: XlsxSource) -> str:
    """The first sheet with the most known column titles: reports may have a cover sheet."""

    def likeness(sheet: str) -> int:
        rows = islice(source.rows(sheet), _HEADER_WITHIN * 2)
        return max((known_headers(row) for row in rows), default=0)

    return max(source.sheets[:20], key=likeness)


def _csv_lines(data: bytes, encoding: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    quotes = 0

    def counted(lines: Iterable[str]) -> Iterator[str]:
        nonlocal quotes
        for line in lines:
            if len(line) > _LONGEST_LINE:
                raise FileRefused(FileProblem.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
            quotes += line.count('"')
            yield line

    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")
    reader = csv.reader(counted(text), delimiter=separator)
    number = 0
    last: list[str] = []
    try:
        for last in reader:
            number += 1
            if len(last) > _WIDEST_ROW:
                raise FileRefused(FileProblem.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
            if number == 1 and _is_separator_hint(last, separator):
                yield []
                continue
            yield last
    except csv.Error as error:
        raise FileRefused(FileProblem.OPEN_QUOTE, row=number + 1) from error
    # A quotation mark left open swallows the rest of the file into one cell of the last row.
    if quotes % 2 and any("\n" in cell or "\r" in cell for cell in last):
        raise FileRefused(FileProblem.OPEN_QUOTE, row=number)


def _is_separator_hint(cells: list[str], separator: str) -> bool:
    """Excel's first line ``sep=;``."""
    return separator.join(cells).strip().strip('"').lower() == f"sep={separator}"


def _find_header(
    lines: Iterator[list[str]], asked: int | None
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """(titles above, header cells, row number of the header)."""
    early: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        cells = [clean_cell(cell[:MAX_CELL]) for cell in line]
        if any(cells):
            early.append((number, cells))
        if len(early) >= _HEADER_WITHIN and (asked is None or number >= asked):
            break
        if number > 1000:
            break
    if not early:
        raise FileRefused(FileProblem.EMPTY)
    place = _header_place(early, asked)
    if place is None:
        raise FileRefused(FileProblem.NO_HEADER)
    number, cells = early[place]
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise FileRefused(FileProblem.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
    titles = tuple(cell[:200] for _, above in early[:place] for cell in above if cell)
    return titles, tuple(cell[:200] for cell in cells), number


def _header_place(early: list[tuple[int, list[str]]], asked: int | None) -> int | None:
    if asked is not None:
        return next((i for i, (number, _) in enumerate(early) if number == asked), None)
    scores = [known_headers(cells) for _, cells in early]
    best = max(scores)
    if best >= 2:
        return scores.index(best)
    for place, (_, cells) in enumerate(early):
        filled = [cell for cell in cells if cell]
        if scores[place] == 1 and len(filled) == 1 and place == len(early) - 1:
            continue  # a lone title without a row under it heads nothing
        if scores[place] == 1 or _could_be_header(filled):
            return place
    return None


def _could_be_header(filled: list[str]) -> bool:
    """Titles in words nobody foresaw: several short different texts, no data among them."""
    return (
        len(filled) >= 2
        and len({header_key(cell) for cell in filled}) == len(filled)
        and all(len(cell) <= 60 and not re.search(r"@|\d{2}", cell) for cell in filled)
    )


_TOTAL = re.compile(r"(?:grand )?tota(?:l|ls|ux)|total (?:for|pour|de|des|du|general)\b.*")
_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
)
_FOOTER = re.compile(
    rf"(?:{_WEEKDAY})\b.*\b\d{{4}}\b.*\d:\d\d.*|(?:{_WEEKDAY}),? .*\b\d{{4}}\b.*\b(?:gmt|utc)\b.*"
    r"|(?:accrual|cash) basis\b.*|(?:comptabilite|methode) (?:de |d'|d' )?(?:exercice|caisse)\b.*"
    r"|.*\b\d{4}\b.*\d:\d\d.*\bgmt ?[-+−]?\d.*"
)


def _row(number: int, line: list[str], header: tuple[str, ...]) -> Row | None:
    width = len(header)
    cut = tuple(i for i, cell in enumerate(line[:width]) if len(cell) > MAX_CELL)
    cells = tuple(clean_cell(cell[:MAX_CELL]) for cell in line[:width])
    extra = ""
    if len(line) > width:
        extra = next((text for cell in line[width:] if (text := clean_cell(cell[:200]))), "")
    if not any(cells) and not extra:
        return None
    if len(cells) < width:
        cells += ("",) * (width - len(cells))
    return Row(number, cells, _role(cells, header), cut, extra)


def _role(cells: tuple[str, ...], header: tuple[str, ...]) -> RowRole:
    first = next((cell for cell in cells if cell), "")
    start = fold(first[:120])
    # Comparing the first words before the whole row keeps this cheap.
    if start in header and tuple(fold(cell) for cell in cells) == header:
        return RowRole.HEADER_AGAIN
    filled = sum(1 for cell in cells if cell)
    if filled == 1 and _FOOTER.fullmatch(start):
        return RowRole.FOOTER
    if "tota" in start and _TOTAL.fullmatch(start):
        others = [cell for cell in cells if cell][1:]
        if not any(re.search(r"[^\W\d_]", cell) for cell in others):
            return RowRole.TOTAL
    return RowRole.DATA
