"""Rows of text out of an .xlsx workbook, without trusting it: sizes are checked before opening.

Takes the values stored beside formulas; computes nothing and follows no link to other files.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.reasons import FileProblem
from pointage.ledgers.tables import inert

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

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
            self._book = _load(data)
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


def _load(data: bytes) -> Workbook:
    from openpyxl import load_workbook  # a third of a second, which most processes never need

    def opened(workbook: bytes) -> Workbook:
        return load_workbook(io.BytesIO(workbook), read_only=True, data_only=True, keep_links=False)

    try:
        return opened(data)
    except (TypeError, ValueError, AttributeError, UserWarning):
        # Report generators write styles that are not quite right; a list needs only the number
        # formats, which tell dates from numbers.
        return opened(_with_plain_styles(data))


def _with_plain_styles(data: bytes) -> bytes:
    """The same workbook with number formats as its only styles."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "xl/styles.xml":
                part = _plain_styles(part.decode("utf-8", "replace")).encode()
            new.writestr(entry.filename, part)
    return out.getvalue()


def _plain_styles(text: str) -> str:
    formats = "".join(re.findall(r"<numFmt\b[^>]*?/>", text))
    cells = re.search(r"<cellXfs\b.*?</cellXfs>", text, re.DOTALL)
    numbers = [
        found[1] if (found := re.search(r'numFmtId="(\d+)"', tag)) else "0"
        for tag in re.findall(r"<xf\b[^>]*>", cells[0] if cells else "<xf>")
    ]
    return (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<numFmts>{formats}</numFmts><fonts><font/></fonts>"
        '<fills><fill><patternFill patternType="none"/></fill></fills>'
        "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
        + "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
        + '</cellXfs><cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        + "</styleSheet>"
    )


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
    except FileRefused:
        raise
    except Exception as error:  # zlib, zipfile and struct each have errors of their own
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
