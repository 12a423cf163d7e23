"""The figures an example may expect, by the names examples give them. Computes none itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from pointage.rules.labour import Bucket
from pointage.rules.labour.law import Counter
from pointage.rules.pay import LineCode
from tests.rules.examples.outcomes import Outcome
from tests.rules.examples.reader import decimal

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
_OTHER_NAMES: tuple[tuple[str, str], ...] = (
    (r"(total_)?(straight_time|ordinary|normal|standard_time)_hours", "regular_hours"),
    (r"(total_)?ot_hours|overtime", "overtime_hours"),
    (r"double_?time(_hours)?|dt_hours", "doubletime_hours"),
    (r"(total_hours|hours_total|total_worked|worked_hours)(_worked)?", "hours_worked"),
    (r"(gross|total|weekly)_(pay|wages|earnings)|gross", "total_pay"),
    (r"straight_time_(pay|wages|earnings)", "straight_time"),
    (r"(regular|ordinary)_(wages|earnings)", "regular_pay"),
    (r"overtime_(wages|earnings)", "overtime_pay"),
    (r"overtime_premium(_pay)?|premium_due", "premium"),
    (r"half_time(_premium_pay)?", "half_time_premium"),
    (r"overtime_hourly_rate|ot_rate", "overtime_rate"),
    (r"minimum_overtime_wage", "minimum_overtime_rate"),
    (r"(weekly_)?(threshold|limit|standard)(_hours)?|standard_week", "weekly_threshold"),
    (r"(counted|countable)_hours|hours_counted_\w+", "hours_counted"),
    (r"(leave|pto|vacation|sick|paid_not_worked)_hours", "paid_leave_hours"),
    (r"(lieu|banked|bank|time_off_in_lieu)_hours|banked", "time_off_hours"),
    (r"(reporting_(time_)?|call_in_|minimum_daily_)pay", "reporting_pay"),
    (r"average_daily_(pay|wage)|average_day", "average_day_pay"),
    (r"((general|public|statutory|stat)_)?holiday_(pay|indemnity)|indemnity|stat_pay", "holiday"),
    (r"holiday_premium(_pay)?", "premium_pay"),
    (r"flsa_(required_)?overtime(_hours)?|federal_overtime(_hours)?", "flsa_overtime_hours"),
    (r"seventh_day_overtime(_hours)?", "seventh_day_premium_hours"),
    (r"(consecutive|consecutive_hours)_overtime(_hours)?", "consecutive_overtime_hours"),
    (r"(actual|raw|exact|elapsed|worked)_minutes|minutes_worked", "minutes"),
    (r".*round.*punch.*|.*punch.*round.*", "rounded_by_punch"),
    (r".*round.*(day|total|daily).*|.*(day|total|daily).*round.*", "rounded_by_total"),
    (r"(meal|rest|break|missed_break)_(premium|penalty)_hours|premium_hours", "break_hours"),
    (r"(meal|rest|break|missed_break)_(premium|penalty)(_pay)?", "break_pay"),
    (r"(method_|fluctuating_workweek_)?allowed", "allowed"),
    (r"(holiday_)?(eligible|qualifies|entitled)", "holiday_paid_off"),
)
_FURTHER: dict[str, Figure] = {
    "holiday": Outcome.holiday,
    "premium": lambda o: sum((week.premium for week in o.weeks), Decimal(0)),
    "reporting_pay": lambda o: o.paid() - decimal(o.rates["hourly"]) * o.listed_hours(),
    "flsa_overtime_hours": lambda o: o.hours(sum(o.made.flsa_required_overtime.values())),
    "seventh_day_premium_hours": lambda o: o.by_counter(Counter.NTH_DAY),
    "consecutive_overtime_hours": lambda o: o.by_counter(Counter.CONSECUTIVE),
    "minutes": lambda o: Decimal(o.made.totals.worked) / 60,
    "rounded_by_punch": Outcome.rounded_by_punch,
    "rounded_by_total": Outcome.rounded_by_total,
    "break_hours": lambda o: o.hours(sum(each.seconds for each in o.missed_breaks())),
    "break_pay": Outcome.missed_break_pay,
    "allowed": Outcome.method_allowed,
    "doubletime_rate": lambda o: (o.weeks[0].regular_rate or Decimal(0)) * 2,
    "law": lambda o: o.weeks[0].law,
}
_AT = re.compile(r"(?:overtime_)?hours?_(?:paid_)?(?:at_)?(\d(?:[._]\d+)?)x?")


def figure_named(name: str) -> Figure | None:
    """What computes the figure of that name, or one that means the same; None for none."""
    if name in FIGURES:
        return FIGURES[name]
    at = _AT.fullmatch(name)
    if at is not None:
        times = at.group(1).replace("_", ".")
        return lambda outcome: outcome.multiplied(times)
    same = (known for pattern, known in _OTHER_NAMES if re.fullmatch(pattern, name))
    known = next(same, name)
    return FIGURES.get(known) or _FURTHER.get(known)
