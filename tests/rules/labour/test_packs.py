"""Jurisdiction files: all readable, complete and cited; anything not understood refused by line."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pointage.rules.labour import (
    PackInvalid,
    UnknownJurisdiction,
    jurisdiction,
    jurisdiction_codes,
    public_holidays,
)
from pointage.rules.labour.loader import PackReader

GOOD = """\
id = "XX"
name = { en = "Nowhere", fr = "Nulle part" }
zone = "UTC"
since = 2000-01-01
own = true
address = "https://example.com/"
note = { en = "An invented place.", fr = "Un lieu inventé." }

[parameters.weekly_hours]
unit = "hours"
values = [
  { from = 2000-01-01, value = 40, source = "s. 1", read_on = 2026-01-01, confidence = "statute" },
  { from = 2010-01-01, value = 37.5, source = "s", read_on = 2026-01-01, confidence = "statute" },
]

[parameters.overtime_multiplier]
unit = "multiplier"
values = [
  { from = 2000-01-01, value = 1.5, source = "s. 2", read_on = 2026-01-01, confidence = "statute" },
]

[[rules]]
id = "weekly"
counter = "week"
after = "weekly_hours"
multiplier = "overtime_multiplier"
"""


def test_every_file_is_read_and_says_where_its_figures_come_from() -> None:
    packs = [jurisdiction(code) for code in jurisdiction_codes()]
    assert len(packs) == 69
    for pack in packs:
        assert pack.rules
        assert all(v.source for p in pack.parameters.values() for v in p.values)


def test_what_a_file_says_in_words_follows_french_typography() -> None:
    for code in jurisdiction_codes():
        pack = jurisdiction(code)
        for words in (pack.name, pack.note, *pack.regimes.values()):
            assert words.said("fr-CA") == words.fr
            assert " :" not in words.fr
            assert "'" not in words.fr
            assert not re.search(r"\s[;?!]", words.fr)


def test_a_state_of_its_own_law_is_told_from_one_without() -> None:
    assert jurisdiction("US-CA").own
    assert not jurisdiction("US-TX").own


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(UnknownJurisdiction):
        jurisdiction("US-XX")


def test_a_value_is_the_one_in_force_on_the_date() -> None:
    pack = PackReader("XX.toml", GOOD).pack(None)
    assert pack.seconds("weekly_hours", date(2009, 12, 31)) == 40 * 3600
    assert pack.seconds("weekly_hours", date(2010, 1, 1)) == 135_000
    assert pack.seconds("weekly_hours", date(1999, 12, 31)) is None


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('unit = "hours"', 'unit = "fortnights"', 10, "fortnights"),
        ("value = 37.5", "valeu = 37.5", 13, "valeu"),
        ("value = 37.5", 'value = "many"', 13, "many"),
        ("value = 37.5", "value = -1", 13, "-1"),
        ("from = 2010-01-01", "from = 2000-01-01", 13, "overlaps"),
        ("from = 2010-01-01", "from = 1999-01-01", 13, "overlaps"),
        ("from = 2000-01-01, value = 40", "from = 2000-01-01, to = 2005-01-01, value = 40", 13,
         "gap"),
        ("from = 2000-01-01, value = 40", "from = 2000-01-01, to = 2011-01-01, value = 40", 13,
         "overlaps"),
        ("from = 2000-01-01, value = 1.5", "from = 1999-01-01, value = 1.5", 19, "before"),
        ('confidence = "statute" },\n]\n\n[[', 'confidence = "hearsay" },\n]\n\n[[', 19, "hearsay"),
        ('after = "weekly_hours"', 'after = "weekly_ours"', 22, "weekly_ours"),
        ('after = "weekly_hours"', 'replaces = ["daily"]', 25, "daily"),
        ('counter = "week"', 'counter = "moon"', 24, "moon"),
        ('counter = "week"', 'counter = "week"\ncolour = "red"', 25, "colour"),
        ("own = true", "", 1, "own"),
        ('zone = "UTC"', "zone = UTC", 3, "TOML"),
        (', fr = "Un lieu inventé."', "", 7, "'fr'"),
        ('"Un lieu inventé."', '" "', 7, "French"),
        ("own = true", 'own = true\nnot_covered = ["trade"]', 6, "table"),
        ("own = true", 'own = true\nnot_covered = { trade = { en = "a trade" } }', 6, "'fr'"),
        ("[parameters.overtime_multiplier]", "[parameters.other]", 22, "overtime_multiplier"),
        ("[[rules]]", "[parameters.spare]\nunit = \"flag\"\nvalues = [\n  { from = 2000-01-01, "
         "value = true, source = \"s\", read_on = 2026-01-01, confidence = \"statute\" },\n]\n\n"
         "[[rules]]", 22, "spare"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_line(
    old: str, new: str, line: int, word: str
) -> None:
    text = GOOD.replace(old, new)
    assert text != GOOD
    with pytest.raises(PackInvalid) as refused:
        PackReader("XX.toml", text).pack(None)
    assert refused.value.file == "XX.toml"
    assert refused.value.line == line
    assert word in refused.value.problem


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ("CA", 10), ("CA-QC", 8), ("CA-ON", 9), ("CA-BC", 11), ("CA-AB", 9), ("CA-SK", 10),
        ("CA-MB", 9), ("CA-NB", 8), ("CA-NS", 6), ("CA-PE", 8), ("CA-NL", 6), ("CA-YT", 11),
        ("CA-NT", 11), ("CA-NU", 10),
    ],
)  # fmt: skip
def test_public_holidays_are_those_of_the_act(place: str, days: int) -> None:
    assert len(public_holidays(place, 2026)) == days


@pytest.mark.parametrize(
    ("place", "language", "name"),
    [
        ("CA-QC", "en", "Saint Jean Baptiste Day"),
        ("CA-QC", "fr-CA", "Fête nationale du Québec"),
        ("FR", "en", "National Day"),
        ("FR", "fr", "Fête nationale"),
    ],
)
def test_public_holidays_are_named_in_the_language_asked(
    place: str, language: str, name: str
) -> None:
    assert name in public_holidays(place, 2026, language).values()


def test_an_observed_monday_is_not_a_holiday() -> None:
    assert date(2027, 12, 27) not in public_holidays("CA-QC", 2027)
