"""What every `pointage labour` command shares: its language, its console, and how it refuses."""

from __future__ import annotations

import sys
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from pointage.cli.words import _, operators_language, use_language
from pointage.rules.labour import BeforeKnownLaw, Pack, UnknownJurisdiction, jurisdiction
from pointage.rules.labour.words import number
from pointage.rules.languages import LANGUAGES, chosen

_NBSP = "\N{NO-BREAK SPACE}"
_HELD = "\ue000"  # stands for it while lines are broken
REFUSED = 2
"""Exit code of a command that was given something it cannot follow."""


def spoken(language: str | None) -> str:
    """`en` or `fr`: the one asked, else the terminal's. Headings follow from here on."""
    asked = operators_language() if language is None else language
    first = asked.replace("_", "-").partition("-")[0].lower()
    use_language(chosen(first if first in LANGUAGES else operators_language()))
    if first not in LANGUAGES:
        refuse(_("--language: {value} is not en or fr.").format(value=repr(asked)))
    return chosen(first)


Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        callback=spoken,
        is_eager=True,
        help=_("Language of the answer: en or fr; the terminal's if none."),
    ),
]
On = Annotated[
    str | None, typer.Option("--on", help=_("Date of the law, YYYY-MM-DD; today if none."))
]


def refuse(message: str) -> NoReturn:
    """Says why on the error output, and leaves with REFUSED."""
    print(message, file=sys.stderr)
    raise typer.Exit(REFUSED)


class Grid(Table):
    """A table whose cells keep no-break spaces together, which rich would break at."""

    def add_row(self, *cells: str) -> None:  # type: ignore[override]
        super().add_row(*(cell.replace(_NBSP, _HELD) for cell in cells))


class Paper:
    """Where tables and sentences are printed: as they are, never read as markup."""

    def __init__(self) -> None:
        self._width = None if sys.stdout.isatty() else 160

    def print(self, shown: Grid | str) -> None:
        wide = Console(width=self._width, markup=False, highlight=False)
        with wide.capture() as captured:
            wide.print(shown.replace(_NBSP, _HELD) if isinstance(shown, str) else shown)
        typer.echo(captured.get().replace(_HELD, _NBSP), nl=False)


def place_named(code: str, language: str, on: date | None = None) -> Pack:
    """The law of that place, known on that date; refused in words otherwise."""
    try:
        pack = jurisdiction(code)
    except UnknownJurisdiction as error:
        known = _("`pointage labour places` lists them.")
        refuse(f"{error.text(language)}. {known}")
    if on is not None and on < pack.since:
        refuse(BeforeKnownLaw(pack.id, on, pack.since).text(language))
    return pack


def date_read(option: str, text: str) -> date:
    """A date given to an option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("{option}: {value} is not a date; write it like 2026-11-23.")
        refuse(message.format(option=option, value=repr(text)))


def today_or(text: str | None) -> date:
    return datetime.now().astimezone().date() if text is None else date_read("--on", text)


def amount_read(option: str, text: str | None) -> Decimal | None:
    """An amount given to an option, with a point or a comma."""
    if text is None:
        return None
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        message = _("{option}: {value} is not an amount; write it like 22.50.")
        refuse(message.format(option=option, value=repr(text)))
    return amount


def whole_read(option: str, text: str | None) -> int | None:
    """A whole number given to an option."""
    if text is None:
        return None
    if not text.isdecimal():
        message = _("{option}: {value} is not a whole number.")
        refuse(message.format(option=option, value=repr(text)))
    return int(text)


def hours_said(language: str, seconds: int) -> str:
    """Hours as 7.50 (7,50 in French), exact to the second when two decimals are not enough."""
    value = Decimal(seconds) / 3600
    short = value.quantize(Decimal("0.01"))
    plain = f"{short}" if short == value else f"{value:.4f}"
    return plain if chosen(language) == "en" else plain.replace(".", ",")


def times_said(language: str, multiplier: Decimal) -> str:
    return f"× {number(language, multiplier)}"
