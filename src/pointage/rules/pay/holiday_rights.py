"""Whether a person has a right to pay for a public holiday, by the conditions each law sets.

What the pay is, is `holiday_pay`. A caller who knows better may leave this out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar, cast

from pointage.rules.labour import Classification, Confidence, jurisdiction
from pointage.rules.pay.terms import PayError


class HolidayRuleUnknown(PayError):
    """Who qualifies is not known for the place on that date."""

    def __init__(self, place: str, on: date) -> None:
        super().__init__(
            "who has public holidays paid is not known for {place} on {on}", place=place, on=on
        )
        self.place = place
        self.on = on


class HolidayFactMissing(PayError):
    """The law asks for a fact that was not given. `field` is the HolidayFacts field."""

    def __init__(self, field: str) -> None:
        super().__init__("the law of the place asks for it", about="{field}", field=field)
        self.field = field


class Condition(StrEnum):
    """What a law may ask of a person before a holiday is paid."""

    EMPLOYED_DAYS = "employed_days"
    PAID_DAYS = "paid_days"
    WORK_DAYS = "work_days"
    LAST_AND_FIRST = "last_and_first"
    REGULAR_DAY = "regular_day"


@dataclass(frozen=True, slots=True)
class HolidayFacts:
    """What is known of a person before a holiday; None where it is not known.

    `hired_on`: first day of employment. `paid_days`: days worked or paid of the days before the
    holiday that the law looks at (30 in most). `work_days`: days worked in the twelve months
    before. `absent_without_leave`: missed, without leave or good reason, the last scheduled day
    before or the first one after. `weekday_worked`: of the nine weeks before, those in which the
    holiday's weekday was worked. `averaging`: an averaging agreement was in force.
    """

    hired_on: date | None = None
    paid_days: int | None = None
    work_days: int | None = None
    absent_without_leave: bool | None = None
    weekday_worked: int | None = None
    averaging: bool = False


@dataclass(frozen=True, slots=True)
class HolidayRight:
    """`paid_off`: the day is paid if not worked. `unmet` lists the conditions that fail.

    Work on the day may have its premium all the same; see the place's rules.
    """

    paid_off: bool
    unmet: tuple[Condition, ...]
    source: str
    confidence: Confidence


_REGULAR_WEEKS, _WEEKS_SEEN = 5, 9
T = TypeVar("T")


def holiday_right(place: str, on: date, facts: HolidayFacts) -> HolidayRight:
    """Whether the holiday of that date is paid to someone who does not work on it.

    Raises UnknownJurisdiction, HolidayRuleUnknown, HolidayFactMissing.
    """
    found = jurisdiction(place).value("holiday_qualification", on)
    if found is None:
        raise HolidayRuleUnknown(place, on)
    table = cast("Mapping[str, object]", found.value)
    unmet = tuple(_unmet(table, on, facts))
    return HolidayRight(not unmet, unmet, found.source, found.confidence)


def holiday_facts(
    made: Classification,
    on: date,
    *,
    hired_on: date | None = None,
    absent_without_leave: bool | None = None,
) -> HolidayFacts:
    """The facts about the holiday of that date that classified time shows.

    `made` should reach back a year, or to the first day of employment: days before it count as not
    worked. Whether an absence had leave or a good reason is not in the time; say it.
    """
    worked = {day for day, totals in made.days.items() if totals.worked}
    paid = worked | {day for day, totals in made.days.items() if totals.leave}
    weeks = (on - timedelta(weeks=number) for number in range(1, _WEEKS_SEEN + 1))
    return HolidayFacts(
        hired_on=hired_on,
        paid_days=sum(on - timedelta(days=30) <= day < on for day in paid),
        work_days=sum(_year_before(on) <= day < on for day in worked),
        absent_without_leave=absent_without_leave,
        weekday_worked=sum(day in worked for day in weeks),
        averaging=made.policy.averaging is not None,
    )


def _year_before(on: date) -> date:
    """The same date a year earlier; 28 February for 29 February."""
    leap_day = (on.month, on.day) == (2, 29)
    return on.replace(year=on.year - 1, day=28 if leap_day else on.day)


def _unmet(table: Mapping[str, object], on: date, facts: HolidayFacts) -> Iterator[Condition]:
    if "employed_days" in table:
        hired = _given(facts.hired_on, "hired_on")
        if (on - hired).days < int(str(table["employed_days"])):
            yield Condition.EMPLOYED_DAYS
    for condition, days in (
        (Condition.PAID_DAYS, facts.paid_days),
        (Condition.WORK_DAYS, facts.work_days),
    ):
        if condition not in table or (facts.averaging and condition is Condition.PAID_DAYS):
            continue
        if _given(days, condition) < int(str(table[condition])):
            yield condition
    if table.get("last_and_first") and _given(facts.absent_without_leave, "absent_without_leave"):
        yield Condition.LAST_AND_FIRST
    if table.get("regular_day") and _given(facts.weekday_worked, "weekday_worked") < _REGULAR_WEEKS:
        yield Condition.REGULAR_DAY


def _given(value: T | None, field: str) -> T:
    if value is None:
        raise HolidayFactMissing(field)
    return value
