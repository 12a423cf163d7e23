"""The `pointage` command: mounts the groups of commands, each in a module of its own."""

from __future__ import annotations

import typer

from pointage.cli import backup, doctor, history, labour, practice, sample, serve
from pointage.cli.base import start_django
from pointage.cli.words import _

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=_("Time tracking for accounting firms and the businesses they serve."),
)

app.command(help=_("Run the web server and the worker until stopped."))(serve.serve)
app.command(help=_("Do the work that waits: mail, imports, scheduled jobs."))(serve.worker)
app.command(help=_("Bring the database up to date."))(serve.migrate)
app.command(hidden=True)(serve.prepare)
app.command(help=_("Say what is wrong with this installation and how to mend it."))(doctor.doctor)
app.command(help=_("Write everything into one file, while serving."))(backup.backup)
app.command(help=_("Put a backup back, after checking it."))(backup.restore)
app.command(help=_("Check that nothing in history was altered."))(history.verify_history)
app.command(name="sample", help=_("Load the sample practice into an empty installation."))(
    sample.load
)
app.add_typer(practice.app, name="practice")
app.add_typer(labour.app, name="labour")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help=_("Run a Django management command (for developers)."),
)
def manage(ctx: typer.Context) -> None:
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pointage manage", *ctx.args])


if __name__ == "__main__":
    app()
