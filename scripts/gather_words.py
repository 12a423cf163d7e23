"""Runs xgettext (through Django) in every folder that keeps translations.

A room's words stay in the room: the folder of each `locale/` is searched, nested rooms left out.
`--check` writes nothing and fails when a word is missing, unused or untranslated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "pointage"
PO = Path("locale/fr_CA/LC_MESSAGES/django.po")


def rooms() -> list[Path]:
    """Folders that keep translations, outermost first."""
    return sorted(folder.parent for folder in SOURCE.rglob("locale") if folder.is_dir())


def gather(room: Path) -> None:
    """Rewrites the room's .po from its source."""
    (room / PO).parent.mkdir(parents=True, exist_ok=True)
    inner = [other for other in rooms() if other != room and room in other.parents]
    ignore = [flag for other in inner for flag in ("-i", f"{other.relative_to(room)}*")]
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr_CA", "--no-location"]
    command += ["--no-obsolete", "-e", "html,txt,mjml,py", "-i", "static/*", *ignore]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "scripts.no_settings"}
    environment["PYTHONPATH"] = str(SOURCE.parent.parent)
    subprocess.run(command, cwd=room, check=True, env=environment, stdout=subprocess.DEVNULL)


def catalog_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr_CA")


def problems(room: Path) -> list[str]:
    """What `--check` complains about: the kept .po against a fresh gathering."""
    po = room / PO
    kept = po.read_bytes() if po.exists() else b""
    try:
        gather(room)
        fresh = catalog_of(po)
    finally:
        if kept:
            po.write_bytes(kept)
        elif po.exists():
            po.unlink()
    old = catalog_of(po) if kept else Catalog()
    found = []
    for message in fresh:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        name = f"{room.relative_to(SOURCE)}: {message.id!r}"
        if known is None:
            found.append(f"{name} is not in the translations")
        elif known.fuzzy:
            found.append(f"{name} is fuzzy")
        elif not all(known.string if isinstance(known.string, tuple) else (known.string,)):
            found.append(f"{name} is not translated")
    return found


def main() -> int:
    if "--check" in sys.argv:
        found = [line for room in rooms() for line in problems(room)]
        print("\n".join(found) or "Every word is translated.")
        return 1 if found else 0
    for room in rooms():
        gather(room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
