"""Every code recorded anywhere in the source has words, and is in the document of codes."""

from __future__ import annotations

import re
from pathlib import Path

from pointage.foundation.history.words import WORDS, sentence

ROOT = Path(__file__).resolve().parents[3]
_KEYWORD = re.compile(r"""\bcode=["']([a-z_]+\.[a-z_]+)["']""")
_ARGUMENT = re.compile(r"""_record\(\s*[^"'\n]*["']([a-z_]+\.[a-z_]+)["']""")


def recorded_codes() -> set[str]:
    """Codes in files that record history, given by keyword or to a `…_record(` helper."""
    found: set[str] = set()
    for path in (ROOT / "src" / "pointage").rglob("*.py"):
        text = path.read_text()
        if "event_record" in text:
            found |= {*_KEYWORD.findall(text), *_ARGUMENT.findall(text)}
    return found


def documented_codes() -> list[str]:
    text = (ROOT / "docs" / "history-codes.md").read_text()
    return re.findall(r"^\| `([a-z_.]+)` \|", text, flags=re.MULTILINE)


def test_every_recorded_code_has_words() -> None:
    assert recorded_codes() - set(WORDS) == set()


def test_every_code_is_documented_once_and_in_order() -> None:
    assert documented_codes() == sorted(WORDS)


def test_a_code_of_another_release_shows_as_it_is() -> None:
    assert sentence("moon.landed", "Apollo") == "moon.landed"
