"""Single cells made safe and read: text, yes or no, dates, e-mail addresses, phones, formulas.

Knows nothing of rows, columns or kinds. Nothing is evaluated: a formula is only text here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from pointage.ledgers.names import fold
from pointage.ledgers.tables import not_inert

MAX_CELL = 4000
"""Characters kept of one cell; the rest is cut and noted."""

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_FORMULA_START = ("=", "+", "-", "@")
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w]"
)
_PHONE_LABEL = re.compile(
    r"(?:phone|mobile|cell(?:ulaire|ular)?|fax|télécopieur|téléc?|téléphone|tel(?:ephone)?|autre|"
    r"other|bureau|work|home|domicile|principal)\s*\.?\s*:\s*",
    re.IGNORECASE,
)
_YES_WORDS = (
    "yes | y | true | 1 | x | oui | o | vrai | on | active | actif | enabled "
    "| billable | facturable"
)
_NO_WORDS = (
    "no | n | non | false | faux | 0 | off | inactive | inactif | disabled | desactive | deleted "
    "| supprime | terminated | termine | licencie | archived | archive | made inactive "
    "| not billable | nonbillable | non-billable | non facturable"
)
_YES = frozenset(_YES_WORDS.split(" | "))
_NO = frozenset(_NO_WORDS.split(" | "))
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ],
        start=1,
    )
    for name in names.split()
}
_NUMERIC_DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ].*)?")
_WORDED_DATE = re.compile(r"(?:(\d{1,2})(?:er)?[ -])?([a-z]+)\.?[ -](?:(\d{1,2}),? )?(\d{4})")


class DateOrder(StrEnum):
    """How 03/04/2026 is to be read."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def clean_cell(text: str) -> str:
    """One line of visible text: no controls, no bidi or zero-width marks, single spaces, NFC.

    Length is not touched. The apostrophe that our own exports put before a formula is removed.
    """
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
        text = unicodedata.normalize("NFC", text)
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cs", "Co", "Cn"))
    text = _SPACES.sub(" ", text).strip()
    return not_inert(text)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text instead of showing it."""
    return text.startswith(_FORMULA_START)


def looks_like_markup(text: str) -> bool:
    return "<" in text and ">" in text


def read_yes_no(text: str) -> bool | None:
    """None when the word is neither yes nor no in English or French."""
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    return None


def read_emails(text: str) -> tuple[list[str], list[str]]:
    """(addresses, leftovers) of a cell which may hold several, with names and brackets around.

    The domain is lowered; the part before @ is kept as written.
    """
    good: list[str] = []
    bad: list[str] = []
    for piece in re.split(r"[,;\s]+", text):
        bare = piece.strip("<>()[]\"'").removeprefix("mailto:")
        if not bare:
            continue
        if len(bare) <= 254 and _EMAIL.fullmatch(bare) and ".." not in bare:
            local, _, domain = bare.rpartition("@")
            good.append(f"{local}@{domain.lower()}")
        else:
            bad.append(bare)
    if good:
        bad = [text for text in bad if "@" in text]  # the rest is the person's name
    return good, bad


def read_phones(text: str) -> list[str]:
    """The numbers of a cell such as ``Phone:(514) 555-0101 Mobile:(514) 555-0102``, as written."""
    return [part.strip(" ,;") for part in _PHONE_LABEL.split(text) if part.strip(" ,;")]


def infer_date_order(texts: list[str]) -> DateOrder | None:
    """From a whole column: None when nothing decides, or when the column contradicts itself."""
    seen = set()
    for text in texts:
        found = _NUMERIC_DATE.fullmatch(text)
        if not found or len(found[1]) == 4:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            seen.add(DateOrder.DAY_FIRST)
        elif second > 12 >= first:
            seen.add(DateOrder.MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else None


class AmbiguousDate(ValueError):
    """The day and the month cannot be told apart."""


def read_date(text: str, order: DateOrder | None) -> date:
    """ISO, numeric and worded dates. Raises AmbiguousDate, or ValueError when it is no date."""
    found = _NUMERIC_DATE.fullmatch(text)
    if found:
        first, second, third = (int(part) for part in found.groups()[:3])
        if len(found[1]) == 4:
            return _plausible(date(first, second, third))
        if len(found[3]) not in (2, 4):
            raise ValueError(text)
        year = third if len(found[3]) == 4 else 2000 + third if third < 70 else 1900 + third
        _plausible(date(year, 1, 1))
        if first == second:
            return date(year, first, second)
        if order is None and (first <= 12 and second <= 12):
            raise AmbiguousDate(text)
        if order is DateOrder.DAY_FIRST or (order is None and first > 12):
            return date(year, second, first)
        return date(year, first, second)
    worded = _WORDED_DATE.fullmatch(fold(text))
    if worded and worded[2] in _MONTHS and (worded[1] or worded[3]):
        day = int(worded[1] or worded[3])
        return _plausible(date(int(worded[4]), _MONTHS[worded[2]], day))
    raise ValueError(text)


def _plausible(found: date) -> date:
    if not 1900 <= found.year <= 2100:
        raise ValueError(found)
    return found
