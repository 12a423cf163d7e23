"""Every code has its words in both languages, with the same fields and good typography."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from enum import StrEnum

import pytest

from pointage.ledgers.protocol import Unreadable
from pointage.ledgers.reasons import (
    FILE_SENTENCES,
    MAPPING_SENTENCES,
    MENDS,
    UNREADABLE_SENTENCES,
    ChoiceProblem,
    FileProblem,
    MappingProblem,
    Mend,
    Reason,
    Sentence,
)
from pointage.ledgers.row_sentences import CHOICE_SENTENCES, MEND_SENTENCES, ROW_SENTENCES

TABLES: list[tuple[type[StrEnum], Mapping[StrEnum, Sentence]]] = [
    (FileProblem, FILE_SENTENCES),  # type: ignore[list-item]
    (MappingProblem, MAPPING_SENTENCES),  # type: ignore[list-item]
    (Unreadable, UNREADABLE_SENTENCES),  # type: ignore[list-item]
    (Reason, ROW_SENTENCES),  # type: ignore[list-item]
    (Mend, MEND_SENTENCES),  # type: ignore[list-item]
    (ChoiceProblem, CHOICE_SENTENCES),  # type: ignore[list-item]
]
ALL = [(code, sentence) for _, table in TABLES for code, sentence in table.items()]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize(("codes", "table"), TABLES)
def test_every_code_has_a_sentence(codes: type[StrEnum], table: Mapping[StrEnum, Sentence]) -> None:
    assert set(table) == set(codes)


@pytest.mark.parametrize(("code", "sentence"), ALL)
def test_both_languages_say_the_same(code: StrEnum, sentence: Sentence) -> None:
    assert fields(sentence.en) == fields(sentence.fr)
    assert sentence.en != sentence.fr


@pytest.mark.parametrize(("code", "sentence"), ALL)
def test_french_typography(code: StrEnum, sentence: Sentence) -> None:
    assert "'" not in sentence.fr
    assert not re.search(r"\s[?!;]", sentence.fr)
    assert not re.search(r"(?<!\u00a0)»|«(?!\u00a0)|(?<=\w)(?<!Acme):(?!\w)| :", sentence.fr)


def test_mends_are_words_too() -> None:
    assert set(MENDS.values()) == set(Mend)


def test_a_missing_field_reads_as_nothing() -> None:
    assert Sentence("row {row}", "ligne {row}").say("fr-ca") == "ligne "
