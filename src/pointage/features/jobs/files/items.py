"""Plans what a file of items does to a list field. Names are matched exactly and never changed: a
name that is not there is a new item. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pointage.features.jobs import errors
from pointage.features.jobs.files.columns import Column, Line, read_state
from pointage.features.jobs.files.fates import Change, Fate, Reason, Refusal, RowFate
from pointage.features.jobs.models import CustomFieldItem
from pointage.features.jobs.values import ITEM_NAME, checked_code
from pointage.ledgers.names import tidy


@dataclass(slots=True)
class ItemPlan:
    """The items as the file wants them: `added` are new, `changed` differ from the database."""

    added: list[CustomFieldItem]
    changed: dict[int, CustomFieldItem]


def plan_items(
    lines: Iterable[Line], items: Iterable[CustomFieldItem]
) -> tuple[list[RowFate], ItemPlan]:
    """The fate of every line, and the items to write. `items` are all of the field's, archived
    ones too; those of the plan are changed in place."""
    planner = _Planner(items)
    fates = [planner.take(line) for line in lines]
    return fates, planner.plan


class _Planner:
    def __init__(self, items: Iterable[CustomFieldItem]) -> None:
        self.plan = ItemPlan([], {})
        self._active: dict[str, CustomFieldItem] = {}
        self._archived: dict[str, CustomFieldItem] = {}
        self._codes: dict[str, CustomFieldItem] = {}
        self._seen: dict[str, int] = {}
        for item in items:
            if item.is_active:
                self._enter(item)
            else:
                self._archived[item.name] = item

    def take(self, line: Line) -> RowFate:
        name = tidy(line.text(Column.NAME))
        try:
            return self._take(line, name)
        except Refusal as refused:
            return RowFate(
                line.number, Fate.REFUSED, name[:200], reason=refused.reason, data=refused.data
            )

    def _take(self, line: Line, name: str) -> RowFate:
        code, is_active = self._read(line, name)
        if name in self._seen:
            raise Refusal(Reason.TWICE, line=self._seen[name])
        twin = self._active.get(name.casefold())
        if twin is not None and twin.name != name:
            raise Refusal(Reason.NAME_TAKEN, name=twin.name)
        if not is_active:
            fate: tuple[Fate, tuple[Change, ...]] = self._archived_line(name, twin)
        else:
            fate = self._write(name, twin or self._archived.get(name), code)
        self._seen[name] = line.number
        return RowFate(line.number, fate[0], name, fate[1])

    def _read(self, line: Line, name: str) -> tuple[str | None, bool]:
        """The code (None: the file says nothing) and whether active."""
        if line.extra:
            raise Refusal(Reason.TOO_WIDE, value=line.extra[:60])
        if not name:
            raise Refusal(Reason.NAME_MISSING)
        if len(name) > ITEM_NAME:
            raise Refusal(Reason.NAME_TOO_LONG, limit=ITEM_NAME)
        state = line.text(Column.STATE)
        is_active = read_state(state) if state else True
        if is_active is None:
            raise Refusal(Reason.STATE_UNKNOWN)
        if Column.CODE not in line.cells:
            return None, is_active
        try:
            return checked_code(line.text(Column.CODE)), is_active
        except errors.CodeInvalid as error:
            raise Refusal(Reason.CODE_INVALID) from error

    def _archived_line(
        self, name: str, twin: CustomFieldItem | None
    ) -> tuple[Fate, tuple[Change, ...]]:
        if twin is not None:
            raise Refusal(Reason.ARCHIVE_ELSEWHERE)
        if name not in self._archived:
            raise Refusal(Reason.ARCHIVED_UNKNOWN)
        return Fate.UNCHANGED, ()

    def _write(
        self, name: str, item: CustomFieldItem | None, code: str | None
    ) -> tuple[Fate, tuple[Change, ...]]:
        wanted = code if code is not None else item.code if item else ""
        other = self._codes.get(wanted.casefold()) if wanted else None
        if other is not None and other is not item:
            raise Refusal(Reason.CODE_TAKEN, name=other.name)
        if item is None:
            item = CustomFieldItem(name=name, code=wanted)
            self.plan.added.append(item)
            self._enter(item)
            return Fate.NEW, ()
        changes = (Change("code", item.code, wanted),) if item.code != wanted else ()
        was_active = item.is_active
        if not changes and was_active:
            return Fate.UNCHANGED, ()
        self._codes.pop(item.code.casefold(), None)
        item.code, item.is_active = wanted, True
        self._enter(item)
        self.plan.changed[item.pk] = item
        return (Fate.CHANGED if was_active else Fate.RESTORED), changes

    def _enter(self, item: Any) -> None:
        self._active[item.name.casefold()] = item
        if item.code:
            self._codes[item.code.casefold()] = item
