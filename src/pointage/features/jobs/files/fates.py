"""What becomes of each row of a file: its fate, what changes, and why a row is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    RESTORED = "restored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a row is refused."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    LEVEL_EMPTY = "level_empty"
    PATH_TOO_LONG = "path_too_long"
    ID_UNKNOWN = "id_unknown"
    TWICE = "twice"
    NAME_TAKEN = "name_taken"
    CODE_INVALID = "code_invalid"
    CODE_TAKEN = "code_taken"
    RATE_INVALID = "rate_invalid"
    BILLABLE_UNKNOWN = "billable_unknown"
    STATE_UNKNOWN = "state_unknown"
    ARCHIVED_UNKNOWN = "archived_unknown"
    ARCHIVE_ELSEWHERE = "archive_elsewhere"
    BELOW_ITSELF = "below_itself"
    PARENT_REFUSED = "parent_refused"
    BOOKS = "books"
    TOO_WIDE = "too_wide"


SENTENCES: Final[dict[Reason, Promise]] = {
    Reason.NAME_MISSING: _("There is no name."),
    Reason.NAME_TOO_LONG: _("A name has more than {limit} characters."),
    Reason.LEVEL_EMPTY: _("A level of the path is empty."),
    Reason.PATH_TOO_LONG: _("The path would have more than {limit} characters."),
    Reason.ID_UNKNOWN: _("Nothing here has this ID. Empty the cell to add it as new."),
    Reason.TWICE: _("Line {line} is about the same one."),
    Reason.NAME_TAKEN: _("“{name}” stands there already."),
    Reason.CODE_INVALID: _("A short code holds letters, digits and hyphens only."),
    Reason.CODE_TAKEN: _("“{name}” in the same place has this short code."),
    Reason.RATE_INVALID: _("The rate is no amount from 0 to {limit} with at most four decimals."),
    Reason.BILLABLE_UNKNOWN: _("Billable must be yes or no."),
    Reason.STATE_UNKNOWN: _("The state must be active or archived."),
    Reason.ARCHIVED_UNKNOWN: _("It is not here, so there is nothing to archive."),
    Reason.ARCHIVE_ELSEWHERE: _("It is active here. Archive it on its page."),
    Reason.BELOW_ITSELF: _("It would be placed below itself."),
    Reason.PARENT_REFUSED: _("Line {line}, which it stands below, is refused."),
    Reason.TOO_WIDE: _(
        "There is text beyond the last column (“{value}”). Put quotation marks around a cell that "
        "holds the separator."
    ),
    Reason.BOOKS: _("It comes from the books ({books}). Change it there."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after: name, code, place, billable, rate, state."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowFate:
    """`line` as a spreadsheet counts. `also` are parents added or brought back along."""

    line: int
    fate: Fate
    name: str
    changes: tuple[Change, ...] = ()
    also: tuple[str, ...] = ()
    reason: Reason | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """The reason in the active language; empty for a row that is taken."""
        return str(SENTENCES[self.reason]).format(**self.data) if self.reason else ""


class Refusal(Exception):
    """A row is refused; nothing of it was taken over."""

    def __init__(self, reason: Reason, **data: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.data = data


def counts_of(fates: Sequence[RowFate]) -> dict[str, int]:
    """Rows by fate, every fate named."""
    found = Counter(each.fate for each in fates)
    return {fate.value: found[fate] for fate in Fate}
