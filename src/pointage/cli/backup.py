"""`pointage backup` and `pointage restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pointage.cli.base import err, fail, out, start_django
from pointage.cli.words import _


def backup(
    file: Annotated[Path, typer.Argument(help=_("The .tar.gz to write, or a folder."))],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help=_("Put the keys into the backup too."))
    ] = False,
) -> None:
    start_django()
    from django.db import DatabaseError
    from django.utils import timezone

    from pointage.cli.backups.make import backup_make

    target = file.expanduser().resolve()
    if target.is_dir():
        target /= timezone.now().strftime("pointage-%Y%m%d-%H%M%S.tar.gz")
    if not target.parent.is_dir():
        fail(_("The folder {folder} does not exist.").format(folder=target.parent))
    with err.status(_("Copying…")):
        try:
            manifest = backup_make(target, with_keys=with_keys)
        except (DatabaseError, OSError) as error:
            fail(_("No backup was made: {error}").format(error=error))
    rows = sum(table.rows for table in manifest.tables.values())
    out.print(
        _("Backup {file}: {rows} rows in {tables} tables.").format(
            file=target, rows=rows, tables=len(manifest.tables)
        ),
        soft_wrap=True,
    )
    if not with_keys:
        out.print(
            _("The keys are not in it: keep secret.key and encryption.keys somewhere else, safe."),
            soft_wrap=True,
        )


def restore(
    file: Annotated[Path, typer.Argument(help=_("The .tar.gz made by “pointage backup”."))],
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Replace the data that is there."))
    ] = False,
) -> None:
    start_django()
    from django.db import DatabaseError

    from pointage.cli.backups.manifest import BackupRefused
    from pointage.cli.backups.restore import backup_restore

    with err.status(_("Checking and restoring…")):
        try:
            restored = backup_restore(file.expanduser().resolve(), replace=replace)
        except (BackupRefused, DatabaseError, OSError) as error:
            fail(str(error))
    out.print(
        _(
            "Restored the backup of {made_at}: {rows} rows, every checksum and count right,"
            " {events} sealed events of history verified."
        ).format(made_at=restored.manifest.made_at, rows=restored.rows, events=restored.events),
        soft_wrap=True,
    )
    if not restored.keys_fit:
        err.print(
            _("Warning:"),
            _(
                "The backup was encrypted with keys that are not here. Put the old encryption.keys"
                " into the data folder, or second factors will have to be set up again."
            ),
            soft_wrap=True,
        )
