"""Single cells of a file of people: text to value and back. Knows nothing of rows or persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import pgettext

from pointage.features.team.files import errors
from pointage.features.team.files.columns import CHOICE_WORDS, YES_NO_COLUMNS, Column
from pointage.ledgers.company_file.cleaning import (
    AmbiguousDate,
    DateOrder,
    read_date,
    read_yes_no,
)
from pointage.ledgers.names import fold

_CHOICES: Final = {
    Column.PAY_RATE_PER: {
        "hour": "hour hourly h hr heure horaire hours",
        "year": "year yearly annual annually an annee annuel annum",
    },
    Column.KIND: {
        "employee": "employee employe employee(e) employe(e) salarie",
        "contractor": "contractor sous-traitant sous-traitante vendor fournisseur freelance",
    },
    Column.LANGUAGE: {
        "en": "en english anglais en-ca en-us eng",
        "fr-ca": "fr french francais fr-ca fra",
    },
}
_BY_WORD: Final = {
    column: {word: value for value, words in values.items() for word in words.split()}
    for column, values in _CHOICES.items()
}
_AMOUNT: Final = re.compile(r"[-+]?\d[\d.,]*|[-+]?[.,]\d+")
_MONEY: Final = re.compile(r"(?:\$|cad|usd|ca\$|us\$|c\$|\s|’|')+", re.IGNORECASE)


def read_cell(column: Column, text: str, order: DateOrder | None) -> Any:
    """What a cell that is not empty says. Raises a `RuleBroken` that names the column."""
    try:
        return _READERS.get(column, _text)(column, text, order)
    except AmbiguousDate as error:
        raise errors.CellDateUnclear(field=column, value=text[:60]) from error


def cell_text(column: Column, value: Any) -> str:
    """The value as a cell of an export, in the active language; read back it is the same."""
    if value is None or value == "":
        return ""
    if column in YES_NO_COLUMNS:
        return pgettext("in a file", "yes") if value else pgettext("in a file", "no")
    if column in CHOICE_WORDS:
        return str(CHOICE_WORDS[column].get(value, value))
    if column is Column.GROUPS:
        return "; ".join(value)
    if isinstance(value, Decimal):
        return amount_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def amount_text(value: Decimal) -> str:
    """At least two decimals, and no more zeros than needed: 21.50, 21.125."""
    plain = format(value.normalize(), "f")
    whole, _point, decimals = plain.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def read_amount(text: str) -> Decimal:
    """`1 234,50 $`, `$1,234.50`, `1234.5`. A lone comma before exactly three digits may mean two
    things and is refused. Raises `CellNotAmount`, `CellAmountUnclear`."""
    bare = _MONEY.sub("", text)
    if not _AMOUNT.fullmatch(bare) or not bare.isascii():
        raise errors.CellNotAmount(value=text[:60])
    if "," not in bare:
        if bare.count(".") > 1:
            raise errors.CellNotAmount(value=text[:60])
        return Decimal(bare)
    if "." in bare:
        return _with_thousands(bare, text)
    whole, _comma, decimals = bare.rpartition(",")
    if "," in whole:
        return _with_thousands(f"{bare}.0", text)
    if len(decimals) == 3 and whole.strip("+-0"):
        raise errors.CellAmountUnclear(value=text[:60])
    return Decimal(f"{whole or '0'}.{decimals or '0'}")


def _with_thousands(bare: str, text: str) -> Decimal:
    """Both signs are there: the last one is the decimal sign, the other one parts thousands."""
    decimal = max(".,", key=bare.rindex)
    thousands = "," if decimal == "." else "."
    whole, _sign, decimals = bare.rpartition(decimal)
    groups = whole.lstrip("+-").split(thousands)
    regular = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if decimal in whole or thousands in decimals or not regular:
        raise errors.CellNotAmount(value=text[:60])
    return Decimal(f"{whole.replace(thousands, '')}.{decimals or '0'}")


def read_groups(text: str) -> tuple[str, ...]:
    """Names of groups, each once whatever its case, in the order written."""
    found: dict[str, str] = {}
    for piece in text.split(";"):
        if name := " ".join(piece.split()):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _text(_column: Column, text: str, _order: DateOrder | None) -> str:
    return text


def _yes_no(column: Column, text: str, _order: DateOrder | None) -> bool:
    answer = read_yes_no(text)
    if answer is None:
        raise errors.CellNotYesNo(field=column, value=text[:60])
    return answer


def _date(column: Column, text: str, order: DateOrder | None) -> date:
    try:
        return read_date(text, order)
    except AmbiguousDate:
        raise
    except ValueError as error:
        raise errors.CellNotDate(field=column, value=text[:60]) from error


def _amount(column: Column, text: str, _order: DateOrder | None) -> Decimal:
    try:
        return read_amount(text)
    except (errors.CellNotAmount, errors.CellAmountUnclear) as error:
        error.field = column
        raise


def _groups(_column: Column, text: str, _order: DateOrder | None) -> tuple[str, ...]:
    return read_groups(text)


def _choice(column: Column, text: str, _order: DateOrder | None) -> str:
    value = _BY_WORD[column].get(fold(text))
    if value is None:
        offered: Iterable[object] = CHOICE_WORDS[column].values()
        raise errors.CellNotOffered(
            field=column, value=text[:60], choices=", ".join(map(str, offered))
        )
    return value


_Reader = Callable[[Column, str, "DateOrder | None"], Any]
_READERS: Final[dict[Column, _Reader]] = {
    Column.HIRED_ON: _date,
    Column.ENDED_ON: _date,
    Column.PAY_RATE: _amount,
    Column.GROUPS: _groups,
    **dict.fromkeys(YES_NO_COLUMNS, _yes_no),
    **dict.fromkeys(_CHOICES, _choice),
}
