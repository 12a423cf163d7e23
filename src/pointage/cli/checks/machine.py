"""The machine: Python, data folder, disk, clock, compiled translations."""

from __future__ import annotations

import platform
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pointage.cli.checks.finding import Finding, broken, fine, warning
from pointage.cli.words import _

_LOW_BYTES = 1024**3
_FULL_BYTES = 100 * 1024**2
_PACKAGE = Path(__file__).resolve().parents[2]


def python_version() -> Iterator[Finding]:
    """Too old a Python cannot even install Pointage; which one runs is still worth knowing."""
    yield fine(_("Python {version}").format(version=platform.python_version()))


def data_folder() -> Iterator[Finding]:
    from django.conf import settings

    folder: Path = settings.DATA_DIR
    if not folder.is_dir():
        yield broken(
            _("The data folder {folder} does not exist.").format(folder=folder),
            _("Create it for the account that runs Pointage, or set POINTAGE_DATA_DIR."),
        )
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield broken(
            _("The data folder {folder} cannot be written to: {error}").format(
                folder=folder, error=error.strerror
            ),
            _("Give it to the account that runs Pointage: chown -R ACCOUNT {folder}").format(
                folder=folder
            ),
        )
        return
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        yield warning(
            _("Every account of this machine can look into the data folder {folder}.").format(
                folder=folder
            ),
            _("Close it: chmod 750 {folder}").format(folder=folder),
        )
    else:
        yield fine(_("Data folder {folder}").format(folder=folder))


def disk_space() -> Iterator[Finding]:
    from django.conf import settings

    if not settings.DATA_DIR.is_dir():
        return
    free = shutil.disk_usage(settings.DATA_DIR).free
    megabytes = free // 1024**2
    mend = _("Free some space or move the data folder to a larger disk.")
    if free < _FULL_BYTES:
        yield broken(_("Little room on the disk: {count} MB").format(count=megabytes), mend)
    elif free < _LOW_BYTES:
        yield warning(_("Little room on the disk: {count} MB").format(count=megabytes), mend)
    else:
        yield fine(_("Room on the disk: {count} MB").format(count=megabytes))


def translations() -> Iterator[Finding]:
    sources = sorted(_PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))
    missing = [path for path in sources if not _is_compiled(path)]
    if missing:
        yield broken(
            _("Translations not compiled, so pages show English: {count}").format(
                count=len(missing)
            ),
            _("Run “make words” in a source checkout, or install the released package."),
        )
    else:
        yield fine(_("Translations are compiled."))


def _is_compiled(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_size > 0


def clock() -> Iterator[Finding]:
    """A clock that stands before the newest event of history has been set back."""
    from django.db.models import Max
    from django.utils import timezone

    from pointage.foundation.history.models import HistoryEvent

    newest = HistoryEvent.objects.aggregate(last=Max("at"))["last"]
    now = timezone.now()
    if newest is not None and newest > now + timedelta(minutes=1):
        yield broken(
            _("The clock shows {now}, but something was recorded at {newest}.").format(
                now=now.isoformat(timespec="seconds"), newest=newest.isoformat(timespec="seconds")
            ),
            _("Set the clock and keep it right (timedatectl set-ntp true)."),
        )
    else:
        yield fine(_("Clock: {now}").format(now=now.isoformat(timespec="seconds")))
