"""docs/labour.md says what the files and the tests say."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from pointage.cli.labour import app
from pointage.cli.labour.document import document
from pointage.cli.labour.results import Explained
from pointage.rules.labour import Policy, Segment, classify, read_employer_rules
from pointage.rules.labour.overview import overview_markdown
from pointage.rules.pay import Terms, pay_by_week
from pointage.rules.payperiods import PayFrequency, PaySchedule
from tests.rules.test_labour_examples import NOT_EXPRESSED

START = datetime(2026, 6, 8, 13, tzinfo=UTC)
DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "labour.md").read_text(encoding="utf-8")
PAGES = {"en": PAGE, "fr": (DOCS / "labour.fr.md").read_text(encoding="utf-8")}


@pytest.mark.parametrize("language", PAGES)
def test_the_table_of_places_is_the_one_the_files_make(language: str) -> None:
    _, _, rest = PAGES[language].partition("<!-- table ")
    on, _, table = rest.partition(" -->\n")
    made = overview_markdown(date.fromisoformat(on), language)
    assert table.partition("<!-- end of table -->")[0] == made


def block(code: str, page: str = PAGE) -> str:
    """The first code block of a page in that language."""
    found: list[str] = re.findall(rf"```{code}\n(.*?)```", page, flags=re.DOTALL)
    return found[0]


@pytest.mark.parametrize(("language", "lines_that_claim"), [("en", 3), ("fr", 2)])
def test_the_ten_lines_give_what_they_say(language: str, lines_that_claim: int) -> None:
    lines = block("python", PAGES[language])
    names: dict[str, object] = {}
    exec(compile(lines, "docs/labour.md", "exec"), names)
    claims = re.findall(r"^(made\S.*?)  # (.*)$", lines, flags=re.MULTILINE)
    assert len(claims) == lines_that_claim
    for expression, said in claims:
        given = str(eval(expression, names)).replace("\N{NO-BREAK SPACE}", " ")
        assert given.startswith(said)


def test_the_employer_s_file_of_the_page_is_read() -> None:
    bundle = read_employer_rules(block("toml"))
    assert [(rule.id, rule.multiplier) for rule in bundle.rules] == [
        ("long_day", Decimal("1.5")),
        ("night", Decimal("1.1")),
    ]


def test_every_key_of_the_json_is_on_the_page() -> None:
    made = classify(
        [Segment(START, START + timedelta(hours=9), id="one")],
        Policy("US-CA", "UTC", pay_schedule=PaySchedule(PayFrequency.MONTHLY, end_days=(31,))),
    )
    paid = pay_by_week(made, Terms(hourly=Decimal(20)))
    whole = json.loads(document(Explained(made.policy, (made,), paid, None), "en"))
    keys = set(whole)
    for part in ("pieces", "days", "weeks", "pay_periods", "pay", "findings"):
        keys |= set(whole[part][0])
    keys |= set(whole["pieces"][0]["rules"][0])
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()


@pytest.mark.parametrize("language", PAGES)
def test_every_option_of_the_command_is_on_the_page(language: str) -> None:
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    options = [name for each in command.commands["explain"].params for name in each.opts]
    assert [name for name in options if name.startswith("--") and name not in PAGES[language]] == []


def test_examples_that_are_not_run_are_listed_with_the_reason() -> None:
    for name, reason in NOT_EXPRESSED.items():
        assert f"| {name} | {reason} |" in PAGE
