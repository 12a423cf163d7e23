"""The plain format, written: templates to fill in, the export of a company file, and the report
of a dry run. What is written here can be read back by ``reading`` without loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pointage.ledgers.company_file.fates import ImportPlan, Remark
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.ledger import PAGE_SIZE, CompanyFileStore
from pointage.ledgers.protocol import PEOPLE, Kind, Record, Role
from pointage.ledgers.row_sentences import MEND_SENTENCES, ROW_SENTENCES
from pointage.ledgers.tables import TableFormat, write_csv, write_xlsx


class Language(StrEnum):
    EN = "en"
    FR = "fr"


@dataclass(frozen=True, slots=True)
class _Word:
    en: str
    fr: str

    def to(self, language: Language) -> str:
        return self.fr if language is Language.FR else self.en


HEADERS: Mapping[Field, _Word] = {
    Field.KIND: _Word("Kind", "Sorte"),
    Field.EXTERNAL_ID: _Word("ID", "Identifiant"),
    Field.NAME: _Word("Name", "Nom d’affichage"),
    Field.GIVEN_NAME: _Word("First name", "Prénom"),
    Field.FAMILY_NAME: _Word("Last name", "Nom de famille"),
    Field.PARENT: _Word("Parent", "Parent"),
    Field.ROLE: _Word("Role", "Rôle"),
    Field.ACTIVE: _Word("Active", "Actif"),
    Field.EMAIL: _Word("Email", "Courriel"),
    Field.PHONE: _Word("Phone", "Téléphone"),
    Field.NUMBER: _Word("Number", "Numéro"),
    Field.PAYROLL_ID: _Word("Payroll ID", "Identifiant de paie"),
    Field.CODE: _Word("Code", "Code"),
    Field.BILLABLE: _Word("Billable", "Facturable"),
    Field.DESCRIPTION: _Word("Description", "Description"),
    Field.HIRED_ON: _Word("Hire date", "Date d’embauche"),
}
"""The column titles of the plain format."""

KIND_WORDS: Mapping[Kind, _Word] = {
    Kind.EMPLOYEE: _Word("employee", "employé"),
    Kind.CONTRACTOR: _Word("contractor", "sous-traitant"),
    Kind.CUSTOMER: _Word("customer", "client"),
    Kind.SERVICE_ITEM: _Word("service item", "article de service"),
    Kind.COST_CLASS: _Word("class", "classe"),
    Kind.LOCATION: _Word("location", "lieu"),
}
ROLE_WORDS: Mapping[Role, _Word] = {
    Role.CUSTOMER: _Word("customer", "client"),
    Role.SUB_CUSTOMER: _Word("sub-customer", "client rattaché"),
    Role.PROJECT: _Word("project", "projet"),
}
SHEETS: Mapping[Kind, _Word] = {
    Kind.EMPLOYEE: _Word("Employees", "Employés"),
    Kind.CONTRACTOR: _Word("Contractors", "Sous-traitants"),
    Kind.CUSTOMER: _Word("Customers", "Clients"),
    Kind.SERVICE_ITEM: _Word("Service items", "Articles de service"),
    Kind.COST_CLASS: _Word("Classes", "Classes"),
    Kind.LOCATION: _Word("Locations", "Lieux"),
}

_PERSON = (
    Field.EXTERNAL_ID,
    Field.NAME,
    Field.GIVEN_NAME,
    Field.FAMILY_NAME,
    Field.EMAIL,
    Field.PHONE,
    Field.NUMBER,
    Field.PAYROLL_ID,
    Field.HIRED_ON,
    Field.CODE,
    Field.DESCRIPTION,
    Field.ACTIVE,
)
_PLACE = (Field.EXTERNAL_ID, Field.NAME, Field.CODE, Field.DESCRIPTION, Field.ACTIVE)
COLUMNS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.EMPLOYEE: _PERSON,
    Kind.CONTRACTOR: _PERSON,
    Kind.CUSTOMER: (
        Field.EXTERNAL_ID,
        Field.NAME,
        Field.ROLE,
        Field.EMAIL,
        Field.PHONE,
        Field.NUMBER,
        Field.CODE,
        Field.BILLABLE,
        Field.DESCRIPTION,
        Field.ACTIVE,
    ),
    Kind.SERVICE_ITEM: (
        Field.EXTERNAL_ID,
        Field.NAME,
        Field.CODE,
        Field.BILLABLE,
        Field.DESCRIPTION,
        Field.ACTIVE,
    ),
    Kind.COST_CLASS: _PLACE,
    Kind.LOCATION: _PLACE,
}
"""The columns of the plain format, per kind, in order. Names of nested kinds are whole paths."""

COMBINED: tuple[Field, ...] = (
    Field.KIND,
    *_PERSON[:-3],
    Field.ROLE,
    Field.CODE,
    Field.BILLABLE,
    Field.DESCRIPTION,
    Field.ACTIVE,
)
"""The columns of one file for every kind."""

_YES = {True: _Word("yes", "oui"), False: _Word("no", "non")}


def _samples(language: Language) -> Iterator[Record]:
    """Records that are plainly invented, to show how a template is filled in."""
    fr = language is Language.FR
    yield Record(
        Kind.EMPLOYEE, "E-1", "Alex Exemple" if fr else "Alex Sample", "",
        given_name="Alex", family_name="Exemple" if fr else "Sample",
        email="alex@example.com", phone="514 555-0101", number="101", payroll_id="P-101",
    )  # fmt: skip
    yield Record(Kind.CONTRACTOR, "S-1", "Atelier Exemple" if fr else "Sample Studio", "")
    customer = "Client exemple" if fr else "Sample customer"
    site = "Chantier" if fr else "Site"
    yield Record(Kind.CUSTOMER, "C-1", customer, customer, role=Role.CUSTOMER)
    yield Record(Kind.CUSTOMER, "C-2", site, f"{customer}:{site}", role=Role.PROJECT, billable=True)
    item, code = ("Tenue de livres", "TL") if fr else ("Bookkeeping", "BK")
    yield Record(Kind.SERVICE_ITEM, "A-1", item, item, code=code, billable=True)
    yield Record(Kind.COST_CLASS, "K-1", "Administration", "Administration")
    place = "Bureau de Montréal" if fr else "Montréal office"
    yield Record(Kind.LOCATION, "L-1", place, place)


def write_template(
    kind: Kind | None, language: Language, table_format: TableFormat = TableFormat.XLSX
) -> bytes:
    """A plain-format file with invented sample rows; ``kind`` None gives the combined one."""
    return write_records(_samples(language), kind, language, table_format)


def write_records(
    records: Iterable[Record],
    kind: Kind | None,
    language: Language,
    table_format: TableFormat = TableFormat.CSV,
    *,
    separator: str = ",",
) -> bytes:
    """The records of one kind, or of every kind in the combined format."""
    fields = COMBINED if kind is None else COLUMNS[kind]
    header = [HEADERS[field].to(language) for field in fields]
    rows = (
        [_cell(record, field, language) for field in fields]
        for record in records
        if kind is None or record.kind is kind
    )
    if table_format is TableFormat.CSV:
        return write_csv(header, rows, separator=separator)
    title = "Pointage" if kind is None else SHEETS[kind].to(language)
    return write_xlsx([(title, header, rows)])


def export_store(
    store: CompanyFileStore,
    kind: Kind | None,
    language: Language,
    table_format: TableFormat = TableFormat.CSV,
) -> bytes:
    """Everything the company file holds, inactive records too, in the plain format."""
    kinds = tuple(Kind) if kind is None else (kind,)
    records = (record for one in kinds for record in _all(store, one))
    return write_records(records, kind, language, table_format)


def _all(store: CompanyFileStore, kind: Kind) -> Iterator[Record]:
    page: str | None = None
    while True:
        answer = store.list(kind, page=page, limit=PAGE_SIZE, include_inactive=True)
        yield from answer.records
        page = answer.next_page
        if page is None:
            return


def _yes_no(value: bool | None, language: Language) -> str:
    return "" if value is None else _YES[value].to(language)


_CELLS: Mapping[Field, Callable[[Record, Language], str]] = {
    Field.KIND: lambda record, language: KIND_WORDS[record.kind].to(language),
    Field.EXTERNAL_ID: lambda record, _: record.external_id,
    Field.NAME: lambda record, _: (
        record.name if record.kind in PEOPLE else record.full_name or record.name
    ),
    Field.GIVEN_NAME: lambda record, _: record.given_name or "",
    Field.FAMILY_NAME: lambda record, _: record.family_name or "",
    Field.ROLE: lambda record, language: (
        ROLE_WORDS[record.role].to(language) if record.role else ""
    ),
    Field.ACTIVE: lambda record, language: _yes_no(record.active, language),
    Field.EMAIL: lambda record, _: record.email or "",
    Field.PHONE: lambda record, _: record.phone or "",
    Field.NUMBER: lambda record, _: record.number or "",
    Field.PAYROLL_ID: lambda record, _: record.payroll_id or "",
    Field.CODE: lambda record, _: record.code or "",
    Field.BILLABLE: lambda record, language: _yes_no(record.billable, language),
    Field.DESCRIPTION: lambda record, _: record.description or "",
    Field.HIRED_ON: lambda record, _: record.hired_on.isoformat() if record.hired_on else "",
}


def _cell(record: Record, field: Field, language: Language) -> str:
    return _CELLS[field](record, language)


_REPORT = (
    _Word("Row", "Ligne"),
    _Word("Fate", "Sort"),
    _Word("Kind", "Sorte"),
    _Word("Name", "Nom"),
    _Word("Changes", "Changements"),
    _Word("Reason", "Raison"),
    _Word("What to do", "À faire"),
    _Word("Remarks", "Remarques"),
)
_ACTIONS = {
    "create": _Word("created", "créée"),
    "update": _Word("updated", "mise à jour"),
    "unchanged": _Word("unchanged", "inchangée"),
    "skip": _Word("skipped", "ignorée"),
    "error": _Word("refused", "refusée"),
}


def remark_sentence(remark: Remark, language: Language) -> str:
    """The words for one remark."""
    word = HEADERS.get(remark.field) if remark.field else None
    return ROW_SENTENCES[remark.reason].say(
        language.value,
        field=word.to(language) if word else "",
        value=remark.value,
        other_row=remark.other_row if remark.other_row is not None else "",
        limit=remark.limit if remark.limit is not None else "",
    )


def write_report(plan: ImportPlan, language: Language, *, separator: str = ",") -> bytes:
    """The dry run as CSV: every row with its fate, the reason and what to do about it."""

    def rows() -> Iterator[list[str]]:
        for fate in plan.fates:
            mend = fate.why.mend if fate.why else None
            yield [
                str(fate.row),
                _ACTIONS[fate.action.value].to(language),
                KIND_WORDS[fate.kind].to(language) if fate.kind else "",
                fate.name,
                "; ".join(
                    f"{change.field}: {_shown(change.before)} → {_shown(change.after)}"
                    for change in fate.changes
                ),
                remark_sentence(fate.why, language) if fate.why else "",
                MEND_SENTENCES[mend].say(language.value) if mend else "",
                " ".join(remark_sentence(remark, language) for remark in fate.remarks),
            ]

    return write_csv([word.to(language) for word in _REPORT], rows(), separator=separator)


def _shown(value: object) -> str:
    return "∅" if value is None or value == "" else str(value)
