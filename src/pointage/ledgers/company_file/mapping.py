"""Which column feeds which field, and which kind of list this is: guessed, shown, overridden, kept.

Works on headers alone; rows are read by ``drafts``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

import msgspec

from pointage.ledgers.company_file.headers import (
    ANCHORS,
    FIELDS,
    LIST_TITLES,
    TELLTALES,
    WITHHELD,
    Field,
    header_key,
)
from pointage.ledgers.company_file.reading import Table
from pointage.ledgers.protocol import PEOPLE, Kind
from pointage.ledgers.reasons import MappingProblem

_COMMON = {Field.KIND, Field.EXTERNAL_ID, Field.NAME, Field.ACTIVE, Field.CODE, Field.DESCRIPTION}
_PERSON = _COMMON | {
    Field.GIVEN_NAME,
    Field.FAMILY_NAME,
    Field.CONTACT_NAME,
    Field.EMAIL,
    Field.PHONE,
    Field.NUMBER,
    Field.PAYROLL_ID,
    Field.HIRED_ON,
}
FIELDS_OF: dict[Kind, frozenset[Field]] = {
    Kind.EMPLOYEE: frozenset(_PERSON),
    Kind.CONTRACTOR: frozenset(_PERSON | {Field.IS_CONTRACTOR}),
    Kind.CUSTOMER: frozenset(
        _COMMON
        | {Field.PARENT, Field.ROLE, Field.IS_PROJECT, Field.BILLABLE, Field.NUMBER}
        | {Field.EMAIL, Field.PHONE, Field.GIVEN_NAME, Field.FAMILY_NAME}
    ),
    Kind.SERVICE_ITEM: frozenset(_COMMON | {Field.PARENT, Field.ITEM_TYPE, Field.BILLABLE}),
    Kind.COST_CLASS: frozenset(_COMMON | {Field.PARENT}),
    Kind.LOCATION: frozenset(_COMMON | {Field.PARENT}),
}
"""What may be mapped in a list of each kind; a list of several kinds may use every field."""

_ENOUGH = 15
"""Points below which the kind is not guessed at all."""


class MappingRefused(Exception):
    """A choice of columns that cannot be used. ``facts`` fill the fields of the sentence."""

    def __init__(self, problem: MappingProblem, **facts: object) -> None:
        super().__init__(problem, facts)
        self.problem = problem
        self.facts = facts


class ColumnMapping(msgspec.Struct, frozen=True):
    """The decision to keep: for files with this signature, what each column feeds.

    ``kind`` is None when a column gives the kind of every row. ``fields`` has one place per
    column, None for a column that is not read.
    """

    signature: str
    kind: Kind | None
    fields: tuple[Field | None, ...]

    def to_json(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, text: bytes | str) -> ColumnMapping:
        """Raises MappingRefused(UNREADABLE)."""
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.MsgspecError, ValueError) as error:
            raise MappingRefused(MappingProblem.UNREADABLE) from error

    def column(self, field: Field) -> int | None:
        """The column that feeds a field, from 0."""
        return self.fields.index(field) if field in self.fields else None


class ColumnState(StrEnum):
    """Why a column is or is not read, for the mapping screen."""

    READ = "read"
    UNKNOWN = "unknown"
    PRIVATE = "private"
    UNUSED = "unused"


class EvidenceKind(StrEnum):
    """What made us think of a kind of list."""

    KIND_COLUMN = "kind_column"
    TITLE = "title"
    NAME_COLUMN = "name_column"
    COLUMNS = "columns"
    SHEET = "sheet"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Evidence:
    """``text`` is what was found, as it stands in the file."""

    what: EvidenceKind
    kind: Kind | None
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class KindGuess:
    """``kind`` is None when nothing decides, or when the list holds several kinds (``mixed``).

    ``confidence`` runs from 0 to 100; ask the user below 50.
    """

    kind: Kind | None
    mixed: bool
    confidence: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One line of the mapping screen."""

    index: int
    header: str
    state: ColumnState
    field: Field | None


@dataclass(frozen=True, slots=True)
class MappingGuess:
    guess: KindGuess
    mapping: ColumnMapping
    columns: tuple[Column, ...]


def signature_of(header: Sequence[str]) -> str:
    """The same for two files with the same columns, whatever their case and accents."""
    text = "\x1f".join(header_key(cell) for cell in header)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def guess_mapping(table: Table, kind: Kind | None = None) -> MappingGuess:
    """What we would do without being told. ``kind`` is the user's own word, when given."""
    guess = guess_kind(table)
    chosen = kind or guess.kind
    mixed = guess.mixed and kind is None
    fields = _suggest(table.header, chosen, mixed=mixed)
    mapping = ColumnMapping(signature_of(table.header), chosen, fields)
    columns = tuple(
        Column(index, text, _state(text, fields[index]), fields[index])
        for index, text in enumerate(table.header)
    )
    return MappingGuess(guess, mapping, columns)


def check_mapping(mapping: ColumnMapping, header: Sequence[str]) -> None:
    """Raises MappingRefused when the mapping does not fit the file or cannot give names."""
    if len(mapping.fields) != len(header) or mapping.signature != signature_of(header):
        raise MappingRefused(MappingProblem.OTHER_FILE)
    used = Counter(field for field in mapping.fields if field is not None)
    twice = next((field for field, times in used.items() if times > 1), None)
    if twice is not None:
        raise MappingRefused(MappingProblem.FIELD_TWICE, field=twice.value)
    for index, field in enumerate(mapping.fields):
        if field is not None and is_private(header[index]):
            raise MappingRefused(MappingProblem.PRIVATE_COLUMN, value=header[index])
    if not {Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME} & set(used):
        raise MappingRefused(MappingProblem.NO_NAME)
    if mapping.kind is None and Field.KIND not in used:
        raise MappingRefused(MappingProblem.NO_KIND)


def is_private(header: str) -> bool:
    """Social insurance and tax numbers, birth dates, pay: columns that are never read."""
    return WITHHELD.search(header_key(header)) is not None


def guess_kind(table: Table) -> KindGuess:
    """Weighs the report's title, the name column, other columns, the sheet and the file name."""
    keys = [header_key(cell) for cell in table.header]
    for index, key in enumerate(keys):
        if FIELDS.get(key) is Field.KIND:
            found = Evidence(EvidenceKind.KIND_COLUMN, None, table.header[index], 100)
            return KindGuess(None, True, 100, (found,))
    evidence = [*_from_titles(table), *_from_columns(table.header, keys)]
    points: Counter[Kind] = Counter()
    for item in evidence:
        if item.kind is not None:
            points[item.kind] += item.points
    ranked = points.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH:
        return KindGuess(None, False, 0, tuple(evidence))
    rival = ranked[1][1] if len(ranked) > 1 else 0
    if rival == ranked[0][1]:
        return KindGuess(None, False, 0, tuple(evidence))
    return KindGuess(ranked[0][0], False, min(100, ranked[0][1] - rival // 2), tuple(evidence))


def _from_titles(table: Table) -> list[Evidence]:
    found = []
    for title in table.titles[:10]:
        kind = LIST_TITLES.get(header_key(title))
        if kind is not None:
            found.append(Evidence(EvidenceKind.TITLE, kind, title, 60))
            break
    sheet_kind = LIST_TITLES.get(header_key(table.sheet))
    if sheet_kind is not None:
        found.append(Evidence(EvidenceKind.SHEET, sheet_kind, table.sheet, 25))
    stem = f" {header_key(PurePath(table.file_name).stem.replace('_', ' '))} "
    # The longest known title inside the file's name: "customer contact list" before "customer".
    titles = sorted(LIST_TITLES, key=len, reverse=True)
    named = next((title for title in titles if f" {title} " in stem), None)
    if named is not None:
        found.append(
            Evidence(EvidenceKind.FILE_NAME, LIST_TITLES[named], table.file_name[:100], 25)
        )
    return found


def _from_columns(header: Sequence[str], keys: Sequence[str]) -> list[Evidence]:
    found = []
    naming = _naming_column(keys)
    if naming is not None and keys[naming] in ANCHORS:
        kind = ANCHORS[keys[naming]]
        found.append(Evidence(EvidenceKind.NAME_COLUMN, kind, header[naming], 50))
    hints: dict[Kind, list[str]] = {}
    for text, key in zip(header, keys, strict=True):
        if key in TELLTALES:
            hints.setdefault(TELLTALES[key], []).append(text)
    for kind, texts in hints.items():
        points = min(45, 15 * len(texts))
        found.append(Evidence(EvidenceKind.COLUMNS, kind, ", ".join(texts[:5]), points))
    fields = {FIELDS.get(key) for key in keys}
    if {Field.GIVEN_NAME, Field.FAMILY_NAME} <= fields and hints.keys() <= {Kind.EMPLOYEE}:
        found.append(Evidence(EvidenceKind.COLUMNS, Kind.EMPLOYEE, "", 20))
    return found


def _naming_column(keys: Sequence[str]) -> int | None:
    """The first column that can hold the name; what comes later only refers to other lists."""
    names = (Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME)
    for index, key in enumerate(keys):
        if key in ANCHORS or FIELDS.get(key) in names:
            return index
    return None


def _suggest(header: Sequence[str], kind: Kind | None, *, mixed: bool) -> tuple[Field | None, ...]:
    keys = [header_key(cell) for cell in header]
    fields: list[Field | None] = [None] * len(keys)
    allowed = frozenset(Field) if mixed or kind is None else FIELDS_OF[kind]
    naming = _naming_column(keys)
    if naming is not None and keys[naming] in ANCHORS:
        fields[naming] = Field.NAME
    for index, key in enumerate(keys):
        field = FIELDS.get(key)
        if field is None or field in fields or WITHHELD.search(key) or fields[index] is not None:
            continue
        if field in allowed and (field is not Field.KIND or mixed):
            fields[index] = field
    return tuple(_settle_names(fields, keys, kind))


def _settle_names(
    fields: list[Field | None], keys: Sequence[str], kind: Kind | None
) -> list[Field | None]:
    """What "Nom" and "Full name" mean depends on the columns beside them."""
    if Field.GIVEN_NAME in fields and Field.FAMILY_NAME not in fields and Field.NAME in fields:
        place = fields.index(Field.NAME)
        if keys[place] in ("nom", "name"):
            fields[place] = Field.FAMILY_NAME
    has_name = any(field in fields for field in (Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME))
    contact = next(
        (index for index, key in enumerate(keys) if FIELDS.get(key) is Field.CONTACT_NAME), None
    )
    if contact is not None and not has_name:
        fields[contact] = Field.NAME
    elif contact is not None and kind is not None and kind not in PEOPLE:
        fields[contact] = None
    return fields


def _state(header: str, field: Field | None) -> ColumnState:
    if field is not None:
        return ColumnState.READ
    if is_private(header):
        return ColumnState.PRIVATE
    key = header_key(header)
    return ColumnState.UNUSED if key in FIELDS or key in ANCHORS else ColumnState.UNKNOWN
