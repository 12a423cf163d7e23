"""What applying a practice file changed, or would change: values for a readable diff."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Sign(StrEnum):
    ADD = "+"
    CHANGE = "~"
    NOTE = "!"  # done, but somebody should look


class What(StrEnum):
    CLIENT_ADDED = "client_added"
    CLIENT_CHANGED = "client_changed"
    BOOKS_CHANGED = "books_changed"
    FILE_ROWS_LEFT_OUT = "file_rows_left_out"
    ACCOUNT_CREATED = "account_created"
    PAY_CHANGED = "pay_changed"
    TRACKING_CHANGED = "tracking_changed"
    IMPORTED = "imported"
    IMPORT_LEFT_OUT = "import_left_out"
    PERSON_ADDED = "person_added"
    ADMINISTRATOR_SET = "administrator_set"
    INVITED = "invited"


WORDS = {
    What.CLIENT_ADDED: _("client {name}"),
    What.CLIENT_CHANGED: _("client details: {fields}"),
    What.BOOKS_CHANGED: _("books: {added} added, {changed} changed"),
    What.FILE_ROWS_LEFT_OUT: _("{file}: {count} rows left out, first at row {row}: {why}"),
    What.ACCOUNT_CREATED: _("time account, billed to the {payer}, {price} a month"),
    What.PAY_CHANGED: _("payroll settings from {day}: {fields}"),
    What.TRACKING_CHANGED: _("tracked: {fields}"),
    What.IMPORTED: _("import: {imported} brought in, {updated} changed"),
    What.IMPORT_LEFT_OUT: _("import: {skipped} skipped, {in_doubt} in doubt, {errors} errors"),
    What.PERSON_ADDED: _("person {name}"),
    What.ADMINISTRATOR_SET: _("{name} becomes administrator"),
    What.INVITED: _("invitation to {email}"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the diff; `text` is in the active language."""

    sign: Sign
    what: What
    data: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(WORDS[self.what]).format(**self.data)


class Outcome(StrEnum):
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ClientResult:
    """What happened to one client. A failed one changed nothing; `problem` says why."""

    name: str
    changes: tuple[Change, ...] = ()
    problem: str = ""

    @property
    def outcome(self) -> Outcome:
        if self.problem:
            return Outcome.FAILED
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED
