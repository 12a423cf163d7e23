"""Refusals of the pure rooms: typed, and said in English and in French."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import pointage.rules
from pointage.rules.labour import (
    NaiveSegment,
    NegativeSegment,
    OverlappingSegments,
    Policy,
    PolicyInvalid,
    RoundingRefused,
    Segment,
    SegmentError,
    UnknownJurisdiction,
    classify,
    jurisdiction,
    rounding_allowed,
)
from pointage.rules.pay import MethodNotAllowed, PayError, Salary, Terms, pay_by_week
from pointage.rules.payperiods import PayScheduleInvalid
from pointage.rules.refusals import Refusal, french_sentences
from pointage.rules.timekeeping import Rounding, RoundingMode, RoundingPolicy, UnknownZone

FOLDER = Path(pointage.rules.__file__).parent
NBSP = "\N{NO-BREAK SPACE}"
PUNCTUAL = datetime(2026, 6, 8, 9, tzinfo=UTC)


def families() -> set[str]:
    """Names of every class of refusal."""
    found, seen = [Refusal], set()
    while found:
        each = found.pop()
        seen.add(each.__name__)
        found += each.__subclasses__()
    return seen


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence given to a refusal where it is raised or defined, with its place."""
    names = families()
    for file in FOLDER.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        kinds = [each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
        inner = [call for kind in kinds if kind.name in names for call in _calls(kind, "__init__")]
        for node in [
            *inner,
            *(call for name in {*names, "_refuse"} for call in _calls(tree, name)),
        ]:
            for given in node.args:
                place = f"{file.name}:{given.lineno}"
                if isinstance(given, ast.JoinedStr):
                    yield place, "an f-string, which cannot be translated"
                if isinstance(given, ast.Constant) and " " in str(given.value):
                    yield place, str(given.value)


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of that name or method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            found = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if found == name:
                yield node


def test_every_refusal_has_its_french() -> None:
    french = french_sentences()
    assert [each for each in sentences() if each[1] not in french] == []


def test_french_sentences_keep_the_parts_and_the_typography() -> None:
    for english, french in french_sentences().items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", french))
        assert " :" not in french
        assert "'" not in french
        assert not re.search(r"\s[;?!]", french)


def test_a_segment_that_ends_before_it_starts_is_named() -> None:
    with pytest.raises(NegativeSegment) as refused:
        Segment(PUNCTUAL, PUNCTUAL.replace(hour=8), id="mon")
    assert refused.value.segment == "mon"
    assert str(refused.value).startswith("segment mon: ends at 2026-06-08T08:00:00+00:00")
    assert refused.value.text("fr-CA").startswith(f"segment mon{NBSP}: finit à 2026-06-08T08")


def test_a_segment_without_a_zone_or_an_id_is_refused() -> None:
    with pytest.raises(NaiveSegment) as refused:
        Segment(PUNCTUAL.replace(tzinfo=None), PUNCTUAL)
    assert str(refused.value).startswith("a segment without id: start and end need a zone")
    assert refused.value.text("fr").startswith(f"un segment sans identifiant{NBSP}: le début")


def test_segments_that_overlap_are_both_named() -> None:
    segments = [
        Segment(PUNCTUAL, PUNCTUAL.replace(hour=12), id="one"),
        Segment(PUNCTUAL.replace(hour=11), PUNCTUAL.replace(hour=13), id="two"),
    ]
    with pytest.raises(OverlappingSegments) as refused:
        classify(segments, Policy("CA-QC", "UTC"))
    assert (refused.value.segment, refused.value.other) == ("two", "one")
    assert "avant la fin du segment one" in refused.value.text("fr")


def test_a_parameter_at_fault_is_named_in_both_languages() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        Policy("CA-QC", "UTC", week_start=9)
    assert refused.value.field == "week_start"
    assert str(refused.value) == "week_start: must be 0 (Sunday) to 6 (Saturday)"
    assert refused.value.text("fr") == f"week_start{NBSP}: doit aller de 0 (dimanche) à 6 (samedi)"


def test_an_unknown_place_and_an_unknown_zone_say_how_to_write_them() -> None:
    with pytest.raises(UnknownJurisdiction) as place:
        jurisdiction("QC")
    with pytest.raises(UnknownZone) as zone:
        Policy("CA-QC", "Eastern")
    assert "CA-QC" in place.value.text("fr")
    assert "n’est pas un fuseau horaire IANA" in zone.value.text("fr")


def test_a_refused_rounding_cites_its_source_in_the_reader_s_language() -> None:
    rounding = RoundingPolicy(arriving=Rounding(15, RoundingMode.NEAREST))
    with pytest.raises(RoundingRefused) as refused:
        rounding_allowed("CA-QC", date(2026, 6, 8), rounding)
    assert "No Canadian statute allows it" in str(refused.value)
    assert "Aucune loi canadienne ne le permet" in refused.value.text("fr")


def test_a_way_of_paying_that_is_not_allowed_is_named_in_both_languages() -> None:
    made = classify([Segment(PUNCTUAL, PUNCTUAL.replace(hour=12))], Policy("US-CA", "UTC"))
    with pytest.raises(MethodNotAllowed) as refused:
        pay_by_week(made, Terms(salary=Salary(Decimal(900), fluctuating=True)))
    assert str(refused.value) == "the fluctuating workweek is not allowed in US-CA"
    assert "semaine à heures variables" in refused.value.text("fr")


@pytest.mark.parametrize("family", [SegmentError, PolicyInvalid, PayError, PayScheduleInvalid])
def test_every_refusal_is_a_value_error(family: type[Refusal]) -> None:
    assert issubclass(family, ValueError)
