"""Forms of an entry: when it was, why it changed, where it is cut. Shape only; what is allowed is
the services' business."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.values import EntryFields, EntryTime, ManualTime, RegularTime
from pointage.foundation.errors import RuleBroken
from pointage.rules.timekeeping import instant_at, zone_named
from pointage.web.components.forms import DateInput, RadioCards, TimeInput
from pointage.web.entries.place import Place
from pointage.web.entries.what_form import WhatForm
from pointage.web.hours import HoursUnreadable, hours_typed, seconds_of
from pointage.web.paysettings.places import zone_choices

ACTIVITIES: Final = (
    (TimeEntry.Activity.WORK, gettext_lazy("Work")),
    (TimeEntry.Activity.PAID_BREAK, gettext_lazy("Paid break")),
    (TimeEntry.Activity.UNPAID_BREAK, gettext_lazy("Unpaid break")),
)
#: Where a service's error shows when the form names the input otherwise.
_SHOWN_AT: Final = {
    "started_at": "starts_at",
    "ended_at": "ends_at",
    "local_on": "starts_on",
    "seconds": "hours",
}


def add_rule(form: forms.Form, error: RuleBroken) -> None:
    """Puts a broken rule beside the field at fault, or above the form."""
    name = _SHOWN_AT.get(error.field, error.field)
    form.add_error(name if name in form.fields else None, error.text)


class HoursField(forms.CharField):
    """A length of time in any way people write one; cleans to whole seconds, None when empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return seconds_of(text)
        except HoursUnreadable as error:
            raise forms.ValidationError(hours_help()) from error


def hours_help() -> str:
    """What to type where hours are asked."""
    return _("Write hours like 8.5, 8:30 or 8h30.")


class EntryForm(WhatForm):
    """The editor: when, for what, and why when it is somebody else's time."""

    def __init__(
        self,
        *args: Any,
        place: Place,
        member: TeamMember,
        entry: TimeEntry | None = None,
        may_choose_zone: bool = False,
        **kwargs: Any,
    ) -> None:
        current = EntryFields.of(entry) if entry else None
        super().__init__(*args, place=place, member=member, current=current, **kwargs)
        self.entry = entry
        zone = entry.time_zone if entry else place.zone_of(member).key
        self.zone = zone
        asked: dict[str, forms.Field] = {
            "how": forms.ChoiceField(
                label=_("How"),
                choices=[
                    (TimeEntry.Kind.REGULAR, _("Start and end")),
                    (TimeEntry.Kind.MANUAL, _("Hours only")),
                ],
                widget=RadioCards,
            ),
            "activity": forms.ChoiceField(label=_("Work or break"), choices=ACTIVITIES),
            "starts_on": forms.DateField(label=_("Date"), widget=DateInput),
            "starts_at": forms.TimeField(label=_("Start"), required=False, widget=TimeInput),
            "ends_on": forms.DateField(label=_("End date"), required=False, widget=DateInput),
            "ends_at": forms.TimeField(label=_("End"), required=False, widget=TimeInput),
            "is_running": forms.BooleanField(label=_("Currently working"), required=False),
            "hours": HoursField(label=_("Hours"), required=False, help_text=hours_help()),
        }
        if may_choose_zone:
            asked["time_zone"] = forms.ChoiceField(
                label=_("Time zone"), choices=zone_choices(also=zone)
            )
        if member.pk != place.seat.actor.team_member_id:
            asked["reason"] = forms.CharField(
                label=_("Reason for the change"),
                required=entry is not None,
                max_length=500,
                help_text=_("Kept in the history; the person sees it."),
            )
        self.fields.update(asked)
        if entry is not None:
            self.initial = {**entry_initial(entry, place.hours_format()), **self.initial}

    def when(self) -> EntryTime:
        """When it was, after `is_valid()`. An instant whose minute was left as it stood keeps its
        seconds."""
        data = self.cleaned_data
        zone = data.get("time_zone") or self.zone
        if data["how"] == TimeEntry.Kind.MANUAL:
            return ManualTime(
                local_on=data["starts_on"],
                seconds=data["hours"] or 0,
                time_zone=zone,
                activity=data["activity"],
            )
        entry = self.entry
        ended_at = None
        if not data["is_running"]:
            ended_at = self._instant(
                data["ends_on"] or data["starts_on"],
                data["ends_at"],
                zone,
                entry.ended_at if entry else None,
            )
        return RegularTime(
            started_at=self._instant(
                data["starts_on"], data["starts_at"], zone, entry.started_at if entry else None
            ),
            ended_at=ended_at,
            time_zone=zone,
            activity=data["activity"],
            break_rule=entry.break_rule if entry and data["activity"] == entry.activity else None,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("how") == TimeEntry.Kind.MANUAL:
            if data.get("hours") is None and "hours" not in self.errors:
                self.add_error("hours", hours_help())
            return data
        if data.get("starts_at") is None and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Say when the work started."))
        is_over = not data.get("is_running")
        if is_over and data.get("ends_at") is None and "ends_at" not in self.errors:
            self.add_error("ends_at", _("Say when the work ended, or tick “Currently working”."))
        return data

    def _instant(self, on: date, at: time, zone: str, kept: datetime | None) -> datetime:
        if kept is not None and zone == self.zone:
            was = kept.astimezone(zone_named(zone))
            if (was.date(), was.hour, was.minute) == (on, at.hour, at.minute):
                return kept
        return instant_at(on, at, zone_named(zone))


def entry_initial(entry: TimeEntry, how: str) -> dict[str, Any]:
    """What the editor shows of an entry, by the clocks of its zone."""
    zone = zone_named(entry.time_zone)
    starts = entry.started_at.astimezone(zone)
    shown: dict[str, Any] = {
        "how": entry.kind,
        "activity": entry.activity,
        "starts_on": entry.local_on,
        "time_zone": entry.time_zone,
    }
    if entry.kind == TimeEntry.Kind.MANUAL:
        return shown | {"hours": hours_typed(entry.seconds, how)}
    ends = entry.ended_at.astimezone(zone) if entry.ended_at else None
    return shown | {
        "starts_at": starts.time(),
        "ends_on": ends.date() if ends else entry.local_on,
        "ends_at": ends.time() if ends else None,
        "is_running": ends is None,
        "hours": hours_typed(entry.seconds, how) if entry.seconds else "",
    }


class ReasonForm(forms.Form):
    """Why somebody's entry is deleted. Asked of those who delete another's time."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, is_owed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_owed
        self.fields["reason"].help_text = _("Kept in the history; the person sees it.")


class SplitForm(forms.Form):
    """The instant at which an entry is cut in two, by the clocks of its zone."""

    at_on = forms.DateField(label=gettext_lazy("Date"), widget=DateInput)
    at = forms.TimeField(label=gettext_lazy("Split at"), widget=TimeInput)

    def instant(self, zone: str) -> datetime:
        data = self.cleaned_data
        return instant_at(data["at_on"], data["at"], zone_named(zone))


__all__ = [
    "ACTIVITIES",
    "EntryForm",
    "HoursField",
    "ReasonForm",
    "SplitForm",
    "add_rule",
    "hours_help",
]
