"""docs/labour.md says what the files and the tests say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pointage.rules.labour.overview import overview_markdown
from tests.rules.test_labour_examples import NOT_EXPRESSED

PAGE = (Path(__file__).parents[3] / "docs" / "labour.md").read_text(encoding="utf-8")


def test_the_table_of_places_is_the_one_the_files_make() -> None:
    _, _, rest = PAGE.partition("<!-- table ")
    on, _, table = rest.partition(" -->\n")
    assert table.partition("<!-- end of table -->")[0] == overview_markdown(date.fromisoformat(on))


def test_examples_that_are_not_run_are_listed_with_the_reason() -> None:
    for name, reason in NOT_EXPRESSED.items():
        assert f"| {name} | {reason} |" in PAGE
