"""Lists as CSV that a spreadsheet opens, that this program reads back, and in which no cell can run
as a formula. French files use semicolons and decimal commas, as French spreadsheets expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pointage.features.jobs.files.columns import HEADERS, ITEM_NAME_HEADER, STATES, Column
from pointage.features.jobs.files.fates import RowFate
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job
from pointage.ledgers.tables import write_csv

_YES_NO = {True: ("Yes", "Oui"), False: ("No", "Non")}


def jobs_csv(company_id: int, language: str, *, with_archived: bool = True) -> bytes:
    """Every job by path. Needs the company in scope; one query."""
    place = _place(language)
    jobs = Job.objects.filter(company_id=company_id).order_by("full_name", "pk")
    if not with_archived:
        jobs = jobs.filter(is_active=True)
    rows = jobs.values_list(
        "public_id", "full_name", "code", "is_billable", "billable_rate", "is_active"
    )
    return write_csv(
        [HEADERS[column][place] for column in HEADERS],
        (
            [
                public_id,
                path,
                code,
                _YES_NO[billable][place],
                _amount(rate, place),
                STATES[active][place],
            ]
            for public_id, path, code, billable, rate, active in rows.iterator(2000)
        ),
        separator=_separator(place),
    )


def items_csv(field: CustomField, language: str) -> bytes:
    """Every item of a field in order. One query."""
    place = _place(language)
    items = CustomFieldItem.objects.filter(field=field).order_by("position", "name", "pk")
    return write_csv(
        [ITEM_NAME_HEADER[place], HEADERS[Column.CODE][place], HEADERS[Column.STATE][place]],
        (
            [name, code, STATES[active][place]]
            for name, code, active in items.values_list("name", "code", "is_active")
        ),
        separator=_separator(place),
    )


def report_csv(
    fates: Iterable[RowFate], header: tuple[str, ...], words: dict[str, str], language: str
) -> bytes:
    """The dry run, a line for each row: line, name, fate in `words`, why."""
    place = _place(language)

    def rows() -> Iterator[list[str]]:
        for fate in fates:
            yield [str(fate.line), fate.name, words[fate.fate], fate.why]

    return write_csv(header, rows(), separator=_separator(place))


def _place(language: str) -> int:
    return 1 if language.startswith("fr") else 0


def _separator(place: int) -> str:
    return ";" if place else ","


def _amount(rate: Decimal | None, place: int) -> str:
    if rate is None:
        return ""
    text = format(rate.normalize(), "f")
    return text.replace(".", ",") if place else text
