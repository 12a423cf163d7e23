"""The overtime figures an employer would start from in a place: what a setup screen offers.

Taken from the jurisdiction's own file. Not for classifying hours: a starting point leaves out
exceptions by trade, worker and holiday, and its notes say which there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.facts import Worker
from pointage.rules.labour.law import BeforeKnownLaw, Counter, Pack, Rule, When
from pointage.rules.labour.library import jurisdiction as jurisdiction_of

_TRUST = tuple(Confidence)
_LEAVE_WORDS = frozenset({"vacation", "holiday_off", "sick", "other_leave"})


@dataclass(frozen=True, slots=True)
class OvertimeStartingPoint:
    """The general overtime rule of a place, in seconds; None where it has no such limit.

    Hours past `weekly_after_seconds` or `daily_after_seconds` are paid 1.5 times (1.25 at first in
    France), past `daily_double_after_seconds` 2 times; `seventh_day` says that the seventh
    consecutive day of the workweek has a premium of its own. `source` cites the law, `confidence`
    is the least of the figures used. `notes` are permanent codes of what the figures leave out:
    federal_rule, holiday_week, leave_counts, minimum_wage_base, by_trade, by_agreement,
    daily_for_low_rates, consecutive_hours, weekday_premium, lower_first_rate.
    """

    jurisdiction: str
    weekly_after_seconds: int | None
    daily_after_seconds: int | None
    daily_double_after_seconds: int | None
    seventh_day: bool
    source: str
    confidence: Confidence
    notes: tuple[str, ...] = ()


def overtime_starting_point(jurisdiction: str, on: date) -> OvertimeStartingPoint:
    """The general overtime rule of `jurisdiction` as in force on that date.

    Raises UnknownJurisdiction, BeforeKnownLaw.
    """
    pack = jurisdiction_of(jurisdiction)
    if on < pack.since:
        raise BeforeKnownLaw(pack.id, on, pack.since)
    general = [rule for rule in pack.rules if is_general(rule) and _in_force(pack, rule, on)]
    weekly = _first(general, Counter.WEEK, pack, on)
    daily = _first(general, Counter.DAY, pack, on)
    double = _double(general, pack, on)
    seventh = any(rule.counter is Counter.NTH_DAY and rule.nth == 7 for rule in general)
    used = [
        value
        for rule in general
        if rule.counter in (Counter.WEEK, Counter.DAY, Counter.NTH_DAY)
        for name in rule.parameter_names()
        if (value := pack.value(name, on)) is not None
    ]
    named = pack.value("weekly_hours", on)
    return OvertimeStartingPoint(
        jurisdiction=jurisdiction,
        weekly_after_seconds=weekly,
        daily_after_seconds=daily,
        daily_double_after_seconds=double,
        seventh_day=seventh,
        source=named.source if named else pack.address,
        confidence=max((value.confidence for value in used), key=_TRUST.index),
        notes=_notes(pack, on),
    )


def is_general(rule: Rule) -> bool:
    """Whether a worker of whom nothing special is known falls under it."""
    no_conditions = rule.when == When() or not (
        rule.when.industry
        or rule.when.occupation
        or rule.when.flag
        or rule.when.agreement
        or rule.when.hired_before
        or rule.when.rate_below_minimum_times is not None
    )
    return no_conditions and rule.when.holds(Worker(), frozenset())


def _in_force(pack: Pack, rule: Rule, on: date) -> bool:
    return all(pack.value(name, on) is not None for name in rule.parameter_names())


def _first(rules: list[Rule], counter: Counter, pack: Pack, on: date) -> int | None:
    found = [
        pack.seconds(rule.after, on) or 0
        for rule in rules
        if rule.counter is counter and rule.after
    ]
    return min(found, default=None)


def _double(rules: list[Rule], pack: Pack, on: date) -> int | None:
    found = [
        pack.seconds(rule.after, on) or 0
        for rule in rules
        if rule.counter is Counter.DAY
        and rule.after
        and rule.multiplier == "double_time_multiplier"
    ]
    return min(found, default=None)


def _notes(pack: Pack, on: date) -> tuple[str, ...]:
    rules = [rule for rule in pack.rules if _in_force(pack, rule, on)]
    own = [rule for rule in rules if rule.jurisdiction == pack.id]
    lower = pack.value("first_multiplier", on)
    said = {
        "federal_rule": not pack.own,
        "holiday_week": any(rule.per_holiday or rule.holiday_week for rule in own),
        "leave_counts": bool(pack.words("counted_in_week", on) & _LEAVE_WORDS),
        "minimum_wage_base": any(rule.base == "minimum" for rule in own if is_general(rule)),
        "by_trade": any(
            rule.when.industry or rule.when.occupation or rule.when.flag for rule in own
        ),
        "by_agreement": any(rule.when.agreement for rule in own),
        "daily_for_low_rates": any(rule.when.rate_below_minimum_times is not None for rule in own),
        "consecutive_hours": any(rule.counter is Counter.CONSECUTIVE for rule in own),
        "weekday_premium": any(rule.counter is Counter.WEEKDAY for rule in own),
        "lower_first_rate": lower is not None,
    }
    return tuple(code for code, holds in said.items() if holds)
