"""Tables of text written as CSV or XLSX bytes in which no cell can run as a formula.

Knows nothing of records or plans; the two writers of this room share it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def inert(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs: an apostrophe before = + - @ and tabs.

    An apostrophe that already stands before such a sign is doubled, so that reading is exact.
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def not_inert(text: str) -> str:
    """Undoes ``inert``."""
    if text.startswith("'") and text.lstrip("'").startswith(("=", "+", "-", "@")):
        return text[1:]
    return text


def write_csv(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ","
) -> bytes:
    """UTF-8 with a byte-order mark (Excel needs it), CRLF line ends."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in header])
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """One sheet per (title, header, rows); every cell is text, numbers and dates included."""
    import xlsxwriter  # a fifth of a second, which most processes never need

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    for title, header, rows in sheets:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 24, text)
        for column, cell in enumerate(header):
            sheet.write_string(0, column, cell, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell, text)
    book.close()
    return out.getvalue()
