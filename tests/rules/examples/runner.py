"""Compares an example's expected figures with those the rules compute."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pointage.rules.labour import Bucket
from pointage.rules.labour.law import Counter
from pointage.rules.pay import LineCode
from tests.rules.examples.outcomes import Outcome
from tests.rules.examples.reader import NotExpressible, decimal

Figure = Callable[[Outcome], object]

FIGURES: dict[str, Figure] = {
    "regular_hours": lambda o: o.hours(o.made.totals.regular),
    "overtime_hours": lambda o: o.hours(o.made.totals.overtime),
    "doubletime_hours": lambda o: o.hours(o.made.totals.double_time),
    "regular_hours_worked": lambda o: o.hours(o.made.totals.regular),
    "total_pay": Outcome.total_pay,
    "straight_time": lambda o: sum(week.straight_time for week in o.weeks),
    "regular_rate": lambda o: o.weeks[0].regular_rate,
    "overtime_rate": Outcome.overtime_rate,
    "overtime_rate_after_40": Outcome.overtime_rate,
    "half_time_premium": lambda o: o.pay_sum(LineCode.OVERTIME_PREMIUM),
    "regular_pay": lambda o: o.total_pay() - o.overtime_pay(),
    "overtime_pay": Outcome.overtime_pay,
    "increase": lambda o: o.overtime_rate() - decimal(o.rates["hourly"]),
    "weekly_threshold": lambda o: o.weekly_threshold,
    "counted_hours": lambda o: o.hours(sum(week.counted for week in o.made.weeks)),
    "hours_counted": lambda o: o.hours(sum(week.counted for week in o.made.weeks)),
    "hours_worked": Outcome.worked,
    "paid_leave_hours": lambda o: o.hours(o.made.totals.leave),
    "holiday_hours_at_1.5": lambda o: o.hours(o.made.totals.of(Bucket.HOLIDAY)),
    "premium_hours_at_1.5": lambda o: o.hours(o.made.totals.of(Bucket.HOLIDAY)),
    "double_time_hours": lambda o: o.hours(o.made.totals.double_time),
    "holiday_hours": lambda o: o.hours(o.made.totals.of(Bucket.HOLIDAY)),
    "daily_overtime_hours": lambda o: o.by_counter(Counter.DAY),
    "weekly_overtime_hours": lambda o: o.by_counter(Counter.WEEK),
    "hours_at_1.1": lambda o: o.multiplied("1.1"),
    "hours_at_1.25": lambda o: o.multiplied("1.25"),
    "hours_at_1.5": lambda o: o.multiplied("1.5"),
    "hours_at_2": lambda o: o.multiplied("2"),
    "standard_hours": lambda o: o.hours(o.made.results[-1].plan.period[0][0]),
    "time_off_hours": lambda o: o.hours(o.lieu().seconds),
    "use_within_months": lambda o: o.lieu().months,
    "max_months_if_agreed": lambda o: o.lieu().most_months,
    "reporting_time_hours": lambda o: o.hours(o.reporting().seconds),  # type: ignore[union-attr]
    "total_hours_paid": Outcome.paid_hours,
    "paid_hours": Outcome.paid_hours,
    "pay": Outcome.paid,
    "reporting_hours_count_for_overtime": Outcome.reporting_counts,
    "average_day_pay": Outcome.average_day,
    "wages_4_weeks": Outcome.wages,
    "holiday_pay": Outcome.holiday,
    "holiday_indemnity": Outcome.holiday,
    "premium_pay": lambda o: o.pay_sum(LineCode.HOLIDAY),
    "holiday_pay_extra": lambda o: o.made.pack.value("holiday_pay", o.on) is not None,
    "minimum_overtime_rate": Outcome.minimum_overtime_rate,
    "seventh_day_hours": lambda o: o.seventh_day()[0],
    "seventh_day_minimum_rate": lambda o: o.seventh_day()[1],
    "spread_of_hours_pay": Outcome.extras,
    "split_shift_pay": Outcome.extras,
    "bonus_overtime": Outcome.bonus_overtime,
    "extra_hours_pay_included_in_regular_rate": Outcome.task_hours_in_rate,
    "creditable_toward_overtime": Outcome.task_credit,
    "holiday_paid_off": Outcome.holiday_right,
    "top_up": lambda o: o.pay_sum(LineCode.MINIMUM_WAGE),
    "rounded": Outcome.rounded,
    "weeks": Outcome.by_week,
    "workweek": lambda o: o.by_week()[0],
    "period_1_hours": lambda o: o.period_hours(True),
    "period_2_hours": lambda o: o.period_hours(False),
    "overlap_minutes": lambda o: decimal(
        sum(each.seconds for each in o.given.clock) / 60 - float(o.worked()) * 60
    ),
}


@dataclass(frozen=True)
class Difference:
    """An expected figure that came out otherwise."""

    figure: str
    expected: object
    computed: object

    def __str__(self) -> str:
        return f"{self.figure}: expected {self.expected}, computed {self.computed}"


def load(path: Path) -> list[dict[str, Any]]:
    """The examples of a file."""
    return list(json.loads(path.read_text(encoding="utf-8"))["examples"])


def differences(example: dict[str, Any]) -> list[Difference]:
    """Expected figures that came out otherwise. Raises NotExpressible, naming what cannot be."""
    expected = example["expected"]
    unknown = sorted(set(expected) - set(FIGURES))
    if unknown:
        raise NotExpressible(f"figures the model does not compute: {', '.join(unknown)}")
    outcome = Outcome(example)
    found = []
    for figure, wanted in expected.items():
        if figure == "overtime_hours" and "time_off_hours" in expected:
            continue
        computed = FIGURES[figure](outcome)
        if not same(wanted, computed):
            found.append(Difference(figure, wanted, computed))
    return found


def same(wanted: object, computed: object) -> bool:
    """Equal, a number to as many decimals as the example gives."""
    if isinstance(wanted, dict) and isinstance(computed, dict):
        return all(same(value, computed.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(computed, list):
        return len(wanted) == len(computed) and all(map(same, wanted, computed))
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return wanted == computed
    if not isinstance(computed, int | Decimal):
        return False
    places = max(-int(decimal(wanted).as_tuple().exponent), 2)
    return (
        round(Decimal(computed), places) == round(decimal(wanted), places)
        or abs(Decimal(computed) - decimal(wanted)) <= Decimal("0.5") * Decimal(10) ** -places
    )
