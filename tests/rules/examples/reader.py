"""From one example's fields to stretches of time. Computes nothing.

Who the person is and what was agreed is `circumstances`, how they are paid `payment`.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pointage.rules.labour import Kind, Segment, break_is_paid
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
    holidays: dict[date, str] | None = field(default_factory=dict)
    """None where real dates are given, whose holidays are known."""
    zone: str = _UNDATED
    week_start: int | None = None
    weeks: int = 0
    """Weeks of which only totals are given."""


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
    if day.get("kind") in set(Kind):
        return Kind(day["kind"])
    text = said_of(day)
    if "sick" in text:
        return Kind.SICK
    if "vacation" in text or "annual leave" in text:
        return Kind.VACATION
    if "holiday" in text and not re.search(r"holiday worked|worked on|works on", text):
        unworked = re.search(r"\boff\b|not worked|unworked|day of leave", text)
        if unworked or day.get("worked") is False:
            return Kind.HOLIDAY_OFF
    if "leave" in text:
        return Kind.OTHER_LEAVE
    return Kind.WORKED


def job_of(day: dict[str, Any]) -> str:
    """The job of a day's hours, or its own rate where it has one."""
    return str(day.get("job") or (f"at {day['rate']}" if "rate" in day else ""))


def is_holiday(day: dict[str, Any]) -> bool:
    stated = bool(day.get("holiday") or day.get("public_holiday"))
    return stated or bool(re.search(r"holiday|\bstat\b", said_of(day)))


def read(example: dict[str, Any]) -> Given:
    """The example's time. Raises NotExpressible."""
    given = Given(example["jurisdiction"], base_date(example))
    days = [_renamed(day) for day in example.get("days", [])]
    if any("punch" in day for day in days):
        return given
    listed = [day["weekday"] for day in days if "weekday" in day]
    last_week = [d for d in days if d.get("week") == max(x.get("week", 1) for x in days)]
    if len(listed) == 7:
        given.week_start = _DAYS.index(listed[0][:3])
    elif listed and max(day.get("week", 1) for day in days) > 1:
        given.week_start = _DAYS.index(last_week[0]["weekday"][:3])
    stated = example.get("params", {}).get("week_start", example.get("week_start"))
    if stated is not None:
        given.week_start = _DAYS.index(str(stated)[:3].title())
    by_week: dict[int, list[dict[str, Any]]] = {}
    for number, day in enumerate(days):
        if "start" in day:
            _clocked(given, day, number)
        elif "weekday" in day or re.fullmatch(r"\d\d-\d\d", str(day.get("date", ""))):
            _dated(given, day, number)
        elif "hours" in day:
            for part in _with_waiting(day):
                _spans(given, part, by_week)
    for week, entries in by_week.items():
        _fill_week(given, week, entries, hints.swapped_hours_in(example))
    given.weeks = len(by_week)
    if days and all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(d.get("date", ""))) for d in days):
        given.holidays = given.holidays or None
    return given


def _renamed(day: dict[str, Any]) -> dict[str, Any]:
    """The day with the usual names for when it began and ended."""
    names = {"in": "start", "out": "end", "from": "start", "to": "end"}
    return {names.get(name, name): value for name, value in day.items()}


def _weekday_date(given: Given, day: dict[str, Any]) -> date:
    if re.fullmatch(r"\d\d-\d\d", str(day.get("date", ""))):
        month, number = (int(part) for part in day["date"].split("-"))
        return date(given.base.year, month, number)
    start = given.week_start or 0
    offset = (_DAYS.index(day["weekday"][:3]) - start) % 7
    return given.base + timedelta(days=start + offset + 7 * (day.get("week", 1) - 1))


def _note_holiday(given: Given, day: dict[str, Any], on: date) -> None:
    if is_holiday(day) and given.holidays is not None:
        given.holidays[on] = "holiday"


def _dated(given: Given, day: dict[str, Any], number: int) -> None:
    on = _weekday_date(given, day)
    _note_holiday(given, day, on)
    length = seconds(day["hours"])
    if length:
        after = 8 * HOUR if length <= 16 * HOUR else 0
        given.segments.append(
            Segment.of_length(
                on, length, given.zone, kind=kind_of(day), after=after, id=str(number),
                job=job_of(day),
            )
        )  # fmt: skip


def _clocked(given: Given, day: dict[str, Any], number: int) -> None:
    given.zone = day.get("tz", given.zone)
    zone = zone_named(given.zone)
    if "T" in day["start"]:
        start, end = (datetime.fromisoformat(day[key]) for key in ("start", "end"))
        on = start.date()
    else:
        named = day.get("date", "")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", named):
            on = date.fromisoformat(named)
        else:
            weekday = day.get("weekday", named or "Mon")
            on = _weekday_date(given, {**day, "date": "", "weekday": weekday[:3]})
        _note_holiday(given, day, on)
        start = instant_at(on, time.fromisoformat(day["start"]), zone)
        clock, _, later = day["end"].replace("24:00", "00:00+1").partition("+")
        until = on + timedelta(days=int(later or 0))
        end = instant_at(until, time.fromisoformat(clock), zone)
    given.clock.append(Interval(start, end))
    unpaid = timedelta(minutes=day.get("unpaid_break_minutes", 0)) + _unpaid_breaks(given, day, on)
    job = job_of(day)
    if not unpaid:
        given.segments.append(Segment(start, end, id=str(number), job=job))
        return
    middle = start + (end - start - unpaid) / 2
    given.segments.append(Segment(start, middle, id=f"{number} before", job=job))
    given.segments.append(Segment(middle, middle + unpaid, Kind.UNPAID_BREAK, id=f"{number} break"))
    given.segments.append(Segment(middle + unpaid, end, id=f"{number} after", job=job))


def _unpaid_breaks(given: Given, day: dict[str, Any], on: date) -> timedelta:
    """The breaks of a day that are not time to pay."""
    unpaid = timedelta()
    for pause in day.get("breaks", ()):
        length = timedelta(minutes=pause["minutes"])
        relieved = pause.get("relieved", True)
        if not break_is_paid(
            given.place, on, int(length.total_seconds()), relieved_of_duty=relieved
        ):
            unpaid += length
    return unpaid


def _with_waiting(day: dict[str, Any]) -> list[dict[str, Any]]:
    """The hours of a day, those of waiting apart."""
    waiting = decimal(day.get("waiting_hours", 0))
    if not waiting:
        return [day]
    worked = {**day, "hours": decimal(day["hours"]) - waiting}
    return [worked, {**day, "hours": waiting, "job": "waiting"}]


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
    queue = deque(
        (seconds(day["hours"]), job_of(day), kind_of(day))
        for day in entries
        if kind_of(day).is_work
    )
    if swapped and queue:
        amount, job, kind = queue.popleft()
        queue.appendleft((amount - seconds(swapped), job, kind))
        queue.append((seconds(swapped), job, Kind.SWAPPED))
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
        on = first + timedelta(days=number + offset)
        while room and queue:
            amount, job, kind = queue.popleft()
            take = min(room, amount)
            given.segments.append(
                Segment.of_length(on, take, given.zone, kind=kind, after=at, job=job)
            )
            room, at = room - take, at + take
            if amount > take:
                queue.appendleft((amount - take, job, kind))


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)
