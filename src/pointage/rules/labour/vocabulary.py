"""The words by which a place's law knows trades, people and agreements: what a caller may state.

Other words have no effect there. What the words are called in English and French is `naming`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pointage.rules.labour.law import Pack
from pointage.rules.labour.library import jurisdiction

_BY_INDUSTRY = ("by_industry", "whole_in")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words for `Worker.industry`, `Worker.occupation`, `Worker.flags` and `Policy.agreements`."""

    industries: frozenset[str]
    occupations: frozenset[str]
    flags: frozenset[str]
    agreements: frozenset[str]


@cache
def vocabulary(place: str) -> Vocabulary:
    """The words the law of that place knows, at any date. Raises UnknownJurisdiction."""
    pack = jurisdiction(place)
    whens = [rule.when for rule in pack.rules]
    return Vocabulary(
        industries=frozenset().union(*(when.industry for when in whens), _in_tables(pack, True)),
        occupations=frozenset().union(*(when.occupation | when.not_occupation for when in whens)),
        flags=frozenset().union(
            *(when.flag | when.not_flag for when in whens),
            _in_tables(pack, False),
            pack.not_covered,
        ),
        agreements=frozenset(when.agreement for when in whens if when.agreement),
    )


def _in_tables(pack: Pack, industries: bool) -> frozenset[str]:
    """Words that figures made of parts depend on: industries, or else flags."""
    keys = _BY_INDUSTRY if industries else ("by_flag",)
    found: set[str] = set()
    for table in _tables(pack):
        for key in keys:
            words = table.get(key)
            if isinstance(words, Mapping | list):
                found.update(str(word) for word in words)
    return frozenset(found)


def _tables(pack: Pack) -> Iterator[Mapping[str, object]]:
    for parameter in pack.parameters.values():
        for dated in parameter.values:
            if isinstance(dated.value, Mapping):
                yield dated.value
