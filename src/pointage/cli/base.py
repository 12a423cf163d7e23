"""What every command needs: Django started, and a place to print."""

from __future__ import annotations

import os
from typing import NoReturn

import typer
from rich.console import Console

from pointage.cli.words import _

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def start_django() -> None:
    """Loads the settings and the apps; commands that need the database call this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pointage.config.settings")
    import django

    django.setup()


def fail(text: str) -> NoReturn:
    """Says what went wrong and ends the command with exit code 1."""
    err.print(_("Error:"), text, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1)
