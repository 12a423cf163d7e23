"""Compiles every translation (.po to .mo) with Babel, so that installing needs no gettext."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "pointage"


def main() -> int:
    """Returns how many files could not be read."""
    broken = 0
    for po in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po")):
        try:
            with po.open("rb") as file:
                catalog = read_po(file, abort_invalid=True)
        except Exception as error:
            print(f"{po.relative_to(SOURCE)}: {error}", file=sys.stderr)
            broken += 1
            continue
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
    return broken


if __name__ == "__main__":
    sys.exit(main())
