"""What a week's pay is made of: its lines, the method of its rate, and their sum. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pointage.rules.pay.minimum_wage import TopUp


class RateMethod(StrEnum):
    """How the rate that overtime multiplies is found."""

    WEIGHTED = "weighted"
    """All pay in the rate, over all hours worked; overtime adds the fraction above one."""
    IN_EFFECT = "in_effect"
    """The rate of the hour itself."""
    SALARY = "salary"
    """The salary over the hours it covers, to the cent."""
    FLUCTUATING = "fluctuating"
    """The salary over the hours worked, to the cent; overtime adds the fraction above one."""
    PIECE = "piece"
    BELO = "belo"
    """A guaranteed weekly sum, with overtime within it."""


class LineCode(StrEnum):
    """What a line of pay is for."""

    REGULAR = "regular"
    OVERTIME = "overtime"
    OVERTIME_PREMIUM = "overtime_premium"
    """Only what overtime adds; its straight time is in the regular line."""
    HOLIDAY = "holiday"
    PREMIUM = "premium"
    LEAVE = "leave"
    SALARY = "salary"
    PIECE = "piece"
    EARNING = "earning"
    BONUS_OVERTIME = "bonus_overtime"
    MINIMUM_WAGE = "minimum_wage"
    """What brings the week up to the minimum wage for its hours."""
    CREDIT = "credit"
    """Negative: premiums paid as a sum, set against the overtime due."""
    EXTRA = "extra"
    """A guarantee or an extra that is no hour of work, such as for being called in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One amount, to the cent: `seconds` at `rate` (already multiplied), when made of time."""

    code: LineCode
    amount: Decimal
    seconds: int = 0
    rate: Decimal | None = None
    job: str = ""


@dataclass(frozen=True, slots=True)
class WeekPay:
    """A workweek's pay by the better of the laws that apply.

    `law` is the jurisdiction that pays more. `regular_rate` is exact unless the method rounds it,
    None when hours have several rates. `straight_time` is what the hours are worth without any
    premium; `premium` what overtime, double time and holidays add; `total` the sum of the lines.
    `top_up` says why the week was brought up to the minimum wage, when it was.
    """

    week_start: date
    law: str
    method: RateMethod
    regular_rate: Decimal | None
    lines: tuple[Line, ...]
    straight_time: Decimal
    premium: Decimal
    top_up: TopUp | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def amount(self, *codes: LineCode) -> Decimal:
        """Sum of the lines of those codes."""
        return sum((line.amount for line in self.lines if line.code in codes), Decimal(0))
