"""Rows of text out of an .xlsx workbook, without trusting it: sizes are checked before opening.

Takes the values stored beside formulas; computes nothing and follows no link to other files.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.reasons import FileProblem
from pointage.ledgers.tables import inert

MAX_UNPACKED = 150 * 1024 * 1024
"""Bytes of the whole workbook once unpacked (a list of 100,000 people takes about 60 MB)."""
MAX_COLUMNS = 100

# Style defaults and features it does not keep: nothing that changes a cell's value.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\..*")


class XlsxSource:
    """One opened workbook. Raises FileRefused when it is damaged, hostile or too large."""

    def __init__(self, data: bytes) -> None:
        _refuse_swollen(data)
        try:
            self._book: Workbook = load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            self.sheets: tuple[str, ...] = tuple(
                sheet.title
                for sheet in self._book.worksheets
                if getattr(sheet, "sheet_state", "visible") == "visible"
            )
        except Exception as error:  # a hostile workbook can make the parser fail in any way
            raise FileRefused(FileProblem.DAMAGED) from error
        if not self.sheets:
            raise FileRefused(FileProblem.EMPTY)

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """Every row from the first, blank ones included, as raw text."""
        if sheet not in self.sheets:
            raise FileRefused(FileProblem.NO_SUCH_SHEET, value=sheet)
        page = self._book[sheet]
        try:
            # The size a sheet states of itself is often wrong, and sometimes a trap.
            page.reset_dimensions()
            for row in page.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
                yield _filled(row)
        except Exception as error:  # as above; the sheet is parsed only now
            raise FileRefused(FileProblem.DAMAGED) from error


def _filled(row: tuple[object, ...]) -> list[str]:
    """The row as text, without the blank cells at its end."""
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return [_as_text(value) for value in row[:width]]


def _refuse_swollen(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise FileRefused(FileProblem.SWOLLEN, limit=MAX_UNPACKED // (1024 * 1024))
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(4096).replace(b"\x00", b"").upper()
                    # Workbooks never declare entities; a file that does wants to blow up.
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise FileRefused(FileProblem.DAMAGED)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError) as error:
        raise FileRefused(FileProblem.DAMAGED) from error


def _as_text(value: object) -> str:
    """A cell's value as its owner would type it: whole numbers without ".0", dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, str):
        # A leading apostrophe is part of the text here; in CSV it is our own guard.
        return inert(value) if value.startswith("'") else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f") if value == value else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
