"""`pointage verify-history`: walks the chain of every company and names the first broken event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pointage.cli.base import err, fail, out, start_django
from pointage.cli.words import _

if TYPE_CHECKING:
    from pointage.foundation.history.sealing import Break


def verify_history(
    heads: Annotated[
        Path | None,
        typer.Option(help=_("Heads kept earlier, or a backup: shows whether the end was cut.")),
    ] = None,
    write_heads: Annotated[
        Path | None,
        typer.Option(help=_("Write the present heads to a file, to keep elsewhere.")),
    ] = None,
) -> None:
    start_django()
    from pointage.foundation.history.sealing import chains_verify
    from pointage.foundation.history.sealing import heads as present_heads

    kept = _heads_read(heads) if heads is not None else {}
    sealed = unsealed = chains = 0
    broken: list[Break] = []
    with err.status(_("Walking…")):
        for report in chains_verify(kept):
            chains += 1
            sealed += report.sealed
            unsealed += report.unsealed
            if report.broken:
                broken.append(report.broken)
    for one in broken:
        out.print(f"[bold red]✗[/] {_sentence(one)}", soft_wrap=True)
    out.print(
        _("{chains} chains, {sealed} sealed events verified, {unsealed} not sealed yet.").format(
            chains=chains, sealed=sealed, unsealed=unsealed
        )
    )
    if broken:
        raise typer.Exit(1)
    if write_heads is not None:
        write_heads.write_text(json.dumps(present_heads(), indent=1))
        out.print(_("Heads written to {file}.").format(file=write_heads))


def _heads_read(path: Path) -> dict[int, tuple[int, str]]:
    from pointage.cli.backups.archive import manifest_read
    from pointage.cli.backups.manifest import BackupRefused

    try:
        if path.name.endswith(".gz"):
            return manifest_read(path).heads
        data = json.loads(path.read_text())
        return {int(company): (int(head[0]), str(head[1])) for company, head in data.items()}
    except (BackupRefused, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        fail(_("{file} holds no heads: {error}").format(file=path, error=error))


def _sentence(one: Break) -> str:
    from pointage.foundation.history.sealing import Fault

    words = {
        Fault.CHANGED: _("Company {company}: event {event} was changed after it was sealed."),
        Fault.MISSING: _("Company {company}: event {event} was sealed and is gone."),
        Fault.ADDED: _("Company {company}: event {event} was put among sealed events."),
        Fault.SEAL: _("Company {company}: the seal up to event {event} does not fit."),
        Fault.HEAD: _("Company {company}: the kept head at event {event} is not in the chain."),
    }
    return words[one.fault].format(company=one.company_id, event=one.event_id)
