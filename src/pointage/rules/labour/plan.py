"""The law of one workweek for one worker: which rules apply, and from how many seconds.

Compiled once for weeks that are alike and shared between them. Not for counting: that is `engine`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pointage.rules.labour.facts import Averaging, Kind, Policy, PolicyInvalid
from pointage.rules.labour.law import MONTH, Counter, DatedValue, Pack, Rule
from pointage.rules.labour.week_plan import (
    NEVER,
    PAY_PERIOD,
    ActiveRule,
    Ladder,
    WeekFacts,
    WeekPlan,
    falls_on,
    ladder_of,
    marks_of,
    rank_of,
    scale_of,
)
from pointage.rules.labour.windows import KIND_INDEX, KINDS

__all__ = ["NEVER", "PAY_PERIOD", "ActiveRule", "Planner", "WeekFacts", "WeekPlan", "falls_on"]


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
            facts.occupation,
        )
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = self._compile(facts)
        return found

    def active_rules(self, on: date, occupation: str | None = None) -> list[Rule]:
        """The law's rules that apply to the worker on that date, in that occupation if any."""
        worker = self.policy.worker
        if self._lawless or worker.exempt or worker.flags & self.pack.not_covered:
            return []
        if occupation is not None:
            worker = replace(worker, occupation=occupation or None)
        agreed = self.policy.agreed
        holding = [
            rule
            for rule in self.pack.rules
            if rule.when.holds(worker, agreed)
            and all(self.pack.value(name, on) is not None for name in rule.parameter_names())
        ]
        replaced = {name for rule in holding for name in rule.replaces}
        return [rule for rule in holding if rule.id not in replaced]

    def _compile(self, facts: WeekFacts) -> list[WeekPlan]:
        rules = self.active_rules(facts.starts, facts.occupation)
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
        if rule.contract_share is not None:
            after = self._of_contract(Decimal(str(values[rule.contract_share].value)))
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

    def _of_contract(self, share: Decimal) -> int:
        """That many times the weekly hours of the contract, in seconds."""
        contract = self.policy.worker.contract_seconds
        if contract is None:
            raise PolicyInvalid(
                "worker.contract_seconds", "say the hours of the part-time contract"
            )
        return int(contract * share)

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
        worker = self.policy.worker
        scale = (10_000, *(scale_of(each, worker) for each in active))
        rank = (1, *(rank_of(each, worker) for each in active))

        def of(counter: Counter) -> tuple[int, ...]:
            return marks_of(marks, counter)

        def ladder(counter: Counter, *, pay_period: bool = False) -> Ladder:
            return ladder_of(marks, rank, counter, pay_period=pay_period)

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
            by_month=self._by_month(active),
            week_condition=self._week_condition(active, on),
        )

    def _by_month(self, active: list[ActiveRule]) -> bool:
        """Whether a rule counts the month; then the employer's cannot count pay periods too."""
        counted = {each.rule.period_weeks for each in active}
        if MONTH in counted and PAY_PERIOD in counted:
            raise PolicyInvalid("employer.rules", "the law counts months here, not pay periods")
        return MONTH in counted

    def _week_condition(self, active: list[ActiveRule], on: date) -> int:
        """Seconds the week must pass for the rules that ask it; the most that any asks."""
        asked = [each.rule.only_if_week_over for each in active if each.rule.only_if_week_over]
        return max((self.pack.seconds(name, on) or 0 for name in asked), default=0)

    def _weeks(self, active: list[ActiveRule], on: date) -> int:
        for each in active:
            if each.rule.counter is not Counter.PERIOD:
                continue
            if each.rule.period_weeks in (PAY_PERIOD, MONTH):
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
