"""Days, hours and lengths inside sentences of the time services, in the active language. Pages have
their own formats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_time
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day_words(day: date | str) -> str:
    """3 January 2026, or 3 janvier 2026."""
    return format_date(_date(day), "long", locale=_locale())


def clock_words(at: datetime | str) -> str:
    """The hour of a local instant: 8:30 a.m., or 8 h 30."""
    return format_time(_instant(at), "short", locale=_locale())


def span_words(start: str, end: str) -> str:
    """Day and hours of a stretch given by local ISO instants; an empty `end` is still running."""
    day = day_words(_instant(start).date())
    if not end:
        return _("{day}, since {start}").format(day=day, start=clock_words(start))
    return _("{day}, {start} to {end}").format(
        day=day, start=clock_words(start), end=clock_words(end)
    )


def length_words(seconds: int) -> str:
    """8 h 30 min."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02} min"


def conflict_words(conflict: Mapping[str, Any]) -> str:
    """One entry in the way: whose, when, and for which job when it has one."""
    when = span_words(conflict["start"], conflict["end"])
    words = [conflict["person"], when, conflict["job"]]
    return ", ".join(word for word in words if word)


def _instant(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def _date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _locale() -> str:
    return "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"
