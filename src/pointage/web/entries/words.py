"""The room's words for codes of entries, and an entry's times and names as finished strings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date, get_timezone_name
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.jobs.models import CustomField, CustomFieldItem
from pointage.features.timeentries.models import Punch, Source, TimeEntry
from pointage.features.timeentries.queries import EntryRow
from pointage.rules.timekeeping import elapsed, zone_named
from pointage.web.components.values import Badge, Tone
from pointage.web.formats import clock_text, locale_name
from pointage.web.hours import hours_text

SOURCES: Final[dict[str, Promise]] = {
    Source.WEB: gettext_lazy("Web"),
    Source.PHONE: gettext_lazy("Phone"),
    Source.KIOSK: gettext_lazy("Kiosk"),
    Source.CREW: gettext_lazy("Crew"),
    Source.IMPORT: gettext_lazy("Import"),
    Source.API: gettext_lazy("API"),
    Source.AUTOMATIC: gettext_lazy("Automatic"),
}
KINDS: Final[dict[str, Promise]] = {
    TimeEntry.Kind.REGULAR: gettext_lazy("Start and end"),
    TimeEntry.Kind.MANUAL: gettext_lazy("Hours only"),
}
ACTIVITIES: Final[dict[str, Promise]] = {
    TimeEntry.Activity.WORK: gettext_lazy("Work"),
    TimeEntry.Activity.PAID_BREAK: gettext_lazy("Paid break"),
    TimeEntry.Activity.UNPAID_BREAK: gettext_lazy("Unpaid break"),
}
ACTIONS: Final[dict[str, Promise]] = {
    Punch.Action.CLOCK_IN: pgettext_lazy("punch", "Clocked in"),
    Punch.Action.CLOCK_OUT: pgettext_lazy("punch", "Clocked out"),
    Punch.Action.SWITCH: pgettext_lazy("punch", "Switched"),
    Punch.Action.START_BREAK: pgettext_lazy("punch", "Started a break"),
    Punch.Action.END_BREAK: pgettext_lazy("punch", "Ended a break"),
}


def weekday_text(on: date) -> str:
    """« lundi 23 novembre 2026 », « Monday, November 23, 2026 »."""
    return format_date(on, "full", locale=locale_name())


def short_day(on: date) -> str:
    """« lun. 23 nov. », « Mon., Nov. 23 »."""
    return format_date(on, "EEE d MMM" if locale_name() == "fr_CA" else "EEE, MMM d", locale_name())


def zone_text(zone: str) -> str:
    """« heure de l’Est », « Eastern Time »."""
    return get_timezone_name(zone, locale=locale_name())


def span_of(line: EntryRow) -> str:
    """« 8 h 30 – 12 h 00 »; the end with its day when it is another one; the zone's clocks."""
    if line.kind == TimeEntry.Kind.MANUAL:
        return str(KINDS[line.kind])
    zone = zone_named(line.time_zone)
    start = line.started_at.astimezone(zone)
    if line.ended_at is None:
        return _("since %(start)s") % {"start": clock_text(start)}
    end = line.ended_at.astimezone(zone)
    until = clock_text(end)
    if end.date() != start.date():
        until = f"{until} ({short_day(end.date())})"
    return f"{clock_text(start)} – {until}"


def seconds_so_far(line: EntryRow, now: datetime) -> int:
    """Its length; a running one up to `now`."""
    return max(elapsed(line.started_at, now), 0) if line.is_running else line.seconds


def length_of(line: EntryRow, how: str, now: datetime) -> str:
    return hours_text(seconds_so_far(line, now), how)


def what_of(line: EntryRow) -> str:
    """What it was for in a few words: the job, or the break."""
    if line.activity != TimeEntry.Activity.WORK:
        return line.break_rule_name or str(ACTIVITIES[line.activity])
    return (line.job_name or "").replace(":", " › ")


def badges_of(line: EntryRow) -> list[Badge]:
    """States worth a word: running, break, waiting for the person's yes."""
    found = []
    if line.is_running:
        found.append(Badge(_("On the clock"), Tone.SUCCESS, "player-play"))
    if line.activity != TimeEntry.Activity.WORK:
        name = line.break_rule_name or str(ACTIVITIES[line.activity])
        found.append(Badge(name, Tone.INFO, "coffee"))
    if line.confirmation == TimeEntry.Confirmation.ASKED:
        found.append(Badge(_("To be confirmed"), Tone.WARNING, "hourglass"))
    return found


class CustomWords:
    """Names of custom fields and items by public id, for the values standing on entries. Two
    queries, none when no entry has values."""

    def __init__(self, company_id: int, values: Iterable[Mapping[str, Any]]) -> None:
        kept = [each for each in values if each]
        fields = {name for each in kept for name in each}
        items = {str(value) for each in kept for value in each.values()}
        self.fields: dict[str, tuple[str, str]] = {}
        self.items: dict[str, str] = {}
        if not fields:
            return
        rows = CustomField.objects.filter(company_id=company_id, public_id__in=fields)
        for public_id, name, kind in rows.order_by("position", "name").values_list(
            "public_id", "name", "kind"
        ):
            self.fields[public_id] = (name, kind)
        chosen = CustomFieldItem.objects.filter(company_id=company_id, public_id__in=items)
        self.items = dict(chosen.values_list("public_id", "name"))

    def pairs(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(field, value) in the order of the fields."""
        return [
            (name, self._value(kind, values[public_id]))
            for public_id, (name, kind) in self.fields.items()
            if public_id in values
        ]

    def text(self, values: Mapping[str, Any]) -> str:
        colon = "\xa0: " if locale_name() == "fr_CA" else ": "
        return " · ".join(f"{name}{colon}{value}" for name, value in self.pairs(values))

    def _value(self, kind: str, value: Any) -> str:
        if kind == CustomField.Kind.LIST:
            return self.items.get(str(value), str(value))
        if kind == CustomField.Kind.DECIMAL and locale_name() == "fr_CA":
            return str(value).replace(".", ",")
        return str(value)
