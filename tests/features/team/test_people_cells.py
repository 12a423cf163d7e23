"""Single cells: whatever is written out is read back the same, and nothing else gets in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.team.files import errors
from pointage.features.team.files.cells import cell_text, read_amount, read_cell, read_groups
from pointage.features.team.files.columns import YES_NO_COLUMNS, Column, columns_of
from pointage.foundation.errors import RuleBroken
from pointage.ledgers.company_file.cleaning import clean_cell

AMOUNTS = st.decimals(0, 10**8, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("21", "21"), ("21.5", "21.5"), ("21,50", "21.50"), ("$1,234.50", "1234.50"),
        ("1 234,50 $", "1234.50"), ("1.234.567,8", "1234567.8"), ("0,125", "0.125"),
        ("1,234,567", "1234567"), (".5", "0.5"), ("CAD 30", "30"),
        ("52\N{NO-BREAK SPACE}000", "52000"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1,2,3", "12,34.5", "1e5", "٣", "--1", "NaN"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(errors.CellNotAmount):
        read_amount(text)


@given(AMOUNTS)
def test_an_amount_written_is_read_back(amount: Decimal) -> None:
    assert read_amount(cell_text(Column.PAY_RATE, amount)) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused_in_words(text: str) -> None:
    try:
        assert read_amount(clean_cell(text)).is_finite()
    except RuleBroken as error:
        assert error.text


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_is_read_back(day: date) -> None:
    assert read_cell(Column.HIRED_ON, cell_text(Column.HIRED_ON, day), None) == day


@given(st.sampled_from(sorted(YES_NO_COLUMNS)), st.booleans(), st.sampled_from(["en", "fr-ca"]))
def test_yes_and_no_are_read_back_in_both_languages(
    column: Column, value: bool, language: str
) -> None:
    with translation.override(language):
        text = cell_text(column, value)
    assert read_cell(column, text, None) is value


@pytest.mark.parametrize("language", ["en", "fr-ca"])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column.KIND, "employee"), (Column.KIND, "contractor"), (Column.PAY_RATE_PER, "hour"),
        (Column.PAY_RATE_PER, "year"), (Column.LANGUAGE, "en"), (Column.LANGUAGE, "fr-ca"),
    ],
)  # fmt: skip
def test_choices_are_read_back_in_both_languages(language: str, column: Column, value: Any) -> None:
    with translation.override(language):
        text = cell_text(column, value)
    assert read_cell(column, text, None) == value


@given(st.lists(st.text(st.characters(exclude_characters=";", codec="utf-8"), max_size=20)))
def test_groups_come_each_once_and_are_read_back(names: list[str]) -> None:
    found = read_groups(";".join(names))
    assert len({name.casefold() for name in found}) == len(found)
    assert read_groups(cell_text(Column.GROUPS, found)) == found


@pytest.mark.parametrize("language", ["en", "fr-ca"])
def test_the_titles_of_an_export_are_all_known(language: str) -> None:
    from pointage.features.team.files.columns import TITLES

    with translation.override(language):
        titles = [str(TITLES[column]) for column in Column]
    assert columns_of(titles) == {column: place for place, column in enumerate(Column)}
