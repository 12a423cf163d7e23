"""The guides keep up: every command is documented in both languages, every link leads somewhere,
every guide has its twin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pointage.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
TWINS = sorted(page.name for page in DOCS.glob("*.fr.md"))


def commands() -> list[str]:
    """Names of the commands an operator sees, groups included."""
    shown = [each.name or each.callback.__name__ for each in app.registered_commands
             if not each.hidden and each.callback is not None]  # fmt: skip
    groups = [group.name for group in app.registered_groups if isinstance(group.name, str)]
    return [name.replace("_", "-") for name in [*shown, *groups] if name != "manage"]


@pytest.mark.parametrize("suffix", [".md", ".fr.md"])
@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str, suffix: str) -> None:
    pages = [p for p in DOCS.glob("*.md") if p.name.endswith(".fr.md") == (suffix == ".fr.md")]
    pages += [DOCS / "labour.md"]
    assert any(f"pointage {command}" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    own = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in own if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("twin", TWINS)
def test_every_french_guide_has_its_english_twin(twin: str) -> None:
    assert (DOCS / twin.replace(".fr.md", ".md")).exists()
