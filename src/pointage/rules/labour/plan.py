"""The law of one workweek for one worker: which rules apply, and from how many seconds.

Compiled once for weeks that are alike and shared between them. Not for counting: that is `engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pointage.rules.labour.facts import Averaging, Kind, Policy, PolicyInvalid
from pointage.rules.labour.law import Base, Counter, DatedValue, Pack, Rule
from pointage.rules.labour.windows import KIND_INDEX, KINDS

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
        rungs: list[tuple[int, int]] = []
        own_count = holiday and not self.counts_day[KIND_INDEX[Kind.HOLIDAY_WORKED]]
        if holiday:
            rungs += [(self.limit_of(mark, weekday), mark) for mark in self.holiday_rules]
        if not own_count:
            rungs += [(self.limit_of(mark, weekday), mark) for mark in self.day_rules]
            rungs += [
                (self.limit_of(mark, weekday), mark)
                for mark in self.nth_rules
                if falls_on(self._rule(mark), nth, row)
                and (over or self._rule(mark).only_if_week_over is None)
            ]
            rungs += [
                (self.limit_of(mark, weekday), mark)
                for mark in self.weekday_rules
                if weekday in self._rule(mark).weekdays
            ]
        return [rung for rung in rungs if rung[0] < NEVER]

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


class Planner:
    """Plans of one policy, kept by what makes weeks differ."""

    def __init__(
        self, pack: Pack, policy: Policy, extra: Callable[[date], list[ActiveRule]] | None = None
    ) -> None:
        self.pack = pack
        self.policy = policy
        self._extra = extra
        self._changes = pack.changes()
        self._plans: dict[object, list[WeekPlan]] = {}
        self._lawless = False
        self._lengths: dict[int, int] = {}

    def without_law(self) -> Planner:
        """The same with the employer's rules alone."""
        alone = Planner(self.pack, self.policy, self._extra)
        alone._lawless = True
        return alone

    def period_length(self, on: date) -> int:
        """Weeks in the several-week period the law counts in the week of that date; 0 for none."""
        era = self._era(on)
        found = self._lengths.get(era)
        if found is None:
            found = self._lengths[era] = self.plans(WeekFacts(on))[0].period_weeks
        return found

    def _era(self, on: date) -> int:
        return sum(1 for change in self._changes if change <= on)

    def plans(self, facts: WeekFacts) -> list[WeekPlan]:
        """The plan of the week, or one for each alternative way the law has of computing it."""
        key = (
            self._era(facts.starts),
            facts.holidays,
            facts.period_holidays,
            facts.period_leave_days,
            facts.completed_weeks,
        )
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = self._compile(facts)
        return found

    def active_rules(self, on: date) -> list[Rule]:
        """The law's rules that apply to the worker on that date."""
        policy = self.policy
        if self._lawless or policy.worker.exempt or policy.worker.flags & self.pack.not_covered:
            return []
        agreed = policy.agreed
        holding = [
            rule
            for rule in self.pack.rules
            if rule.when.holds(policy.worker, agreed)
            and all(self.pack.value(name, on) is not None for name in rule.parameter_names())
        ]
        replaced = {name for rule in holding for name in rule.replaces}
        return [rule for rule in holding if rule.id not in replaced]

    def _compile(self, facts: WeekFacts) -> list[WeekPlan]:
        rules = self.active_rules(facts.starts)
        ways = {rule.alternative for rule in rules if rule.alternative}
        extra = self._extra(facts.starts) if self._extra else []
        plans = []
        for way in sorted(ways) or (None,):
            chosen = [rule for rule in rules if rule.alternative in (None, way)]
            active = [self._activate(rule, facts) for rule in chosen]
            plans.append(self._plan([*active, *extra], facts.starts))
        return plans

    def _activate(self, rule: Rule, facts: WeekFacts) -> ActiveRule:
        values = {name: self._value(name, facts.starts) for name in rule.parameter_names()}

        def amount(name: str | None) -> int:
            found = values[name].value if name else 0
            return found if isinstance(found, int) else 0

        after = amount(rule.after)
        averaging = self.policy.averaging
        if rule.by_week and averaging is not None:
            after = (averaging.week_seconds or after) * self._weeks_averaged(averaging, facts)
        in_period = rule.counter is Counter.PERIOD
        holidays = facts.period_holidays if in_period else facts.holidays
        after -= amount(rule.per_holiday) * holidays
        after -= amount(rule.per_leave_day) * (facts.period_leave_days + holidays)
        if rule.holiday_week and holidays:
            after = min(after, amount(rule.holiday_week))
        multiplier = Decimal(str(values[rule.multiplier].value))
        return ActiveRule(rule, max(after, 0), multiplier, tuple(values.items()))

    def _weeks_averaged(self, averaging: Averaging, facts: WeekFacts) -> int:
        """Weeks over which the limit holds; as good as endless where the law then owes none."""
        if facts.completed_weeks is None:
            return averaging.weeks
        straight = self.pack.value("averaging_ended_by_worker_owes_none", facts.starts)
        if averaging.ended_by_worker and straight is not None and straight.value:
            return NEVER
        return facts.completed_weeks

    def _value(self, name: str, on: date) -> DatedValue:
        found = self.pack.value(name, on)
        assert found is not None
        return found

    def _plan(self, active: list[ActiveRule], on: date) -> WeekPlan:
        marks: list[ActiveRule | None] = [None, *active]
        scale = (10_000, *(int(each.multiplier * 10_000) for each in active))
        rank = (1, *(_rank(each) for each in active))

        def of(counter: Counter) -> tuple[int, ...]:
            return _marks_of(marks, counter)

        def ladder(counter: Counter, *, pay_period: bool = False) -> Ladder:
            return _ladder(marks, rank, counter, pay_period=pay_period)

        holiday = of(Counter.HOLIDAY)
        nth = of(Counter.NTH_DAY)
        gap = self.pack.seconds("consecutive_gap", on)
        schedule = self.policy.schedule
        long = [climbed for climbed in (ladder(Counter.WEEK), ladder(Counter.PERIOD)) if climbed]
        return WeekPlan(
            marks=marks,
            day_rules=of(Counter.DAY),
            nth_rules=nth,
            weekday_rules=of(Counter.WEEKDAY),
            holiday_rules=holiday,
            consecutive=ladder(Counter.CONSECUTIVE),
            week=ladder(Counter.WEEK),
            period=ladder(Counter.PERIOD),
            pay_period=ladder(Counter.PERIOD, pay_period=True),
            period_weeks=self._weeks(active, on),
            counts_day=self._counts("counted_in_day", on, bool(holiday)),
            counts_week=self._counts("counted_in_week", on, bool(holiday)),
            consecutive_gap=3600 if gap is None else gap,
            schedule=None if schedule is None else schedule.seconds,
            scale=scale,
            rank=rank,
            stacks=(False, *(each.rule.stacks for each in active)),
            week_rank=min((rank[climbed[0][1]] for climbed in long), default=0),
            nth_days=frozenset(
                each.rule.nth for mark in nth if (each := marks[mark]) and not each.rule.running
            ),
            running_days=max((each.rule.nth for each in active if each.rule.running), default=0),
            week_condition=self._week_condition(active, on),
        )

    def _week_condition(self, active: list[ActiveRule], on: date) -> int:
        """Seconds the week must pass for the rules that ask it; the most that any asks."""
        asked = [each.rule.only_if_week_over for each in active if each.rule.only_if_week_over]
        return max((self.pack.seconds(name, on) or 0 for name in asked), default=0)

    def _weeks(self, active: list[ActiveRule], on: date) -> int:
        for each in active:
            if each.rule.counter is not Counter.PERIOD or each.rule.period_weeks == PAY_PERIOD:
                continue
            if each.rule.by_week and self.policy.averaging is not None:
                return self.policy.averaging.weeks
            if each.rule.by_week:
                raise PolicyInvalid("averaging", "say over how many weeks, and from which date")
            weeks = self.pack.value(each.rule.period_weeks or "", on)
            if weeks is not None and isinstance(weeks.value, int):
                return weeks.value
        return 0

    def _counts(self, name: str, on: date, holiday_rules: bool) -> tuple[bool, ...]:
        """For each kind, whether it counts. Without a premium, holiday work is ordinary work."""
        words = self.pack.words(name, on)
        counted = [kind.value in words for kind in KINDS]
        if not holiday_rules:
            counted[KIND_INDEX[Kind.HOLIDAY_WORKED]] = counted[KIND_INDEX[Kind.WORKED]]
        return tuple(counted)


def _marks_of(marks: list[ActiveRule | None], counter: Counter) -> tuple[int, ...]:
    """The marks of the rules that count that way."""
    return tuple(mark for mark, each in enumerate(marks) if each and each.rule.counter is counter)


def _ladder(
    marks: list[ActiveRule | None], rank: tuple[int, ...], counter: Counter, *, pay_period: bool
) -> Ladder:
    """The ladder of those rules, the ones that count by pay period apart from the others."""
    rungs = []
    for mark in _marks_of(marks, counter):
        active = marks[mark]
        assert active is not None
        if (active.rule.period_weeks == PAY_PERIOD) is pay_period:
            rungs.append((active.after, mark))
    return climb(rungs, rank)


def _rank(active: ActiveRule) -> int:
    added = int(active.multiplier * 10_000) - 10_000
    return 2 * added + (0 if active.base is Base.MINIMUM else 1)


PAY_PERIOD = "pay_period"
"""In `Rule.period_weeks`: the employer's pay period, which need not be whole weeks."""
