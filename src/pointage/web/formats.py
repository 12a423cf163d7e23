"""Dates and instants as words in the reader's language. Holds no translatable string of its own."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_time
from django.utils.translation import get_language

_DASH = re.compile(r"\s*–\s*")
_LOCALES = {"fr-ca": "fr_CA", "en": "en_CA"}


def locale_name(language: str | None = None) -> str:
    """Babel's name of the locale: of `language`, or of the active one."""
    return _LOCALES.get((language or get_language() or "en").lower(), "en_CA")


def locale_of(language: str | None = None) -> Locale:
    return Locale.parse(locale_name(language))


def day_text(on: date) -> str:
    """« 5 décembre 2026 », « December 5, 2026 »."""
    return format_date(on, "long", locale=locale_name())


def span_text(first: date, last: date) -> str:
    """Both days included: « dim. 22 nov. – sam. 5 déc. 2026 »."""
    text = format_interval(first, last, "yMMMEd", locale=locale_name())
    # The library's spaces are thin, some at one side of the dash only.
    return _DASH.sub(" – ", text.replace("\u2009", " "))


def clock_text(at: datetime) -> str:
    """« 8 h 30 » or « 8:30 a.m. », in the zone that `at` carries."""
    if locale_name() == "fr_CA":
        return f"{at.hour} h {at.minute:02d}"
    return _english_clock(at.hour, at.minute)


@cache
def _english_clock(hour: int, minute: int) -> str:
    """Kept for each minute of the day: Babel takes longer over one than a list over a line."""
    return format_time(time(hour, minute), "short", locale="en_CA")


def moment_text(at: datetime, zone: ZoneInfo) -> str:
    """The instant as the clocks of `zone` show it: « 5 décembre 2026, 8 h 30 »."""
    local = at.astimezone(zone)
    return f"{day_text(local.date())}, {clock_text(local)}"
