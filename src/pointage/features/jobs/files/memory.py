"""The tree of jobs in memory, on which a file is tried out. Knows no file and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pointage.features.jobs.services.trees import SEPARATOR


@dataclass(slots=True, eq=False)
class Node:
    """A job in memory. `pk` is None for one that the file adds; `stored` are its columns as the
    database has them."""

    pk: int | None
    public_id: str
    name: str
    parent: Node | None
    code: str = ""
    is_billable: bool = False
    rate: Decimal | None = None
    is_active: bool = True
    books: str = ""
    stored: dict[str, Any] = field(default_factory=dict)
    #: Active ones, by name and by code without case.
    children: dict[str, Node] = field(default_factory=dict)
    codes: dict[str, Node] = field(default_factory=dict)

    @property
    def path(self) -> str:
        names = [self.name]
        above = self.parent
        while above is not None and above.parent is not None:
            names.append(above.name)
            above = above.parent
        return SEPARATOR.join(reversed(names))

    def columns(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "code": self.code,
            "is_billable": self.is_billable,
            "billable_rate": self.rate,
            "is_active": self.is_active,
        }


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as the database has it."""

    pk: int
    public_id: str
    parent_id: int | None
    name: str
    full_name: str
    code: str
    is_billable: bool
    billable_rate: Decimal | None
    is_active: bool


class Tree:
    """The jobs of a company in memory, and what a file does to them."""

    def __init__(self, stored: Iterable[StoredJob], owned: Mapping[int, str]) -> None:
        self.root = Node(pk=None, public_id="", name="", parent=None)
        self.added: list[Node] = []
        self.by_id: dict[str, Node] = {}
        self._archived: dict[str, Node] = {}
        self._active: dict[str, Node] = {}
        rows = list(stored)
        nodes = {row.pk: _node(row, owned.get(row.pk, "")) for row in rows}
        for row in rows:
            node = nodes[row.pk]
            node.parent = nodes[row.parent_id] if row.parent_id else self.root
            node.stored = node.columns() | {"parent_id": row.parent_id, "full_name": row.full_name}
            self.by_id[row.public_id] = node
            (self._active if row.is_active else self._archived)[row.full_name] = node
            if row.is_active:
                self._enter(node)

    @property
    def stored(self) -> Iterable[Node]:
        """Every job that the database has."""
        return self.by_id.values()

    def child(self, parent: Node, name: str) -> Node | None:
        """The active child of exactly that name."""
        found = parent.children.get(name.casefold())
        return found if found is not None and found.name == name else None

    def find(self, levels: list[str]) -> Node | None:
        """The active job of exactly that path, reached from the top."""
        here: Node | None = self.root
        for name in levels:
            here = self.child(here, name) if here is not None else None
        return here

    def astray(self, path: str) -> Node | None:
        """An active job of that path whose parents are archived (the books may do that)."""
        found = self._active.get(path)
        return found if found is not None and found.path == path else None

    def archived(self, path: str) -> Node | None:
        found = self._archived.get(path)
        return found if found is not None and not found.is_active else None

    def add(self, parent: Node, name: str) -> Node:
        node = Node(pk=None, public_id="", name=name, parent=parent)
        self.added.append(node)
        self._enter(node)
        return node

    def place(self, node: Node, parent: Node, name: str) -> None:
        """Puts a job below `parent` under `name`, active."""
        self._leave(node)
        node.parent, node.name, node.is_active = parent, name, True
        self._enter(node)

    def set_code(self, node: Node, code: str) -> None:
        self._leave(node)
        node.code = code
        self._enter(node)

    def _enter(self, node: Node) -> None:
        if node.parent is None:
            return
        node.parent.children.setdefault(node.name.casefold(), node)
        if node.code:
            node.parent.codes.setdefault(node.code.casefold(), node)

    def _leave(self, node: Node) -> None:
        if node.parent is None:
            return
        for index, key in ((node.parent.children, node.name), (node.parent.codes, node.code)):
            if index.get(key.casefold()) is node:
                del index[key.casefold()]


def _node(row: StoredJob, books: str) -> Node:
    return Node(
        pk=row.pk,
        public_id=row.public_id,
        name=row.name,
        parent=None,
        code=row.code,
        is_billable=row.is_billable,
        rate=row.billable_rate,
        is_active=row.is_active,
        books=books,
    )
