"""What is owed to someone called in, or called back, for less work than the law guarantees.

Extras pay and never feed a counter; the figures are `extras`, the money is `pay`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pointage.rules.labour.classification import Classification
from pointage.rules.labour.extras import Extra, reporting_pay, second_call_pay
from pointage.rules.labour.facts import NaiveSegment, NegativeSegment
from pointage.rules.labour.results import Piece
from pointage.rules.labour.windows import day_table

_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class CallIn:
    """One time a person reported at the employer's request, and left again at `end`.

    Sent home at the door: `end` equals `start`. `scheduled_seconds` is the work that was planned,
    where some was. `job` says at whose rate the guarantee is paid.
    Raises NaiveSegment, NegativeSegment.
    """

    start: datetime
    end: datetime
    scheduled_seconds: int | None = None
    job: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise NaiveSegment("call-in", "start and end need a zone")
        if self.end < self.start:
            raise NegativeSegment(
                "call-in", "ends at {end}, before {start}", end=self.end, start=self.start
            )


@dataclass(frozen=True, slots=True)
class Owed:
    """An extra owed for a date, to be paid with that date's workweek.

    `worked_seconds`: work of the day, against which some extras are set (see `Extra.amount`).
    """

    on: date
    extra: Extra
    job: str = ""
    worked_seconds: int = 0


def call_ins_owed(made: Classification, calls: Iterable[CallIn]) -> tuple[Owed, ...]:
    """What each call still owes, in order; only the work between its start and end is set off.

    Each call has its own guarantee. A later call of the same date has the figure the law states
    for it, if any, and otherwise the same one. Where the law gives the better of the guarantee and
    the overtime due, that overtime is set off too.
    """
    table = day_table(made.policy.tz, made.policy.workday_start)
    by_day: dict[date, list[CallIn]] = defaultdict(list)
    for call in sorted(calls, key=lambda each: (each.start, each.end)):
        on = date.fromordinal(table.ordinal(int(call.start.timestamp() // 1)))
        by_day[on].append(call)
    owed = []
    for on, of_day in sorted(by_day.items()):
        for number, call in enumerate(of_day):
            extra = _still_owed(made, on, call, first=number == 0)
            if extra is not None:
                owed.append(Owed(on, extra, call.job))
    return tuple(owed)


def _still_owed(made: Classification, on: date, call: CallIn, *, first: bool) -> Extra | None:
    place = made.pack.id
    inside = [(piece, _seconds_in(piece, call)) for piece in made.pieces if piece.bucket.is_worked]
    worked = sum(seconds for _, seconds in inside)
    extra = None if first else second_call_pay(place, on, worked)
    if first or made.pack.value("second_call", on) is None:
        who = made.policy.worker
        scheduled = call.scheduled_seconds
        extra = reporting_pay(place, on, worked, scheduled, who.industry, who.flags)
    if extra is None or not extra.or_overtime:
        return extra
    paid = sum(int(piece.multiplier * 10_000) * seconds for piece, seconds in inside)
    left = -((paid - extra.floor * 10_000) // 10_000)
    return replace(extra, seconds=left) if left > 0 else None


def _seconds_in(piece: Piece, call: CallIn) -> int:
    """Seconds of the piece that lie within the call."""
    start, end = max(piece.start, call.start), min(piece.end, call.end)
    return max((end - start) // _ONE_SECOND, 0)
