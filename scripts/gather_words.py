"""Runs xgettext (through Django) in every folder that keeps translations.

A room's words stay in the room: the folder of each `locale/` is searched, nested rooms left out.
`--check` writes nothing and fails when a word is missing, unused or untranslated.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "pointage"
PO = Path("locale/fr_CA/LC_MESSAGES/django.po")


def rooms(source: Path = SOURCE) -> list[Path]:
    """Folders that keep translations, outermost first."""
    return sorted(folder.parent for folder in source.rglob("locale") if folder.is_dir())


def gather(room: Path, source: Path = SOURCE) -> None:
    """Rewrites the room's .po from its source."""
    (room / PO).parent.mkdir(parents=True, exist_ok=True)
    inner = [other for other in rooms(source) if other != room and room in other.parents]
    ignore = [flag for other in inner for flag in ("-i", f"{other.relative_to(room)}*")]
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr_CA", "--no-location"]
    command += ["--no-obsolete", "--no-wrap", "-e", "html,txt,mjml,py", "-i", "static/*", *ignore]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "scripts.no_settings"}
    environment["PYTHONPATH"] = str(SOURCE.parent.parent)
    subprocess.run(command, cwd=room, check=True, env=environment, stdout=subprocess.DEVNULL)
    if (room / PO).exists():  # a room without a word to translate gets no file
        tidy(room / PO)


def tidy(path: Path) -> None:
    """Sorted, unwrapped and without dates, so that two branches seldom touch the same lines;
    guesses of gettext are taken out, since they read like translations."""
    fresh = path.read_text().replace("INTEGER; plural=EXPRESSION", "2; plural=(n > 1)")
    path.write_text(fresh)
    catalog = catalog_of(path)
    for message in catalog:
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("",) * len(message.string) if message.pluralizable else ""
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, include_previous=False)
    text = re.sub(rb'"(POT-Creation|PO-Revision)-Date:[^\n]*\n', b"", buffer.getvalue())
    path.write_bytes(text)


def catalog_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr_CA")


def problems() -> list[str]:
    """What `--check` complains about: the kept words against a fresh gathering, made in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / SOURCE.name
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("static", "__pycache__"))
        return [line for room in rooms(copy) for line in _problems(room, copy)]


def _problems(room: Path, source: Path) -> list[str]:
    po = room / PO
    old = catalog_of(po) if po.exists() else Catalog()
    gather(room, source)
    found = []
    for message in catalog_of(po) if po.exists() else ():
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        name = f"{room.relative_to(source)}: {message.id!r}"
        if known is None:
            found.append(f"{name} is not in the translations")
        elif known.fuzzy:
            found.append(f"{name} is fuzzy")
        elif not all(known.string if isinstance(known.string, tuple) else (known.string,)):
            found.append(f"{name} is not translated")
    return found


def main() -> int:
    if "--check" in sys.argv:
        found = problems()
        print("\n".join(found) or "Every word is translated.")
        return 1 if found else 0
    for room in rooms():
        gather(room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
