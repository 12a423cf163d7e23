"""Which breaks a person may take and which are added by themselves, and where an automatic break
falls in a stretch of work. Reads only; inserting is `services.breaks`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.break_choice import is_for
from pointage.foundation.tenancy.prepared import PreparedQuery
from pointage.rules.timekeeping import Interval, instant_at, local_date

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a shift: work when `activity` says so, else a break (with its rule's row id)."""

    span: Interval
    activity: str
    rule_id: int | None = None

    @property
    def is_work(self) -> bool:
        return self.activity == TimeEntry.Activity.WORK


@dataclass(frozen=True, slots=True)
class Placed:
    """An automatic break and where it goes."""

    rule: BreakRule
    span: Interval


def activity_of(rule: BreakRule) -> str:
    """The activity of an entry that is a break of this rule."""
    activity = TimeEntry.Activity
    return activity.PAID_BREAK if rule.is_paid else activity.UNPAID_BREAK


def automatic_rules_for(company_id: int, member_id: int) -> list[BreakRule]:
    """Breaks that are added to this person's work by themselves, in the order in which they were
    added. One prepared query, since every clock-out asks; needs the company in scope. What people
    may take themselves: `services.break_choice.manual_rules_of`."""
    return _AUTOMATIC.run(company_id=company_id, member=member_id)


_AUTOMATIC: Final = PreparedQuery(
    lambda member: (
        BreakRule.objects.filter(is_active=True, is_automatic=True, archived_at__isnull=True)
        .filter(is_for(member))
        .order_by("id")
    ),
    "member",
)


def plan_automatic(
    shift: Sequence[Stretch], rules: Sequence[BreakRule], zone: ZoneInfo
) -> list[Placed]:
    """The automatic breaks a shift still lacks, in the order of `rules`.

    `shift` is in order and without gaps. A rule is left out when a break of it was taken, or one as
    long that does not already stand for another rule: lunch does not take the place of a rest. A
    break never covers another one and never reaches outside the work.
    """
    parts = list(shift)
    placed: list[Placed] = []
    for rule in _not_taken(rules, parts):
        span = _place(rule, parts, zone)
        if span is not None:
            placed.append(Placed(rule, span))
            parts = list(_with_break(parts, rule, span))
    return placed


def _not_taken(rules: Sequence[BreakRule], parts: Iterable[Stretch]) -> list[BreakRule]:
    taken = _breaks(parts)
    own = {part.rule_id for part in taken}
    known = {rule.pk for rule in rules}
    # A break that is of none of these rules stands for one of them, the longest that it fills.
    spare = sorted((part.span.seconds for part in taken if part.rule_id not in known), reverse=True)
    for rule in sorted(rules, key=lambda each: -each.minutes):
        if rule.pk not in own and spare and spare[0] >= rule.minutes * 60:
            spare.pop(0)
            own.add(rule.pk)
    return [rule for rule in rules if rule.pk not in own]


def _breaks(parts: Iterable[Stretch]) -> list[Stretch]:
    """The breaks of a shift; the pieces that midnight cut one into are one again."""
    found: list[Stretch] = []
    last: Stretch | None = None
    for part in parts:
        goes_on = (
            last is not None
            and not part.is_work
            and (last.activity, last.rule_id, last.span.end)
            == (part.activity, part.rule_id, part.span.start)
        )
        if goes_on:
            found[-1] = replace(found[-1], span=Interval(found[-1].span.start, part.span.end))
        elif not part.is_work:
            found.append(part)
        last = part
    return found


def work_runs(parts: Iterable[Stretch]) -> list[Interval]:
    """Work that touches, as one interval each: a change of job does not interrupt it."""
    runs: list[Interval] = []
    for part in parts:
        if not part.is_work or not part.span.seconds:
            continue
        if runs and runs[-1].end == part.span.start:
            runs[-1] = Interval(runs[-1].start, part.span.end)
        else:
            runs.append(part.span)
    return runs


def _place(rule: BreakRule, parts: Sequence[Stretch], zone: ZoneInfo) -> Interval | None:
    if rule.starts_minute is not None:
        return _place_at_time(rule, parts, zone)
    if not parts or not _counts_on(rule, local_date(parts[0].span.start, zone)):
        return None
    return _place_after_work(rule, parts)


def _place_at_time(rule: BreakRule, parts: Sequence[Stretch], zone: ZoneInfo) -> Interval | None:
    assert rule.starts_minute is not None
    at = time(*divmod(rule.starts_minute, 60))
    length = timedelta(minutes=rule.minutes)
    for run in work_runs(parts):
        for day in _days(run, zone):
            if not _counts_on(rule, day):
                continue
            start = instant_at(day, at, zone)
            if run.start <= start and start + length <= run.end and length < run.end - run.start:
                return Interval(start, start + length)
    return None


def _place_after_work(rule: BreakRule, parts: Sequence[Stretch]) -> Interval | None:
    """Right after so much work; if no room is left there, as late as the work allows."""
    runs = work_runs(parts)
    due = rule.after_seconds or 0
    if sum(run.seconds for run in runs) <= due:
        return None
    length = timedelta(minutes=rule.minutes)
    fits = [run for run in runs if run.seconds > rule.minutes * 60]
    worked = 0
    for run in runs:
        start = run.start + max(due - worked, 0) * _SECOND
        if run in fits and worked + run.seconds > due and start + length <= run.end:
            return Interval(start, start + length)
        worked += run.seconds
    return Interval(fits[-1].end - length, fits[-1].end) if fits else None


def _with_break(parts: Sequence[Stretch], rule: BreakRule, span: Interval) -> Iterator[Stretch]:
    for part in parts:
        if not part.span.overlaps(span):
            yield part
            continue
        before, after = part.span.start, part.span.end
        if before < span.start:
            yield Stretch(Interval(before, span.start), part.activity, part.rule_id)
        if part.span.start <= span.start < part.span.end:
            yield Stretch(span, activity_of(rule), rule.pk)
        if span.end < after:
            yield Stretch(Interval(span.end, after), part.activity, part.rule_id)


def _counts_on(rule: BreakRule, day: date) -> bool:
    return bool(rule.days >> day.isoweekday() % 7 & 1)


def _days(run: Interval, zone: ZoneInfo) -> list[date]:
    first, last = local_date(run.start, zone), local_date(run.end, zone)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def middle_of(span: Interval, minutes: int) -> datetime:
    """Where a break of that length starts when it lies in the middle, to the whole minute."""
    start = span.start + (span.seconds - minutes * 60) // 2 * _SECOND
    return max(span.start, start.replace(second=0, microsecond=0))
