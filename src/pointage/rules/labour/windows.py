"""Cuts a person's time at the edges of workdays and says which day and week each piece is in.

Not for deciding what is overtime: `engine` counts what this cuts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pointage.rules.labour.facts import LEAVE_KINDS, Kind, OverlappingSegments, Segment
from pointage.rules.timekeeping import instant_at

KINDS: tuple[Kind, ...] = tuple(Kind)
KIND_INDEX: dict[Kind, int] = {kind: index for index, kind in enumerate(KINDS)}
_HOLIDAY_WORKED = KIND_INDEX[Kind.HOLIDAY_WORKED]
_UNPAID = KIND_INDEX[Kind.UNPAID_BREAK]
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_DAY = 86_400
DEFAULT_SHIFT_GAP = 4 * 3600


class Cut(NamedTuple):
    """A piece of one segment inside one calendar workday.

    `first` and `last` in seconds since 1970; `kind` an index into KINDS; `on` the ordinal of the
    workday by the calendar; `day` the ordinal of the day the law puts it in; `day_key` differs
    between two days the law keeps apart; `source` the position of its segment.
    """

    first: int
    last: int
    kind: int
    on: int
    day: int
    day_key: int
    source: int


class DayTable:
    """First seconds of the workdays of a zone, kept as they are asked for."""

    def __init__(self, zone: ZoneInfo, starts_at: time) -> None:
        self._zone = zone
        self._starts_at = starts_at
        self._starts: dict[int, int] = {}

    def start(self, ordinal: int) -> int:
        """Seconds since 1970 at which the workday of that date begins."""
        found = self._starts.get(ordinal)
        if found is None:
            begins = instant_at(date.fromordinal(ordinal), self._starts_at, self._zone)
            found = self._starts[ordinal] = int(begins.timestamp())
        return found

    def clock_changes(self, first: int, last: int) -> list[int]:
        """Seconds since 1970 at which the clocks change, on the workdays of those ordinals."""
        found = []
        for ordinal in range(first, last + 1):
            begins, ends = self.start(ordinal), self.start(ordinal + 1)
            if ends - begins != _DAY:
                found.append(self._change_between(begins, ends))
        return found

    def _change_between(self, low: int, high: int) -> int:
        before = self._offset(low)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return high

    def _offset(self, second: int) -> timedelta | None:
        return datetime.fromtimestamp(second, self._zone).utcoffset()

    def ordinal(self, second: int) -> int:
        """The date, as an ordinal, of the workday that second falls in."""
        guess = _EPOCH_ORDINAL + second // _DAY
        while second < self.start(guess):
            guess -= 1
        while second >= self.start(guess + 1):
            guess += 1
        return guess


@lru_cache(maxsize=256)
def day_table(zone: ZoneInfo, starts_at: time) -> DayTable:
    """The shared table of that zone and start of workday."""
    return DayTable(zone, starts_at)


def week_index(ordinal: int, week_start: int) -> int:
    """Number of the workweek that date is in; `week_start` 0 = Sunday to 6 = Saturday."""
    return (ordinal - week_start) // 7


def first_ordinal(week: int, week_start: int) -> int:
    """The first date of that workweek, as an ordinal."""
    return week * 7 + week_start


def in_order(segments: Iterable[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Presence (work and breaks) and leave, each by start, without those of no length.

    Raises OverlappingSegments.
    """
    presence: list[Segment] = []
    leave: list[Segment] = []
    for segment in segments:
        if segment.first != segment.last:
            (leave if segment.kind in LEAVE_KINDS else presence).append(segment)
    presence.sort(key=_by_start)
    leave.sort(key=_by_start)
    reached = -1 << 60
    for position, segment in enumerate(presence):
        if segment.first < reached:
            raise OverlappingSegments(segment.id, presence[position - 1].id, segment.start)
        reached = segment.last
    return presence, leave


_by_start = attrgetter("first", "last")


def cut_at_days(presence: list[Segment], table: DayTable, holidays: Collection[int]) -> list[Cut]:
    """Pieces when the law's day is the calendar workday."""
    cuts: list[Cut] = []
    if not presence:
        return cuts
    append, new = cuts.append, tuple.__new__  # half the cost of Cut(...), and this is the hot loop
    on = table.ordinal(presence[0].first)
    ends = table.start(on + 1)
    for source, segment in enumerate(presence):
        first, last = segment.first, segment.last
        kind = KIND_INDEX[segment.kind]
        if first >= ends:
            on = table.ordinal(first)
            ends = table.start(on + 1)
        while True:
            stop = last if last <= ends else ends
            held = _HOLIDAY_WORKED if on in holidays and kind != _UNPAID else kind
            append(new(Cut, (first, stop, held, on, on, on, source)))
            if last <= ends:
                break
            first = ends
            on += 1
            ends = table.start(on + 1)
    return cuts


def cut_at_days_of_places(
    presence: list[Segment], tables: Sequence[DayTable], holidays: Collection[int]
) -> list[Cut]:
    """The same where each segment has the calendar of its own place: `tables`, by segment.

    The date never goes back: work that starts on an earlier date of a place further west is
    counted with the date already reached.
    """
    cuts: list[Cut] = []
    reached = 0
    for source, segment in enumerate(presence):
        table, first = tables[source], segment.first
        kind = KIND_INDEX[segment.kind]
        while first < segment.last:
            here = table.ordinal(first)
            stop = min(segment.last, table.start(here + 1))
            on = reached = max(reached, here)
            held = _HOLIDAY_WORKED if on in holidays and kind != _UNPAID else kind
            cuts.append(Cut(first, stop, held, on, on, on, source))
            first = stop
    return cuts


def cut_at_windows(
    presence: list[Segment],
    tables: Sequence[DayTable],
    holidays: Collection[int],
    *,
    rolling: bool,
    shift_gap: int,
    holiday_by_shift: bool,
) -> list[Cut]:
    """Pieces when the law's day starts with the work; `tables` has each segment's calendar.

    `rolling`: each day is the 24 hours from the first work after the last such day ended.
    Otherwise a day is the date on which a shift starts, a shift being work with no gap of
    `shift_gap` seconds or more. `holiday_by_shift`: a shift begun on a holiday is all holiday.
    """
    cuts: list[Cut] = []
    shift_on = day = 0
    window_ends = reached = -_DAY * 400_000
    for source, segment in enumerate(presence):
        table = tables[source]
        if segment.first - reached >= shift_gap:
            shift_on = table.ordinal(segment.first)
        reached = segment.last
        kind = KIND_INDEX[segment.kind]
        first = segment.first
        while True:
            on = table.ordinal(first)
            stop = min(segment.last, table.start(on + 1))
            if not rolling:
                day, key = shift_on, shift_on
            else:
                if first >= window_ends:
                    window_ends, day = first + _DAY, on
                stop = min(stop, window_ends)
                key = window_ends
            held_on = shift_on if holiday_by_shift else on
            held = _HOLIDAY_WORKED if held_on in holidays and kind != _UNPAID else kind
            cuts.append(Cut(first, stop, held, on, day, key, source))
            if stop >= segment.last:
                break
            first = stop
    return cuts


def cut_at(cuts: list[Cut], seconds: list[int]) -> list[Cut]:
    """The same pieces, cut also at those seconds since 1970."""
    for at in seconds:
        cuts = [part for cut in cuts for part in _halves(cut, at)]
    return cuts


def _halves(cut: Cut, at: int) -> tuple[Cut, ...]:
    if not cut.first < at < cut.last:
        return (cut,)
    return cut._replace(last=at), cut._replace(first=at)
