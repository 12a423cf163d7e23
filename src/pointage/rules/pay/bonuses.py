"""A bonus earned over several weeks, spread back over them: the overtime each week then owes.

Bonuses of a single week are an Earning of that week's Terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pointage.rules.pay.money import hours, to_cents


@dataclass(frozen=True, slots=True)
class WorkedWeek:
    """Seconds worked in a week, and how many of them were overtime."""

    worked: int
    overtime: int


@dataclass(frozen=True, slots=True)
class BonusShare:
    """One week's part of a bonus, what it adds to the rate, and the half-time owed on it."""

    share: Decimal
    rate_increase: Decimal
    owed: Decimal


def bonus_over_weeks(
    bonus: Decimal, weeks: Sequence[WorkedWeek], *, by_hours: bool = False
) -> tuple[BonusShare, ...]:
    """Spreads a bonus over its weeks, equally or by hours worked, and owes half-time on it.

    29 CFR 778.209: a week in which no overtime was worked owes nothing. Money is half-up to the
    cent for each week's amount owed; shares and rates are exact. Weeks without work get no share
    when spread by hours.
    """
    all_hours = sum((hours(week.worked) for week in weeks), Decimal(0))
    shares = []
    for week in weeks:
        worked = hours(week.worked)
        if by_hours:
            share = bonus * worked / all_hours if all_hours else Decimal(0)
        else:
            share = bonus / len(weeks)
        increase = share / worked if worked else Decimal(0)
        owed = to_cents(increase / 2 * hours(week.overtime))
        shares.append(BonusShare(share, increase, owed))
    return tuple(shares)
