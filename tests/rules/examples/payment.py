"""How the person of an example is paid: its rates to Terms. Computes no pay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pointage.rules.pay import Belo, Earning, EarningKind, HourlyPremium, Salary, Terms
from tests.rules.examples.reader import decimal, job_of, seconds

_TIMES_A_YEAR = {
    "weekly_": None,
    "biweekly_": 26,
    "bi_weekly_": 26,
    "semimonthly_": 24,
    "semi_monthly_": 24,
    "monthly_": 12,
    "annual_": 1,
    "yearly_": 1,
    "": None,
}
_EARNINGS = (
    (r"discretionary.*|.*gift.*|expenses", EarningKind.DISCRETIONARY),
    (r"(flat|flat_sum|attendance)_bonus(_week)?", EarningKind.FLAT_BONUS),
    (r"((production|weekly|nondiscretionary)_)?bonus(_week)?", EarningKind.PRODUCTION_BONUS),
    (r"(weekly_)?commissions?(_week)?", EarningKind.COMMISSION),
    (r"(saturday|sunday|weekend|rest_day|daily_overtime)_premium.*", EarningKind.OVERTIME_PREMIUM),
)
_ON_NIGHTS = re.compile(r"(night|evening|shift|hazard|weekend)_(differential|premium)(_per_hour)?")


def terms(example: dict[str, Any]) -> Terms:
    """How the example's person is paid."""
    rates = {**example.get("rates", {})}
    rates.update(rates.pop("jobs", {}))
    days = example.get("days", [])
    return Terms(
        hourly=_first(rates, "hourly", "hourly_rate", "cash_wage", "rate"),
        job_rates=_job_rates(rates, days),
        salary=_salary(example, rates),
        piece_earnings=_piece(rates, days),
        premiums=tuple(_premiums(rates, days)),
        earnings=tuple(_earnings(rates)),
        minimum_wage=_first(rates, "minimum_wage", "min_wage"),
        agreed_rate_in_effect="rate_in_effect" in {*example.get("tags", []), rates.get("method")},
        tip_credit=decimal(rates.get("tip_credit", 0)),
        tips=_first(rates, "tips"),
        belo=_belo(rates),
    )


def _first(rates: dict[str, Any], *names: str) -> Decimal | None:
    return next((decimal(rates[name]) for name in names if name in rates), None)


def _job_rates(rates: dict[str, Any], days: list[dict[str, Any]]) -> dict[str, Decimal]:
    found = {}
    for day in days:
        job = job_of(day)
        for name in (job, f"{job}_rate", f"rate_{job}"):
            if job and name in rates:
                found[job] = decimal(rates[name])
        if job and "rate" in day:
            found[job] = decimal(day["rate"])
    if "waiting_rate" in rates:
        found["waiting"] = decimal(rates["waiting_rate"])
    return found


def _salary(example: dict[str, Any], rates: dict[str, Any]) -> Salary | None:
    for name, times in _TIMES_A_YEAR.items():
        if f"{name}salary" not in rates:
            continue
        amount = decimal(rates[f"{name}salary"])
        fluctuating = "fluctuating_workweek" in {rates.get("method"), *example.get("tags", [])}
        stated = _first(rates, "salary_covers_hours", "covers_hours", "hours_covered")
        covers = None if fluctuating else seconds(stated if stated is not None else 40)
        if times is None:
            return Salary(amount, covers, fluctuating)
        return Salary.each(times, amount, covers, fluctuating=fluctuating)
    return None


def _piece(rates: dict[str, Any], days: list[dict[str, Any]]) -> Decimal | None:
    earned = _first(rates, "piece_earnings", "piecework_earnings")
    if earned is not None or "piece_rate" not in rates:
        return earned
    pieces = [each["pieces"] for each in (*days, rates) if "pieces" in each]
    return decimal(rates["piece_rate"]) * sum(map(decimal, pieces), Decimal(0))


def _premiums(rates: dict[str, Any], days: list[dict[str, Any]]) -> Iterable[HourlyPremium]:
    stated = [
        day[name] for day in days for name in day if re.fullmatch(r"(night|premium)_hours", name)
    ]
    some = sum(map(decimal, stated), Decimal(0))
    for name, amount in rates.items():
        if name == "hourly_premium" or _ON_NIGHTS.fullmatch(name):
            yield HourlyPremium(decimal(amount), seconds(some) if some else None)


def _earnings(rates: dict[str, Any]) -> Iterable[Earning]:
    for name, amount in rates.items():
        if _ON_NIGHTS.fullmatch(name):
            continue
        kind = next((kind for pattern, kind in _EARNINGS if re.fullmatch(pattern, name)), None)
        if kind is not None:
            yield Earning(kind, decimal(amount))


def _belo(rates: dict[str, Any]) -> Belo | None:
    if "guaranteed_hours" not in rates:
        return None
    return Belo(decimal(rates["contract_rate"]), seconds(rates["guaranteed_hours"]))
