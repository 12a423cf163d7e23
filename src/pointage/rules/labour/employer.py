"""An employer's own overtime rules and premiums, beside the law of the place.

They may only add: `classification` keeps the law wherever it gives more. Not for the law itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.facts import PolicyInvalid
from pointage.rules.labour.law import Counter, DatedValue, ParameterValue, Rule
from pointage.rules.labour.week_plan import PAY_PERIOD, ActiveRule


class Trigger(StrEnum):
    """What an employer's rule counts, or when it applies."""

    DAY = "day"
    WEEK = "week"
    PAY_PERIOD = "pay_period"
    CONSECUTIVE_DAYS = "consecutive_days"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    TIME_OF_DAY = "time_of_day"


_COUNTERS = {
    Trigger.DAY: Counter.DAY,
    Trigger.WEEK: Counter.WEEK,
    Trigger.PAY_PERIOD: Counter.PERIOD,
    Trigger.CONSECUTIVE_DAYS: Counter.NTH_DAY,
    Trigger.WEEKDAY: Counter.WEEKDAY,
    Trigger.HOLIDAY: Counter.HOLIDAY,
}


@dataclass(frozen=True, slots=True)
class EmployerRule:
    """One rule of a bundle.

    `after_seconds`: of what the trigger counts; 0 from the first second. `stacks`: the premium is
    added to another on the same time instead of giving way to the higher. `nth`: for consecutive
    days, which day of the workweek in a row; `across_weeks`: days in a row go on from one workweek
    to the next, and the rule applies from the `nth` on until a day without work.
    `weekdays`: 0 = Sunday to 6 = Saturday. `from_time` and `to_time`: local clock; a rule from
    22:00 to 06:00 passes midnight.

    Raises PolicyInvalid.
    """

    id: str
    trigger: Trigger
    multiplier: Decimal
    after_seconds: int = 0
    stacks: bool = False
    nth: int = 7
    weekdays: frozenset[int] = frozenset()
    from_time: time | None = None
    to_time: time | None = None
    across_weeks: bool = False

    def __post_init__(self) -> None:
        if not self.id:
            raise PolicyInvalid("employer.id", "each rule needs an id, shown in reasons")
        if self.multiplier < 1:
            raise PolicyInvalid("employer.multiplier", "must be at least 1")
        if self.after_seconds < 0:
            raise PolicyInvalid("employer.after_seconds", "must not be negative")
        most = 31 if self.across_weeks else 7
        if not 2 <= self.nth <= most:
            raise PolicyInvalid("employer.nth", "must be 2 to {most}", most=most)
        if self.across_weeks and self.trigger is not Trigger.CONSECUTIVE_DAYS:
            raise PolicyInvalid("employer.across_weeks", "is for consecutive days only")
        if self.trigger is Trigger.TIME_OF_DAY and (
            self.from_time is None or self.to_time is None or self.from_time == self.to_time
        ):
            raise PolicyInvalid("employer.from_time", "a time-of-day rule needs two clock times")
        if self.trigger is Trigger.TIME_OF_DAY and self.after_seconds:
            raise PolicyInvalid("employer.after_seconds", "a time-of-day rule counts nothing")
        if self.trigger is Trigger.WEEKDAY and not self.weekdays:
            raise PolicyInvalid("employer.weekdays", "a weekday rule needs at least one day")


@dataclass(frozen=True, slots=True)
class EmployerRules:
    """A bundle of an employer's rules; a person has one. Raises PolicyInvalid."""

    name: str
    rules: tuple[EmployerRule, ...]

    def __post_init__(self) -> None:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise PolicyInvalid("employer.rules", "two rules of a bundle have the same id")

    @classmethod
    def simple(
        cls,
        *,
        weekly_after_seconds: int | None = None,
        daily_after_seconds: int | None = None,
        daily_double_after_seconds: int | None = None,
        seventh_day: bool = False,
        name: str = "simple",
    ) -> EmployerRules:
        """The usual tick boxes: weekly, daily, daily double time, seventh day."""
        half, double, eight_hours = Decimal("1.5"), Decimal(2), 8 * 3600
        rules: list[EmployerRule] = []
        if weekly_after_seconds is not None:
            rules.append(EmployerRule("weekly", Trigger.WEEK, half, weekly_after_seconds))
        if daily_after_seconds is not None:
            rules.append(EmployerRule("daily", Trigger.DAY, half, daily_after_seconds))
        if daily_double_after_seconds is not None:
            rules.append(
                EmployerRule("daily_double", Trigger.DAY, double, daily_double_after_seconds)
            )
        if seventh_day:
            days = Trigger.CONSECUTIVE_DAYS
            rules.append(EmployerRule("seventh_day", days, half))
            rules.append(EmployerRule("seventh_day_double", days, double, eight_hours))
        return cls(name, tuple(rules))

    @property
    def by_clock(self) -> tuple[EmployerRule, ...]:
        """The rules for times of the day, which no counter feeds."""
        return tuple(each for each in self.rules if each.trigger is Trigger.TIME_OF_DAY)


def employer_rules(bundle: EmployerRules | None) -> list[ActiveRule]:
    """The bundle's counting rules in the form the engine applies."""
    return [] if bundle is None else [_active(rule) for rule in bundle.rules if _counts(rule)]


def _counts(rule: EmployerRule) -> bool:
    return rule.trigger in _COUNTERS


def _active(own: EmployerRule) -> ActiveRule:
    rule = Rule(
        id=own.id,
        jurisdiction="employer",
        counter=_COUNTERS[own.trigger],
        multiplier="multiplier",
        after="after",
        stacks=own.stacks,
        nth=own.nth,
        running=own.across_weeks,
        weekdays=own.weekdays,
        period_weeks=PAY_PERIOD if own.trigger is Trigger.PAY_PERIOD else None,
    )
    stated: dict[str, ParameterValue] = {"after": own.after_seconds, "multiplier": own.multiplier}
    values = tuple(
        (name, DatedValue(date.min, None, value, "", date.min, Confidence.STATUTE))
        for name, value in stated.items()
    )
    return ActiveRule(rule, own.after_seconds, own.multiplier, values, employer=True)
