"""The stretch of days a list shows: by name (this week, last pay period …) or by two dates. How a
person left it is kept for the next time. Not: the entries in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pointage.features.companies.queries import pay_periods_from, pay_versions
from pointage.web.entries.place import Place, day_asked, week_of, week_start_on

RANGES: Final[dict[str, Promise]] = {
    "week": _("This week"),
    "last_week": _("Last week"),
    "period": _("This pay period"),
    "last_period": _("Last pay period"),
    "month": _("This month"),
    "last_month": _("Last month"),
    "newest": _("All, newest first"),
    "dates": _("Chosen dates"),
}
_DAY: Final = timedelta(days=1)
#: The widest stretch shown at once, so that its totals stay quick.
MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class DayRange:
    """Both days included; none of them for the whole time."""

    name: str
    first: date | None
    last: date | None

    def days(self) -> list[date]:
        """Every day, newest first; none for the whole time."""
        if self.first is None or self.last is None:
            return []
        return [self.last - _DAY * n for n in range((self.last - self.first).days + 1)]


def range_asked(place: Place, query: Mapping[str, str], kept: Mapping[str, Any]) -> DayRange:
    """What the address asks for, else what the person kept, else this week. Dates
    alone, as notices link to, are asked for as well. At most two queries."""
    has_dates = "first" in query or "last" in query
    name = query.get("range", "dates" if has_dates else "")
    if name not in RANGES:
        name = str(kept.get("range", ""))
    if name not in RANGES:
        name = "week"
    if name == "dates":
        source = query if has_dates else kept
        return _dates(place.today(), str(source.get("first", "")), str(source.get("last", "")))
    return named_range(place, name)


def named_range(place: Place, name: str) -> DayRange:
    """The stretch of that name, seen today. A company without pay periods gets weeks."""
    today = place.today()
    if name == "newest":
        return DayRange(name, None, None)
    if name in ("month", "last_month"):
        first = today.replace(day=1)
        if name == "last_month":
            first, after = (first - _DAY).replace(day=1), first
        else:
            after = (first + timedelta(days=31)).replace(day=1)
        return DayRange(name, first, after - _DAY)
    if name in ("period", "last_period"):
        versions = pay_versions(place.seat.company.pk)
        if versions:
            period = pay_periods_from(versions, today, 1)[0]
            if name == "last_period":
                period = pay_periods_from(versions, period.start - _DAY, 1)[0]
            return DayRange(name, period.start, period.end)
    first = week_of(today, week_start_on(place.seat.company.pk, today))
    if name in ("last_week", "last_period"):
        first -= 7 * _DAY
    return DayRange(name, first, first + 6 * _DAY)


def _dates(today: date, first_text: str, last_text: str) -> DayRange:
    first = day_asked(first_text, today - 6 * _DAY)
    last = day_asked(last_text, max(first, today))
    if last < first:
        first, last = last, first
    return DayRange("dates", max(first, last - _DAY * (MOST_DAYS - 1)), last)
