"""Runs one person's weeks through the engine, by one plan or the best of several.

Not for making plans (`plan`) or for counting (`engine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pointage.rules.labour.engine import Counts, WeekResult, classify_week, consecutive_days
from pointage.rules.labour.facts import Policy, PolicyInvalid
from pointage.rules.labour.plan import Planner, WeekFacts, WeekPlan
from pointage.rules.labour.windows import Cut, first_ordinal, week_index


@dataclass(slots=True)
class LeaveDays:
    """Leave of one week: seconds the law counts as worked, and days of it besides holidays."""

    counted: int = 0
    days: int = 0


class WeekRun:
    """One person's weeks, to be computed by one plan or another."""

    def __init__(
        self,
        policy: Policy,
        cuts: dict[int, list[Cut]],
        leave: dict[int, LeaveDays],
        holidays: frozenset[int],
        week_start: int,
        occupations: Mapping[int, tuple[str, ...]] | None = None,
    ) -> None:
        self._policy = policy
        self._cuts = cuts
        self._leave = leave
        self._holidays = holidays
        self._week_start = week_start
        self._pay_periods: dict[int, int] = {}
        self._occupations = occupations

    def of(self, planner: Planner, weeks: list[int]) -> list[WeekResult]:
        """Every week by that planner."""
        counts = Counts()
        results = []
        period: int | None = None
        for week in weeks:
            facts = self._facts(planner, week)
            plans = planner.plans(facts)
            if self._occupations is not None:
                plans = self._of_most_hours(planner, facts, week)
            counts.week = self._counted_leave(week)
            if not counts.row and any(plan.running_days for plan in plans):
                counts.row = self._days_in_a_row()
            length = plans[0].period_weeks
            if length:
                number = (week - self._anchor_week()) // length
                if number != period:
                    period, counts.period = number, 0
                    first = self._anchor_week() + number * length
                    spans = range(first, first + length)
                    counts.period = sum(self._counted_leave(each) for each in spans)
            result, counts = self._best(plans, counts, week)
            results.append(result)
        return results

    def better(
        self, law: list[WeekResult], planner: Planner, weeks: list[int]
    ) -> tuple[list[WeekResult], tuple[tuple[date, int], ...]]:
        """For each week the better of the law alone and the law with the employer's rules.

        Also the weeks in which the employer's rules alone give less than the law, with how much
        less: seconds of ordinary pay.
        """
        together = self.of(planner, weeks)
        results = [
            with_employer if with_employer.extra >= by_law.extra else by_law
            for by_law, with_employer in zip(law, together, strict=True)
        ]
        alone = self.of(planner.without_law(), weeks)
        below = tuple(
            (date.fromordinal(by_law.week_start), (by_law.extra - own.extra) // 10_000)
            for by_law, own in zip(law, alone, strict=True)
            if own.extra < by_law.extra
        )
        return results, below

    def _best(self, plans: list[WeekPlan], counts: Counts, week: int) -> tuple[WeekResult, Counts]:
        """The plan that pays most; the first one when they pay the same."""
        cuts = self._cuts.get(week, [])
        starts = first_ordinal(week, self._week_start)
        period_of = _month if plans[0].by_month else self._pay_period
        if len(plans) == 1:
            return classify_week(cuts, plans[0], counts, starts, period_of), counts
        tried = []
        for plan in plans:
            own = replace(counts)
            tried.append((classify_week(cuts, plan, own, starts, period_of), own))
        return max(tried, key=lambda each: each[0].extra)

    def _of_most_hours(self, planner: Planner, facts: WeekFacts, week: int) -> list[WeekPlan]:
        """The plans of the occupation with most hours that week, or of each that has as many."""
        most = (self._occupations or {}).get(week) or ("",)
        return [plan for word in most for plan in planner.plans(replace(facts, occupation=word))]

    def _days_in_a_row(self) -> dict[int, int]:
        """By day worked, its number among all the days worked one after another."""
        cuts = [cut for week in sorted(self._cuts) for cut in self._cuts[week]]
        return consecutive_days(cuts, 0)

    def _pay_period(self, ordinal: int) -> int:
        """The first date, as an ordinal, of the pay period that date is in."""
        found = self._pay_periods.get(ordinal)
        if found is None:
            schedule = self._policy.pay_schedule
            if schedule is None:
                raise PolicyInvalid("pay_schedule", "a rule counts by pay period; say which")
            period = schedule.period_containing(date.fromordinal(ordinal))
            found = self._pay_periods[ordinal] = period.start.toordinal()
        return found

    def _counted_leave(self, week: int) -> int:
        found = self._leave.get(week)
        return found.counted if found else 0

    def _facts(self, planner: Planner, week: int) -> WeekFacts:
        starts = first_ordinal(week, self._week_start)
        holidays = self._holidays_in(week, 1)
        on = date.fromordinal(starts)
        length = planner.period_length(on)
        if not length:
            return WeekFacts(on, holidays)
        first = self._anchor_week()
        first += (week - first) // length * length
        in_period = self._holidays_in(first, length)
        leave = self._days_off(planner, on, range(first, first + length)) - in_period
        return WeekFacts(on, holidays, in_period, leave, self._completed(first, length))

    def _days_off(self, planner: Planner, on: date, weeks: range) -> int:
        """Days of leave and holidays of those weeks, no more in each than the law takes off."""
        law = planner.pack.value("averaging_leave_days_per_week", on)
        most = law.value if law is not None and isinstance(law.value, int) else 7
        found = 0
        for week in weeks:
            leave = self._leave.get(week)
            found += min(self._holidays_in(week, 1) + (leave.days if leave else 0), most)
        return found

    def _completed(self, first: int, length: int) -> int | None:
        """Weeks completed of the period that starts with that week, when averaging ended in it."""
        averaging = self._policy.averaging
        if averaging is None or averaging.ended_on is None:
            return None
        days = averaging.ended_on.toordinal() + 1 - first_ordinal(first, self._week_start)
        return days // 7 if 0 < days < 7 * length else None

    def _holidays_in(self, week: int, weeks: int) -> int:
        starts = first_ordinal(week, self._week_start)
        return sum(1 for day in range(starts, starts + 7 * weeks) if day in self._holidays)

    def _anchor_week(self) -> int:
        policy = self._policy
        anchor = policy.averaging.anchor if policy.averaging else policy.period_anchor
        if anchor is None:
            raise PolicyInvalid(
                "period_anchor", "the law of this work counts several weeks; say from which date"
            )
        return week_index(anchor.toordinal(), self._week_start)


def _month(ordinal: int) -> int:
    """The first date, as an ordinal, of the month that date is in."""
    return date.fromordinal(ordinal).replace(day=1).toordinal()
