"""The week in which an employer moves the start of the workweek: counted both ways, best kept.

29 CFR 778.301-302: the hours where the old and the new workweek overlap are counted once in the
one and once in the other, and the worker has the better. Changes must be meant to last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pointage.rules.labour.classification import Classification, classify
from pointage.rules.labour.facts import Policy, PolicyInvalid, Segment
from pointage.rules.payperiods import week_containing
from pointage.rules.timekeeping import instant_at


@dataclass(frozen=True, slots=True)
class ChangedWorkweek:
    """The time before and after the change, classified in the way that pays more.

    `overlap_in_old`: whether the hours of both workweeks are counted in the old one.
    """

    before: Classification
    after: Classification
    overlap_in_old: bool

    @property
    def extra(self) -> int:
        """What the premiums add: seconds times ten-thousandths of the rate."""
        made = (self.before, self.after)
        return sum(result.extra for each in made for result in each.results)


def classify_changed_workweek(
    segments: Iterable[Segment], policy: Policy, new_week_start: int, changes_on: date
) -> ChangedWorkweek:
    """Classifies time around a change of workweek.

    `policy` has the old start; `changes_on` is the first date of the first new workweek. When both
    ways pay the same, the overlap is counted in the old workweek. Raises what `classify` raises,
    and PolicyInvalid when `changes_on` is not the weekday of the new start.
    """
    if changes_on.isoweekday() % 7 != new_week_start:
        raise PolicyInvalid("week_start", "{on} is not the new first day", on=changes_on)
    if policy.week_start is None:
        raise PolicyInvalid("week_start", "say which day the workweek started on before")
    given = list(segments)
    old_ends = week_containing(changes_on - timedelta(days=1), policy.week_start).end
    new = replace(policy, week_start=new_week_start)
    ways = []
    for overlap_in_old in (True, False):
        until = max(changes_on, old_ends + timedelta(days=1)) if overlap_in_old else changes_on
        before, after = _parted(given, policy, until)
        ways.append(ChangedWorkweek(classify(before, policy), classify(after, new), overlap_in_old))
    return max(ways, key=lambda way: way.extra)


def _parted(
    segments: list[Segment], policy: Policy, on: date
) -> tuple[list[Segment], list[Segment]]:
    """The time before and from the start of that workday; a segment across it is cut."""
    edge = instant_at(on, policy.workday_start, policy.tz)
    before = [replace(each, end=min(each.end, edge)) for each in segments if each.start < edge]
    after = [replace(each, start=max(each.start, edge)) for each in segments if each.end > edge]
    return before, after
