"""Sentences for people, in English and French, from codes and figures.

The one place of the pure rooms that holds words; screens translate everything else themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from pointage.rules.languages import chosen

_ENGLISH_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every sentence, by language and code."""
    text = (files("pointage.rules.labour") / "texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(language: str, code: str, **parts: str) -> str:
    """The sentence of that code in that language."""
    return catalogue()[chosen(language)][code].format(**parts)


def duration(language: str, seconds: int) -> str:
    """8 h, 8 h 30 min (8 h 30 in French), with seconds only when there are some."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if left:
        return say(
            language, "hours_minutes_seconds", hours=str(hours), minutes=f"{minutes:02}",
            seconds=f"{left:02}",
        )  # fmt: skip
    if minutes:
        return say(language, "hours_minutes", hours=str(hours), minutes=f"{minutes:02}")
    return say(language, "hours", hours=str(hours))


def ordinal(language: str, place: int) -> str:
    """2nd, 7th, 21st in English; 2e, 7e, 21e in French."""
    if chosen(language) == "fr":
        return "1er" if place == 1 else f"{place}e"
    teen = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teen else _ENGLISH_ENDINGS.get(place % 10, 'th')}"


def money(language: str, value: Decimal) -> str:
    """1,234.50 as 1234.50 in English and 1234,50 in French; the currency is the reader's own."""
    plain = f"{value:.2f}"
    return plain.replace(".", ",") if chosen(language) == "fr" else plain


def number(language: str, value: Decimal) -> str:
    """1.5 in English, 1,5 in French, without needless zeros."""
    plain = f"{value.normalize():f}"
    return plain.replace(".", ",") if chosen(language) == "fr" else plain
