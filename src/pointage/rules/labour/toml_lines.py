"""Finds the line of a TOML file where a key or table entry is written, for error messages.

Not a parser: `tomllib` reads the values and gives no positions; this only looks for the text.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[(\[)?\s*([A-Za-z0-9_.\-]+)\s*\]?\]")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")
_ENTRY = re.compile(r"^\s*\{")

Path = tuple[str | int, ...]


def line_map(text: str) -> dict[Path, int]:
    """Line numbers, from 1, of tables, keys and the entries of arrays written one to a line.

    Paths look like ("rules", 0, "after") or ("parameters", "weekly_hours", "values", 1).
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    array: Path | None = None
    entry = 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            name: Path = tuple(header.group(2).split("."))
            if header.group(1):
                index = counts.get(name, 0)
                counts[name] = index + 1
                table = (*name, index)
            else:
                table = _under_last_entry(name, counts)
            lines.setdefault(table, number)
            array = None
            continue
        key = _KEY.match(line)
        if key and array is None:
            path = (*table, key.group(1))
            lines[path] = number
            opens = line.count("[") > line.count("]")
            array, entry = (path, 0) if opens else (None, 0)
        elif array is not None and _ENTRY.match(line):
            lines[(*array, entry)] = number
            entry += 1
        elif array is not None and line.strip().startswith("]"):
            array = None
    return lines


def _under_last_entry(name: Path, counts: dict[Path, int]) -> Path:
    """[rules.when] after [[rules]] belongs to the last of the rules."""
    for length in range(1, len(name)):
        head = name[:length]
        if head in counts:
            return (*head, counts[head] - 1, *name[length:])
    return name


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the nearest written ancestor of that path; 1 when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
