"""Finished strings and data for the clock's page, from the state that its scripts read too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pointage.features.companies.models import TimeSettings
from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.errors import ATTACHMENT_LIMIT
from pointage.features.timeentries.models import Source, TimeEntry
from pointage.web.clock.plain import PlainField, remembered
from pointage.web.clock.state import size_text
from pointage.web.clock.words import clock_words
from pointage.web.formats import clock_text, locale_name

FILE_TYPES: Final = ("image/png", "image/jpeg", "application/pdf")
_ICONS: Final = ("clock", "check", "alert-triangle", "paperclip")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A stretch of today."""

    activity: str
    hours: str
    what: str
    path: str
    total: str


@dataclass(frozen=True, slots=True)
class BreakButton:
    id: str
    name: str
    length: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    body: str
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPage:
    """For `clock/clock.html`. `activity` is empty off the clock."""

    activity: str
    on_break: bool
    state: str
    timer: str
    shows_totals: bool
    day_total: str
    week_total: str
    job_path: str
    job_name: str
    now_path: str
    now_name: str
    switch_label: str
    breaks: list[BreakButton]
    entries: list[EntryLine]
    notes: list[NoteLine]
    files: list[Json]
    has_notes: bool
    has_files: bool
    file_limit: str
    question: str
    question_entry: str
    zone_label: str
    zone_url: str
    closed: str
    addresses: dict[str, str]
    sign_in_url: str
    #: For whoever finds somebody else signed in.
    sign_out_url: str
    client_id: str
    plain_fields: list[PlainField]
    #: The last choice for the plain form: names and public ids.
    remembered: list[tuple[str, str]]
    icons: tuple[str, ...] = _ICONS
    data: Json = field(default_factory=dict)


def page_of(
    seat: CompanySeat, state: Json, source: Source, plain_fields: list[PlainField]
) -> ClockPage:
    """The page of a state made by `state.state_of`."""
    settings, running = seat.time_settings, state["running"]
    zone, now = ZoneInfo(state["time_zone"]), datetime.fromisoformat(state["at"])
    label = job_label(settings)
    words = clock_words(label)
    activity = running["activity"] if running else ""
    grown = _seconds(running["started_at"], now) if running else 0
    counted = grown if running and activity != TimeEntry.Activity.UNPAID_BREAK else 0
    today = counted if running and running["local_on"] == state["today"] else 0
    current = running["choice"] if running else {}
    addresses = _addresses(seat)
    asked = bool(running) and running["confirmation"] == TimeEntry.Confirmation.ASKED
    return ClockPage(
        activity=activity,
        on_break=activity.endswith("break"),
        state=_state_words(words, running, zone),
        timer=f"{grown // 3600}:{grown // 60 % 60:02d}:{grown % 60:02d}",
        shows_totals=not settings.hides_running_total,
        day_total=hours_text(state["totals"]["day"] + today, settings),
        week_total=hours_text(state["totals"]["week"] + counted, settings),
        job_path=state["last"]["path"],
        job_name=state["last"]["label"] or str(words["no_job"]),
        now_path=current.get("path", ""),
        now_name=current.get("label", "") or str(words["no_job"]),
        switch_label=_("Switch %(job)s") % {"job": label.lower()},
        breaks=[_break_button(each) for each in state["breaks"]],
        entries=[_line(each, words, zone, settings) for each in reversed(state["entries"])],
        notes=[_note(each, words, zone) for each in (running or {}).get("notes", [])],
        files=(running or {}).get("files", []),
        has_notes=settings.has_notes,
        has_files=settings.has_attachments,
        file_limit=_(
            "PNG, JPEG or PDF, at most %(size)s. A picture is kept without the place where it was "
            "taken; a PDF stays as it is."
        )
        % {"size": _limit_text()},
        question=_question(running, zone) if asked else "",
        question_entry=running["id"] if asked else "",
        zone_label=_("Times of %(zone)s") % {"zone": state["time_zone"].replace("_", " ")},
        zone_url=_zone_url(seat) if settings.people_change_time_zone else "",
        closed=_closed(seat, source),
        addresses=addresses,
        sign_in_url=f"{reverse('account_login')}?next={addresses['clock']}",
        sign_out_url=reverse("account_logout"),
        client_id=secrets.token_hex(16),
        plain_fields=plain_fields,
        remembered=remembered(state),
        data=_data(seat, state, words, addresses),
    )


def hours_text(seconds: int, settings: TimeSettings) -> str:
    """« 8 h 30 », « 8:30 » or « 8,50 », as the company shows hours."""
    if settings.hours_format == TimeSettings.HoursFormat.DECIMAL:
        hundredths = seconds * 100 // 3600
        text: str = format_decimal(hundredths / 100, format="0.00", locale=locale_name())
        return text
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02d}" if locale_name() == "fr_CA" else f"{hours}:{minutes:02d}"


def _data(seat: CompanySeat, state: Json, words: Json, addresses: dict[str, str]) -> Json:
    """What the scripts start from."""
    settings = seat.time_settings
    label = job_label(settings)
    return {
        "state": state,
        "company": seat.company.public_id,
        "clock": addresses["clock"],
        "language": get_language() or "en",
        "words": words,
        "settings": {
            "decimal": settings.hours_format == TimeSettings.HoursFormat.DECIMAL,
            "requires_job": settings.requires_job,
            "requires_notes": settings.has_notes and settings.requires_notes,
            "file_types": FILE_TYPES,
            "file_bytes": ATTACHMENT_LIMIT,
            "picker_title": label,
        },
    }


def _addresses(seat: CompanySeat) -> dict[str, str]:
    names = ("clock", "act", "confirm")
    return {name: reverse(f"clock:{name}", args=[seat.company.public_id]) for name in names}


def _zone_url(seat: CompanySeat) -> str:
    try:
        return reverse("company:me", args=[seat.company.public_id])
    except NoReverseMatch:
        return ""


def _closed(seat: CompanySeat, source: Source) -> str:
    """Why the person cannot clock in here; empty: they can."""
    if source is Source.PHONE and not seat.actor.may("phone:use"):
        return _(
            "Your company does not let you clock in on a phone. Use a computer, or ask your "
            "manager."
        )
    if not seat.time_settings.shows_clock:
        return _("Your company does not use the time clock. Enter your hours under Time.")
    return ""


def _state_words(words: Json, running: Json | None, zone: ZoneInfo) -> str:
    if running is None:
        return str(words["off"])
    key = "working" if running["activity"] == TimeEntry.Activity.WORK else "on_break"
    return str(words[key]).format(time=_hour(running["started_at"], zone))


def _question(running: Json, zone: ZoneInfo) -> str:
    since = _hour(running["started_at"], zone)
    job = running["choice"]["label"]
    if job:
        return _("Somebody clocked you in at %(time)s for %(job)s. Is that right?") % {
            "time": since,
            "job": job,
        }
    return _("Somebody clocked you in at %(time)s. Is that right?") % {"time": since}


def _break_button(rule: Json) -> BreakButton:
    if not rule["name"]:
        return BreakButton("", _("Take a break"), "")
    length = _("%(minutes)s min") % rule if rule["minutes"] else ""
    return BreakButton(rule["id"], rule["name"], length)


def _line(entry: Json, words: Json, zone: ZoneInfo, settings: TimeSettings) -> EntryLine:
    is_work = entry["activity"] == TimeEntry.Activity.WORK
    seconds, grows = entry["seconds"], _line_grows(entry)
    what = entry["choice"]["label"] or words["no_job"] if is_work else _break_name(entry, words)
    return EntryLine(
        activity=entry["activity"],
        hours=_line_hours(entry, words, zone),
        what=str(what),
        path=entry["choice"]["path"] if is_work else "",
        total="" if grows and settings.hides_running_total else hours_text(seconds, settings),
    )


def _break_name(entry: Json, words: Json) -> str:
    return str(entry["break_name"] or words[entry["activity"]])


def _line_grows(entry: Json) -> bool:
    return entry["kind"] == TimeEntry.Kind.REGULAR and entry["ended_at"] is None


def _line_hours(entry: Json, words: Json, zone: ZoneInfo) -> str:
    if entry["kind"] == TimeEntry.Kind.MANUAL:
        return str(words["typed"])
    start = _hour(entry["started_at"], zone)
    if entry["ended_at"] is None:
        return str(words["since"]).format(start=start)
    return str(words["from_to"]).format(start=start, end=_hour(entry["ended_at"], zone))


def _note(note: Json, words: Json, zone: ZoneInfo) -> NoteLine:
    stamp = _hour(note["at"], zone)
    if note["author"]:
        stamp = str(words["note_stamp"]).format(time=stamp, author=note["author"])
    return NoteLine(note["body"], stamp)


def _limit_text() -> str:
    return size_text(ATTACHMENT_LIMIT * 1_000_000 // (1024 * 1024))


def _seconds(since: str, now: datetime) -> int:
    return max(0, int(now.timestamp()) - int(datetime.fromisoformat(since).timestamp()))


def _hour(at: str, zone: ZoneInfo) -> str:
    return clock_text(datetime.fromisoformat(at).astimezone(zone))
