"""One line for each place, from its file: what docs/labour.md and `pointage labour table` show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.law import Counter, Pack
from pointage.rules.labour.library import jurisdiction, jurisdiction_codes
from pointage.rules.labour.starting_points import is_general, overtime_starting_point

_TRUST = tuple(Confidence)
HEADINGS = ("Code", "Place", "Week", "Day", "Double", "Also", "Known from", "Least certain figure")


def overview_rows(on: date) -> Iterator[tuple[str, ...]]:
    """A row for every place known on that date, in the order of HEADINGS."""
    for code in jurisdiction_codes():
        pack = jurisdiction(code)
        if on >= pack.since:
            yield _row(pack, on)


def overview_markdown(on: date) -> str:
    """The rows as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *overview_rows(on)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _row(pack: Pack, on: date) -> tuple[str, ...]:
    point = overtime_starting_point(pack.id, on)
    return (
        pack.id,
        pack.name.en,
        _hours(point.weekly_after_seconds),
        _hours(point.daily_after_seconds),
        _hours(point.daily_double_after_seconds),
        _also(pack, on),
        pack.since.isoformat(),
        _least(pack, on),
    )


def _hours(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 3600}"


def _also(pack: Pack, on: date) -> str:
    """Rules besides the general weekly and daily ones, by name."""
    if not pack.own:
        return "federal law only"
    usual = {"weekly", "daily", "daily_double", "weekly_own"}
    named = [
        rule.id
        for rule in pack.rules
        if rule.jurisdiction == pack.id
        and rule.id not in usual
        and rule.counter is not Counter.HOLIDAY
        and all(pack.value(name, on) is not None for name in rule.parameter_names())
    ]
    return ", ".join(named)


def _least(pack: Pack, on: date) -> str:
    """The worst mark among the figures its general overtime rules read, and its name."""
    marks = [
        (value.confidence, name)
        for rule in pack.rules
        if rule.counter is not Counter.HOLIDAY and is_general(rule)
        for name in rule.parameter_names()
        if (value := pack.value(name, on)) is not None
    ]
    worst, name = max(marks, key=lambda mark: (_TRUST.index(mark[0]), mark[1]))
    return f"{worst.value} ({name})" if worst is not Confidence.STATUTE else worst.value
