"""Forms of an entry: what the time was for, and when it was. Shape only; what is allowed is the
services' business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.companies.words import job_label
from pointage.features.jobs.models import CustomField, Job
from pointage.features.jobs.queries import FieldRow, JobRow, fields_for, jobs_offered
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.choices import fields_named, job_named, lists_offered
from pointage.features.timeentries.errors import NOTE_LIMIT
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.values import EntryFields, EntryTime, ManualTime, RegularTime
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.rules.timekeeping import instant_at, zone_named
from pointage.web.components.forms import DateInput, TimeInput
from pointage.web.entries.pickers import OFFERED_JOBS, Picker, job_options
from pointage.web.entries.place import Place
from pointage.web.hours import HoursUnreadable, hours_typed, seconds_of
from pointage.web.paysettings.places import zone_choices

_YES, _NO = "yes", "no"
_LABELS: Final = {
    "service_item": gettext_lazy("Service item"),
    "cost_class": gettext_lazy("Class"),
    "location": pgettext_lazy("list of the books", "Location"),
}
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


class WhatForm(forms.Form):
    """Job, lists of the books, custom fields, billable and note of one person's time."""

    def __init__(
        self,
        *args: Any,
        place: Place,
        member: TeamMember,
        current: EntryFields | None = None,
        with_note: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.member, self.current = place, member, current
        self.job = self._job_chosen()
        self.rows = fields_for(member, self.job, self._items_chosen(), with_waiting=True)
        self._add_job()
        self._add_lists()
        for row in self.rows:
            self._add_custom(row)
        if with_note and place.seat.time_settings.has_notes:
            self.fields["note"] = forms.CharField(
                label=_("Note"),
                required=False,
                max_length=NOTE_LIMIT,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=current.note if current else "",
            )

    def what(self) -> EntryFields:
        """What was chosen, after `is_valid()`. Raises `NotFound` for an id of nowhere."""
        data = self.cleaned_data
        billable = data.get("is_billable", "")
        return fields_named(
            self.place.seat.company.pk,
            {name: data.get(name, "") for name in ("job", *_LABELS)} | self._kept(),
            is_billable=billable == _YES if billable else self._billable_kept(),
            note=data["note"]
            if "note" in self.fields
            else self.current.note
            if self.current
            else "",
            custom_values={row.public_id: self._custom(row) for row in self.rows},
            job=self.job,
        )

    def custom_fields(self) -> list[forms.BoundField]:
        """The company's own questions, in order."""
        return [self[f"custom_{row.public_id}"] for row in self.rows]

    def list_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*_LABELS, "is_billable") if name in self.fields]

    def _custom(self, row: FieldRow) -> str | int:
        value = self.cleaned_data.get(f"custom_{row.public_id}")
        return value if isinstance(value, int) else str(value or "").strip()

    def _kept(self) -> dict[str, str]:
        """Items of lists that are not shown here stay on the entry."""
        if self.current is None:
            return {}
        return {
            name: item.public_id
            for name in _LABELS
            if name not in self.fields and (item := getattr(self.current, name)) is not None
        }

    def _billable_kept(self) -> bool | None:
        if self.current is None or "is_billable" in self.fields:
            return None
        same_job = (self.job.pk if self.job else None) == (
            self.current.job.pk if self.current.job else None
        )
        return self.current.is_billable if same_job else None

    def _job_chosen(self) -> Job | None:
        if not self.is_bound:
            asked = str(self.initial.get("job", ""))
            current = self.current.job if self.current else None
        else:
            asked, current = str(self.data.get(self.add_prefix("job"), "")), None
        try:
            return job_named(self.place.seat.company.pk, asked[:40]) if asked else current
        except NotFound:
            return current

    def _items_chosen(self) -> list[str]:
        if self.is_bound:
            start = self.add_prefix("custom_")
            return [str(v) for name, v in self.data.items() if name.startswith(start)]
        values = self.current.custom_values if self.current else {}
        return [str(value) for value in values.values()]

    def _add_job(self) -> None:
        picker = Picker()
        picker.nothing = _("None")
        picker.search_label = _("Search by name or code")
        picker.search_url = self.place.url("choices_jobs") + f"?member={self.member.public_id}"
        offered = jobs_offered(self.member, limit=OFFERED_JOBS)
        picker.options = job_options(offered, row_of(self.job), picker.nothing)
        self.fields["job"] = forms.CharField(
            label=job_label(self.place.seat.time_settings),
            required=False,
            max_length=40,
            widget=picker,
        )

    def _add_lists(self) -> None:
        offered = lists_offered(self.place.seat.company.pk)
        for name, rows in offered.lists.items():
            item = getattr(self.current, name) if self.current else None
            choices = [("", _("None")), *rows]
            if item is not None and item.public_id not in dict(rows):
                choices.append((item.public_id, item.name))
            self.fields[name] = forms.ChoiceField(
                label=_LABELS[name],
                required=False,
                choices=choices,
                initial=item.public_id if item else "",
            )
        if offered.asks_billable:
            self.fields["is_billable"] = forms.ChoiceField(
                label=pgettext_lazy("time", "Billable"),
                required=False,
                choices=[("", _("As usual")), (_YES, _("Yes")), (_NO, _("No"))],
                initial=self._billable_shown(),
            )

    def _billable_shown(self) -> str:
        if self.current is None or self.current.is_billable is None:
            return ""
        return _YES if self.current.is_billable else _NO

    def _add_custom(self, row: FieldRow) -> None:
        values: Mapping[str, Any] = self.current.custom_values if self.current else {}
        initial = values.get(row.public_id, row.only_item.public_id if row.only_item else "")
        field = _custom_field(row)
        field.initial = initial
        field.widget.attrs["data-field"] = row.public_id
        if not row.is_asked:
            field.widget.attrs["data-waits"] = ""
        self.fields[f"custom_{row.public_id}"] = field


def _custom_field(row: FieldRow) -> forms.Field:
    """Never required by the form: the service knows when an answer is owed."""
    if row.kind == CustomField.Kind.LIST:
        choices = [("", _("None")), *((item.public_id, item.name) for item in row.items)]
        widget = forms.Select(attrs={"data-triggers": _triggers(row)} if _triggers(row) else {})
        return _Loose(label=row.name, required=False, choices=choices, widget=widget)
    attrs = {"inputmode": "decimal"} if row.kind == CustomField.Kind.DECIMAL else {}
    if row.kind == CustomField.Kind.WHOLE:
        attrs = {"inputmode": "numeric"}
    return forms.CharField(
        label=row.name, required=False, max_length=255, widget=forms.TextInput(attrs=attrs)
    )


class _Loose(forms.ChoiceField):
    """Lets any value through: an item that is no longer offered is refused by the service, whose
    words say why, and kept when it was there before."""

    def valid_value(self, value: Any) -> bool:
        return True


def _triggers(row: FieldRow) -> str:
    """ "item:field,field;item:field", for the script that shows fields that wait."""
    return ";".join(
        f"{item.public_id}:{','.join(item.triggers)}" for item in row.items if item.triggers
    )


def row_of(job: Job | None) -> JobRow | None:
    """A job as pickers show it."""
    if job is None:
        return None
    return JobRow(
        id=job.pk,
        public_id=job.public_id,
        name=job.name,
        full_name=job.full_name,
        code=job.code,
        is_billable=job.is_billable,
        has_children=False,
    )


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
                widget=forms.RadioSelect,
            ),
            "activity": forms.ChoiceField(label=_("What for"), choices=ACTIVITIES),
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
    "WhatForm",
    "add_rule",
    "hours_help",
]
