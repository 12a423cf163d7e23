"""Every code recorded anywhere in the source has words, and is in the document of codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pointage.foundation.history.words import WORDS, sentence

ROOT = Path(__file__).resolve().parents[3]
_CODE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


def recorded_codes() -> set[str]:
    """Codes given to `event_record` or to a helper named `…record`: as a keyword, as an argument,
    or through a variable called `code`."""
    found: set[str] = set()
    for path in (ROOT / "src" / "pointage").rglob("*.py"):
        text = path.read_text()
        if "_record(" in text and path.name != "words.py":
            for node in ast.walk(ast.parse(text)):
                found |= {value for value in _codes_in(node) if _CODE.fullmatch(value)}
    return found


def _codes_in(node: ast.AST) -> Iterator[str]:
    places: list[ast.expr] = []
    if isinstance(node, ast.Call) and _name_of(node.func).endswith("_record"):
        places = [*node.args, *(word.value for word in node.keywords if word.arg == "code")]
    elif isinstance(node, ast.Assign) and _name_of(node.targets[0]) == "code":
        places = [node.value]
    for place in places:
        if isinstance(place, ast.Constant | ast.IfExp):
            for leaf in ast.walk(place):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.value


def _name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def documented_codes() -> list[str]:
    text = (ROOT / "docs" / "history-codes.md").read_text()
    return re.findall(r"^\| `([a-z_.]+)` \|", text, flags=re.MULTILINE)


def test_every_recorded_code_has_words() -> None:
    assert len(recorded_codes()) > 50
    assert recorded_codes() - set(WORDS) == set()


def test_every_code_with_words_is_recorded_somewhere() -> None:
    source = "".join(
        path.read_text()
        for path in (ROOT / "src" / "pointage").rglob("*.py")
        if path.name != "words.py"
    )
    assert [code for code in WORDS if f'"{code}"' not in source] == []


def test_every_code_is_documented_once_and_in_order() -> None:
    assert documented_codes() == sorted(WORDS)


def test_a_code_of_another_release_shows_as_it_is() -> None:
    assert sentence("moon.landed", "Apollo") == "moon.landed"
