"""Patterns mean what a regular expression means, and never take for ever."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.jobs.patterns import PatternRefused, compile_pattern

PATTERNS = [
    "", "a", "ab|cd", "a?b*c+", "[a-c]{2}", "[^ab]+", r"\d{2,3}-\w*", "(ab)+c?", "(?:a|b){1,2}",
    r"a\.b", "[a.]+", "a{0}b", "(a|b|)c", "[]a]b", "[a-]+", "^ab$", "a+?b", r"[\d-]+", r"[\]a]+",
    "(a*)*", "((a|b)*c)+",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="abc12-. ]", max_size=7))
def test_a_pattern_agrees_with_regular_expressions(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).matches(text) == bool(re.fullmatch(pattern, text))


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a(b", "[a", "*a", "a**", "a{3,2}", "a{,3}", "a{999}", r"\b", r"(a)\1", "(?=a)",
     "(?P<n>a)", "a^", "$a", "\\", "[b-a]", "(a{200}){200}", "x" * 201, "(" * 40 + ")" * 40],
)  # fmt: skip
def test_what_is_not_understood_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)*c", "a*" * 60 + "b", "(a?){200}b"])
def test_a_wicked_pattern_answers_at_once(pattern: str) -> None:
    begun = time.process_time()
    assert not compile_pattern(pattern).matches("a" * 255)
    assert time.process_time() - begun < 2
