"""What stands beside an entry: running notes, files, raw punches; and its history in words. All of
it finished strings for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.timeentries.entry_facts import files_of, punches_of
from pointage.features.timeentries.errors import refusal_words
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.queries import notes_of
from pointage.foundation.history.queries import EventFilters, EventRow, event_list
from pointage.rules.timekeeping import zone_named
from pointage.web.components.values import Column, Event, Row, Table, Text, Tone
from pointage.web.entries import words
from pointage.web.entries.changes import ChangeWords, exact_clock
from pointage.web.entries.place import Place
from pointage.web.formats import moment_text

_ICONS: Final = {
    "time_entry.created": "plus",
    "time_entry.updated": "edit",
    "time_entry.deleted": "trash",
    "time_entry.restored": "arrow-back-up",
    "time_entry.note_added": "note",
    "time_entry.attachment_added": "paperclip",
    "time_entry.attachment_removed": "paperclip",
    "time_entry.confirmed": "check",
}
_PLACES: Final[dict[str, Promise]] = {
    "web": gettext_lazy("on the web"),
    "api": gettext_lazy("through the API"),
    "kiosk": gettext_lazy("at a kiosk"),
    "import": gettext_lazy("by an import"),
    "cli": gettext_lazy("on the command line"),
    "worker": gettext_lazy("automatically"),
}


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A running note: what, who, when by the entry's clocks."""

    body: str
    author: str
    when: str
    when_iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """An attached file. `turn_to`: degrees after a quarter turn to the right. `added`
    says who and when."""

    public_id: str
    name: str
    note: str
    url: str
    added: str = ""
    is_picture: bool = False
    turn_to: int = 0
    is_removable: bool = False


def beside(place: Place, entry: TimeEntry) -> dict[str, Any]:
    """Running notes and files, for the editor and the history. Two queries."""
    zone = zone_named(entry.time_zone)
    user_id = place.seat.actor.user_id
    manages = place.may_change(entry.team_member_id)
    notes = [
        NoteLine(
            row.body,
            row.author_name,
            moment_text(row.written_at, zone),
            row.written_at.isoformat(),
        )
        for row in notes_of(entry)
    ]
    files = [
        FileLine(
            public_id=row.public_id,
            name=row.name,
            note=row.description,
            url=place.url("file", entry.public_id, row.public_id),
            added=f"{row.added_by_name}, {moment_text(row.added_at, zone)}",
            is_picture=row.content_type.startswith("image/"),
            turn_to=(row.rotation + 90) % 360,
            is_removable=manages or row.added_by_id == user_id,
        )
        for row in files_of(entry)
    ]
    return {"running_notes": notes, "files": files, "beside_url": beside_url(place, entry)}


def beside_url(place: Place, entry: TimeEntry) -> str:
    """Where notes and files are added; empty for whoever may not."""
    settings = place.seat.time_settings
    if entry.deleted_at is not None or not (settings.has_notes or settings.has_attachments):
        return ""
    actor = place.seat.actor
    own = actor.team_member_id == entry.team_member_id and actor.may("own-time:track")
    may = own or place.may_change(entry.team_member_id)
    return place.url("beside", entry.public_id) if may else ""


def punch_table(entry: TimeEntry, events: Sequence[EventRow]) -> Table:
    """The raw punches of an entry: the device's clock and ours, apart. One query."""
    named = {str(event.after["punch"]) for event in events if "punch" in event.after}
    rows = []
    for punch in punches_of(entry, named):
        zone = zone_named(punch.time_zone)
        source = str(words.SOURCES.get(punch.source, punch.source))
        queued = _("held on the device until there was a signal") if punch.was_queued else ""
        refusal = refusal_words(punch.refusal, {}) if punch.refusal else ""
        rows.append(
            Row(
                [
                    Text(str(words.ACTIONS.get(punch.action, punch.action)), note=refusal),
                    _exact(punch.device_at, zone),
                    _exact(punch.received_at, zone),
                    Text(source, note=queued),
                ]
            )
        )
    return Table(
        caption=_("Punches"),
        columns=[
            Column(_("Punch")),
            Column(_("By the device")),
            Column(_("Received")),
            Column(_("Source")),
        ],
        rows=rows,
    )


class HistoryWords:
    """Every change of one entry, newest first, as events with before and after in words."""

    def __init__(self, place: Place, entry: TimeEntry) -> None:
        self.place, self.entry = place, entry
        self.zone = zone_named(entry.time_zone)
        page = event_list(
            company_id=place.seat.company.pk,
            filters=EventFilters(object_type="timeentry", object_id=entry.public_id),
            per_page=200,
        )
        self.rows = page.rows
        self.words = ChangeWords(place.seat.company.pk, place.seat.time_settings, page.rows)

    def events(self) -> list[Event]:
        return [self._event(row) for row in self.rows]

    def _event(self, row: EventRow) -> Event:
        actor = row.actor_name
        if row.acting_firm_name:
            actor = _("%(person)s, for %(firm)s") % {"person": actor, "firm": row.acting_firm_name}
        origin = str(_PLACES.get(row.source, row.source))
        detail = _("Reason: %(reason)s") % {"reason": row.reason} if row.reason else ""
        return Event(
            title=self._title(row),
            when=f"{moment_text(row.at, self.zone)}, {origin}",
            when_iso=row.at.isoformat(),
            actor=actor,
            icon=_ICONS.get(row.code, "point"),
            tone=Tone.ACCENT if row.acting_firm_name else Tone.NEUTRAL,
            detail=detail,
            changes=self.words.changes(row),
        )

    def _title(self, row: EventRow) -> str:
        if "split_into" in row.after:
            return _("Split the entry in two")
        if "split_from" in row.after:
            return _("Cut this entry off another one")
        titles = {
            "time_entry.created": _("Added the entry"),
            "time_entry.updated": _("Changed the entry"),
            "time_entry.deleted": _("Deleted the entry"),
            "time_entry.restored": _("Restored the entry"),
        }
        return titles.get(row.code, row.words)


def _exact(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{words.short_day(local.date())}, {exact_clock(local)}"
