"""What would become of each row of a file: values, made by `planning`, written by `writing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pointage.features.team.files.columns import Column
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import RuleBroken


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    RESTORED = "restored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would change a person, with values of the column, not of the model."""

    column: Column
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A person as the row wants them, not saved. `before` holds the fields that change, by name,
    and `groups` the names of all their groups when those change."""

    member: TeamMember
    before: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[str, ...] | None = None
    groups_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFate:
    """`row` counts as a spreadsheet does. A refused row says why and, when one cell is at fault,
    in which column."""

    row: int
    fate: Fate
    name: str
    changes: tuple[Change, ...] = ()
    why: RuleBroken | None = None
    column: Column | None = None
    #: Added although somebody of that name is here already, with other identifiers.
    has_namesake: bool = False
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row's fate, in the order of the file.

    * `new_groups`: names of groups that would be made.
    * `unread`: titles of columns that mean nothing here.
    * `closed`: columns left unread because the actor may not change them.
    """

    fates: tuple[RowFate, ...]
    new_groups: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    closed: tuple[Column, ...] = ()

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(each.fate for each in self.fates)
        return {fate: found[fate] for fate in Fate}

    @property
    def drafts(self) -> list[tuple[Fate, Draft]]:
        """What is to be written, in the order of the file."""
        return [(each.fate, each.draft) for each in self.fates if each.draft is not None]
