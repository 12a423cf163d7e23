"""What history keeps of an entry's change, field by field, in words. Not: who changed it, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.companies.models import TimeSettings
from pointage.features.companies.words import job_label
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.history.queries import EventRow
from pointage.web.entries import words
from pointage.web.formats import clock_text, day_text
from pointage.web.hours import hours_text

_NOTHING: Final = "—"
_FIELDS: Final[dict[str, Promise | str]] = {
    "kind": gettext_lazy("How"),
    "activity": gettext_lazy("Work or break"),
    "local_on": gettext_lazy("Date"),
    "started_at": gettext_lazy("Start"),
    "ended_at": gettext_lazy("End"),
    "time_zone": gettext_lazy("Time zone"),
    "seconds": gettext_lazy("Hours"),
    "job": "",  # the company's own word
    "service_item": gettext_lazy("Service item"),
    "cost_class": gettext_lazy("Class"),
    "location": pgettext_lazy("list of the books", "Location"),
    "break_rule": gettext_lazy("Break"),
    "is_billable": pgettext_lazy("time", "Billable"),
    "custom_values": gettext_lazy("Fields"),
    "note": gettext_lazy("Note"),
    "source": gettext_lazy("Source"),
    "confirmation": gettext_lazy("Confirmation"),
    "name": gettext_lazy("File"),
    "body": gettext_lazy("Running note"),
}
_CONFIRMATIONS: Final[dict[str, Promise]] = {
    TimeEntry.Confirmation.ASKED: gettext_lazy("Asked"),
    TimeEntry.Confirmation.CONFIRMED: gettext_lazy("Confirmed"),
}
_CODED: Final[dict[str, Mapping[str, Promise]]] = {
    "kind": words.KINDS,
    "activity": words.ACTIVITIES,
    "source": words.SOURCES,
    "confirmation": _CONFIRMATIONS,
}


class ChangeWords:
    """For the entries' events of one company. At most two queries."""

    def __init__(self, company_id: int, settings: TimeSettings, rows: Sequence[EventRow]) -> None:
        self.settings = settings
        values = [
            side["custom_values"]
            for row in rows
            for side in (row.before, row.after)
            if isinstance(side.get("custom_values"), dict)
        ]
        self.custom = words.CustomWords(company_id, values)

    def changes(self, row: EventRow) -> list[tuple[str, str, str]]:
        """(field, before, after) of what changed."""
        changes = []
        for name, label in _FIELDS.items():
            if name not in row.before and name not in row.after:
                continue
            shown = str(label) or job_label(self.settings)
            change = (shown, self._value(name, row.before), self._value(name, row.after))
            if change[1] != change[2]:
                changes.append(change)
        return changes

    def _value(self, name: str, side: Mapping[str, Any]) -> str:
        value = side.get(name)
        if value is None or value in ("", {}):
            return _NOTHING
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if name == "seconds":
            return hours_text(int(value), self.settings.hours_format)
        if name in ("started_at", "ended_at"):
            at = datetime.fromisoformat(str(value))
            return f"{words.short_day(at.date())}, {exact_clock(at)}"
        if name == "local_on":
            return day_text(date.fromisoformat(str(value)))
        if name == "custom_values":
            return self.custom.text(value) or _NOTHING
        if name == "job":
            return str(value).replace(":", " › ")
        return str(_CODED.get(name, {}).get(str(value), value))


def exact_clock(at: datetime) -> str:
    """With its seconds when it has some: a punch is never rounded."""
    text = clock_text(at)
    return f"{text} ({at.second}\xa0s)" if at.second else text
