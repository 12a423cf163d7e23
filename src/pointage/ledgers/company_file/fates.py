"""What will become of each row of a file: the answer of a dry run, ready to be shown or applied.

Values only; ``planning`` makes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pointage.ledgers.company_file.cleaning import DateOrder
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.protocol import Kind, Record
from pointage.ledgers.reasons import MENDS, Mend, Reason

SHOWN = 200
"""Characters of an offending value that are kept for the screen."""

Value = str | bool | date | None


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIP = "skip"
    ERROR = "error"


class MatchedBy(StrEnum):
    """How a row was recognised as a record that is already there."""

    EXTERNAL_ID = "external_id"
    NUMBER = "number"
    PAYROLL_ID = "payroll_id"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason with its facts. The words are in ``row_sentences``, the field's label is the web's.

    ``other_row`` is the number of another row that the sentence speaks of.
    """

    reason: Reason
    field: Field | None = None
    value: str = ""
    other_row: int | None = None
    limit: int | None = None

    @property
    def mend(self) -> Mend | None:
        return MENDS.get(self.reason)


@dataclass(frozen=True, slots=True)
class Change:
    """One attribute of a record (named as in ``Record``) that an update would change."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RowFate:
    """One per row of the table, without exception.

    * ``record``: what would be stored (CREATE, UPDATE) or is stored already (UNCHANGED).
    * ``why``: the reason of a SKIP or an ERROR.
    * ``remarks``: what the reader should know of a row that is taken all the same.
    """

    row: int
    action: Action
    kind: Kind | None
    name: str
    record: Record | None = None
    changes: tuple[Change, ...] = ()
    why: Remark | None = None
    remarks: tuple[Remark, ...] = ()
    matched_by: MatchedBy | None = None


@dataclass(frozen=True, slots=True)
class AddedParent:
    """A parent that rows name but neither the file nor the company has."""

    record: Record
    row: int


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """The user's choices for one import.

    * ``kinds``: which kinds to take of a list of several.
    * ``date_order``: how to read 03/04/2026 when the column itself does not decide.
    """

    kinds: frozenset[Kind] = frozenset(Kind)
    include_inactive: bool = True
    contractors_only: bool = False
    all_item_types: bool = False
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole dry run. Nothing has been written.

    ``moved``: records that the file does not name, whose path follows a renamed or moved parent.
    """

    fates: tuple[RowFate, ...]
    added_parents: tuple[AddedParent, ...]
    moved: tuple[Record, ...] = ()

    @property
    def counts(self) -> Mapping[Action, int]:
        found = Counter(fate.action for fate in self.fates)
        return {action: found[action] for action in Action}

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """How often each reason stands as the cause of a skip or an error, or as a remark."""
        return Counter(
            remark.reason
            for fate in self.fates
            for remark in (*([fate.why] if fate.why else []), *fate.remarks)
        )

    @property
    def changes_nothing(self) -> bool:
        return not any(True for _ in self.to_save())

    def to_save(self) -> Iterator[Record]:
        """The records to create or replace, every parent before its children."""
        wanted = [added.record for added in self.added_parents]
        wanted += self.moved
        wanted += [
            fate.record
            for fate in self.fates
            if fate.record is not None and fate.action in (Action.CREATE, Action.UPDATE)
        ]
        wanted.sort(key=_depth)
        return iter(wanted)


def _depth(record: Record) -> int:
    return record.full_name.count(":") if record.parent_external_id else 0
