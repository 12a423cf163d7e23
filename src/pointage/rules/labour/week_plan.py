"""A week's rules as ladders of seconds: the form in which the engine applies the law.

Not for choosing the rules (`plan`) or for counting (`engine`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pointage.rules.labour.facts import Kind, Worker
from pointage.rules.labour.law import MONTH, Base, Counter, DatedValue, Rule
from pointage.rules.labour.windows import KIND_INDEX

NEVER = 1 << 60
Ladder = tuple[tuple[int, int], ...]
"""Ascending (from this many seconds on, this mark applies); mark 0 is the ordinary rate."""


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule with the values it has in a given week; `after` in seconds.

    `values` are the parameters it read, with the jurisdiction or "employer" that states them.
    """

    rule: Rule
    after: int
    multiplier: Decimal
    values: tuple[tuple[str, DatedValue], ...] = ()
    employer: bool = False

    @property
    def base(self) -> Base:
        return self.rule.base

    @property
    def key(self) -> tuple[bool, str]:
        """What distinguishes it in a result."""
        return self.employer, self.rule.id


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What of a week changes its law: where it starts and what leave and holidays it holds.

    `period_*` are the same for the several-week period the week is part of.
    """

    starts: date
    holidays: int = 0
    period_holidays: int = 0
    period_leave_days: int = 0
    completed_weeks: int | None = None
    """Weeks completed when averaging ended early within the period; None when it did not."""
    occupation: str | None = None
    """The occupation of most of the week's hours, where the law goes by it; "" for none."""


@dataclass(slots=True)
class WeekPlan:
    """Ladders of marks for one week. `marks[0]` is None: the ordinary rate."""

    marks: list[ActiveRule | None]
    day_rules: tuple[int, ...]
    nth_rules: tuple[int, ...]
    weekday_rules: tuple[int, ...]
    holiday_rules: tuple[int, ...]
    consecutive: Ladder
    week: Ladder
    period: Ladder
    pay_period: Ladder
    period_weeks: int
    counts_day: tuple[bool, ...]
    counts_week: tuple[bool, ...]
    consecutive_gap: int
    schedule: tuple[int, ...] | None
    scale: tuple[int, ...] = ()
    """Each mark's multiplier in ten-thousandths."""
    stacks: tuple[bool, ...] = ()
    rank: tuple[int, ...] = ()
    """Each mark's place among the others: by multiplier, then the regular rate before the minimum
    wage as its base."""
    week_rank: int = 0
    """What a day's premium must reach for its hours to be left out of the weekly count."""
    nth_days: frozenset[int] = frozenset()
    running_days: int = 0
    """The highest nth day of the rules that count days in a row across workweeks; 0 for none."""
    by_month: bool = False
    """`pay_period` counts calendar months."""
    week_condition: int = 0
    """Seconds the week must pass for the rules that ask it (`only_if_week_over`)."""
    _ladders: dict[tuple[int, int, bool, bool, int], Ladder] = field(default_factory=dict)
    lookers: dict[tuple[int, int, int, int], list[tuple[int, ActiveRule, int]]] = field(
        default_factory=dict
    )
    """For `explain`: by kind, weekday and days in a row, the rules that look, and their limits."""

    def day_ladder(
        self, weekday: int, nth: int, holiday: bool, week_total: int, row: int = 0
    ) -> Ladder:
        """The ladder of a day: `weekday` 0 = Sunday, `nth` consecutive day worked in the week.

        `row` is the same counted across workweeks.
        """
        over = week_total > self.week_condition
        key = (
            weekday,
            nth if nth in self.nth_days else 0,
            holiday,
            over,
            min(row, self.running_days),
        )
        found = self._ladders.get(key)
        if found is None:
            found = self._ladders[key] = self._climb(self._of_day(*key))
        return found

    def _of_day(
        self, weekday: int, nth: int, holiday: bool, over: bool, row: int
    ) -> list[tuple[int, int]]:
        own_count = holiday and not self.counts_day[KIND_INDEX[Kind.HOLIDAY_WORKED]]
        looking = [*self.holiday_rules] if holiday else []
        looking += [mark for mark in self.day_rules if self._looks(mark, own_count)]
        looking += [
            mark
            for mark in self.nth_rules
            if self._looks(mark, own_count)
            and falls_on(self._rule(mark), nth, row)
            and (over or self._rule(mark).only_if_week_over is None)
        ]
        looking += [
            mark
            for mark in self.weekday_rules
            if self._looks(mark, own_count) and weekday in self._rule(mark).weekdays
        ]
        rungs = [(self.limit_of(mark, weekday), mark) for mark in looking]
        return [rung for rung in rungs if rung[0] < NEVER]

    def _looks(self, mark: int, own_count: bool) -> bool:
        """Whether a day rule looks at the day: the law's not at a holiday that it counts apart."""
        active = self.marks[mark]
        return not own_count or (active is not None and active.employer)

    def _rule(self, mark: int) -> Rule:
        active = self.marks[mark]
        assert active is not None
        return active.rule

    def limit_of(self, mark: int, weekday: int) -> int:
        """Seconds from which a day rule applies on that weekday; NEVER when it does not."""
        active = self.marks[mark]
        assert active is not None
        if active.rule.off_schedule:
            agreed = None if self.schedule is None else self.schedule[weekday]
            return active.after if agreed == 0 else NEVER
        if active.rule.by_schedule and self.schedule is not None:
            return max(active.after, self.schedule[weekday])
        return active.after

    def _climb(self, rungs: Iterable[tuple[int, int]]) -> Ladder:
        return climb(rungs, self.rank)


def falls_on(rule: Rule, nth: int, row: int) -> bool:
    """Whether a rule on days in a row applies to the nth of the week, or row-th of all."""
    return row >= rule.nth if rule.running else nth == rule.nth


def climb(rungs: Iterable[tuple[int, int]], rank: tuple[int, ...]) -> Ladder:
    """Only the rungs that pay more than every rung below them."""
    best = 0
    ladder: list[tuple[int, int]] = []
    for after, mark in sorted(rungs, key=lambda rung: (rung[0], -rank[rung[1]], rung[1])):
        if rank[mark] > rank[best]:
            ladder.append((after, mark))
            best = mark
    return tuple(ladder)


def marks_of(marks: list[ActiveRule | None], counter: Counter) -> tuple[int, ...]:
    """The marks of the rules that count that way."""
    return tuple(mark for mark, each in enumerate(marks) if each and each.rule.counter is counter)


def ladder_of(
    marks: list[ActiveRule | None], rank: tuple[int, ...], counter: Counter, *, pay_period: bool
) -> Ladder:
    """The ladder of those rules, those that count by pay period or month apart from the others."""
    rungs = []
    for mark in marks_of(marks, counter):
        active = marks[mark]
        assert active is not None
        if (active.rule.period_weeks in (PAY_PERIOD, MONTH)) is pay_period:
            rungs.append((active.after, mark))
    return climb(rungs, rank)


def rank_of(active: ActiveRule, worker: Worker) -> int:
    """Its place among others: by what it adds, then the regular rate before the minimum wage.

    Where the law multiplies the minimum wage and the worker's rate is known, it adds what that
    comes to of the rate, however little; it always stands before the ordinary rate.
    """
    added = scale_of(active, worker) - 10_000
    return max(2 * added, 2) if active.base is Base.MINIMUM else 2 * added + 1


def scale_of(active: ActiveRule, worker: Worker) -> int:
    """What an hour is paid, in ten-thousandths of the rate, as far as the rate is known."""
    rate, minimum = worker.hourly_rate, worker.minimum_wage
    if active.base is Base.MINIMUM and rate and minimum is not None:
        return max(int(active.multiplier * minimum / rate * 10_000), 10_000)
    return int(active.multiplier * 10_000)


PAY_PERIOD = "pay_period"
"""In `Rule.period_weeks`: the employer's pay period, which need not be whole weeks."""
