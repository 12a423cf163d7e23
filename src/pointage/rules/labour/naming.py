"""What codes, places and citations of the law's files are called in the reader's language.

Not for sentences: those are `words`. English and French only; other languages read English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pointage.rules.languages import Bilingual, chosen

_FOLDER = files("pointage.rules.labour")


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Mapping[str, Bilingual]]:
    """Names by family (rule, parameter, industry, counter, …) and code."""
    text = (_FOLDER / "labels.toml").read_text(encoding="utf-8")
    return {
        family: {code: Bilingual(**both) for code, both in names.items()}
        for family, names in tomllib.loads(text).items()
    }


def label(language: str, family: str, code: str) -> str:
    """The name of a code; the code itself, with spaces, where an employer made it up."""
    found = labels()[family].get(code)
    return code.replace("_", " ") if found is None else found.said(language)


@lru_cache(maxsize=1)
def _french_parts() -> tuple[re.Pattern[str], Mapping[str, str]]:
    text = (_FOLDER / "citations.toml").read_text(encoding="utf-8")
    parts: dict[str, str] = tomllib.loads(text)["fr"]
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile("|".join(re.escape(part) for part in longest_first)), parts


def citation(language: str, source: str) -> str:
    """A source as that reader cites it: French titles where the statute has one."""
    if chosen(language) != "fr":
        return source
    pattern, parts = _french_parts()
    return pattern.sub(lambda found: parts[found.group()], source)
