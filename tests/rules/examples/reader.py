"""From one example's fields to segments, a policy and terms of pay. Computes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pointage.rules.labour import (
    Averaging,
    DailySchedule,
    Kind,
    Policy,
    Segment,
    Worker,
    jurisdiction,
)
from pointage.rules.pay import Belo, Earning, EarningKind, HourlyPremium, Salary, Terms
from pointage.rules.timekeeping import Interval, instant_at, zone_named
from tests.rules.examples import hints

HOUR = 3600
_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
_UNDATED = "UTC"


class NotExpressible(Exception):
    """The example is about something its fields do not say, or the model does not compute."""


@dataclass
class Given:
    """An example as the rules need it."""

    place: str
    base: date
    segments: list[Segment] = field(default_factory=list)
    clock: list[Interval] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)
    zone: str = _UNDATED
    week_start: int | None = None
    averaging: Averaging | None = None
    schedule: DailySchedule | None = None


def decimal(value: object) -> Decimal:
    return Decimal(str(value))


def seconds(hours: object) -> int:
    return round(decimal(hours) * HOUR)


def base_date(example: dict[str, Any]) -> date:
    """The first Sunday on or after the date the example speaks of."""
    found = re.search(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", str(example.get("as_of", "2026-11")))
    year, month, day = found.groups() if found else ("2026", None, None)
    on = date(int(year), int(month or 6), int(day or 1))
    return on + timedelta(days=-on.isoweekday() % 7)


def said_of(day: dict[str, Any]) -> str:
    """The words of a day, in lower case."""
    return f"{day.get('note', '')} {day.get('kind', '')}".lower().replace("_", " ")


def kind_of(day: dict[str, Any]) -> Kind:
    """What a day's note and kind say the hours were."""
    text = said_of(day)
    if "sick" in text:
        return Kind.SICK
    if "vacation" in text or "annual leave" in text:
        return Kind.VACATION
    if "holiday" in text and re.search(r"\boff\b|not worked|unworked", text):
        return Kind.HOLIDAY_OFF
    if "leave" in text:
        return Kind.OTHER_LEAVE
    return Kind.WORKED


def is_holiday(day: dict[str, Any]) -> bool:
    return "holiday" in said_of(day)


def read(example: dict[str, Any]) -> Given:
    """The example's time. Raises NotExpressible."""
    given = Given(example["jurisdiction"], base_date(example))
    days = example.get("days", [])
    if any("punch" in day or "breaks" in day for day in days):
        return given
    listed = [day["weekday"] for day in days if "weekday" in day]
    last_week = [d for d in days if d.get("week") == max(x.get("week", 1) for x in days)]
    if len(listed) == 7:
        given.week_start = _DAYS.index(listed[0])
    elif listed and max(day.get("week", 1) for day in days) > 1:
        given.week_start = _DAYS.index(last_week[0]["weekday"])
    by_week: dict[int, list[dict[str, Any]]] = {}
    for number, day in enumerate(days):
        if "start" in day:
            _clocked(given, day, number)
        elif "weekday" in day or re.fullmatch(r"\d\d-\d\d", str(day.get("date", ""))):
            _dated(given, day, number)
        elif "hours" in day:
            _spans(given, day, by_week)
    for week, entries in by_week.items():
        _fill_week(given, week, entries, hints.swapped_hours_in(example))
    _agree(given, example, len(by_week))
    return given


def _weekday_date(given: Given, day: dict[str, Any]) -> date:
    if re.fullmatch(r"\d\d-\d\d", str(day.get("date", ""))):
        month, number = (int(part) for part in day["date"].split("-"))
        return date(given.base.year, month, number)
    start = given.week_start or 0
    offset = (_DAYS.index(day["weekday"]) - start) % 7
    return given.base + timedelta(days=start + offset + 7 * (day.get("week", 1) - 1))


def _dated(given: Given, day: dict[str, Any], number: int) -> None:
    on = _weekday_date(given, day)
    if is_holiday(day):
        given.holidays[on] = "holiday"
    length = seconds(day["hours"])
    if length:
        after = 8 * HOUR if length <= 16 * HOUR else 0
        given.segments.append(
            Segment.of_length(
                on, length, given.zone, kind=kind_of(day), after=after, id=str(number),
                job=day.get("job", ""),
            )
        )  # fmt: skip


def _clocked(given: Given, day: dict[str, Any], number: int) -> None:
    given.zone = day.get("tz", given.zone)
    zone = zone_named(given.zone)
    if "T" in day["start"]:
        start, end = (datetime.fromisoformat(day[key]) for key in ("start", "end"))
    else:
        named = day.get("date", "")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", named):
            on = date.fromisoformat(named)
        else:
            weekday = day.get("weekday", named or "Mon")
            on = _weekday_date(given, {**day, "date": "", "weekday": weekday[:3]})
        if is_holiday(day):
            given.holidays[on] = "holiday"
        start = instant_at(on, time.fromisoformat(day["start"]), zone)
        clock, _, later = day["end"].partition("+")
        until = on + timedelta(days=int(later or 0))
        end = instant_at(until, time.fromisoformat(clock), zone)
    given.clock.append(Interval(start, end))
    unpaid = timedelta(minutes=day.get("unpaid_break_minutes", 0))
    job = day.get("job", "")
    if not unpaid:
        given.segments.append(Segment(start, end, id=str(number), job=job))
        return
    middle = start + (end - start - unpaid) / 2
    given.segments.append(Segment(start, middle, id=f"{number} before", job=job))
    given.segments.append(Segment(middle, middle + unpaid, Kind.UNPAID_BREAK, id=f"{number} break"))
    given.segments.append(Segment(middle + unpaid, end, id=f"{number} after", job=job))


def _spans(given: Given, day: dict[str, Any], by_week: dict[int, list[dict[str, Any]]]) -> None:
    weeks = day.get("weeks")
    if "period" in day:
        found = re.search(r"\d+", str(day["period"]))
        weeks = int(found.group()) if found else 1
    if "week_of" in day:
        monday = date.fromisoformat(day["week_of"])
        given.week_start = monday.isoweekday() % 7
        given.base = monday - timedelta(days=given.week_start)
    for number in range(weeks or 1):
        share = {**day, "hours": decimal(day["hours"]) / (weeks or 1)}
        if number:
            share.pop("vacation_days", None)
        by_week.setdefault(day.get("week", 1) + number, []).append(share)


def _fill_week(given: Given, week: int, entries: list[dict[str, Any]], swapped: float) -> None:
    """Lays a week's hours over five or six alike days, in the order of the entries."""
    first = given.base + timedelta(days=(given.week_start or 0) + 7 * (week - 1))
    leave_days = int(sum(day.get("vacation_days", 0) for day in entries))
    for number in range(leave_days):
        given.segments.append(
            Segment.of_length(
                first + timedelta(days=number), 8 * HOUR, given.zone, kind=Kind.VACATION
            )
        )
    queue = [
        [seconds(day["hours"]), day.get("job", ""), kind_of(day)]
        for day in entries
        if kind_of(day).is_work
    ]
    if swapped and queue:
        queue[0][0] -= seconds(swapped)
        queue.append([seconds(swapped), queue[0][1], Kind.SWAPPED])
    for day in entries:
        if kind_of(day).is_leave:
            given.segments.append(
                Segment.of_length(first, seconds(day["hours"]), given.zone, kind=kind_of(day))
            )
    total = sum(amount for amount, *_ in queue)
    days = 5 if total <= 40 * HOUR else 6
    capacity = -(-total // days)
    offset = 1 if (given.week_start or 0) == 0 else 0
    for number in range(days):
        room, at = capacity, 0 if capacity > 16 * HOUR else 6 * HOUR
        while room and queue:
            take = min(room, queue[0][0])
            _, job, kind = queue[0]
            on = first + timedelta(days=number + offset)
            given.segments.append(
                Segment.of_length(on, take, given.zone, kind=kind, after=at, job=job)
            )
            queue[0][0] -= take
            room, at = room - take, at + take
            if not queue[0][0]:
                queue.pop(0)


def _agree(given: Given, example: dict[str, Any], weeks: int) -> None:
    params = example.get("params", {})
    averaged = "averaging" in example.get("tags", [])
    length = params.get("averaging_weeks") or (weeks if weeks > 1 else None)
    period = [re.search(r"\d+", str(d["period"])) for d in example.get("days", []) if "period" in d]
    if period and period[0]:
        length = int(period[0].group())
    if averaged and length:
        given.averaging = Averaging(int(length), given.base)
    if "schedule" in params:
        given.schedule = DailySchedule(tuple(seconds(each) for each in params["schedule"]))  # type: ignore[arg-type]


def policy(example: dict[str, Any], given: Given) -> Policy:
    """The policy of an example: its facts in fields, then in words."""
    pack = jurisdiction(given.place)
    industry, occupation, flags = hints.facts_in(example, pack)
    stated = {**example.get("rates", {}), **example.get("worker", {})}
    hired = stated.get("hired_on")
    worker = Worker(
        industry=stated.get("industry", industry),
        occupation=stated.get("occupation", occupation),
        flags=frozenset(stated.get("flags", flags)) | _clock(example),
        employer_size=stated.get("employer_size", hints.employer_size_in(example)),
        hired_on=date.fromisoformat(hired) if hired else None,
        hourly_rate=decimal(stated["hourly"]) if "hourly" in stated else None,
        minimum_wage=decimal(stated["minimum_wage"]) if "minimum_wage" in stated else None,
        flsa_covered=bool(stated.get("flsa_covered", not hints.not_flsa_covered(example))),
        contract_seconds=seconds(stated["contract_hours"]) if "contract_hours" in stated else None,
    )
    return Policy(
        jurisdiction=given.place,
        zone=given.zone,
        week_start=given.week_start,
        workday_start=time.fromisoformat(example.get("params", {}).get("workday_start", "00:00")),
        worker=worker,
        holidays=given.holidays,
        agreements=frozenset(hints.agreements_in(example)),
        averaging=given.averaging,
        schedule=given.schedule,
        period_anchor=given.base + timedelta(days=given.week_start or 0),
        job_occupations=example.get("params", {}).get("job_occupations"),
    )


def _clock(example: dict[str, Any]) -> frozenset[str]:
    """An example of totals says nothing of when the work was, and so of rest."""
    timed = any("start" in day for day in example.get("days", []))
    return frozenset() if timed else frozenset({"totals_only"})


_NOT_JOBS = {"hourly", "minimum_wage", "weekly_salary", "salary_covers_hours", "method"}
_NOT_JOBS |= {"bonus_week", "flat_bonus", "piece_earnings", "night_differential"}
_NOT_JOBS |= {"hourly_premium"}


def terms(example: dict[str, Any]) -> Terms:
    """How the example's person is paid."""
    rates = example.get("rates", {})
    jobs = {d["job"] for d in example.get("days", []) if d.get("job") in rates}
    earnings = []
    if "bonus_week" in rates:
        earnings.append(Earning(EarningKind.PRODUCTION_BONUS, decimal(rates["bonus_week"])))
    if "saturday_premium" in rates:
        paid = decimal(rates["saturday_premium"])
        earnings.append(Earning(EarningKind.OVERTIME_PREMIUM, paid))
    if "flat_bonus" in rates:
        earnings.append(Earning(EarningKind.FLAT_BONUS, decimal(rates["flat_bonus"])))
    premiums = []
    if "hourly_premium" in rates:
        premiums.append(HourlyPremium(decimal(rates["hourly_premium"])))
    if "night_differential" in rates:
        nights = sum(decimal(day.get("night_hours", 0)) for day in example["days"])
        premiums.append(
            HourlyPremium(decimal(rates["night_differential"]), seconds(nights) if nights else None)
        )
    salary = None
    if "weekly_salary" in rates:
        covers = rates.get("salary_covers_hours")
        salary = Salary(
            decimal(rates["weekly_salary"]),
            None if covers is None else seconds(covers),
            rates.get("method") == "fluctuating_workweek",
        )
    return Terms(
        hourly=decimal(rates["hourly"]) if "hourly" in rates else None,
        job_rates={job: decimal(rates[job]) for job in jobs},
        salary=salary,
        piece_earnings=decimal(rates["piece_earnings"]) if "piece_earnings" in rates else None,
        premiums=tuple(premiums),
        earnings=tuple(earnings),
        minimum_wage=decimal(rates["minimum_wage"]) if "minimum_wage" in rates else None,
        agreed_rate_in_effect="rate_in_effect" in example.get("tags", []),
        tip_credit=decimal(rates.get("tip_credit", 0)),
        tips=decimal(rates["tips"]) if "tips" in rates else None,
        belo=_belo(rates),
    )


def _belo(rates: dict[str, Any]) -> Belo | None:
    if "guaranteed_hours" not in rates:
        return None
    return Belo(decimal(rates["contract_rate"]), seconds(rates["guaranteed_hours"]))


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)
