"""The `pointage` command. Each group of commands lives in a module of its own."""

from __future__ import annotations

import os

import typer

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Time tracking for accounting firms and their clients.",
)


@app.callback()
def pointage() -> None:
    """Time tracking for accounting firms and the businesses they serve."""


def start_django() -> None:
    """Loads the settings and the apps; commands that need the database call this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pointage.config.settings")
    import django

    django.setup()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(ctx: typer.Context) -> None:
    """Runs a Django management command (makemigrations, shell, …)."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pointage manage", *ctx.args])


if __name__ == "__main__":
    app()
