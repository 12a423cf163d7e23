"""Counts a person's pieces of time, week by week, and marks each with the rule that prices it.

Works on whole seconds since 1970. It knows no law, no names and no words: the plan brings those,
`classification` and `explain` turn marks into results and reasons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from pointage.rules.labour.facts import Kind
from pointage.rules.labour.week_plan import NEVER, Ladder, WeekPlan
from pointage.rules.labour.windows import KIND_INDEX, Cut

_HOLIDAY = KIND_INDEX[Kind.HOLIDAY_WORKED]
_FAR_PAST = -NEVER
PeriodOf = Callable[[int], int]
IS_WORK: tuple[bool, ...] = tuple(kind.is_work for kind in KIND_INDEX)


class Marked(NamedTuple):
    """A piece priced by one rule throughout.

    `mark` is the day-type rule or the weekly one, `also` a weekly one added on top of a day rule
    that stacks; both index the plan's marks, 0 meaning none. `day_before`, `week_before`,
    `run_before` are the counters when it began: of the day, towards the week (or the several-week
    period), and of consecutive hours.
    """

    first: int
    last: int
    kind: int
    on: int
    day: int
    source: int
    mark: int
    also: int
    day_before: int
    week_before: int
    run_before: int


@dataclass(slots=True)
class Counts:
    """What has been counted so far, in seconds. Copied when a week is computed several ways."""

    day_key: int = -1
    day: int = 0
    holiday: int = 0
    run: int = 0
    run_reached: int = _FAR_PAST
    week: int = 0
    period: int = 0
    pay_period: int = 0
    pay_period_key: int = -1
    row: dict[int, int] = field(default_factory=dict)
    """By day, its number among days worked in a row across workweeks, where a rule asks."""


@dataclass(slots=True)
class WeekResult:
    """One week's marked pieces and the seconds under each mark; `week_start` an ordinal."""

    week_start: int
    plan: WeekPlan
    pieces: list[Marked]
    leave_counted: int
    extra: int
    """What the marks add to straight time: seconds times ten-thousandths of the rate."""
    nth_day: dict[int, int] = field(default_factory=dict)
    row: dict[int, int] = field(default_factory=dict)


def consecutive_days(cuts: list[Cut], week_start: int) -> dict[int, int]:
    """For each day worked, its number among the days worked one after another in its week."""
    numbers: dict[int, int] = {}
    count = 0
    previous = 0
    for cut in cuts:
        day = cut.day
        if day == previous or not IS_WORK[cut.kind]:
            continue
        count = count + 1 if day == previous + 1 and day > week_start else 1
        numbers[day] = count
        previous = day
    return numbers


def classify_week(
    cuts: list[Cut], plan: WeekPlan, counts: Counts, week_start: int, pay_period_of: PeriodOf
) -> WeekResult:
    """Marks one week's pieces, in order, and moves `counts` on.

    `counts.week` must hold the leave that the law counts as worked, and the period counters what
    earlier weeks brought. `pay_period_of` tells the pay period (or month) of a date's ordinal.
    """
    counts_day, counts_week = plan.counts_day, plan.counts_week
    week_limit = plan.week[0][0] if plan.week else NEVER
    simple = not (plan.period or plan.pay_period or plan.consecutive)
    total, nth_day = _of_whole_week(cuts, plan, counts, week_start)
    leave_counted, row = counts.week, counts.row
    out: list[Marked] = []
    append, new = out.append, tuple.__new__  # a third of the cost of Marked(...)
    ladder_of: tuple[int, bool] | None = None
    ladder: Ladder = ()
    day_limit, extra = NEVER, 0
    # The counters of the common case are kept in locals: this loop runs for every piece.
    key, day_count, week_count = counts.day_key, counts.day, counts.week
    for first, last, kind, on, day, day_key, source in cuts:
        if day_key != key:
            key, day_count, counts.holiday, ladder_of = day_key, 0, 0, None
        holiday = kind == _HOLIDAY
        if ladder_of != (day, holiday):
            ladder = plan.day_ladder(day % 7, nth_day.get(day, 0), holiday, total, row.get(day, 0))
            day_limit = ladder[0][0] if ladder else NEVER
            ladder_of = (day, holiday)
        length = last - first
        in_day, in_week = counts_day[kind], counts_week[kind]
        if (
            simple
            and not holiday
            and (not in_day or day_count + length <= day_limit)
            and (not in_week or week_count + length <= week_limit)
        ):
            append(
                new(Marked, (first, last, kind, on, day, source, 0, 0, day_count, week_count, 0))
            )
            if in_day:
                day_count += length
            if in_week:
                week_count += length
            continue
        if plan.pay_period:
            _enter_pay_period(counts, pay_period_of(on))
        counts.day, counts.week = day_count, week_count
        cut = new(Cut, (first, last, kind, on, day, day_key, source))
        extra += _split(cut, plan, counts, ladder, out)
        day_count, week_count = counts.day, counts.week
    counts.day_key, counts.day, counts.week = key, day_count, week_count
    return WeekResult(week_start, plan, out, leave_counted, extra, nth_day, row)


def _of_whole_week(
    cuts: list[Cut], plan: WeekPlan, counts: Counts, week_start: int
) -> tuple[int, dict[int, int]]:
    """The week's total and its days in a row, each only where a rule asks for it."""
    total = 0
    if plan.week_condition:
        counts_week = plan.counts_week
        total = sum(cut.last - cut.first for cut in cuts if counts_week[cut.kind]) + counts.week
    nth_day: dict[int, int] = {}
    if plan.nth_days and cuts and cuts[-1].day - cuts[0].day >= min(plan.nth_days) - 1:
        nth_day = consecutive_days(cuts, week_start)
    return total, nth_day


def _enter_pay_period(counts: Counts, key: int) -> None:
    """Starts its counter again when another pay period or month begins."""
    if key != counts.pay_period_key:
        counts.pay_period_key, counts.pay_period = key, 0


def _enter_run(counts: Counts, plan: WeekPlan, first: int, last: int) -> None:
    """Starts the consecutive hours again after a gap long enough, and notes how far they reach."""
    if first - counts.run_reached > plan.consecutive_gap:
        counts.run = 0
    counts.run_reached = last


def _rung(ladder: Ladder, count: int) -> tuple[int, int]:
    """The mark at that count, and how many seconds it goes on for."""
    mark = 0
    for after, next_mark in ladder:
        if count < after:
            return mark, after - count
        mark = next_mark
    return mark, NEVER


def _split(
    cut: Cut,
    plan: WeekPlan,
    counts: Counts,
    ladder: Ladder,
    out: list[Marked],
) -> int:
    """Marks one piece, cut wherever a counter reaches a rung; returns what the marks add."""
    first, last, kind, on, day, _, source = cut
    scale, rank, stacks = plan.scale, plan.rank, plan.stacks
    holiday = kind == _HOLIDAY
    in_day, in_week = plan.counts_day[kind], plan.counts_week[kind]
    works = IS_WORK[kind]
    if works and plan.consecutive:
        _enter_run(counts, plan, first, last)
    append, new = out.append, tuple.__new__
    extra = 0
    at = first
    while at < last:
        own = holiday and not in_day
        day_before = counts.holiday if own else counts.day
        mark, left = _rung(ladder, day_before) if (in_day or own) else (0, NEVER)
        room = min(last - at, left)
        if works and plan.consecutive:
            mark, room = _in_a_row(plan, counts, mark, room)
        also = 0
        week_before = counts.period if plan.period else counts.week
        if plan.by_month:
            week_before = counts.pay_period
        if in_week and (mark == 0 or stacks[mark] or rank[mark] < plan.week_rank):
            also, room = _long(plan, counts, room)
        run_before = counts.run
        until = at + room
        if also and not stacks[mark]:
            mark, also = (also if rank[also] >= rank[mark] else mark), 0
        append(
            new(
                Marked,
                (at, until, kind, on, day, source, mark, also, day_before, week_before, run_before),
            )
        )
        extra += room * (scale[mark] - scale[0] + (scale[also] - scale[0] if also else 0))
        if own:
            counts.holiday += room
        elif in_day:
            counts.day += room
        if works:
            counts.run += room
        at = until
    return extra


def _in_a_row(plan: WeekPlan, counts: Counts, mark: int, room: int) -> tuple[int, int]:
    """The better of the day's mark and that of consecutive hours, and how long it holds."""
    run_mark, left = _rung(plan.consecutive, counts.run)
    return (run_mark if plan.rank[run_mark] > plan.rank[mark] else mark), min(room, left)


def _long(plan: WeekPlan, counts: Counts, room: int) -> tuple[int, int]:
    """The weekly, several-week or pay-period mark of the next seconds; counts them.

    Each counter takes only what the one before it left at the ordinary rate. Returns the mark and
    how many of `room` seconds it holds for.
    """
    week_mark, left = _rung(plan.week, counts.week)
    room = min(room, left)
    if not plan.period and not plan.pay_period:
        counts.week += room
        return week_mark, room
    period_mark = pay_mark = 0
    if not week_mark:
        period_mark, left = _rung(plan.period, counts.period)
        room = min(room, left)
        if not period_mark:
            pay_mark, left = _rung(plan.pay_period, counts.pay_period)
            room = min(room, left)
    counts.week += room
    if not week_mark:
        counts.period += room
        if not period_mark:
            counts.pay_period += room
    return week_mark or period_mark or pay_mark, room
