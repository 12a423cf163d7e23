"""Every code of the law's files has a name in both languages, every citation its French form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from pointage.rules.labour import Bucket, Check, Kind, Pack, jurisdiction, jurisdiction_codes
from pointage.rules.labour.law import Base, Counter, Unit
from pointage.rules.labour.naming import citation, label, labels

ENGLISH = re.compile(
    r"\b(the|by|or|more|since|until|read|hours?|days?|weeks?|to|is|before|from|confirm)\b"
    r"|and \d"
)
FAMILIES = ("industry", "occupation", "flag", "agreement")


def codes_of(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every code of a file that a reader may see, with the family of its name."""
    for rule in pack.rules:
        yield "rule", rule.id
        when = rule.when
        families = (when.industry, when.occupation | when.not_occupation, when.flag | when.not_flag)
        for family, words in zip(FAMILIES, families, strict=False):
            yield from ((family, word) for word in words)
        if when.agreement:
            yield "agreement", when.agreement
    for name, parameter in pack.parameters.items():
        yield "parameter", name
        for dated in parameter.values:
            if isinstance(dated.value, Mapping):
                yield from parts_of(dated.value)
            elif parameter.unit is Unit.WORD and dated.value is not None:
                family = "base" if name == "regular_rate" else "value"
                yield family, str(dated.value)


def parts_of(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        yield "part", key
        family = {"by_industry": "industry", "by_flag": "flag"}.get(key)
        if family is not None and isinstance(value, Mapping):
            yield from ((family, word) for word in value)
        elif isinstance(value, str):
            yield ("base" if key == "rate" else "value"), value


@pytest.mark.parametrize("code", jurisdiction_codes())
def test_every_code_of_a_file_has_a_name(code: str) -> None:
    named = labels()
    missing = {each for each in codes_of(jurisdiction(code)) if each[1] not in named[each[0]]}
    assert missing == set()


@pytest.mark.parametrize(
    ("family", "words"),
    [("counter", Counter), ("base", Base), ("kind", Kind), ("bucket", Bucket), ("check", Check)],
)
def test_every_word_of_a_result_has_a_name(family: str, words: type[Kind]) -> None:
    assert labels()[family].keys() >= {word.value for word in words}


def test_names_follow_french_typography() -> None:
    for names in labels().values():
        for both in names.values():
            assert " :" not in both.fr
            assert "'" not in both.fr
            assert not re.search(r"\s[;?!]", both.fr)


def test_a_word_an_employer_made_up_is_shown_as_written() -> None:
    assert label("fr", "rule", "night_crew") == "night crew"


@pytest.mark.parametrize("code", jurisdiction_codes())
def test_a_french_citation_has_no_english_besides_titles(code: str) -> None:
    sources = {v.source for p in jurisdiction(code).parameters.values() for v in p.values}
    french = {source: citation("fr", source) for source in sources}
    assert {cited for cited in french.values() if ENGLISH.search(cited)} == set()
    assert all(citation("en", source) == source for source in sources)


@pytest.mark.parametrize(
    ("source", "french"),
    [
        ("Canada Labour Code, s. 171", "Code canadien du travail, art. 171"),
        ("CQLR c. N-1.1, s. 55", "RLRQ, c. N-1.1, art. 55"),
        (
            "Employment Standards Act, 2000, s. 22(2)",
            "Loi de 2000 sur les normes d’emploi, art. 22(2)",
        ),
        ("Employment Standards Code, s. 23", "Employment Standards Code, art. 23"),
        ("IWC Wage Orders, s. 5", "IWC Wage Orders, art. 5"),
    ],
)
def test_a_statute_is_cited_by_its_french_title_where_it_has_one(source: str, french: str) -> None:
    assert citation("fr", source) == french
