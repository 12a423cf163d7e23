"""Pay schedules: from one known end date or fixed end days to every pay period of the calendar.

Dates only. Where a day starts and ends is `timekeeping`; what is paid is `labour` and `pay`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from pointage.rules.refusals import Refusal

LAST_DAY: Final = 31
"""End day that means the last day of every month. Any day past a month's end is clamped to it."""

_DAY = timedelta(days=1)
# In the shortest month, days from here on may be clamped to the same date.
_FIRST_DAY_THAT_MAY_CLAMP: Final = 28


class PayFrequency(StrEnum):
    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every_two_weeks"
    EVERY_FOUR_WEEKS = "every_four_weeks"
    TWICE_A_MONTH = "twice_a_month"
    MONTHLY = "monthly"


_DAYS_IN_PERIOD: Final = {
    PayFrequency.WEEKLY: 7,
    PayFrequency.EVERY_TWO_WEEKS: 14,
    PayFrequency.EVERY_FOUR_WEEKS: 28,
}
_END_DAYS_IN_MONTH: Final = {PayFrequency.TWICE_A_MONTH: 2, PayFrequency.MONTHLY: 1}


class PayScheduleInvalid(Refusal):
    """A pay schedule that cannot be followed.

    `field` is the PaySchedule field at fault; `code` is a permanent word for translation at the
    edge; the message says it in English.
    """

    def __init__(self, field: str, code: str, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{field}", field=field, **parts)
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True, order=True)
class PayPeriod:
    """The dates `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def contains(self, on: date) -> bool:
        return self.start <= on <= self.end

    def dates(self) -> Iterator[date]:
        """Every date of the period, in order."""
        return (self.start + _DAY * n for n in range(self.days))


@dataclass(frozen=True, slots=True)
class PaySchedule:
    """How often a company pays, and on which dates its periods end.

    `anchor_end`: the last date of any one period, past or future; needed by the weekly, two-week
    and four-week frequencies and refused by the others.
    `end_days`: days of the month on which periods end, 1 to 31, clamped to the month's length, so
    LAST_DAY is the last day of every month; one for monthly, two for twice a month.
    `week_start`: first day of the workweek, 0 = Sunday to 6 = Saturday; it does not move periods.

    Raises PayScheduleInvalid, naming the field.
    """

    frequency: PayFrequency
    anchor_end: date | None = None
    end_days: tuple[int, ...] = ()
    week_start: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.frequency, PayFrequency):
            raise PayScheduleInvalid(
                "frequency", "unknown", "unknown value {value}", value=repr(self.frequency)
            )
        if not _is_whole(self.week_start) or not 0 <= self.week_start <= 6:
            raise PayScheduleInvalid(
                "week_start", "out_of_range", "must be 0 (Sunday) to 6 (Saturday)"
            )
        if self.frequency in _DAYS_IN_PERIOD:
            self._check_anchor()
        else:
            self._check_end_days(_END_DAYS_IN_MONTH[self.frequency])

    def _check_anchor(self) -> None:
        if self.anchor_end is None:
            raise PayScheduleInvalid("anchor_end", "required", "give one date on which pay ends")
        if self.end_days:
            raise PayScheduleInvalid(
                "end_days",
                "not_used",
                "a {frequency} schedule follows anchor_end instead",
                frequency=self.frequency,
            )

    def _check_end_days(self, wanted: int) -> None:
        if self.anchor_end is not None:
            raise PayScheduleInvalid(
                "anchor_end",
                "not_used",
                "a {frequency} schedule follows end_days instead",
                frequency=self.frequency,
            )
        if len(self.end_days) != wanted:
            raise PayScheduleInvalid(
                "end_days",
                "wrong_number",
                "a {frequency} schedule needs {wanted}",
                frequency=self.frequency,
                wanted=wanted,
            )
        if any(not _is_whole(day) or not 1 <= day <= LAST_DAY for day in self.end_days):
            raise PayScheduleInvalid("end_days", "out_of_range", "must be 1 to 31")
        if wanted == 2:
            first, second = self.end_days
            if first >= second:
                raise PayScheduleInvalid("end_days", "not_ascending", "the first must come first")
            if first >= _FIRST_DAY_THAT_MAY_CLAMP:
                raise PayScheduleInvalid(
                    "end_days",
                    "meet_in_february",
                    "the first must be 27 or less, or both would fall on the last day of February",
                )

    def period_containing(self, on: date) -> PayPeriod:
        """The one pay period that `on` belongs to."""
        length = _DAYS_IN_PERIOD.get(self.frequency)
        if length is not None:
            if self.anchor_end is None:  # refused at construction; narrows the type
                raise PayScheduleInvalid("anchor_end", "required", "missing")
            end = on + _DAY * ((self.anchor_end - on).days % length)
            return PayPeriod(end - _DAY * (length - 1), end)
        ends = self._month_ends_around(on)
        end = next(each for each in ends if each >= on)
        start = max(each for each in ends if each < on) + _DAY
        return PayPeriod(start, end)

    def previous(self, period: PayPeriod) -> PayPeriod:
        """The period that ends the day before `period` starts."""
        return self.period_containing(period.start - _DAY)

    def following(self, period: PayPeriod) -> PayPeriod:
        """The period that starts the day after `period` ends."""
        return self.period_containing(period.end + _DAY)

    def periods_from(self, on: date) -> Iterator[PayPeriod]:
        """The period containing `on`, then each one after it, without end."""
        period = self.period_containing(on)
        while True:
            yield period
            period = self.following(period)

    def _month_ends_around(self, on: date) -> list[date]:
        """Period ends of the month before, the month of, and the month after `on`, ascending."""
        first = on.replace(day=1)
        months = (first - _DAY, first, first + _DAY * 31)
        return [
            month.replace(day=min(day, monthrange(month.year, month.month)[1]))
            for month in months
            for day in self.end_days
        ]


def next_periods(schedule: PaySchedule, after: date, count: int) -> list[PayPeriod]:
    """The `count` periods that follow the one containing `after`, in order."""
    following = islice(schedule.periods_from(after), 1, count + 1)
    return list(following)


def week_containing(on: date, week_start: int) -> PayPeriod:
    """The seven dates of the workweek `on` belongs to; `week_start` 0 = Sunday to 6 = Saturday."""
    start = on - _DAY * ((on.isoweekday() - week_start) % 7)
    return PayPeriod(start, start + _DAY * 6)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
