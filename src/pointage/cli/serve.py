"""`pointage serve`, `worker` and `migrate`: the processes of a running installation."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from typing import Annotated

import typer

from pointage.cli import sample
from pointage.cli.base import fail, out, start_django
from pointage.cli.supervisor import Child, Supervisor
from pointage.cli.words import _

_OURSELVES = (sys.executable, "-m", "pointage.cli.main")


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help=_("Port to listen on."))] = 8000,
    workers: Annotated[int, typer.Option(help=_("Web processes; 0 chooses by the database."))] = 0,
    threads: Annotated[int, typer.Option(help=_("Threads a web process; 0 chooses."))] = 0,
    migrate: Annotated[bool, typer.Option(help=_("Bring the database up to date first."))] = True,
    with_sample: Annotated[
        bool, typer.Option("--with-sample", help=_("Load the sample practice if it is empty."))
    ] = False,
) -> None:
    """Runs web server and worker together until stopped."""
    if _is_taken(host, port):
        fail(_("Port {port} is in use; choose another with --port.").format(port=port))
    environment = dict(os.environ)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "pointage.config.settings")
    environment.setdefault("POINTAGE_BASE_URL", f"http://localhost:{port}")
    os.environ.update(environment)
    prepare_command = [*_OURSELVES, "prepare", "--migrate" if migrate else "--no-migrate"]
    if with_sample:
        prepare_command.append("--with-sample")
    if subprocess.run(prepare_command, env=environment).returncode:  # noqa: S603
        fail(_("The start was given up; “pointage doctor” says more."))
    web = [*_granian(host, port, *_sizes(workers, threads)), "pointage.config.wsgi:application"]
    supervisor = Supervisor(
        [
            Child("web", web, environment),
            Child("worker", [*_OURSELVES, "worker"], environment),
        ],
        said=_say_death,
    )
    threading.Thread(
        target=_announce,
        args=(host, port, environment["POINTAGE_BASE_URL"], supervisor.stop),
        daemon=True,
    ).start()
    supervisor.run()
    out.print(_("Pointage has stopped."))


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _granian(host: str, port: int, workers: int, threads: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": "15",
        "--log-level": "warning",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *flat, "--no-ws", "--respawn-failed-workers"]


def _sizes(workers: int, threads: int) -> tuple[int, int]:
    """SQLite has one writer: one process of four threads. PostgreSQL: every core."""
    from django.conf import settings

    if "sqlite3" in str(settings.DATABASES["default"]["ENGINE"]):
        return workers or 1, threads or 4
    return workers or os.cpu_count() or 1, threads or 3


def _say_death(child: Child, code: int, pause: int) -> None:
    out.print(
        _("The process “{name}” ended ({code}); it starts again in {pause} s.").format(
            name=child.name, code=code, pause=pause
        )
    )


def _announce(host: str, port: int, base_url: str, stop: threading.Event) -> None:
    """Prints the address once the web server answers."""
    near = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    while not stop.wait(0.1):
        try:
            with urllib.request.urlopen(f"http://{near}:{port}/healthz", timeout=2):
                break
        except urllib.error.HTTPError:
            break  # it answers, if only that it does not know this name
        except OSError:
            continue
    else:
        return
    out.print(_("Pointage is ready:"), f"[bold]{base_url}[/]", _("(Ctrl-C stops it)"))


def prepare(migrate: bool = True, with_sample: bool = False) -> None:
    """Makes the installation ready to serve. Called by `serve` in a process of its own, so that
    the memory it takes is given back."""
    start_django()
    from django.core.management import call_command

    if migrate:
        _migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    if with_sample:
        sample.load_if_empty()
    else:
        _say_set_up_code()


def _say_set_up_code() -> None:
    """On an empty installation, prints what the first-run page asks of other machines."""
    from pointage.features.practice.services.founding import is_founded
    from pointage.foundation.identity.setup_code import setup_code

    if not is_founded():
        out.print(_("Nobody has an account yet: open the address below and set Pointage up."))
        out.print(_("Set-up code, if you are asked for it:"), f"[bold]{setup_code()}[/]")


def migrate() -> None:
    """Brings the database up to date and puts its guards in place."""
    start_django()
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError

    from pointage.foundation.tenancy.guarding import guards_install

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        fail(_("The database could not be brought up to date: {error}").format(error=error))
    guards_install()
    out.print(_("The database is up to date."))


def worker(
    once: Annotated[bool, typer.Option("--once", help=_("Do what is due, then end."))] = False,
) -> None:
    """Does the work that waits: mail, imports, scheduled jobs."""
    start_django()
    from pointage.foundation.outbox.worker import run

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(once=once, stop=stop)
