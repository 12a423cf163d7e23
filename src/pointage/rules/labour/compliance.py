"""Checks of hours against what the law requires of them: breaks, rest, longest days and weeks.

Findings never change what is paid; extras owed for a missed break are `extras`. A finding says
what the time shows, not that the law was broken: agreements and exceptions may explain it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pointage.rules.labour.classification import Classification
from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.extras import reporting_pay
from pointage.rules.labour.facts import Segment
from pointage.rules.labour.holidays import public_holidays
from pointage.rules.labour.law import DatedValue, Pack
from pointage.rules.labour.windows import DayTable, day_table

_HOUR = 3600


class Check(StrEnum):
    """What was looked at."""

    MEAL_BREAK = "meal_break"
    REST_BREAK = "rest_break"
    DAILY_REST = "daily_rest"
    REST_BETWEEN_SHIFTS = "rest_between_shifts"
    WEEKLY_REST = "weekly_rest"
    LONGEST_DAY = "longest_day"
    LONGEST_WEEK = "longest_week"
    LONGEST_SPAN = "longest_span"
    CONSECUTIVE_DAYS = "consecutive_days"
    REPORTING_PAY = "reporting_pay"
    AVERAGING_WEEK = "averaging_week"
    AVERAGING_DAY = "averaging_day"
    AVERAGING_LENGTH = "averaging_length"


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement that the hours of a date do not show to be met.

    `found` and `required` are in seconds, or in days, weeks or breaks where the check counts those.
    """

    check: Check
    on: date
    found: int
    required: int
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class _Shift:
    """A workday's presence, by start."""

    on: date
    segments: tuple[Segment, ...]

    @property
    def worked(self) -> int:
        return sum(each.seconds for each in self.segments if each.kind.is_work)


def compliance_findings(made: Classification) -> tuple[Finding, ...]:
    """Every finding in order of date; empty where no requirement is known.

    Rest is looked for only between the first and the last stretch of work given: time before and
    after is not known. Raises nothing.
    """
    table = day_table(made.policy.tz, made.policy.workday_start)
    shifts = _shifts(made, table)
    found: list[Finding] = []
    for shift in shifts:
        found += _day(made.pack, shift)
    found += _between(made.pack, shifts)
    found += _weeks(made, shifts)
    return tuple(sorted(found, key=lambda each: (each.on, each.check)))


def _shifts(made: Classification, table: DayTable) -> list[_Shift]:
    by_day: dict[int, list[Segment]] = defaultdict(list)
    for segment in made.presence:
        if segment.seconds:
            by_day[table.ordinal(segment.first)].append(segment)
    return [
        _Shift(date.fromordinal(on), tuple(by_day[on]))
        for on in sorted(by_day)
        if any(each.kind.is_work for each in by_day[on])
    ]


def _finding(check: Check, on: date, found: int, required: int, law: DatedValue) -> Finding:
    return Finding(check, on, found, required, law.source, law.confidence)


def _day(pack: Pack, shift: _Shift) -> Iterator[Finding]:
    on = shift.on
    meal = pack.value("meal_break", on)
    if meal is not None and isinstance(meal.value, Mapping):
        yield from _meals(shift, meal, meal.value)
    rest = pack.value("rest_break", on)
    if rest is not None and isinstance(rest.value, Mapping):
        yield from _rests(shift, rest, rest.value)
    span = shift.segments[-1].last - shift.segments[0].first
    for check, name, length in (
        (Check.LONGEST_DAY, "longest_day", shift.worked),
        (Check.LONGEST_SPAN, "longest_span", span),
    ):
        law = pack.value(name, on)
        if law is not None and isinstance(law.value, int) and length > law.value:
            yield _finding(check, on, length, law.value, law)


def _meals(shift: _Shift, law: DatedValue, table: Mapping[str, object]) -> Iterator[Finding]:
    """A stretch of work longer than allowed without a break long enough."""
    least = _amount(table, "minutes", 60)
    limit = _amount(table, "after_hours", _HOUR)
    longest = run = 0
    reached: int | None = None
    for each in shift.segments:
        if not each.kind.is_work:
            continue
        if reached is not None and each.first - reached >= least:
            run = 0
        run += each.seconds
        reached = each.last
        longest = max(longest, run)
    if longest > limit:
        yield _finding(Check.MEAL_BREAK, shift.on, longest, limit, law)
        return
    second = _amount(table, "second_after_hours", _HOUR)
    breaks = sum(
        1
        for one, other in pairwise([s for s in shift.segments if s.kind.is_work])
        if other.first - one.last >= least
    )
    if second and shift.worked > second and breaks < 2:
        yield _finding(Check.MEAL_BREAK, shift.on, breaks, 2, law)


def _rests(shift: _Shift, law: DatedValue, table: Mapping[str, object]) -> Iterator[Finding]:
    """Paid or clocked breaks against one for each so many hours, or the larger part of them."""
    per = _amount(table, "per_hours", _HOUR)
    least = _amount(table, "minutes", 60)
    due = shift.worked // per
    if table.get("major_fraction"):
        due = max(shift.worked + per // 2 - 1, 0) // per
    if shift.worked < _amount(table, "from_hours", _HOUR):
        due = 0
    work = [each for each in shift.segments if each.kind.is_work]
    taken = sum(1 for each in work if each.kind.value == "paid_break" and each.seconds >= least)
    taken += sum(1 for one, other in pairwise(work) if other.first - one.last >= least)
    if taken < due:
        yield _finding(Check.REST_BREAK, shift.on, taken, due, law)


def _between(pack: Pack, shifts: list[_Shift]) -> Iterator[Finding]:
    for before, after in pairwise(shifts):
        gap = after.segments[0].first - before.segments[-1].last
        for check, name in (
            (Check.REST_BETWEEN_SHIFTS, "rest_between_shifts"),
            (Check.DAILY_REST, "daily_rest"),
        ):
            law = pack.value(name, after.on)
            if law is not None and isinstance(law.value, int) and 0 <= gap < law.value:
                yield _finding(check, after.on, gap, law.value, law)


def _weeks(made: Classification, shifts: list[_Shift]) -> Iterator[Finding]:
    by_week: dict[date, list[_Shift]] = defaultdict(list)
    for shift in shifts:
        week = (shift.on.toordinal() - made.week_start) // 7 * 7 + made.week_start
        by_week[date.fromordinal(week)].append(shift)
    for starts, of_week in by_week.items():
        worked = sum(shift.worked for shift in of_week)
        law = made.pack.value("longest_week", starts)
        shorter = made.pack.value("longest_holiday_week", starts)
        if shorter is not None and _has_holiday(made, starts):
            law = shorter
        if law is not None and isinstance(law.value, int) and worked > law.value:
            yield _finding(Check.LONGEST_WEEK, starts, worked, law.value, law)
        yield from _weekly_rest(made, starts, of_week)
        yield from _averaging(made, starts, worked, of_week)
    most = made.pack.value("consecutive_days_at_most", shifts[0].on) if shifts else None
    if most is not None and isinstance(most.value, int):
        yield from _in_a_row(shifts, most, most.value)


def _has_holiday(made: Classification, starts: date) -> bool:
    """Whether a public holiday is in the week of that first date."""
    given = made.policy.holidays
    for day in (starts + timedelta(days=number) for number in range(7)):
        known = public_holidays(made.pack.id, day.year) if given is None else given
        if day in known:
            return True
    return False


def _weekly_rest(made: Classification, starts: date, of_week: list[_Shift]) -> Iterator[Finding]:
    """The longest time off in the week, its own edges included."""
    law = made.pack.value("weekly_rest", starts)
    if law is None or not isinstance(law.value, int):
        return
    table = day_table(made.policy.tz, made.policy.workday_start)
    reached = table.start(starts.toordinal())
    longest = 0
    for shift in of_week:
        for each in shift.segments:
            if each.kind.is_work:
                longest = max(longest, each.first - reached)
                reached = max(reached, each.last)
    longest = max(longest, table.start(starts.toordinal() + 7) - reached)
    if longest < law.value:
        yield _finding(Check.WEEKLY_REST, starts, longest, law.value, law)


def _averaging(
    made: Classification, starts: date, worked: int, of_week: list[_Shift]
) -> Iterator[Finding]:
    """Hours past what an averaging agreement may hold."""
    agreed = made.policy.averaging
    law = made.pack.value("averaging_limits", starts)
    if agreed is None or law is None or not isinstance(law.value, Mapping):
        return
    weeks = int(str(law.value.get("most_weeks", 0)))
    if weeks and agreed.weeks > weeks:
        yield _finding(Check.AVERAGING_LENGTH, starts, agreed.weeks, weeks, law)
    week_limit = _amount(law.value, "week_hours_at_most", _HOUR)
    if week_limit and worked > week_limit:
        yield _finding(Check.AVERAGING_WEEK, starts, worked, week_limit, law)
    day_limit = _amount(law.value, "day_hours_at_most", _HOUR)
    for shift in of_week:
        if day_limit and shift.worked > day_limit:
            yield _finding(Check.AVERAGING_DAY, shift.on, shift.worked, day_limit, law)


def _in_a_row(shifts: list[_Shift], law: DatedValue, most: int) -> Iterator[Finding]:
    row = 0
    previous: date | None = None
    for shift in shifts:
        follows = previous is not None and (shift.on - previous).days == 1
        row = row + 1 if follows else 1
        previous = shift.on
        if row == most + 1:
            yield _finding(Check.CONSECUTIVE_DAYS, shift.on, row, most, law)


def _amount(table: Mapping[str, object], key: str, unit_seconds: int) -> int:
    """An amount of the table in seconds; 0 when it is not there."""
    return int(Decimal(str(table.get(key, 0))) * unit_seconds)


def call_in_findings(made: Classification, scheduled: Mapping[date, int]) -> tuple[Finding, ...]:
    """Days on which less was worked than the guarantee for reporting to work.

    `scheduled` gives, for each date on which the person was called in, the seconds planned.
    """
    found = []
    for on, planned in sorted(scheduled.items()):
        totals = made.days.get(on)
        worked = totals.worked if totals else 0
        who = made.policy.worker
        owed = reporting_pay(made.pack.id, on, worked, planned, who.industry, who.flags)
        if owed is not None:
            found.append(
                Finding(Check.REPORTING_PAY, on, worked, owed.floor, owed.source, owed.confidence)
            )
    return tuple(found)
