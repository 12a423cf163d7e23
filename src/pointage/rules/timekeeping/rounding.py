"""Rounding of punches as a layer over the real ones: what it changes, and who gains or loses.

Punches themselves are never changed. Whether a place allows rounding is for `labour` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pointage.rules.timekeeping.instants import Interval, TimekeepingError, elapsed, to_utc

ROUNDING_MINUTES: Final = (1, 3, 5, 6, 10, 15, 30)


class RoundingInvalid(TimekeepingError):
    """A rounding that is not offered. `field` is the Rounding field at fault."""

    def __init__(self, field: str, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{field}", field=field, **parts)
        self.field = field


class RoundingMode(StrEnum):
    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"
    """Half way goes up."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How one side of a stretch of work is rounded, on the local clock.

    Raises RoundingInvalid.
    """

    minutes: int
    mode: RoundingMode = RoundingMode.NEAREST

    def __post_init__(self) -> None:
        if self.minutes not in ROUNDING_MINUTES:
            steps = ", ".join(str(each) for each in ROUNDING_MINUTES)
            raise RoundingInvalid("minutes", "must be one of {steps}", steps=steps)

    def apply(self, punch: datetime, zone: ZoneInfo) -> datetime:
        """The rounded punch, in UTC. Raises NaiveInstant."""
        instant = to_utc(punch, "punch")
        offset = instant.astimezone(zone).utcoffset() or timedelta(0)
        step = self.minutes * 60
        local = instant + offset
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        past = int((local - midnight) // timedelta(seconds=1)) % step
        if past == 0 and not local.microsecond:
            return instant
        down = instant - timedelta(seconds=past, microseconds=local.microsecond)
        goes_up = self.mode is RoundingMode.UP or (
            self.mode is RoundingMode.NEAREST and past * 2 >= step
        )
        return down + timedelta(seconds=step) if goes_up else down

    def apply_to_total(self, seconds: int) -> int:
        """A day's total rounded as a whole, which is not the same as rounding its punches."""
        step = self.minutes * 60
        whole, past = divmod(seconds, step)
        goes_up = (self.mode is RoundingMode.UP and past > 0) or (
            self.mode is RoundingMode.NEAREST and past * 2 >= step
        )
        return (whole + goes_up) * step


@dataclass(frozen=True, slots=True)
class RoundingPolicy:
    """How punches in and out are rounded; None leaves that side as it was punched."""

    arriving: Rounding | None = None
    leaving: Rounding | None = None

    def apply(self, work: Interval, zone: ZoneInfo) -> Interval:
        """The stretch as it is paid; never shorter than nothing."""
        start = self.arriving.apply(work.start, zone) if self.arriving else work.start
        end = self.leaving.apply(work.end, zone) if self.leaving else work.end
        return Interval(start, max(start, end))


@dataclass(frozen=True, slots=True)
class Neutrality:
    """What rounding did to one person: seconds gained and lost over so many stretches."""

    person: str
    stretches: int
    gained: int
    lost: int

    @property
    def net(self) -> int:
        """Positive when the person gained."""
        return self.gained - self.lost


def neutrality(
    work: Iterable[tuple[str, Interval]], policy: RoundingPolicy, zone: ZoneInfo
) -> tuple[Neutrality, ...]:
    """Seconds gained and lost by each person, by name: is the rounding fair over time?"""
    sums: dict[str, list[int]] = {}
    for person, raw in work:
        rounded = policy.apply(raw, zone)
        change = elapsed(rounded.start, rounded.end) - raw.seconds
        found = sums.setdefault(person, [0, 0, 0])
        found[0] += 1
        found[1] += max(change, 0)
        found[2] += max(-change, 0)
    return tuple(Neutrality(person, *found) for person, found in sorted(sums.items()))
