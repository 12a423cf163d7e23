"""What each rule saw when it looked at a piece of time: its counter, its figure, what became of it.

Not for reasons as a whole: `explain` puts the looks together.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.engine import Marked, WeekResult
from pointage.rules.labour.facts import Kind
from pointage.rules.labour.law import Counter, DatedValue
from pointage.rules.labour.plan import NEVER, ActiveRule, falls_on
from pointage.rules.labour.windows import KIND_INDEX

_HOLIDAY = KIND_INDEX[Kind.HOLIDAY_WORKED]


class Verdict(StrEnum):
    """What became of a rule that looked at a piece."""

    WON = "won"
    ADDED = "added"
    """Added to the one that won."""
    NOT_REACHED = "not_reached"
    ALREADY_PAID = "lost_paid"
    """Its limit was passed only by hours that another rule already pays at a premium."""
    LOWER = "lost_lower"
    """Its limit was passed, and another rule pays more."""


_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


class Look(NamedTuple):
    """One rule looking at one piece.

    `before` and `after` are its counter when the piece began and ended, `limit` the figure it is
    held against; all in seconds. A tuple, because a classification has several for every piece.
    """

    active: ActiveRule
    verdict: Verdict
    before: int
    after: int
    limit: int

    @property
    def rule_id(self) -> str:
        return self.active.rule.id

    @property
    def jurisdiction(self) -> str:
        return self.active.rule.jurisdiction

    @property
    def counter(self) -> Counter:
        return self.active.rule.counter

    @property
    def multiplier(self) -> Decimal:
        return self.active.multiplier

    @property
    def parameter(self) -> str:
        """The name of the figure it is held against, or of the multiplier without one."""
        return self.active.rule.after or self.active.rule.multiplier

    @property
    def citation(self) -> str:
        """Where that figure is stated; empty for an employer's own rule."""
        value = self._value()
        return "" if value is None else value.source

    @property
    def confidence(self) -> Confidence | None:
        """How that source was read; None for an employer's own rule."""
        value = self._value()
        return None if value is None else value.confidence

    def _value(self) -> DatedValue | None:
        if self.active.employer:
            return None
        return next((value for name, value in self.active.values if name == self.parameter), None)


def unreached_looks(result: WeekResult, marked: Marked) -> tuple[Look, ...]:
    """The looks at a piece at the ordinary rate: every rule that was not reached. The common case,
    so it costs as little as can be."""
    length = marked.last - marked.first
    new, verdict = tuple.__new__, Verdict.NOT_REACHED
    return tuple(
        [
            new(Look, (active, verdict, before, before + length, limit))
            for _, active, limit, place in lookers_of(result, marked)
            if place and (before := marked[place]) + length <= limit
        ]
    )


#: Where a piece keeps the counter that a rule looks at.
_COUNTER_AT = {
    Counter.WEEK: Marked._fields.index("week_before"),
    Counter.PERIOD: Marked._fields.index("week_before"),
    Counter.CONSECUTIVE: Marked._fields.index("run_before"),
}
_DAY_AT = Marked._fields.index("day_before")


def lookers_of(result: WeekResult, marked: Marked) -> list[tuple[int, ActiveRule, int, int]]:
    """The rules that look at such a piece, each with its limit and where the piece keeps its
    counter (0: it says nothing of ordinary time); kept with the plan by what the choice depends
    on, because most pieces of most people are alike."""
    plan, day = result.plan, marked.day
    key = (marked.kind, day % 7, result.nth_day.get(day, 0), result.row.get(day, 0))
    found = plan.lookers.get(key)
    if found is None:
        found = plan.lookers[key] = [
            (mark, active, limit, _counter_at(active))
            for mark, active in enumerate(plan.marks)
            if active is not None and (limit := limit_for(result, marked, mark, active)) is not None
        ]
    return found


def _counter_at(active: ActiveRule) -> int:
    counter = active.rule.counter
    if counter is Counter.NTH_DAY and active.rule.only_if_week_over:
        return 0
    return _COUNTER_AT.get(counter, _DAY_AT)


def limit_for(result: WeekResult, marked: Marked, mark: int, active: ActiveRule) -> int | None:
    """The figure the rule holds the piece against; None when it does not look at it."""
    plan, counter = result.plan, active.rule.counter
    if counter in (Counter.REST, Counter.CLOCK):
        return None  # the window or the clock decides, not a count
    if counter in (Counter.WEEK, Counter.PERIOD):
        return active.after if plan.counts_week[marked.kind] else None
    if counter is Counter.CONSECUTIVE:
        return active.after
    if counter is Counter.HOLIDAY:
        return active.after if marked.kind == _HOLIDAY else None
    weekday = marked.day % 7
    limit = plan.limit_of(mark, weekday)
    apart = marked.kind == _HOLIDAY and active.employer
    if not (apart or plan.counts_day[marked.kind]) or limit >= NEVER:
        return None
    if counter is Counter.WEEKDAY and weekday not in active.rule.weekdays:
        return None
    nth, row = result.nth_day.get(marked.day, 0), result.row.get(marked.day, 0)
    if counter is Counter.NTH_DAY and not falls_on(active.rule, nth, row):
        return None
    return limit


def look_at(marked: Marked, mark: int, active: ActiveRule, limit: int, gross: int) -> Look | None:
    counter = active.rule.counter
    won = mark == marked.mark or mark == marked.also
    if counter is Counter.WEEK:
        before = gross if marked.mark and not won else marked.week_before
    elif counter is Counter.PERIOD:
        before = marked.week_before
    elif counter is Counter.CONSECUTIVE:
        before = marked.run_before
    else:
        before = marked.day_before
        if counter is Counter.NTH_DAY and active.rule.only_if_week_over and not won:
            return None
    length = marked.last - marked.first
    if won:
        verdict = Verdict.WON if mark == marked.mark else Verdict.ADDED
    elif before + length <= limit and (before < limit or length):
        verdict = Verdict.NOT_REACHED
    elif not marked.mark:
        return None  # passed only by hours that are paid at a premium: nothing to compare with
    elif counter is Counter.WEEK or counter is Counter.PERIOD:
        verdict = Verdict.ALREADY_PAID
    else:
        verdict = Verdict.LOWER
    new = tuple.__new__  # a third of the cost of Look(...)
    return new(Look, (active, verdict, before, before + length, limit))


def by_verdict(look: Look) -> int:
    return _ORDER[look.verdict]


def beaten(look: Look) -> Look:
    """The look of a rule that won by the counters, on time that another one prices higher."""
    beaten = look.verdict in (Verdict.WON, Verdict.ADDED)
    return look._replace(verdict=Verdict.LOWER) if beaten else look
