"""The user documentation names every column and every limit, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from pointage.ledgers.company_file.cleaning import MAX_CELL
from pointage.ledgers.company_file.detecting import MAX_BYTES
from pointage.ledgers.company_file.drafts import LIMITS
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.reading import MAX_ROWS
from pointage.ledgers.company_file.spreadsheets import MAX_COLUMNS, MAX_UNPACKED
from pointage.ledgers.company_file.writing import HEADERS, Language
from pointage.ledgers.names import MAX_DEPTH

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [(DOCS / "books-files.md", Language.EN), (DOCS / "books-files.fr.md", Language.FR)]
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("page", "language"), PAGES)
def test_every_column_of_the_plain_format_is_documented(page: Path, language: Language) -> None:
    table = [line for line in page.read_text().splitlines() if line.startswith("|")]
    first_cells = " ".join(line.split("|")[1] for line in table)

    titles = [word.to(language) for word in HEADERS.values()]
    assert [title for title in titles if title not in first_cells] == []


@pytest.mark.parametrize(("page", "language"), PAGES)
def test_every_limit_is_documented(page: Path, language: Language) -> None:
    text = page.read_text().replace("\u00a0", "").replace(",000", "000")
    limits = [MAX_ROWS, MAX_CELL, MAX_COLUMNS, MAX_DEPTH, LIMITS[Field.NAME]]

    for limit in [*limits, MAX_BYTES // MEGABYTE, MAX_UNPACKED // MEGABYTE]:
        assert str(limit) in text


def test_french_typography() -> None:
    text = (DOCS / "books-files.fr.md").read_text()

    assert "« " not in text
    assert " »" not in text
    assert " :" not in text
    assert "'" not in text
