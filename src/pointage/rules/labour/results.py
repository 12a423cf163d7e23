"""What `classify` gives back: pieces of time with their price, totals, and notices.

Values only; they are made in `classification`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pointage.rules.labour.facts import Kind
from pointage.rules.labour.law import Base
from pointage.rules.payperiods import PayPeriod


class Bucket(StrEnum):
    """What a second is paid as."""

    REGULAR = "regular"
    OVERTIME = "overtime"
    DOUBLE_TIME = "double_time"
    HOLIDAY = "holiday"
    """Worked on a public holiday at a premium."""
    PREMIUM = "premium"
    """Worked on a weekday or at a time of day that has a premium, without being overtime."""
    LEAVE = "leave"
    """Paid and not worked."""
    UNPAID = "unpaid"

    @property
    def is_worked(self) -> bool:
        return self not in (Bucket.LEAVE, Bucket.UNPAID)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one segment, priced alike throughout.

    `day` is the workday the law counts it in, `week_start` the first date of its workweek,
    `multiplier` what the hour is paid of its base. `rule_id` is None at the ordinary rate; `key`
    finds its reason.
    """

    start: datetime
    end: datetime
    seconds: int
    kind: Kind
    bucket: Bucket
    multiplier: Decimal
    base: Base
    rule_id: str | None
    on: date
    day: date
    week_start: date
    segment_id: str
    job: str
    key: tuple[int, int] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds of some stretch of time by bucket, by multiplier and by rule.

    A second that two stacking rules reach is counted once by bucket and under each rule.
    """

    by_bucket: Mapping[Bucket, int]
    by_multiplier: Mapping[Decimal, int]
    by_rule: Mapping[str, int]

    def of(self, bucket: Bucket) -> int:
        return self.by_bucket.get(bucket, 0)

    @property
    def regular(self) -> int:
        return self.of(Bucket.REGULAR)

    @property
    def overtime(self) -> int:
        return self.of(Bucket.OVERTIME)

    @property
    def double_time(self) -> int:
        return self.of(Bucket.DOUBLE_TIME)

    @property
    def holiday(self) -> int:
        return self.of(Bucket.HOLIDAY)

    @property
    def premium(self) -> int:
        return self.of(Bucket.PREMIUM)

    @property
    def leave(self) -> int:
        return self.of(Bucket.LEAVE)

    @property
    def worked(self) -> int:
        """Seconds of work, at whatever price."""
        return sum(seconds for bucket, seconds in self.by_bucket.items() if bucket.is_worked)


@dataclass(frozen=True, slots=True)
class Week:
    """One workweek: its dates, its totals, and what the law counted towards its limit.

    `counted` includes leave that the law counts as worked and leaves out work it does not count.
    `limit` is the weekly figure used, None where no rule counts the week.
    """

    starts: date
    ends: date
    totals: Totals
    counted: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """One pay period: the time in it, and the overtime paid with it.

    `totals` is every second dated in the period. Overtime belongs to a workweek and is paid with
    the period in which that week ends: `due` is the totals of the weeks that end in the period,
    `carried_out` the weeks that begin in it and end later, `carried_in` those that began before.
    """

    period: PayPeriod
    totals: Totals
    due: Totals
    carried_in: tuple[date, ...]
    carried_out: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader must know about a result. `code` is permanent; `data` fills its words."""

    code: str
    data: tuple[tuple[str, str], ...] = ()
