"""`classify`: a person's segments and a policy in, every second classified out.

The counting is in `engine`, the law in `plan`; this prepares the one and presents the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import cast

from pointage.rules.labour.employer import employer_rules
from pointage.rules.labour.engine import WeekResult
from pointage.rules.labour.explain import Reason, reasons_of
from pointage.rules.labour.facts import Kind, Policy, PolicyInvalid, Segment
from pointage.rules.labour.holidays import public_holidays
from pointage.rules.labour.law import BeforeKnownLaw, Pack
from pointage.rules.labour.library import jurisdiction
from pointage.rules.labour.occupations import occupations_of_weeks
from pointage.rules.labour.plan import Planner
from pointage.rules.labour.presentation import notices_of, pieces_of, totals_by
from pointage.rules.labour.results import Notice, Period, Piece, Totals, Week
from pointage.rules.labour.weekly_rest import RestWindow, rest_windows
from pointage.rules.labour.weeks import LeaveDays, WeekRun
from pointage.rules.labour.windows import (
    DEFAULT_SHIFT_GAP,
    Cut,
    DayTable,
    cut_at,
    cut_at_days,
    cut_at_days_of_places,
    cut_at_windows,
    day_table,
    in_order,
    week_index,
)
from pointage.rules.payperiods import PayPeriod
from pointage.rules.timekeeping import zone_named

_ZONE = attrgetter("zone")


class Classification:
    """A person's time, classified. Everything but the counting itself is made when asked for.

    `results` are the weeks as the engine left them; `presence` and `leave` the segments by start.
    """

    def __init__(
        self,
        pack: Pack,
        policy: Policy,
        week_start: int,
        presence: list[Segment],
        leave: list[Segment],
        results: list[WeekResult],
        below_law: tuple[tuple[date, int], ...] = (),
    ) -> None:
        self.pack = pack
        self.policy = policy
        self.week_start = week_start
        self.presence = presence
        self.leave = leave
        self.results = results
        self.below_law = below_law

    @cached_property
    def rest(self) -> Mapping[int, RestWindow]:
        """By position in `results`, where work is paid as work in a weekly rest; mostly empty."""
        return rest_windows(self.results, self.policy)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every second of every segment, once, in order of time; leave among them."""
        return pieces_of(self)

    @cached_property
    def totals(self) -> Totals:
        """All of it."""
        return totals_by(self, lambda piece: 0).get(0, Totals({}, {}, {}))

    @cached_property
    def days(self) -> Mapping[date, Totals]:
        """By the workday the law counts the time in."""
        return totals_by(self, lambda piece: piece.day)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """By workweek, in order."""
        totals = totals_by(self, lambda piece: piece.week_start)
        weeks = []
        for result in self.results:
            starts = date.fromordinal(result.week_start)
            last = result.pieces[-1] if result.pieces else None
            counts = result.plan.counts_week
            counted = result.leave_counted + sum(
                each.last - each.first for each in result.pieces if counts[each.kind]
            )
            ladder = result.plan.week
            weeks.append(
                Week(
                    starts=starts,
                    ends=date.fromordinal(result.week_start + 6),
                    totals=totals.get(starts, Totals({}, {}, {})),
                    counted=counted if last or result.leave_counted else 0,
                    limit=ladder[0][0] if ladder else None,
                )
            )
        return tuple(weeks)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """By pay period. Raises PolicyInvalid when the policy has no pay schedule."""
        schedule = self.policy.pay_schedule
        if schedule is None:
            raise PolicyInvalid("pay_schedule", "is needed to total by pay period")
        by_period = totals_by(self, lambda piece: schedule.period_containing(piece.on))
        ends_in = {week.starts: schedule.period_containing(week.ends) for week in self.weeks}
        due = totals_by(self, lambda piece: ends_in[piece.week_start])
        nothing = Totals({}, {}, {})
        periods = []
        for period in sorted({*by_period, *due}):
            periods.append(
                Period(
                    period=period,
                    totals=by_period.get(period, nothing),
                    due=due.get(period, nothing),
                    carried_in=self._crossing(period, ends_in, arriving=True),
                    carried_out=self._crossing(period, ends_in, arriving=False),
                )
            )
        return tuple(periods)

    def _crossing(
        self, period: PayPeriod, ends_in: Mapping[date, PayPeriod], *, arriving: bool
    ) -> tuple[date, ...]:
        if arriving:
            return tuple(
                starts for starts, end in ends_in.items() if end == period and starts < period.start
            )
        return tuple(
            starts
            for starts, end in ends_in.items()
            if end.start > period.end and period.contains(starts)
        )

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each of `pieces` is priced as it is, in the same order."""
        return reasons_of(self)

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader must know: assumptions, regimes not covered, rules under the law."""
        return notices_of(self)

    @cached_property
    def flsa_required_overtime(self) -> Mapping[date, int]:
        """Seconds of overtime the federal Act alone asks for, by first date of the workweek.

        Empty outside the United States and for workers the Act does not cover.
        """
        worker = self.policy.worker
        if not self.pack.id.startswith("US") or not worker.flsa_covered or worker.exempt:
            return {}
        federal = Classifier(federal_policy(self.policy, self.week_start)).classify(
            [*self.presence, *self.leave]
        )
        return {week.starts: week.totals.overtime for week in federal.weeks}


def federal_policy(policy: Policy, week_start: int) -> Policy:
    """The same person and workweek under the Fair Labor Standards Act alone."""
    return Policy(
        jurisdiction="US",
        zone=policy.zone,
        week_start=week_start,
        workday_start=policy.workday_start,
        worker=policy.worker,
        holidays=policy.holidays if policy.holidays is not None else {},
        agreements=policy.agreements & {"eight_80", "seven_b_three"},
        period_anchor=policy.period_anchor,
    )


class Classifier:
    """A policy made ready, to classify many people's time by it.

    Raises UnknownJurisdiction, PolicyInvalid.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.pack = jurisdiction(policy.jurisdiction)
        self._law = Planner(self.pack, policy)
        rules = policy.employer
        self._with_employer = (
            Planner(self.pack, policy, lambda on: employer_rules(rules)) if rules else None
        )
        self._table = day_table(policy.tz, policy.workday_start)
        self._holidays: dict[int, frozenset[int]] = {}

    def classify(self, segments: Iterable[Segment]) -> Classification:
        """Classifies one person's time; the order of the segments does not matter.

        Raises OverlappingSegments, BeforeKnownLaw, PolicyInvalid.
        """
        presence, leave = in_order(segments)
        if not presence and not leave:
            return Classification(self.pack, self.policy, 0, [], [], [])
        first = min(each[0].first for each in (presence, leave) if each)
        last = max(each[-1].last for each in (presence, leave) if each)
        first_on, last_on = self._table.ordinal(first), self._table.ordinal(last)
        on = date.fromordinal(first_on)
        if on < self.pack.since:
            raise BeforeKnownLaw(self.pack.id, on, self.pack.since)
        week_start = self.week_start_on(on)
        holidays = self._holidays_between(first_on, last_on)
        by_week: dict[int, list[Cut]] = {}
        tables = self._tables(presence)
        cuts = self._cut(presence, tables, holidays, on)
        changes = self._clock_changes(tables, first_on, last_on)
        if changes:
            cuts = cut_at(cuts, changes)
        for cut in cuts:
            week = (cut.on - week_start) // 7
            found = by_week.get(week)
            if found is None:
                by_week[week] = [cut]
            else:
                found.append(cut)
        leave_days = self._leave(leave, week_start, on, holidays)
        weeks = sorted({*by_week, *leave_days})
        mixed = self._occupations(by_week, presence, on)
        run = WeekRun(self.policy, by_week, leave_days, holidays, week_start, mixed)
        results = run.of(self._law, weeks)
        below: tuple[tuple[date, int], ...] = ()
        if self._with_employer is not None:
            results, below = run.better(results, self._with_employer, weeks)
        return Classification(self.pack, self.policy, week_start, presence, leave, results, below)

    def _clock_changes(self, tables: list[DayTable] | None, first: int, last: int) -> list[int]:
        """Seconds since 1970 at which the clocks change where the work is."""
        changes = self._table.clock_changes(first, last)
        if tables is None:
            return changes
        found = set(changes)
        for table in set(tables):
            found.update(table.clock_changes(first - 1, last + 1))
        return sorted(found)

    def _occupations(
        self, by_week: dict[int, list[Cut]], presence: list[Segment], on: date
    ) -> dict[int, tuple[str, ...]] | None:
        """By week, the occupations its law goes by; None where there is one throughout."""
        jobs = self.policy.job_occupations
        if jobs is None:
            return None
        if self.pack.value("occupation_by_most_hours", on) is None:
            raise PolicyInvalid(
                "job_occupations",
                "the law of {jurisdiction} does not speak of mixed work",
                jurisdiction=self.pack.id,
            )
        return occupations_of_weeks(by_week, presence, jobs)

    def week_start_on(self, on: date) -> int:
        """First weekday of workweeks, 0 = Sunday: the law's if it fixes it, else the policy's."""
        found = self.pack.value("week_start", on)
        usual = found.value if found is not None and isinstance(found.value, int) else 0
        asked = self.policy.week_start
        fixed = self.pack.value("week_start_fixed", on)
        return usual if asked is None or (fixed is not None and fixed.value) else asked

    def _cut(
        self,
        presence: list[Segment],
        tables: list[DayTable] | None,
        holidays: frozenset[int],
        on: date,
    ) -> list[Cut]:
        window = self._day_window(on)
        by_shift = self.pack.value("holiday_by_shift", on)
        if window == "calendar" and by_shift is None:
            if tables is None:
                return cut_at_days(presence, self._table, holidays)
            return cut_at_days_of_places(presence, tables, holidays)
        gap = self.pack.seconds("shift_gap", on)
        return cut_at_windows(
            presence,
            tables or [self._table] * len(presence),
            holidays,
            rolling=window == "rolling",
            shift_gap=DEFAULT_SHIFT_GAP if gap is None else gap,
            holiday_by_shift=by_shift is not None,
        )

    def _day_window(self, on: date) -> object:
        """What a day is here: the policy's word, or the law's for someone hired then."""
        if self.policy.day_window is not None:
            return self.policy.day_window
        by_hire = self.pack.table("day_window_by_hire", on)
        hired = self.policy.worker.hired_on
        if (
            by_hire is not None
            and hired is not None
            and hired < cast("date", by_hire["hired_before"])
        ):
            return by_hire["window"]
        word = self.pack.value("day_window", on)
        return word.value if word else "calendar"

    def _tables(self, presence: list[Segment]) -> list[DayTable] | None:
        """The calendar of each segment's place; None when it is the policy's for all of them."""
        if not any(map(_ZONE, presence)):
            return None
        starts = self.policy.workday_start
        return [
            day_table(zone_named(each.zone), starts) if each.zone else self._table
            for each in presence
        ]

    def _holidays_between(self, first: int, last: int) -> frozenset[int]:
        """Ordinals of the holidays of every year touched."""
        given = self.policy.holidays
        if given is not None:
            if -1 not in self._holidays:
                self._holidays[-1] = frozenset(on.toordinal() for on in given)
            return self._holidays[-1]
        years = range(date.fromordinal(first - 7).year, date.fromordinal(last + 7).year + 1)
        key = years.start * 10_000 + years.stop
        found = self._holidays.get(key)
        if found is None:
            found = self._holidays[key] = frozenset(
                on.toordinal() for year in years for on in public_holidays(self.pack.id, year)
            )
        return found

    def _leave(
        self, leave: list[Segment], week_start: int, on: date, holidays: frozenset[int]
    ) -> dict[int, LeaveDays]:
        found: dict[int, LeaveDays] = {}
        if not leave:
            return found
        counted = self.pack.words("counted_in_week", on)
        seen: set[int] = set()
        for segment in leave:
            table = self._table
            if segment.zone:
                table = day_table(zone_named(segment.zone), self.policy.workday_start)
            ordinal = table.ordinal(segment.first)
            days = found.setdefault(week_index(ordinal, week_start), LeaveDays())
            if segment.kind.value in counted:
                days.counted += segment.seconds
            if ordinal not in seen and ordinal not in holidays and segment.kind is not Kind.TOP_UP:
                seen.add(ordinal)
                days.days += 1
        return found


def classify(segments: Iterable[Segment], policy: Policy) -> Classification:
    """Classifies one person's segments by the law and rules of `policy`.

    Segments may come in any order and of any kind; work may not overlap. The result holds every
    second of them once: `pieces` (each priced alike throughout), `totals`, `days`, `weeks` and
    `periods` in whole seconds, `reasons` in the order of `pieces`, `notices` of what was assumed.
    All but the counting is made when it is asked for. Figures are those of the place's file in
    `jurisdictions/`, in force on the first day of the workweek unless the law says otherwise; each
    carries its source and how it was read.

    For many people under one policy, make a Classifier once. Raises SegmentError (NaiveSegment
    and NegativeSegment when the segment is made), UnknownJurisdiction, BeforeKnownLaw,
    PolicyInvalid and UnknownZone; each is a Refusal, whose `text` says it in English or French.
    """
    return Classifier(policy).classify(segments)
