"""Names of the parameters that the code itself reads, and the keys of those made of parts.

Parameters named by a rule need not be listed: the rule says what it reads.
"""

from __future__ import annotations

from typing import Final

TABLE_KEYS: Final[dict[str, set[str]]] = {
    "holiday_pay": {
        "formula",
        "divisor",
        "percent",
        "weeks",
        "days",
        "with_overtime",
        "with_vacation_pay",
        "commission_weeks",
        "commission_divisor",
    },
    "holiday_pay_fallback": {"formula", "divisor", "percent", "weeks", "days", "with_overtime"},
    "reporting_pay": {
        "hours",
        "rate",
        "longer_hours",
        "scheduled_over",
        "needs_scheduled_over",
        "half_of_scheduled",
        "most_hours",
        "up_to_scheduled",
        "by_industry",
        "or_overtime",
        "wage_under_minimum_times",
        "by_flag",
    },
    "second_call": {"hours", "rate"},
    "time_off_in_lieu": {"ratio", "months", "most_months"},
    "split_shift": {"hours", "gap_over_minutes", "less_excess_over_minimum", "whole_in"},
    "spread_of_hours": {"over_hours", "hours", "rate", "less_excess_over_minimum", "whole_in"},
    "meal_break": {"after_hours", "minutes", "second_after_hours", "premium_hours"},
    "rest_break": {"minutes", "per_hours", "premium_hours", "major_fraction", "from_hours"},
    "averaging_limits": {"most_weeks", "week_hours_at_most", "day_hours_at_most"},
    "bonus": {"divisor", "multiplier"},
    "day_window_by_hire": {"hired_before", "window"},
    "holiday_qualification": {
        "everyone",
        "employed_days",
        "paid_days",
        "in_days",
        "work_days",
        "in_months",
        "last_and_first",
        "regular_day",
    },
}

KNOWN_PARAMETERS: Final[frozenset[str]] = frozenset(
    {
        "day_window",
        "week_start",
        "week_start_fixed",
        "counted_in_day",
        "counted_in_week",
        "holiday_by_shift",
        "holidays_left_out",
        "holidays_added",
        "consecutive_gap",
        "shift_gap",
        "short_break_paid_up_to",
        "regular_rate",
        "rate_rounded_first",
        "premiums_in_rate",
        "averaging_ended_by_worker_owes_none",
        "averaging_leave_days_per_week",
        "occupation_by_most_hours",
        "rounding",
        "daily_rest",
        "weekly_rest",
        "weekly_rest_multiplier",
        "longest_day",
        "longest_week",
        "longest_holiday_week",
        "rest_between_shifts",
        "longest_span",
        "consecutive_days_at_most",
        "records_years",
        "minimum_wage_by_workweek",
        "minimum_wage_by_hour",
        "salary_covers_at_most",
        "tip_credit",
        "belo_hours",
        "weekly_rest_averaged",
        *TABLE_KEYS,
    }
)
