"""What the law is applied to: stretches of time, the worker, and what was agreed.

Nothing here decides anything; that is `plan` and `engine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pointage.rules.payperiods import PaySchedule
from pointage.rules.refusals import Refusal
from pointage.rules.timekeeping import start_of_day, zone_named

if TYPE_CHECKING:
    from pointage.rules.labour.employer import EmployerRules


class SegmentError(Refusal):
    """A stretch of time that cannot be classified. `segment` is its id."""

    def __init__(self, segment: str, sentence: str, /, **parts: object) -> None:
        about = "segment {segment}" if segment else "a segment without id"
        super().__init__(sentence, about=about, segment=segment, **parts)
        self.segment = segment


class NaiveSegment(SegmentError):
    """A segment's start or end has no zone, so it names no instant."""


class NegativeSegment(SegmentError):
    """A segment ends before it starts."""


class OverlappingSegments(SegmentError):
    """Two segments of work share time. `other` is the id of the earlier one."""

    def __init__(self, segment: str, other: str, at: datetime) -> None:
        super().__init__(
            segment,
            "starts at {at}, before segment {other} ends; "
            "one person's time counts once, so correct one of them",
            at=at,
            other=other or "?",
        )
        self.other = other


class PolicyInvalid(Refusal):
    """A policy that cannot be applied. `field` is the Policy field at fault."""

    def __init__(self, field: str, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{field}", field=field, **parts)
        self.field = field


class Kind(StrEnum):
    """What a stretch of time was. Each law says which kinds it counts, and where."""

    WORKED = "worked"
    PAID_BREAK = "paid_break"
    UNPAID_BREAK = "unpaid_break"
    TRAVEL = "travel"
    STANDBY = "standby"
    SWAPPED = "swapped"
    """Work taken over from a colleague at the employees' own wish."""
    HOLIDAY_WORKED = "holiday_worked"
    """Work on a public holiday; ordinary work on a holiday's date is read as this."""
    HOLIDAY_OFF = "holiday_off"
    VACATION = "vacation"
    SICK = "sick"
    OTHER_LEAVE = "other_leave"
    TOP_UP = "top_up"
    """Paid but not worked, such as the rest of a reporting or call-back minimum."""

    @property
    def is_work(self) -> bool:
        return self in _WORK

    @property
    def is_leave(self) -> bool:
        return self in LEAVE_KINDS


_WORK = frozenset(
    {
        Kind.WORKED,
        Kind.PAID_BREAK,
        Kind.TRAVEL,
        Kind.STANDBY,
        Kind.SWAPPED,
        Kind.HOLIDAY_WORKED,
    }
)
LEAVE_KINDS = frozenset({Kind.HOLIDAY_OFF, Kind.VACATION, Kind.SICK, Kind.OTHER_LEAVE, Kind.TOP_UP})


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a person's time, from `start` up to but not including `end`.

    Leave is an amount rather than a presence, so it may share hours with work; two stretches of
    work may not. Fractions of a second are dropped. Raises NaiveSegment, NegativeSegment.
    """

    start: datetime
    end: datetime
    kind: Kind = Kind.WORKED
    id: str = ""
    job: str = ""
    zone: str = ""
    """IANA zone of the worksite where it is not the policy's; the calendar of that place counts."""
    first: int = field(init=False, repr=False, compare=False)
    """`start` in whole seconds since 1970 UTC."""
    last: int = field(init=False, repr=False, compare=False)
    """`end` in whole seconds since 1970 UTC."""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise NaiveSegment(self.id, "start and end need a zone, so that each names one instant")
        first, last = int(self.start.timestamp() // 1), int(self.end.timestamp() // 1)
        if last < first:
            raise NegativeSegment(
                self.id, "ends at {end}, before {start}", end=self.end, start=self.start
            )
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)

    @classmethod
    def of_length(
        cls,
        on: date,
        seconds: int,
        zone: str,
        *,
        kind: Kind = Kind.WORKED,
        after: int = 0,
        id: str = "",
        job: str = "",
    ) -> Segment:
        """A total without clock times, laid `after` seconds into the local date.

        Raises UnknownZone, NegativeSegment.
        """
        begins = start_of_day(on, zone_named(zone)) + timedelta(seconds=after)
        return cls(begins, begins + timedelta(seconds=seconds), kind, id, job)

    @property
    def seconds(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Worker:
    """Facts on which a law may depend. None means not known; conditions then favour the worker.

    `industry`, `occupation` and `flags` use the words of the jurisdiction's rules (see
    `pointage labour rules`). Rates are per hour in the local currency. `contract_seconds` are the
    hours a week of a part-time contract. `exempt` means that no overtime law applies, only the
    employer's own rules.
    """

    industry: str | None = None
    occupation: str | None = None
    flags: frozenset[str] = frozenset()
    employer_size: int | None = None
    hired_on: date | None = None
    hourly_rate: Decimal | None = None
    minimum_wage: Decimal | None = None
    flsa_covered: bool = True
    exempt: bool = False
    contract_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Averaging:
    """Overtime counted over several weeks instead of one, by agreement or permit.

    `anchor` is any date in the first week of any one averaging period. `week_seconds` replaces
    the law's weekly figure where the agreement sets a lower one. `ended_on` is the last date of an
    agreement that ended early, and `ended_by_worker` whether the worker ended it: some laws then
    owe no overtime, others count only the weeks that were completed. Raises PolicyInvalid.
    """

    weeks: int
    anchor: date
    week_seconds: int | None = None
    ended_on: date | None = None
    ended_by_worker: bool = False

    def __post_init__(self) -> None:
        if self.weeks < 1:
            raise PolicyInvalid("averaging.weeks", "averaging needs at least one week")


@dataclass(frozen=True, slots=True)
class DailySchedule:
    """Hours agreed for each day, in seconds, Sunday first; zero on a day off.

    Used by alternative workweeks, compressed weeks and averaging that keeps a daily limit.
    Raises PolicyInvalid.
    """

    seconds: tuple[int, int, int, int, int, int, int]

    def __post_init__(self) -> None:
        if len(self.seconds) != 7 or any(not 0 <= each <= 86_400 for each in self.seconds):
            raise PolicyInvalid("schedule.seconds", "needs seven amounts from 0 to 24 hours")


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything `classify` needs besides the time itself.

    `zone`: IANA zone whose calendar the work follows. `week_start`: 0 = Sunday to 6 = Saturday,
    None for the law's or usual one; a law that fixes it prevails. `workday_start`: local clock
    time at which workdays begin. `day_window`: None for the law's, else "calendar", "rolling" or
    "shift". `holidays`: dates that are public holidays, None to compute them for the place.
    `agreements`: words such as "averaging" that are in force (adding the averaging or the schedule
    adds its word). `period_anchor`: any date in the first week of a several-week period that the
    law itself uses. `job_occupations`: by job, the occupation its hours are in ("" for none), where
    the law goes by the one with most hours in the week. Raises PolicyInvalid, UnknownZone.
    """

    jurisdiction: str
    zone: str
    week_start: int | None = None
    workday_start: time = time(0)
    day_window: str | None = None
    worker: Worker = field(default_factory=Worker)
    holidays: Mapping[date, str] | None = None
    agreements: frozenset[str] = frozenset()
    averaging: Averaging | None = None
    schedule: DailySchedule | None = None
    period_anchor: date | None = None
    pay_schedule: PaySchedule | None = None
    employer: EmployerRules | None = None
    job_occupations: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if self.week_start is not None and not 0 <= self.week_start <= 6:
            raise PolicyInvalid("week_start", "must be 0 (Sunday) to 6 (Saturday)")
        if self.workday_start.tzinfo is not None:
            raise PolicyInvalid("workday_start", "is a clock time of `zone` and takes no zone")
        if self.day_window not in (None, "calendar", "rolling", "shift"):
            raise PolicyInvalid("day_window", "must be calendar, rolling or shift")

    @property
    def tz(self) -> ZoneInfo:
        return zone_named(self.zone)

    @property
    def agreed(self) -> frozenset[str]:
        """Words of every agreement in force."""
        words = set(self.agreements)
        if self.averaging is not None:
            words.add("averaging")
        return frozenset(words)


def instant_of(seconds: int) -> datetime:
    """The UTC instant that many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)
