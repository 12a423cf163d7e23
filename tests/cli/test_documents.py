"""The operators' documents name every setting and every command, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from pointage.cli.main import app
from pointage.config.environment import SETTINGS

DOCS = Path(__file__).resolve().parents[2] / "docs"
BOTH = pytest.mark.parametrize("name", ["operators.md", "operators.fr.md"])
#: Commands an operator runs; the others have documents of their own.
COMMANDS = ("serve", "worker", "migrate", "doctor", "backup", "restore", "verify-history")


@BOTH
def test_every_setting_is_in_the_table(name: str) -> None:
    rows = re.findall(r"^\| `(POINTAGE_[A-Z_]+)` \|", (DOCS / name).read_text(), re.MULTILINE)
    assert rows == list(SETTINGS)


@BOTH
def test_every_command_is_explained(name: str) -> None:
    text = (DOCS / name).read_text()
    assert [word for word in COMMANDS if f"pointage {word}" not in text] == []


@BOTH
def test_no_command_is_made_up(name: str) -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = re.findall(r"`(?:[A-Z_]+=\S+ )*pointage ([a-z-]+)", (DOCS / name).read_text())
    assert set(named) <= commands


@BOTH
def test_links_lead_somewhere(name: str) -> None:
    text = (DOCS / name).read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (DOCS / link).exists(), link
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == headings
