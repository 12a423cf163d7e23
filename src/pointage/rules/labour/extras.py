"""Floors and extras that pay without being hours: reporting pay, split shifts, spread, breaks.

They never feed a counter. What an hour of them is worth is for `pay`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.facts import Segment
from pointage.rules.labour.law import Pack
from pointage.rules.labour.library import jurisdiction

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Extra:
    """Seconds to pay besides the work, at the regular or the minimum rate (`rate`).

    `code` is reporting_pay, second_call, split_shift, spread_of_hours or missed_break.
    `floor` is the whole guarantee in seconds for reporting pay and second calls, work included;
    otherwise equal to `seconds`.
    `less_excess`: pay above the minimum wage for the day's work is set against it.
    `or_overtime`: the worker has the better of it and the overtime due for the same work.
    `wage_under`: owed only to those who earn less than that many times the minimum wage.
    """

    code: str
    seconds: int
    rate: str
    floor: int
    source: str
    confidence: Confidence
    less_excess: bool = False
    or_overtime: bool = False
    wage_under: Decimal | None = None

    def amount(self, hourly: Decimal, minimum_wage: Decimal, worked_seconds: int = 0) -> Decimal:
        """The money owed, exact. `worked_seconds`: of the day, where excess is set against it."""
        if self.wage_under is not None and hourly >= self.wage_under * minimum_wage:
            return Decimal(0)
        rate = minimum_wage if self.rate == "minimum" else hourly
        owed = rate * self.seconds / _HOUR
        if self.code == "reporting_pay" and self.rate == "minimum":
            # The guarantee is so many hours at the minimum wage, against what the work itself pays.
            worked = self.floor - self.seconds
            owed = (minimum_wage * self.floor - hourly * worked) / _HOUR
        if self.less_excess:
            owed -= max(hourly - minimum_wage, Decimal(0)) * worked_seconds / _HOUR
        return max(owed, Decimal(0))


def reporting_pay(
    place: str,
    on: date,
    worked_seconds: int,
    scheduled_seconds: int | None = None,
    industry: str | None = None,
    flags: frozenset[str] = frozenset(),
) -> Extra | None:
    """What must be added for someone who reported and was given less work than the guarantee.

    `scheduled_seconds` is the shift as planned; where the law depends on it and it is not given,
    the plain guarantee is used; likewise for `industry`. `flags`: words of workers for whom the
    law has a shorter guarantee, such as a student in term (see `pointage labour rules`). None
    where there is no such law or nothing is owed.
    Raises UnknownJurisdiction.
    """
    pack = jurisdiction(place)
    found = pack.value("reporting_pay", on)
    if found is None:
        return None
    table = cast("Mapping[str, object]", found.value)
    by_industry = table.get("by_industry")
    if isinstance(by_industry, Mapping) and industry in by_industry:
        table = {**table, "hours": by_industry[industry]}
    by_flag = table.get("by_flag")
    if isinstance(by_flag, Mapping) and flags & by_flag.keys():
        table = {**table, "hours": min(by_flag[word] for word in flags & by_flag.keys())}
    floor = _floor(table, scheduled_seconds)
    if floor <= worked_seconds:
        return None
    under = table.get("wage_under_minimum_times")
    return Extra(
        "reporting_pay",
        floor - worked_seconds,
        str(table.get("rate")),
        floor,
        found.source,
        found.confidence,
        or_overtime=bool(table.get("or_overtime")),
        wage_under=Decimal(str(under)) if under is not None else None,
    )


def second_call_pay(place: str, on: date, worked_seconds: int) -> Extra | None:
    """What must be added for a second call on one workday, where the law has a figure of its own.

    `worked_seconds` is the work of that call alone. Raises UnknownJurisdiction.
    """
    found = jurisdiction(place).value("second_call", on)
    if found is None:
        return None
    table = cast("Mapping[str, object]", found.value)
    floor = _seconds(table, "hours")
    if floor <= worked_seconds:
        return None
    rate = str(table.get("rate"))
    missing = floor - worked_seconds
    return Extra("second_call", missing, rate, floor, found.source, found.confidence)


def _floor(table: Mapping[str, object], scheduled: int | None) -> int:
    floor = _seconds(table, "hours")
    if scheduled is None:
        return floor
    if "needs_scheduled_over" in table and scheduled <= _seconds(table, "needs_scheduled_over"):
        return 0
    if "longer_hours" in table and scheduled > _seconds(table, "scheduled_over"):
        floor = _seconds(table, "longer_hours")
    if table.get("half_of_scheduled"):
        floor = min(max(floor, scheduled // 2), _seconds(table, "most_hours"))
    if table.get("up_to_scheduled"):
        floor = min(floor, scheduled)
    return floor


def _seconds(table: Mapping[str, object], key: str) -> int:
    return int(Decimal(str(table[key])) * _HOUR)


def day_extras(
    place: str, on: date, work: Iterable[Segment], industry: str | None = None
) -> tuple[Extra, ...]:
    """Spread-of-hours or split-shift pay for one workday's work; a day owes one of them at most.

    In some industries pay above the minimum wage is not set against it. Raises UnknownJurisdiction.
    """
    pack = jurisdiction(place)
    ordered = sorted((each for each in work if each.kind.is_work), key=lambda each: each.first)
    if not ordered:
        return ()
    owed = _spread(pack, on, ordered, industry) or _split_shift(pack, on, ordered, industry)
    return () if owed is None else (owed,)


def _sets_off(table: Mapping[str, object], industry: str | None) -> bool:
    """Whether pay above the minimum wage is set against the extra."""
    whole_in = table.get("whole_in")
    whole = isinstance(whole_in, list) and industry in whole_in
    return bool(table.get("less_excess_over_minimum")) and not whole


def _spread(pack: Pack, on: date, ordered: list[Segment], industry: str | None) -> Extra | None:
    found = pack.value("spread_of_hours", on)
    if found is None:
        return None
    table = cast("Mapping[str, object]", found.value)
    if max(each.last for each in ordered) - ordered[0].first <= _seconds(table, "over_hours"):
        return None
    seconds = _seconds(table, "hours")
    rate = str(table.get("rate"))
    return Extra(
        "spread_of_hours",
        seconds,
        rate,
        seconds,
        found.source,
        found.confidence,
        less_excess=_sets_off(table, industry),
    )


def _split_shift(
    pack: Pack, on: date, ordered: list[Segment], industry: str | None
) -> Extra | None:
    found = pack.value("split_shift", on)
    if found is None:
        return None
    table = cast("Mapping[str, object]", found.value)
    gap = int(Decimal(str(table["gap_over_minutes"])) * 60)
    reached = ordered[0].last
    for each in ordered[1:]:
        if each.first - reached > gap:
            seconds = _seconds(table, "hours")
            return Extra(
                "split_shift",
                seconds,
                "minimum",
                seconds,
                found.source,
                found.confidence,
                less_excess=_sets_off(table, industry),
            )
        reached = max(reached, each.last)
    return None


def missed_break_hours(place: str, on: date, *, meals: int, rests: int) -> tuple[Extra, ...]:
    """The hour owed for missed meals and the hour for missed rests of one workday.

    However many are missed, each kind owes once a day. Raises UnknownJurisdiction.
    """
    pack = jurisdiction(place)
    owed = []
    for name, missed in (("meal_break", meals), ("rest_break", rests)):
        found = pack.value(name, on)
        table = pack.table(name, on)
        if not missed or found is None or table is None or "premium_hours" not in table:
            continue
        seconds = _seconds(table, "premium_hours")
        owed.append(
            Extra("missed_break", seconds, "regular", seconds, found.source, found.confidence)
        )
    return tuple(owed)


def break_is_paid(place: str, on: date, seconds: int, *, relieved_of_duty: bool = True) -> bool:
    """Whether a clocked break is time to pay: not relieved of duty, or short where the law says.

    Raises UnknownJurisdiction.
    """
    if not relieved_of_duty:
        return True
    limit = jurisdiction(place).seconds("short_break_paid_up_to", on)
    return limit is not None and seconds <= limit
