"""Reads a CSV of hours strictly: whatever is not understood is refused by line and column.

Takes what spreadsheets write: a byte-order mark, semicolons or tabs, UTF-16, Latin-1, French
headings. Not for deciding what the hours are paid as.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pointage.cli.words import _
from pointage.rules.labour import Kind, Segment
from pointage.rules.labour.naming import labels
from pointage.rules.timekeeping import UnknownZone, zone_named

COLUMNS = ("start", "end", "kind", "job", "id", "zone")
"""Columns of a file of hours, in any order; only start and end are required."""

_FRENCH = {
    "début": "start",
    "debut": "start",
    "fin": "end",
    "genre": "kind",
    "mandat": "job",
    "fuseau": "zone",
}
_SEPARATORS = (",", ";", "\t")


class BadFile(ValueError):
    """A file of hours that cannot be read; the message names the line and the column."""


def segments_read(file: Path, zone: ZoneInfo) -> list[Segment]:
    """The stretches of time of the file. Raises BadFile, SegmentError."""
    try:
        text = _decoded(file.read_bytes())
    except OSError as error:
        raise BadFile(_("{file} cannot be read.").format(file=file)) from error
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(_segments(rows, file, zone))
    except csv.Error as error:
        raise _bad(file, rows.line_num, _("this line is not CSV.")) from error


def _decoded(data: bytes) -> str:
    """The file's text. Excel writes UTF-16 or Windows-1252 (Latin-1) when not asked for UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", errors="replace")
    if data[:1] == b"\0":
        return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _segments(rows: Iterator[list[str]], file: Path, zone: ZoneInfo) -> Iterator[Segment]:
    heading = next(rows, None)
    if not heading or not any(cell.strip() for cell in heading):
        raise _bad(file, 1, _("the file is empty; the columns are {columns}."))
    names = _names(heading, file)
    line = 1
    for cells in rows:
        at, line = line + 1, getattr(rows, "line_num", line + 1)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            raise _bad(file, at, _("this line has more cells than there are columns."))
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        yield _Row(row, file, at, zone).segment()


def _names(heading: list[str], file: Path) -> list[str]:
    names = [_FRENCH.get(cell.strip().lower(), cell.strip().lower()) for cell in heading]
    unknown = [cell for cell, name in zip(heading, names, strict=True) if name not in COLUMNS]
    if unknown:
        named = ", ".join(repr(cell) for cell in unknown)
        problem = _("unknown column {names}; the columns are {columns}.")
        raise _bad(file, 1, problem, names=named)
    missing = [name for name in ("start", "end") if name not in names]
    if missing:
        problem = _("no column {names}; the columns are {columns}.")
        raise _bad(file, 1, problem, names=", ".join(missing))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _bad(file, 1, _("two columns are named {names}."), names=", ".join(twice))
    return names


class _Row:
    """One line of the file."""

    def __init__(self, row: dict[str, str], file: Path, line: int, zone: ZoneInfo) -> None:
        self._row = row
        self._file = file
        self._line = line
        self._site = row.get("zone", "")
        self._zone = self._own_zone() if self._site else zone

    def segment(self) -> Segment:
        name = self._row.get("id") or f"{self._file}:{self._line}"
        start, end = self._instant("start"), self._instant("end")
        job = self._row.get("job", "")
        return Segment(start, end, self._kind(), name, job, zone=self._site)

    def _own_zone(self) -> ZoneInfo:
        try:
            return zone_named(self._site)
        except UnknownZone:
            problem = _("{value} is not an IANA zone; write it like America/Toronto.")
            raise self._bad("zone", problem, value=repr(self._site)) from None

    def _instant(self, column: str) -> datetime:
        text = self._row.get(column, "")
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            problem = _("{value} is not a date and time; write it like 2026-06-08T08:30.")
            raise self._bad(column, problem, value=repr(text)) from None
        if len(text) <= len("2026-06-08"):
            problem = _("{value} has no time; write it like 2026-06-08T08:30.")
            raise self._bad(column, problem, value=repr(text))
        if read.tzinfo is None:
            read = self._on_the_clock(read, column)
        return read.astimezone(UTC)

    def _on_the_clock(self, wall: datetime, column: str) -> datetime:
        """The one instant at which the zone's clocks show that; never a guess."""
        early, late = (wall.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if early.utcoffset() != late.utcoffset():
            problem = _(
                "the clocks of {zone} show {value} twice or not at all that day; write it with "
                "its offset, like {example}."
            )
            raise self._bad(
                column,
                problem,
                zone=self._zone.key,
                value=wall.isoformat(),
                example=late.astimezone(UTC).astimezone(self._zone).isoformat(),
            )
        return early

    def _kind(self) -> Kind:
        text = self._row.get("kind", "") or Kind.WORKED.value
        known = {word.value: word for word in Kind}
        for code, both in labels()["kind"].items():
            known |= {both.en.lower(): Kind(code), both.fr.lower(): Kind(code)}
        found = known.get(text.lower())
        if found is None:
            problem = _("{value} is no kind of time; the kinds are {kinds}.")
            raise self._bad("kind", problem, value=repr(text), kinds=", ".join(Kind))
        return found

    def _bad(self, column: str, problem: str, **parts: str) -> BadFile:
        place = _("column {column}").format(column=column)
        return _bad(self._file, self._line, problem, f", {place}", **parts)


def _bad(file: Path, line: int, problem: str, column: str = "", **parts: str) -> BadFile:
    said = problem.format(columns=", ".join(COLUMNS), **parts)
    return BadFile(_("{place}: {problem}").format(place=f"{file}:{line}{column}", problem=said))
