"""Rounding in words: what it makes of a few punches, and what the law of the place says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pointage.features.companies.time_values import rounding_policy
from pointage.rules.labour import (
    RoundingAllowed,
    RoundingRefused,
    UnknownJurisdiction,
    rounding_allowed,
)
from pointage.rules.labour.confidence import Confidence
from pointage.rules.timekeeping import Interval, RoundingMode, RoundingPolicy
from pointage.web.components.values import Tone
from pointage.web.formats import clock_text
from pointage.web.paysettings.places import region_name
from pointage.web.timesettings.words import LAW_SOURCES

_UTC: Final = ZoneInfo("UTC")
_DAY: Final = date(2026, 1, 5)
#: The classic of every rounding page is 4:16; the others show both sides of half way.
_PUNCHES: Final = (time(7, 53), time(8, 7), time(8, 8), time(16, 16), time(17, 2))
_DAY_SPAN: Final = (time(8, 3), time(16, 16))


@dataclass(frozen=True, slots=True)
class PunchRow:
    """One punch as it was made, and as it counts for clocking in and for clocking out."""

    punched: str
    arriving: str
    leaving: str


@dataclass(frozen=True, slots=True)
class RoundingPreview:
    """The examples, and what a whole day becomes."""

    rows: list[PunchRow]
    day: str


@dataclass(frozen=True, slots=True)
class LawNote:
    """What the law of the place says, as a callout; `is_refused` closes the setting."""

    title: str
    text: str
    source: str
    tone: Tone
    is_refused: bool


def preview_of(policy: RoundingPolicy) -> RoundingPreview | None:
    """None while nothing is rounded."""
    if policy.arriving is None or policy.leaving is None:
        return None
    rows = [
        PunchRow(
            clock_text(_at(each)),
            clock_text(policy.arriving.apply(_at(each), _UTC)),
            clock_text(policy.leaving.apply(_at(each), _UTC)),
        )
        for each in _PUNCHES
    ]
    worked = Interval(_at(_DAY_SPAN[0]), _at(_DAY_SPAN[1]))
    counted = policy.apply(worked, _UTC)
    return RoundingPreview(
        rows=rows,
        day=_("Worked from %(start)s to %(end)s: %(worked)s. Counted for pay: %(counted)s.")
        % {
            "start": clock_text(worked.start),
            "end": clock_text(worked.end),
            "worked": length_text(worked.seconds),
            "counted": length_text(counted.seconds),
        },
    )


def law_note(region: str, on: date) -> LawNote:
    """What the law of the place says of rounding on that date."""
    place = region_name(region)
    anything = rounding_policy(15, RoundingMode.NEAREST, RoundingMode.NEAREST)
    try:
        allowed = rounding_allowed(region, on, anything)
    except RoundingRefused as error:
        return LawNote(
            title=_("%(place)s: punches may not be rounded") % {"place": place},
            text=_("Hours are paid as they were worked, so rounding stays off."),
            source=_source(error.source, error.confidence),
            tone=Tone.WARNING,
            is_refused=True,
        )
    except UnknownJurisdiction:
        allowed = None
    return _allowed_note(place, allowed)


def _allowed_note(place: str, allowed: RoundingAllowed | None) -> LawNote:
    if allowed is None:
        return LawNote(
            title=_("%(place)s: no rule on rounding is known") % {"place": place},
            text=_("Ask somebody who knows the law of the place before you round."),
            source="",
            tone=Tone.NEUTRAL,
            is_refused=False,
        )
    text = _("Rounding is allowed.")
    if allowed.neutral_only:
        text = _("Rounding is allowed as long as nobody loses time by it in the long run.")
    return LawNote(
        title=_("%(place)s: what the law says") % {"place": place},
        text=text,
        source=_source(allowed.source, allowed.confidence),
        tone=Tone.INFO,
        is_refused=False,
    )


def _source(source: str, confidence: Confidence) -> str:
    said = str(LAW_SOURCES.get(source, source))
    if confidence.needs_confirmation:
        return _("Source, to be confirmed: %(source)s.") % {"source": said}
    return _("Source: %(source)s.") % {"source": said}


def length_text(seconds: int) -> str:
    """« 8 h 13 »; with seconds where there are some: « 0 h 02 min 30 s »."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours} h {minutes:02d}" + (f" min {left:02d} s" if left else "")


def signed_length(seconds: int) -> str:
    """« +0 h 12 », « −0 h 03 », « 0 h 00 »."""
    sign = "+" if seconds > 0 else "−" if seconds < 0 else ""
    return sign + length_text(seconds)


def _at(clock: time) -> datetime:
    return datetime.combine(_DAY, clock, tzinfo=_UTC)
