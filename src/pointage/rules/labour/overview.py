"""One line for each place, from its file: what docs/labour.md and `pointage labour table` show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.law import Counter, Pack
from pointage.rules.labour.library import jurisdiction, jurisdiction_codes
from pointage.rules.labour.naming import label
from pointage.rules.labour.starting_points import is_general, overtime_starting_point
from pointage.rules.labour.words import say

_TRUST = tuple(Confidence)
HEADINGS = ("code", "place", "week", "day", "double", "also", "since", "least")
"""Codes of the columns; their words are in labels.toml."""


def overview_rows(on: date, language: str = "en") -> Iterator[tuple[str, ...]]:
    """A row for every place known on that date, in the order of HEADINGS."""
    for code in jurisdiction_codes():
        pack = jurisdiction(code)
        if on >= pack.since:
            yield _row(pack, on, language)


def overview_markdown(on: date, language: str = "en") -> str:
    """The rows as a Markdown table, in English or French."""
    headings = tuple(label(language, "heading", code) for code in HEADINGS)
    lines = [headings, tuple("---" for _ in headings), *overview_rows(on, language)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _row(pack: Pack, on: date, language: str) -> tuple[str, ...]:
    point = overtime_starting_point(pack.id, on)
    return (
        pack.id,
        pack.name.said(language),
        _hours(point.weekly_after_seconds),
        _hours(point.daily_after_seconds),
        _hours(point.daily_double_after_seconds),
        _also(pack, on, language),
        pack.since.isoformat(),
        _least(pack, on, language),
    )


def _hours(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 3600}"


def _also(pack: Pack, on: date, language: str) -> str:
    """Rules besides the general weekly and daily ones, by name."""
    if not pack.own:
        return label(language, "heading", "federal_only")
    usual = {"weekly", "daily", "daily_double", "weekly_own"}
    named = [
        label(language, "rule", rule.id)
        for rule in pack.rules
        if rule.jurisdiction == pack.id
        and rule.id not in usual
        and rule.counter is not Counter.HOLIDAY
        and all(pack.value(name, on) is not None for name in rule.parameter_names())
    ]
    return "; ".join(named)


def _least(pack: Pack, on: date, language: str) -> str:
    """The worst mark among the figures its general overtime rules read, and its name."""
    marks = [
        (value.confidence, name)
        for rule in pack.rules
        if rule.counter is not Counter.HOLIDAY and is_general(rule)
        for name in rule.parameter_names()
        if (value := pack.value(name, on)) is not None
    ]
    worst, name = max(marks, key=lambda mark: (_TRUST.index(mark[0]), mark[1]))
    said = say(language, worst.value)
    named = label(language, "parameter", name)
    return said if worst is Confidence.STATUTE else f"{said} ({named})"
