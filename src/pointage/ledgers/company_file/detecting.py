"""What a file is, whatever its name says: its format, its encoding, its separator.

Looks only; reading rows is the work of ``reading`` and ``spreadsheets``.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections import Counter
from enum import StrEnum
from itertools import islice

from pointage.ledgers.company_file.headers import known_headers
from pointage.ledgers.reasons import FileProblem

MAX_BYTES = 20 * 1024 * 1024
"""Size of an upload."""
SEPARATORS = (",", ";", "\t", "|")
FIELD_LIMIT = 200_000
"""Characters in one raw CSV cell beyond which a quotation mark must have been left open."""
_SAMPLE = 64 * 1024
_CHUNK = 1024 * 1024
_NOT_ASCII = "\x7f".__lt__

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("cp1252", "mac_roman", "cp850")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *_LEGACY)
"""Every encoding that can be found or asked for."""
# How far each letter speaks for an encoding that shows it, in French and English text.
_WEIGHTS = (
    dict.fromkeys("éèàêçôâîû’", 4)
    | dict.fromkeys("“”–ëïùüöœ\xa0«»", 3)
    | dict.fromkeys("ÉñäßáóúåøÈÀÇ…—‘", 2)
    | dict.fromkeys("ÊÔÎÂÛŒí°€Ö", 1)
)


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class FileRefused(Exception):
    """The file as a whole cannot be read. ``facts`` fill the fields of the sentence."""

    def __init__(self, problem: FileProblem, **facts: object) -> None:
        super().__init__(problem, facts)
        self.problem = problem
        self.facts = facts


def detect_format(data: bytes) -> FileFormat:
    """Raises FileRefused for anything that is not text or an .xlsx workbook."""
    if len(data) > MAX_BYTES:
        raise FileRefused(FileProblem.TOO_BIG, limit=MAX_BYTES // (1024 * 1024))
    if not data.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf"):
        raise FileRefused(FileProblem.EMPTY)
    if data.startswith(_OLE):
        # Excel wraps an encrypted .xlsx in the container of the old .xls.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise FileRefused(FileProblem.ENCRYPTED if locked else FileProblem.OLD_EXCEL)
    if data.startswith(b"PK"):
        return _zip_format(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        raise FileRefused(FileProblem.PDF)
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise FileRefused(FileProblem.HTML)
    return FileFormat.CSV


def _zip_format(data: bytes) -> FileFormat:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return FileFormat.XLSX
            open_document = "content.xml" in names and "mimetype" in names
    except Exception as error:  # a spoilt directory fails in many ways
        raise FileRefused(FileProblem.DAMAGED) from error
    raise FileRefused(FileProblem.OPEN_DOCUMENT if open_document else FileProblem.OTHER_ZIP)


def detect_encoding(data: bytes) -> str:
    """A Python codec name. Raises FileRefused(BINARY) when the bytes are no text.

    A byte-order mark decides; then zero bytes (UTF-16); then valid UTF-8; then the one of
    Windows-1252, Mac Roman and DOS 850 under which the accented letters make sense.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return _utf16_without_bom(sample)
    if _is_utf8(data):
        return "utf-8"
    if sum(byte < 32 and byte not in (9, 10, 13, 12) for byte in sample) * 20 > len(sample):
        raise FileRefused(FileProblem.BINARY)
    accented = data.translate(None, bytes(range(128)))
    scores = {name: _plausible(accented[:_SAMPLE], name) for name in _LEGACY}
    return max(_LEGACY, key=lambda name: scores[name])


def _is_utf8(data: bytes) -> bool:
    """UTF-8 with a few damaged bytes is still UTF-8: the damaged cells are reported one by one."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    accented = broken = 0
    for start in range(0, len(data), _CHUNK):
        text = decoder.decode(data[start : start + _CHUNK], start + _CHUNK >= len(data))
        broken += text.count("\ufffd")
        accented += sum(map(_NOT_ASCII, text)) if not text.isascii() else 0
    broken -= data.count("\ufffd".encode())
    return broken * 10 <= accented


def _utf16_without_bom(sample: bytes) -> str:
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd * 5 >= half * 2 and even * 20 <= half:
        return "utf-16-le"
    if even * 5 >= half * 2 and odd * 20 <= half:
        return "utf-16-be"
    raise FileRefused(FileProblem.BINARY)


def _plausible(accented: bytes, encoding: str) -> int:
    letters = Counter(accented.decode(encoding, "replace"))
    return sum(_WEIGHTS.get(letter, 0) * times for letter, times in letters.items())


def sample_text(data: bytes, encoding: str) -> str:
    """The beginning of the text, cut at a line end where there is one."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data[:_SAMPLE])
    if len(data) > _SAMPLE and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def detect_separator(text: str) -> str:
    """The separator under which the beginning of the file looks most like a table."""
    first = text.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and first[4:] in SEPARATORS:
        return first[4]
    return max(SEPARATORS, key=lambda separator: _table_likeness(text, separator))


def _table_likeness(text: str, separator: str) -> tuple[int, int, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [row for row in islice(reader, 60) if any(cell.strip() for cell in row)]
    except csv.Error:
        return (0, 0, 0)
    headers = max((known_headers(row) for row in rows[:30]), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (headers if headers > 1 else 0, 0, 0)
    width, rows_of_it = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (headers if headers > 1 else 0, rows_of_it, width)
