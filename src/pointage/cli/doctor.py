"""`pointage doctor`: says what is wrong with an installation and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.markup import escape

from pointage.cli.base import out, start_django
from pointage.cli.checks import WITH_DATABASE, WITHOUT_DATABASE, Check, Finding, Level
from pointage.cli.checks.database import migrations, not_reachable
from pointage.cli.checks.finding import broken
from pointage.cli.words import _, operators_language, use_language

_MARKS = {
    Level.FINE: "[green]✓[/]",
    Level.WARNING: "[yellow]![/]",
    Level.BROKEN: "[bold red]✗[/]",
}


def doctor(
    language: Annotated[
        str, typer.Option(help=_("fr or en; by default the terminal's language."))
    ] = "",
) -> None:
    use_language(language or operators_language())
    count = 0
    for finding in findings():
        count += finding.level is Level.BROKEN
        out.print(_MARKS[finding.level], escape(finding.what), soft_wrap=True)
        if finding.mend:
            out.print("  →", escape(finding.mend), soft_wrap=True)
    if count:
        out.print(_("Needs mending: {count}").format(count=count), style="bold red")
        raise typer.Exit(1)
    out.print(_("Everything works."), style="bold green")


def findings() -> Iterator[Finding]:
    """Every finding, in order. Stops early where the rest could say nothing."""
    try:
        start_django()
    except Exception as error:  # settings may be wrong in any way; say which
        yield broken(
            _("The settings cannot be read: {error}").format(error=error),
            _("Correct the setting named above; docs/operators.md lists them all."),
        )
        return
    from django.db import DatabaseError, connection

    for check in WITHOUT_DATABASE:
        yield from _looked_at(check)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield not_reachable(error)
        return
    for check in WITH_DATABASE:
        found = list(_looked_at(check))
        yield from found
        if check is migrations and found[0].level is Level.BROKEN:
            return  # tables are missing: the rest would only say so again


def _looked_at(check: Check) -> Iterator[Finding]:
    """A check that cannot be made is a finding of its own, and the others go on."""
    from django.db import DatabaseError

    try:
        yield from check()
    except (DatabaseError, OSError) as error:
        yield broken(
            _("“{check}” could not be looked at: {error}").format(
                check=check.__name__, error=str(error).strip()
            ),
            _("Run “pointage migrate” first; if it stays, look into the log."),
        )
