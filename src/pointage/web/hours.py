"""Lengths of time as people write and read them: « 8.5 », « 8,5 », « 8:30 », « 8 h 30 », « 45m ».
Whole seconds and decimals only, never a float. Not for instants: those are `formats`."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pointage.features.companies.models import TimeSettings
from pointage.web.formats import locale_name

_HOUR: Final = 3600
_MINUTE: Final = 60
#: More than anybody types on purpose in one box; longer text is not looked at.
_LONGEST: Final = 24

_H: Final = r"(?:h|hr|hrs|hour|hours|heure|heures)"
_MIN: Final = r"(?:m|mn|min|mins|minute|minutes)"
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_HOURS_MINUTES: Final = re.compile(rf"(\d{{1,4}}) ?{_H} ?(?:([0-5]?\d) ?{_MIN}?)?")
_MINUTES: Final = re.compile(rf"(\d{{1,5}}) ?{_MIN}")
_DECIMAL: Final = re.compile(rf"(\d{{0,4}})(?:[.,](\d{{0,6}}))? ?{_H}?")


class HoursUnreadable(ValueError):
    """The text is not a length of time in any of the ways people write one."""


def seconds_of(text: str) -> int:
    """Whole seconds of what was typed; a fraction of a second is rounded, half up.

    A number alone counts hours: « 8.5 », « 8,5 », « .5 ». Also « 8:30 », « 8:30:15 », « 8h30 »,
    « 8 h », « 1 h 5 », « 45m », « 90 min ». Raises `HoursUnreadable` for anything else, the empty
    text and signs included.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).lower()
    if not plain or len(plain) > _LONGEST or not plain.isascii():
        raise HoursUnreadable(text)
    if found := _CLOCK.fullmatch(plain):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * _HOUR + minutes * _MINUTE + seconds
    if found := _HOURS_MINUTES.fullmatch(plain):
        hours, minutes = (int(part or 0) for part in found.groups())
        return hours * _HOUR + minutes * _MINUTE
    if found := _MINUTES.fullmatch(plain):
        return int(found[1]) * _MINUTE
    found = _DECIMAL.fullmatch(plain)
    if found is None or not (found[1] or found[2]):
        raise HoursUnreadable(text)
    hours_typed = Decimal(f"{found[1] or 0}.{found[2] or 0}")
    return int((hours_typed * _HOUR).quantize(Decimal(1), ROUND_HALF_UP))


def hours_text(seconds: int, how: str) -> str:
    """For reading, in the company's format: « 8 h 30 » or « 8:30 », « 8,50 » or « 8.50 ».

    Hours and minutes are cut to the minute (nobody has worked a minute that is not over);
    decimals are rounded to two places.
    """
    if how == TimeSettings.HoursFormat.DECIMAL:
        return _decimal(seconds, 2)
    minutes = seconds // _MINUTE
    if locale_name() == "fr_CA":
        return f"{minutes // 60}\xa0h\xa0{minutes % 60:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}"


def hours_typed(seconds: int, how: str) -> str:
    """For a box: the shortest text in the company's format that reads back as the same seconds."""
    if how == TimeSettings.HoursFormat.DECIMAL:
        return next(
            text for places in (2, 3, 4) if seconds_of(text := _decimal(seconds, places)) == seconds
        )
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}" + (f":{left:02d}" if left else "")


def _decimal(seconds: int, places: int) -> str:
    value = (Decimal(seconds) / _HOUR).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{value:f}".replace(".", ",") if locale_name() == "fr_CA" else f"{value:f}"
