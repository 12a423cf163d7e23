"""Instants and half-open intervals in UTC, and the only right way to subtract two instants.

Not for calendar days: those need a zone and live in `localdays`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from pointage.rules.refusals import Refusal

_SECOND = timedelta(seconds=1)


class TimekeepingError(Refusal):
    """Base of every refusal in this package."""


class NaiveInstant(TimekeepingError):
    """A datetime without a zone was given where an instant is needed.

    `field` names the argument that was naive.
    """

    def __init__(self, field: str, value: datetime) -> None:
        super().__init__(
            "{field} is {value} without a zone; "
            "give an aware datetime so that it names one instant",
            field=field,
            value=value,
        )
        self.field = field
        self.value = value


class IntervalReversed(TimekeepingError):
    """An interval would end before it starts."""

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(
            "the interval ends at {end}, before it starts at {start}", end=end, start=start
        )
        self.start = start
        self.end = end


def to_utc(value: datetime, field: str = "instant") -> datetime:
    """The same instant in UTC. Raises NaiveInstant (naming `field`) for a naive datetime."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise NaiveInstant(field, value)
    return value.astimezone(UTC)


def elapsed(start: datetime, end: datetime) -> int:
    """Whole seconds that really passed from `start` to `end`; negative when `end` is earlier.

    Subtracting two aware datetimes of one zone gives wall time, which is wrong by an hour on the
    nights the clocks change; both are taken to UTC first. A fraction of a second is dropped.
    Raises NaiveInstant.
    """
    return (to_utc(end, "end") - to_utc(start, "start")) // _SECOND


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Time from `start` up to but not including `end`, both kept in UTC. May be empty.

    Raises NaiveInstant, or IntervalReversed when `end` is before `start`.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        start, end = to_utc(self.start, "start"), to_utc(self.end, "end")
        if end < start:
            raise IntervalReversed(start, end)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    @property
    def seconds(self) -> int:
        """Length in whole seconds."""
        return (self.end - self.start) // _SECOND

    def contains(self, instant: datetime) -> bool:
        return self.start <= to_utc(instant) < self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether at least an instant is shared. Touching ends and empty intervals share none."""
        return max(self.start, other.start) < min(self.end, other.end)

    def intersection(self, other: Interval) -> Interval | None:
        """The shared part, or None when nothing is shared."""
        if not self.overlaps(other):
            return None
        return Interval(max(self.start, other.start), min(self.end, other.end))

    def cut(self, *instants: datetime) -> tuple[Interval, ...]:
        """The same time in consecutive pieces, cut at each instant that falls strictly inside."""
        inside = sorted({at for each in instants if self.start < (at := to_utc(each)) < self.end})
        edges = [self.start, *inside, self.end]
        return tuple(Interval(a, b) for a, b in pairwise(edges))


def union_seconds(intervals: Iterable[Interval]) -> int:
    """Seconds covered by at least one interval: overlapping time counts once."""
    total = 0
    reached: datetime | None = None
    for each in sorted(intervals):
        start = each.start if reached is None else max(each.start, reached)
        if each.end > start:
            total += (each.end - start) // _SECOND
            reached = each.end
    return total
