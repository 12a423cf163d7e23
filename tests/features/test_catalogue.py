"""The catalogue: what searching finds, in both languages, with accents and slips."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pointage.features.practice.catalogue import APPS, TIME_APP, app_search


@pytest.mark.parametrize(
    "term",
    [
        "",
        "   ",
        "suivi",
        "SUIVI",
        "heures",
        "time",
        "Time Tracking",
        "feuille de temps",
        "feuilles de temps",
        "pointeuse",
        "poin\u0063\u0327on",
        "pointeusse",
        "timeshet",
        "employe",
        "employés",
        "heures supplementaires",
        "hours by customer"[:5],
    ],
)
def test_finds_the_time_app(term: str) -> None:
    assert [app.key for app in app_search(term)] == [TIME_APP]


@pytest.mark.parametrize("term", ["comptabilité", "invoice", "de la", "zzz", "!!!", "x" * 5000])
def test_does_not_find_what_is_not_there(term: str) -> None:
    assert app_search(term) == ()


def test_prices_are_per_company_without_a_fee_per_person() -> None:
    assert dict(APPS[TIME_APP].prices) == {"CAD": Decimal("25.00"), "USD": Decimal("20.00")}
