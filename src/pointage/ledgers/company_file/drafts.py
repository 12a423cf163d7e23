"""One row of a table read by its mapping: what it says of one record, and what is wrong with it.

Looks at one row at a time; duplicates, parents and existing records are the work of ``planning``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pointage.ledgers.company_file.cleaning import (
    MAX_CELL,
    looks_like_formula,
    looks_like_markup,
    read_emails,
    read_phones,
    read_yes_no,
)
from pointage.ledgers.company_file.fates import SHOWN, PlanOptions, Remark
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.mapping import ColumnMapping
from pointage.ledgers.company_file.reading import Row, RowRole
from pointage.ledgers.company_file.words import is_service, read_kind, read_role
from pointage.ledgers.names import (
    MAX_DEPTH,
    fold,
    path_key,
    person_key,
    split_last_first,
    split_path,
    without_deleted_mark,
)
from pointage.ledgers.protocol import PEOPLE, Kind, Role
from pointage.ledgers.reasons import Reason

LIMITS = {
    Field.EXTERNAL_ID: 100,
    Field.NAME: 255,
    Field.GIVEN_NAME: 100,
    Field.FAMILY_NAME: 100,
    Field.CONTACT_NAME: 255,
    Field.PARENT: 1300,
    Field.NUMBER: 50,
    Field.PAYROLL_ID: 64,
    Field.CODE: 100,
    Field.DESCRIPTION: 4000,
}
"""Characters kept of each field; for NAME, of each level of a path."""

MAX_PHONE = 50
_CUT = (Field.DESCRIPTION, Field.PHONE, Field.CONTACT_NAME, Field.EMAIL)
_NAMES = (Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.PARENT)
_IDLE = {
    RowRole.TOTAL: Reason.TOTAL_LINE,
    RowRole.FOOTER: Reason.FOOTER_LINE,
    RowRole.HEADER_AGAIN: Reason.REPEATED_HEADER,
}


@dataclass(slots=True)
class Draft:
    """What one row says. None and empty strings mean that it says nothing.

    ``levels`` is the path with the record's own name last; for people, that name alone.
    ``names_guessed``: given and family name were only cut out of a name of two words.
    ``failure`` or ``skip`` set means that the row is out, and why.
    """

    row: int
    kind: Kind | None = None
    levels: list[str] = field(default_factory=list)
    parent: str = ""
    external_id: str = ""
    role: Role | None = None
    active: bool | None = None
    given_name: str = ""
    family_name: str = ""
    names_guessed: bool = False
    email: str = ""
    phone: str = ""
    number: str = ""
    payroll_id: str = ""
    code: str = ""
    billable: bool | None = None
    description: str = ""
    hired_text: str = ""
    remarks: list[Remark] = field(default_factory=list)
    failure: Remark | None = None
    skip: Remark | None = None
    shown: str = ""
    key: str = ""

    @property
    def out(self) -> bool:
        return self.failure is not None or self.skip is not None

    @property
    def is_person(self) -> bool:
        return self.kind in PEOPLE

    def fail(self, reason: Reason, where: Field | None = None, value: str = "") -> None:
        """The first failure stands."""
        if self.failure is None:
            self.failure = Remark(reason, where, value[:SHOWN])

    def note(self, reason: Reason, where: Field, value: str) -> None:
        self.remarks.append(Remark(reason, where, value[:SHOWN]))

    def settle_key(self) -> None:
        """The name made comparable; to be called again when the path changes."""
        self.key = (
            person_key(self.levels[-1]) if self.is_person else path_key(":".join(self.levels))
        )


def read_draft(row: Row, mapping: ColumnMapping, options: PlanOptions) -> Draft:
    """Never raises: what is wrong with a row is in its draft."""
    draft = Draft(row.number, mapping.kind)
    draft.shown = next((cell for cell in row.cells if cell), row.extra)[:SHOWN]
    if row.role is not RowRole.DATA:
        draft.skip = Remark(_IDLE[row.role])
        return draft
    if row.extra:
        draft.fail(Reason.TOO_MANY_CELLS, None, row.extra)
        return draft
    cells = {
        where: row.cells[index]
        for index, where in enumerate(mapping.fields)
        if where is not None and row.cells[index]
    }
    _read_kind(draft, cells)
    _check_texts(draft, row, mapping, cells)
    if draft.kind is not None:
        # Even of a refused row the name is wanted: its children must be refused with it.
        _read_name(draft, cells)
    if draft.failure is None:
        _read_rest(draft, cells)
        _choose(draft, cells, options)
    return draft


def _read_kind(draft: Draft, cells: dict[Field, str]) -> None:
    if draft.kind is None:
        text = cells.get(Field.KIND, "")
        meaning = read_kind(text)
        if not text:
            draft.fail(Reason.KIND_MISSING, Field.KIND)
        elif meaning is None:
            draft.fail(Reason.KIND_UNKNOWN, Field.KIND, text)
        else:
            draft.kind, draft.role = meaning
    if draft.kind is Kind.CUSTOMER and Field.ROLE in cells:
        draft.role = read_role(cells[Field.ROLE])
        if draft.role is None:
            draft.fail(Reason.ROLE_UNKNOWN, Field.ROLE, cells[Field.ROLE])
    if draft.kind is Kind.CUSTOMER and read_yes_no(cells.get(Field.IS_PROJECT, "")):
        draft.role = Role.PROJECT


def _check_texts(draft: Draft, row: Row, mapping: ColumnMapping, cells: dict[Field, str]) -> None:
    """Lengths, lost letters, and texts that a spreadsheet or a browser might run."""
    cut = {mapping.fields[index] for index in row.cut}
    for where, text in cells.items():
        limit = LIMITS.get(where)
        too_long = limit is not None and where is not Field.NAME and len(text) > limit
        if (where in cut and where not in _CUT) or (too_long and where not in _CUT):
            draft.failure = draft.failure or Remark(
                Reason.VALUE_TOO_LONG, where, text[:SHOWN], limit=limit or MAX_CELL
            )
        elif where in cut or too_long:
            cells[where] = text[:limit]
            cut_at = limit or MAX_CELL
            draft.remarks.append(Remark(Reason.TEXT_CUT, where, text[:SHOWN], limit=cut_at))
        if "\ufffd" in text:
            if where in _NAMES:
                draft.fail(Reason.BROKEN_TEXT, where, text)
            else:
                draft.note(Reason.BROKEN_TEXT, where, text)
        if where in _NAMES and looks_like_formula(text):
            draft.note(Reason.LOOKS_LIKE_FORMULA, where, text)
        if where in _NAMES and looks_like_markup(text):
            draft.note(Reason.LOOKS_LIKE_MARKUP, where, text)


def _read_name(draft: Draft, cells: dict[Field, str]) -> None:
    given, family = cells.get(Field.GIVEN_NAME, ""), cells.get(Field.FAMILY_NAME, "")
    text = cells.get(Field.NAME, "") or f"{given} {family}".strip()
    draft.shown = text[:SHOWN] or draft.shown
    bare, deleted = without_deleted_mark(text)
    if deleted:
        draft.active = False
    if not bare.strip(":") or not any(c.isalnum() for c in bare):
        draft.fail(Reason.NAME_MISSING, Field.NAME, text)
        return
    if draft.is_person:
        turned = split_last_first(bare)
        if turned:
            bare = f"{turned[0]} {turned[1]}"
        draft.levels = [bare]
        draft.given_name, draft.family_name = _person_names(draft, cells, bare, turned)
    else:
        draft.levels = split_path(bare)
        draft.parent = cells.get(Field.PARENT, "")
        if any(not level for level in draft.levels):
            draft.fail(Reason.EMPTY_LEVEL, Field.NAME, bare)
        if len(draft.levels) > MAX_DEPTH:
            draft.failure = Remark(Reason.TOO_DEEP, Field.NAME, bare[:SHOWN], limit=MAX_DEPTH)
    limit = LIMITS[Field.NAME]
    if any(len(level) > limit for level in draft.levels):
        draft.failure = Remark(Reason.VALUE_TOO_LONG, Field.NAME, bare[:SHOWN], limit=limit)
    draft.settle_key()


def _person_names(
    draft: Draft, cells: dict[Field, str], name: str, turned: tuple[str, str] | None
) -> tuple[str, str]:
    """(given, family), each empty where the row does not tell them apart."""
    given, family = cells.get(Field.GIVEN_NAME, ""), cells.get(Field.FAMILY_NAME, "")
    if given or family:
        return given, without_deleted_mark(family)[0]
    if turned is None and Field.CONTACT_NAME in cells:
        name = cells[Field.CONTACT_NAME]
        turned = split_last_first(name)
    elif turned is None and draft.kind is Kind.CONTRACTOR:
        return "", ""  # most vendors are businesses: two words are no proof of a person
    if turned is None:
        words = name.split()
        turned = (words[0], words[1]) if len(words) == 2 else None
        draft.names_guessed = Field.CONTACT_NAME not in cells
    if turned is None or max(len(part) for part in turned) > LIMITS[Field.GIVEN_NAME]:
        return "", ""
    return turned


def _read_rest(draft: Draft, cells: dict[Field, str]) -> None:
    draft.external_id = cells.get(Field.EXTERNAL_ID, "")
    draft.number = cells.get(Field.NUMBER, "")
    draft.payroll_id = cells.get(Field.PAYROLL_ID, "")
    draft.code = cells.get(Field.CODE, "")
    draft.description = cells.get(Field.DESCRIPTION, "")
    draft.hired_text = cells.get(Field.HIRED_ON, "")
    active = _yes_no(draft, Field.ACTIVE, cells)
    if draft.active is None:
        draft.active = active
    draft.billable = _yes_no(draft, Field.BILLABLE, cells)
    if Field.EMAIL in cells:
        good, bad = read_emails(cells[Field.EMAIL])
        if good:
            draft.email = good[0]
        if bad:
            draft.note(Reason.EMAIL_INVALID, Field.EMAIL, " ".join(bad))
        if len(good) > 1:
            draft.note(Reason.EMAIL_SEVERAL, Field.EMAIL, cells[Field.EMAIL])
    if Field.PHONE in cells:
        phones = read_phones(cells[Field.PHONE])
        draft.phone = phones[0][:MAX_PHONE] if phones else ""
        if phones and len(phones[0]) > MAX_PHONE:
            cut = Remark(Reason.TEXT_CUT, Field.PHONE, phones[0][:SHOWN], limit=MAX_PHONE)
            draft.remarks.append(cut)
        if len(phones) > 1:
            draft.note(Reason.PHONE_SEVERAL, Field.PHONE, cells[Field.PHONE])


def _yes_no(draft: Draft, where: Field, cells: dict[Field, str]) -> bool | None:
    text = cells.get(where, "")
    answer = read_yes_no(text) if text else None
    if text and answer is None:
        draft.note(Reason.YES_NO_UNKNOWN, where, text)
    return answer


def _choose(draft: Draft, cells: dict[Field, str], options: PlanOptions) -> None:
    """Rows that are right but not wanted."""
    if draft.kind is not None and draft.kind not in options.kinds:
        draft.skip = Remark(Reason.KIND_NOT_WANTED, Field.KIND, draft.kind.value)
    elif draft.active is False and not options.include_inactive:
        draft.skip = Remark(Reason.INACTIVE)
    elif draft.kind is Kind.SERVICE_ITEM and not options.all_item_types:
        text = cells.get(Field.ITEM_TYPE, "")
        if text and not is_service(text):
            draft.skip = Remark(Reason.NOT_A_SERVICE, Field.ITEM_TYPE, text[:SHOWN])
    elif draft.kind is Kind.CONTRACTOR and options.contractors_only:
        text = cells.get(Field.IS_CONTRACTOR, "")
        if not text or read_yes_no(text) is False or fold(text) in ("none", "aucun"):
            draft.skip = Remark(Reason.NOT_A_CONTRACTOR, Field.IS_CONTRACTOR, text[:SHOWN])
