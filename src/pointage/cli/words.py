"""Words of the command line in the operator's language, without needing settings or a database:
`pointage doctor` must speak even when nothing else starts."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent / "locale"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def operators_language() -> str:
    """`fr` or `en`, from the terminal's LC_ALL, LC_MESSAGES or LANG."""
    named = next(
        (value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))),
        "",
    )
    return "fr" if named.lower().startswith("fr") else "en"


def use_language(language: str) -> None:
    """`fr` or `en`; anything else is English."""
    global _catalogue
    languages = ["fr_CA"] if language.lower().startswith("fr") else []
    _catalogue = gettext.translation("django", _LOCALE, languages, fallback=True)


def _(text: str) -> str:
    """`text` in the operator's language."""
    return _catalogue.gettext(text)


use_language(operators_language())
