"""Calendar days of a zone as stretches of UTC: where a local day starts and ends.

A day is 23, 24 or 25 hours long; nothing here assumes 86,400 seconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pointage.rules.timekeeping.instants import Interval, TimekeepingError, to_utc


class UnknownZone(TimekeepingError):
    """A name that is not an IANA zone, such as "Eastern"."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} is not an IANA time zone; write it like America/Toronto", name=repr(name)
        )
        self.name = name


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(name) from error


def instant_at(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the zone's clocks show `at` on that date.

    A repeated wall time means its first occurrence unless `at.fold` is 1; a wall time skipped by
    the clocks means the instant at which they jump over it.
    """
    wall = datetime.combine(on, at, tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # Skipped: read with the offset before the jump it lands after the jump, and the other way
    # round, so the jump lies between the two readings.
    utc_wall = wall.replace(tzinfo=UTC)
    readings = [utc_wall - (wall.replace(fold=fold).utcoffset() or timedelta(0)) for fold in (0, 1)]
    low, high = sorted(readings)
    return _jump_between(low, high, zone)


def _jump_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (low, high] from which the zone's offset is that of `high`."""
    target = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == target:
            high = middle
        else:
            low = middle
    return high


@lru_cache(maxsize=65_536)
def start_of_day(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of that local date, in UTC (not always 00:00 by the clock)."""
    return instant_at(on, time(0), zone)


def day_bounds(on: date, zone: ZoneInfo) -> Interval:
    """The local date as an interval of 23, 24 or 25 hours (or another length, if the law says)."""
    return Interval(start_of_day(on, zone), start_of_day(on + timedelta(days=1), zone))


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date the zone's calendars show at that instant."""
    return to_utc(instant).astimezone(zone).date()
