"""Rates and money from classified hours. Not for deciding which hours are overtime."""

from __future__ import annotations

from pointage.rules.pay.bonuses import BonusShare, WorkedWeek, bonus_over_weeks
from pointage.rules.pay.extra_pay import pay_with_extras
from pointage.rules.pay.holiday_pay import (
    BasisMissing,
    HolidayBasis,
    HolidayFormulaUnknown,
    HolidayPay,
    LieuTime,
    holiday_pay,
    time_off_in_lieu,
)
from pointage.rules.pay.holiday_rights import (
    Condition,
    HolidayFactMissing,
    HolidayFacts,
    HolidayRight,
    HolidayRuleUnknown,
    holiday_facts,
    holiday_right,
)
from pointage.rules.pay.lines import Line, LineCode, RateMethod, WeekPay
from pointage.rules.pay.minimum_wage import TopUp
from pointage.rules.pay.money import hours, to_cents
from pointage.rules.pay.terms import (
    Belo,
    Earning,
    EarningKind,
    HourlyPremium,
    MethodNotAllowed,
    PayError,
    Salary,
    Terms,
    TermsInvalid,
)
from pointage.rules.pay.time_bank import (
    BankOverdrawn,
    BankState,
    Deposit,
    Payout,
    Taken,
    bank_on,
)
from pointage.rules.pay.week_pay import pay_by_week

__all__ = [
    "BankOverdrawn",
    "BankState",
    "BasisMissing",
    "Belo",
    "BonusShare",
    "Condition",
    "Deposit",
    "Earning",
    "EarningKind",
    "HolidayBasis",
    "HolidayFactMissing",
    "HolidayFacts",
    "HolidayFormulaUnknown",
    "HolidayPay",
    "HolidayRight",
    "HolidayRuleUnknown",
    "HourlyPremium",
    "LieuTime",
    "Line",
    "LineCode",
    "MethodNotAllowed",
    "PayError",
    "Payout",
    "RateMethod",
    "Salary",
    "Taken",
    "Terms",
    "TermsInvalid",
    "TopUp",
    "WeekPay",
    "WorkedWeek",
    "bank_on",
    "bonus_over_weeks",
    "holiday_facts",
    "holiday_pay",
    "holiday_right",
    "hours",
    "pay_by_week",
    "pay_with_extras",
    "time_off_in_lieu",
    "to_cents",
]
