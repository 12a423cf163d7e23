"""`pointage practice …`: a firm's clients as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pointage.cli.base import start_django

if TYPE_CHECKING:
    from pointage.features.practice.access import FirmSeat
    from pointage.features.practice.apply.changes import ClientResult
    from pointage.foundation.identity.models import User

app = typer.Typer(no_args_is_help=True, help="A firm's clients as a file.")

_COLOURS = {"+": "green", "~": "yellow", "!": "red"}


@app.callback()
def practice() -> None:
    """A firm's clients as a file."""


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The practice file (YAML or JSON).")],
    firm: Annotated[str, typer.Option(help="Name or id of the firm, if there are several.")] = "",
    as_: Annotated[
        str, typer.Option("--as", help="E-mail of the firm user who acts; default: the owner.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    language: Annotated[str, typer.Option(help="fr or en; default: the acting user's.")] = "",
) -> None:
    """Makes many clients at once as the file says: details, books, time account, settings, import,
    administrator, invitation. Applying the same file again changes nothing."""
    start_django()
    from django.utils import translation

    from pointage.features.practice.apply.document import DocumentRefused, document_read
    from pointage.features.practice.apply.running import apply_all

    console = Console(highlight=False)
    user, seat = _seat(console, firm, as_)
    try:
        wishes = document_read(file)
    except DocumentRefused as error:
        for problem in error.problems:
            console.print(f"[red]✗[/red] {escape(problem)}")
        raise typer.Exit(2) from error
    counts = {"unchanged": 0, "changed": 0, "failed": 0}
    with (
        translation.override(_language(language, user.language)),
        Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        ) as progress,
    ):
        task = progress.add_task("dry run" if dry_run else "apply", total=len(wishes))
        for result in apply_all(wishes, seat=seat, user=user, dry_run=dry_run):
            counts[result.outcome.value] += 1
            _print(console, result)
            progress.advance(task)
        _sum_up(console, counts, dry_run=dry_run)
    if counts["failed"]:
        raise typer.Exit(1)


def _seat(console: Console, firm: str, as_: str) -> tuple[User, FirmSeat]:
    from django.db.models import Q

    from pointage.features.practice.access import firm_seat_for
    from pointage.features.practice.models import FirmMember
    from pointage.foundation.identity.actors import Source

    members = FirmMember.objects.filter(is_active=True, user__isnull=False, user__is_active=True)
    members = members.select_related("user", "firm")
    if firm:
        members = members.filter(Q(firm__public_id=firm) | Q(firm__name__iexact=firm))
    if as_:
        members = members.filter(user__email__iexact=as_.strip())
    else:
        members = members.filter(role=FirmMember.Role.PRIMARY_ADMIN)
    found = list(members[:2])
    if len(found) != 1 or found[0].user is None:
        say = "No such firm user." if not found else "Several firms: say which with --firm."
        console.print(f"[red]✗[/red] {say}")
        raise typer.Exit(2)
    user = found[0].user
    return user, firm_seat_for(user, found[0].firm.public_id, source=Source.CLI)


def _language(asked: str, own: str) -> str:
    if asked.lower().startswith("fr"):
        return "fr-ca"
    return "en" if asked.lower().startswith("en") else own


def _print(console: Console, result: ClientResult) -> None:
    mark = {"unchanged": "[dim]=[/dim]", "changed": "[green]✓[/green]", "failed": "[red]✗[/red]"}
    console.print(f"{mark[result.outcome.value]} {escape(result.name)}")
    for change in result.changes:
        colour = _COLOURS[change.sign.value]
        console.print(f"    [{colour}]{change.sign.value}[/{colour}] {escape(change.text)}")
    if result.problem:
        console.print(f"    [red]{escape(result.problem)}[/red]")


def _sum_up(console: Console, counts: dict[str, int], *, dry_run: bool) -> None:
    from django.utils.translation import gettext as _

    text = _("{changed} changed, {unchanged} unchanged, {failed} failed.").format(**counts)
    if dry_run:
        text = _("{changed} would change, {unchanged} unchanged, {failed} would fail.").format(
            **counts
        )
    console.print(text)
