"""Pay for a public holiday not worked, by each place's formula, and overtime taken as time off.

Whether a person qualifies is decided by `holiday_rights`, when the facts are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from pointage.rules.labour import Confidence, jurisdiction
from pointage.rules.labour.law import DatedValue
from pointage.rules.pay.holiday_rights import HolidayFacts, HolidayRight, holiday_right
from pointage.rules.pay.money import to_cents
from pointage.rules.pay.terms import PayError


class HolidayFormulaUnknown(PayError):
    """No formula is known for the place on that date."""

    def __init__(self, place: str, on: date) -> None:
        super().__init__("no holiday-pay formula is known for {place} on {on}", place=place, on=on)
        self.place = place
        self.on = on


class BasisMissing(PayError):
    """The formula needs a figure that was not given. `field` is the HolidayBasis field."""

    def __init__(self, field: str, formula: str) -> None:
        super().__init__(
            "the formula {formula} needs it", about="{field}", field=field, formula=repr(formula)
        )
        self.field = field


@dataclass(frozen=True, slots=True)
class HolidayBasis:
    """What a person earned in the formula's window (see `HolidayPay.window`).

    `wages` leave overtime out; `overtime` is added only where the law includes it, and
    `vacation_pay` likewise. `days` are the days worked or paid in the window, `hours` the hours
    worked in it. `commission_wages` are those of the longer window for people paid by commission.
    `normal_day` is what an ordinary day would have paid. Money in the local currency.
    """

    wages: Decimal | None = None
    overtime: Decimal = Decimal(0)
    vacation_pay: Decimal = Decimal(0)
    commission_wages: Decimal | None = None
    days: int | None = None
    normal_day: Decimal | None = None
    hourly: Decimal | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HolidayPay:
    """The amount to the cent, the formula and its window in words of data, and its source.

    `right` is whether the person qualifies, None when that was not asked.
    """

    amount: Decimal
    formula: str
    window: str
    source: str
    confidence: Confidence
    right: HolidayRight | None = None


def holiday_pay(
    place: str, on: date, basis: HolidayBasis, facts: HolidayFacts | None = None
) -> HolidayPay:
    """Pay for the holiday of that date by the law of the place then.

    With `facts`, nothing is paid to someone who does not qualify, and `right` says why; without
    them the person is taken to qualify.
    Where the usual day is the measure and `basis.normal_day` is not given, the law's formula for
    varying hours is used. Raises UnknownJurisdiction, HolidayFormulaUnknown, BasisMissing,
    HolidayRuleUnknown, HolidayFactMissing.
    """
    right = None if facts is None else holiday_right(place, on, facts)
    pack = jurisdiction(place)
    found = pack.value("holiday_pay", on)
    if found is None:
        raise HolidayFormulaUnknown(place, on)
    table = cast("Mapping[str, object]", found.value)
    if table.get("formula") == "normal_day" and basis.normal_day is None:
        fallback = pack.value("holiday_pay_fallback", on)
        if fallback is not None:
            found, table = fallback, cast("Mapping[str, object]", fallback.value)
    if right is not None and not right.paid_off:
        return HolidayPay(Decimal(0), "", "", right.source, right.confidence, right)
    return replace(_computed(found, table, basis), right=right)


def _computed(found: DatedValue, table: Mapping[str, object], basis: HolidayBasis) -> HolidayPay:
    formula = str(table.get("formula"))
    commission = basis.commission_wages is not None and "commission_divisor" in table
    if commission:
        amount = _given(basis.commission_wages, "commission_wages", formula) / _number(
            table, "commission_divisor"
        )
    elif formula == "share":
        amount = _earned(table, basis, formula) / _number(table, "divisor")
    elif formula == "percent":
        amount = _earned(table, basis, formula) * _number(table, "percent") / 100
    elif formula == "average_day":
        amount = _earned(table, basis, formula) / _given(basis.days, "days", formula)
    elif formula == "average_hours":
        per_day = _given(basis.hours, "hours", formula) / _given(basis.days, "days", formula)
        amount = _given(basis.hourly, "hourly", formula) * per_day
    else:
        amount = _given(basis.normal_day, "normal_day", formula)
    return HolidayPay(
        amount=to_cents(amount),
        formula=formula,
        window=_window(table, commission=commission),
        source=found.source,
        confidence=found.confidence,
    )


def _window(table: Mapping[str, object], *, commission: bool) -> str:
    if commission:
        return f"{table['commission_weeks']} weeks"
    for unit in ("weeks", "days"):
        if unit in table:
            return f"{table[unit]} {unit}"
    return ""


def _earned(table: Mapping[str, object], basis: HolidayBasis, formula: str) -> Decimal:
    total = _given(basis.wages, "wages", formula)
    if table.get("with_overtime"):
        total += basis.overtime
    if table.get("with_vacation_pay"):
        total += basis.vacation_pay
    return total


def _number(table: Mapping[str, object], key: str) -> Decimal:
    return Decimal(str(table[key]))


def _given(value: Decimal | int | None, field: str, formula: str) -> Decimal:
    if value is None or (field == "days" and value == 0):
        raise BasisMissing(field, formula)
    return Decimal(value)


@dataclass(frozen=True, slots=True)
class LieuTime:
    """Overtime taken as time off: `seconds` of leave, to take within `months`.

    `most_months` is how long it may be extended by agreement, None where it may not.
    """

    seconds: int
    months: int
    most_months: int | None
    source: str
    confidence: Confidence


def time_off_in_lieu(place: str, on: date, overtime_seconds: int) -> LieuTime | None:
    """Time off for that overtime by the law of the place, None where the law has no such right.

    Raises UnknownJurisdiction.
    """
    found = jurisdiction(place).value("time_off_in_lieu", on)
    if found is None:
        return None
    table = cast("Mapping[str, object]", found.value)
    most = table.get("most_months")
    return LieuTime(
        seconds=int(overtime_seconds * _number(table, "ratio")),
        months=int(_number(table, "months")),
        most_months=None if most is None else int(str(most)),
        source=found.source,
        confidence=found.confidence,
    )
