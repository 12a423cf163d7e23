"""Plans what a file of jobs does to the tree, on a copy of the tree in memory. Writes nothing; the
same plan is shown as a dry run and carried out by `services.files`.

A row with an ID is that job, wherever it stands; a row without one is the job of exactly that path,
else an archived one of that path, else a new one. Missing parents are added. Rows are taken parents
first, whatever their order in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pointage.features.jobs import errors
from pointage.features.jobs.files.columns import (
    BadRate,
    Column,
    Line,
    read_billable,
    read_rate,
    read_state,
)
from pointage.features.jobs.files.fates import Change, Fate, Reason, Refusal, RowFate
from pointage.features.jobs.files.memory import Node, Tree
from pointage.features.jobs.services.trees import PATH_LIMIT, SEPARATOR
from pointage.features.jobs.values import BOOKS_NAME, JOB_NAME, RATE, checked_code
from pointage.ledgers.names import tidy


def plan_jobs(lines: Iterable[Line], tree: Tree) -> list[RowFate]:
    """The fate of every line, in the order of the file; `tree` then stands as the file wants it."""
    planner = _Planner(tree)
    rows = sorted(lines, key=lambda line: (len(_split(line)), line.number))
    fates = [planner.take(line) for line in rows]
    return sorted(fates, key=lambda fate: fate.line)


class _Planner:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._seen: dict[int, int] = {}  # id() of a node -> the line about it
        self._refused: dict[str, int] = {}  # path -> line

    def take(self, line: Line) -> RowFate:
        path = SEPARATOR.join(_split(line))
        try:
            return self._take(line)
        except Refusal as refused:
            self._refused.setdefault(path, line.number)
            return RowFate(
                line.number, Fate.REFUSED, path[:500], reason=refused.reason, data=refused.data
            )

    def _take(self, line: Line) -> RowFate:
        levels = _levels(line)
        wanted = _values(line)
        node = self._known(line, levels)
        if node is not None and id(node) in self._seen:
            raise Refusal(Reason.TWICE, line=self._seen[id(node)])
        if wanted.pop("is_active", True) is False:
            return self._archived_line(line, levels, node)
        above = self._above(levels[:-1])
        self._check(levels, node, wanted, above)
        parent = self._bring(above)
        fate, changes = self._write(levels[-1], node, parent, wanted)
        self._seen[id(self.tree.child(parent, levels[-1]))] = line.number
        return RowFate(line.number, fate, SEPARATOR.join(levels), changes, above.paths)

    def _known(self, line: Line, levels: list[str]) -> Node | None:
        if public_id := line.text(Column.ID):
            node = self.tree.by_id.get(public_id)
            if node is None:
                raise Refusal(Reason.ID_UNKNOWN)
            return node
        path = SEPARATOR.join(levels)
        return self.tree.find(levels) or self.tree.astray(path) or self.tree.archived(path)

    def _archived_line(self, line: Line, levels: list[str], node: Node | None) -> RowFate:
        if node is None:
            raise Refusal(Reason.ARCHIVED_UNKNOWN)
        if node.is_active:
            raise Refusal(Reason.ARCHIVE_ELSEWHERE)
        self._seen[id(node)] = line.number
        return RowFate(line.number, Fate.UNCHANGED, SEPARATOR.join(levels))

    def _above(self, levels: list[str]) -> _Above:
        """The parents of a path: those that stand, those to bring back, those to add."""
        here, paths = self.tree.root, []
        missing: list[tuple[Node | None, str]] = []
        for depth, name in enumerate(levels, start=1):
            found = self.tree.child(here, name) if not missing else None
            if found is not None:
                here = found
                continue
            path = SEPARATOR.join(levels[:depth])
            if path in self._refused:
                raise Refusal(Reason.PARENT_REFUSED, line=self._refused[path])
            old = self.tree.archived(path)
            if old is not None and old.books:
                raise Refusal(Reason.BOOKS, books=old.books)
            if not missing:
                _check_room(here, name, old.code if old else "", None)
            missing.append((old, name))
            paths.append(path)
        return _Above(here, tuple(missing), tuple(paths))

    def _bring(self, above: _Above) -> Node:
        """Brings back or adds the missing parents; the last of them."""
        parent = above.stands
        for old, name in above.missing:
            if old is not None:
                self.tree.place(old, parent, name)
            parent = old or self.tree.add(parent, name)
        return parent

    def _check(
        self, levels: list[str], node: Node | None, wanted: dict[str, Any], above: _Above
    ) -> None:
        """Raises `Refusal`; the tree is not changed yet."""
        code = wanted.get("code", node.code if node else "")
        moves = node is None or bool(above.missing) or node.parent is not above.stands
        moves = moves or not (node and node.is_active)
        if node is not None:
            if node.books and (moves or node.name != levels[-1] or code != node.code):
                raise Refusal(Reason.BOOKS, books=node.books)
            if moves and above.holds(node):
                raise Refusal(Reason.BELOW_ITSELF)
        _check_new_names(levels, node, above)
        if code and (node is None or code != node.code):
            _check_shape(code)
        if not above.missing:
            changed = moves or (node is not None and code != node.code)
            _check_room(above.stands, levels[-1], code if changed else "", node)
        longest = len(SEPARATOR.join(levels)) + (_longest_below(node) if node else 0)
        if longest > PATH_LIMIT:
            raise Refusal(Reason.PATH_TOO_LONG, limit=PATH_LIMIT)

    def _write(
        self, name: str, node: Node | None, parent: Node, wanted: dict[str, Any]
    ) -> tuple[Fate, tuple[Change, ...]]:
        if node is None:
            self._set(self.tree.add(parent, name), wanted)
            return Fate.NEW, ()
        before = {"path": node.path} | node.columns()
        was_active, old_parent = node.is_active, node.parent
        if not was_active or old_parent is not parent or node.name != name:
            self.tree.place(node, parent, name)
        self._set(node, wanted)
        changes = _changes(node, before, has_moved=old_parent is not parent)
        if not was_active:
            return Fate.RESTORED, changes
        if old_parent is not parent:
            return Fate.MOVED, changes
        return (Fate.CHANGED if changes else Fate.UNCHANGED), changes

    def _set(self, node: Node, wanted: Mapping[str, Any]) -> None:
        if "code" in wanted and wanted["code"] != node.code:
            self.tree.set_code(node, wanted["code"])
        node.rate = wanted.get("rate", node.rate)
        node.is_billable = wanted.get("is_billable", node.is_billable)


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a row: the lowest parent that is there, and those missing below it (an
    archived job to bring back, or None to add one), with their paths."""

    stands: Node
    missing: tuple[tuple[Node | None, str], ...]
    paths: tuple[str, ...]

    def holds(self, node: Node) -> bool:
        if any(old is node for old, _ in self.missing):
            return True
        here: Node | None = self.stands
        while here is not None:
            if here is node:
                return True
            here = here.parent
        return False


def _check_room(parent: Node, name: str, code: str, node: Node | None) -> None:
    """Nobody else below `parent` has the name (whatever its case) or the code."""
    twin = parent.children.get(name.casefold())
    if twin is not None and twin is not node:
        raise Refusal(Reason.NAME_TAKEN, name=twin.path)
    other = parent.codes.get(code.casefold()) if code else None
    if other is not None and other is not node:
        raise Refusal(Reason.CODE_TAKEN, name=other.name)


def _check_shape(code: str) -> None:
    try:
        checked_code(code)
    except errors.CodeInvalid as error:
        raise Refusal(Reason.CODE_INVALID) from error


def _levels(line: Line) -> list[str]:
    """The names of the path, tidied. Raises `Refusal`, also for a line cut at a wrong place."""
    if line.extra:
        raise Refusal(Reason.TOO_WIDE, value=line.extra[:60])
    if not line.text(Column.NAME):
        raise Refusal(Reason.NAME_MISSING)
    levels = _split(line)
    if not all(levels):
        raise Refusal(Reason.LEVEL_EMPTY)
    if max(map(len, levels)) > BOOKS_NAME:
        raise Refusal(Reason.NAME_TOO_LONG, limit=JOB_NAME)
    return levels


def _check_new_names(levels: list[str], node: Node | None, above: _Above) -> None:
    """Those that stand already may be longer: the books brought them."""
    new = [name for old, name in above.missing if old is None]
    if node is None or node.name != levels[-1]:
        new.append(levels[-1])
    if any(len(name) > JOB_NAME for name in new):
        raise Refusal(Reason.NAME_TOO_LONG, limit=JOB_NAME)


def _values(line: Line) -> dict[str, Any]:
    """What the file says of the job's columns; those it says nothing of are missing. An empty code
    or rate empties it; an empty yes or no says nothing. Raises `Refusal`."""
    found: dict[str, Any] = {}
    if Column.CODE in line.cells:
        found["code"] = tidy(line.text(Column.CODE))
    if Column.RATE in line.cells:
        try:
            found["rate"] = read_rate(line.text(Column.RATE))
        except BadRate as error:
            raise Refusal(Reason.RATE_INVALID, limit=RATE) from error
    for column, name, read, reason in (
        (Column.BILLABLE, "is_billable", read_billable, Reason.BILLABLE_UNKNOWN),
        (Column.STATE, "is_active", read_state, Reason.STATE_UNKNOWN),
    ):
        if text := line.text(column):
            value = read(text)
            if value is None:
                raise Refusal(reason)
            found[name] = value
    return found


def _changes(node: Node, before: Mapping[str, Any], *, has_moved: bool) -> tuple[Change, ...]:
    after = node.columns()
    changes = [Change("place", before["path"], node.path)] if has_moved else []
    for name in ("name", "code", "is_billable", "billable_rate"):
        if before[name] != after[name]:
            changes.append(Change(name, before[name], after[name]))
    return tuple(changes)


def _longest_below(node: Node) -> int:
    """Characters that the longest path below adds to the job's own."""
    longest = 0
    waiting = [(child, len(child.name) + 1) for child in node.children.values()]
    while waiting:
        here, size = waiting.pop()
        longest = max(longest, size)
        waiting += [(child, size + len(child.name) + 1) for child in here.children.values()]
    return longest


def _split(line: Line) -> list[str]:
    above, name = line.text(Column.PARENT), line.text(Column.NAME)
    path = f"{above}{SEPARATOR}{name}" if above else name
    return [tidy(each) for each in path.split(SEPARATOR)]
