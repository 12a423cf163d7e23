"""Forms of the oversight pages: shape only. What may be asked is the services' business."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.jobs.models import Job
from pointage.features.jobs.queries import fields_for, jobs_offered
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.errors import NOTE_LIMIT
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.corrections import REASON_LIMIT, Wish
from pointage.features.timeentries.values import EntryTime, ManualTime, RegularTime
from pointage.foundation.errors import RuleBroken
from pointage.rules.timekeeping import instant_at, zone_named
from pointage.web.components.forms import DateInput, TimeInput
from pointage.web.entries.what_form import custom_field
from pointage.web.hours import HoursUnreadable, hours_typed, seconds_of

_MOST_JOBS: Final = 500
#: Where a service's error shows when the form names the input otherwise.
_SHOWN_AT: Final = {
    "started_at": "start_at",
    "ended_at": "end_at",
    "local_on": "start_on",
    "seconds": "hours",
}


def add_rule(form: forms.Form, error: RuleBroken) -> None:
    """Puts a broken rule beside the field at fault, or above the form."""
    name = _SHOWN_AT.get(error.field, error.field)
    form.add_error(name if name in form.fields else None, error.text)


class CorrectionForm(forms.Form):
    """What the times should be. An entry of hours asks for a day and hours; any other for a start
    and an end, shown in the entry's zone."""

    start_on = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    start_at = forms.TimeField(label=gettext_lazy("Start"), widget=TimeInput)
    end_on = forms.DateField(label=gettext_lazy("Day of the end"), widget=DateInput)
    end_at = forms.TimeField(label=gettext_lazy("End"), widget=TimeInput)
    hours = forms.CharField(label=gettext_lazy("Hours"), max_length=24)
    job = forms.ChoiceField(required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    delete = forms.BooleanField(
        label=gettext_lazy("I did not work then: delete this entry"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For the person who decides. It stays in the history."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        member: TeamMember,
        entry: TimeEntry | None,
        zone: str,
        job_label: str,
        hours_format: str,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(entry, zone, hours_format))
        super().__init__(*args, **kwargs)
        self.entry, self.zone = entry, zone_named(zone)
        self.is_manual = entry is not None and entry.kind == TimeEntry.Kind.MANUAL
        for name in ("start_at", "end_on", "end_at") if self.is_manual else ("hours",):
            del self.fields[name]
        if entry is None:
            del self.fields["delete"]
        if self.data.get("delete"):
            for name in ("start_on", "start_at", "end_on", "end_at", "hours"):
                if name in self.fields:
                    self.fields[name].required = False
        self._jobs = {row.public_id: row for row in jobs_offered(member, limit=_MOST_JOBS)}
        choices = [("", "–"), *((row.public_id, row.full_name) for row in self._jobs.values())]
        if entry is not None and entry.job and entry.job.public_id not in self._jobs:
            choices.insert(1, (entry.job.public_id, entry.job.full_name))
        field = self.fields["job"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = job_label, choices
        self._add_answers(member)

    def answers(self) -> list[forms.BoundField]:
        """The company's own questions about the job, in order."""
        return [self[f"custom_{row.public_id}"] for row in self._asked]

    def _add_answers(self, member: TeamMember) -> None:
        """The questions of the job that is chosen. Whether an answer is owed is for the service."""
        kept = dict(self.entry.custom_values) if self.entry else {}
        is_work = self.entry is None or self.entry.activity == TimeEntry.Activity.WORK
        start = "custom_"
        given = [str(v) for name, v in self.data.items() if name.startswith(start)]
        self._asked = (
            fields_for(member, self._job(), given or map(str, kept.values())) if is_work else []
        )
        for row in self._asked:
            answer = custom_field(row)
            answer.initial = kept.get(
                row.public_id, row.only_item.public_id if row.only_item else ""
            )
            self.fields[f"{start}{row.public_id}"] = answer

    def _job(self) -> Job | None:
        """The one chosen, else the entry's."""
        if not self.is_bound:
            return self.entry.job if self.entry else None
        return Job.objects.filter(public_id=self.data.get("job", "")[:12]).first()

    def clean_hours(self) -> int | None:
        text = self.cleaned_data["hours"]
        if not text:
            return None
        try:
            return seconds_of(text)
        except HoursUnreadable as error:
            raise forms.ValidationError(_("Write hours like 8.5, 8:30 or 8h30.")) from error

    def wish(self) -> Wish:
        """What a valid form asks for."""
        asked = self.cleaned_data
        job = Job.objects.filter(public_id=asked["job"]).first() if asked["job"] else None
        if asked.get("delete"):
            return Wish(time=None)
        answers = {
            row.public_id: str(asked.get(f"custom_{row.public_id}") or "").strip()
            for row in self._asked
        }
        kept = dict(self.entry.custom_values) if self.entry else {}
        return Wish(
            time=self._time(), job=job, note=asked["note"], custom_values={**kept, **answers}
        )

    def _time(self) -> EntryTime:
        asked, zone = self.cleaned_data, self.zone
        activity = self.entry.activity if self.entry else TimeEntry.Activity.WORK
        if self.is_manual:
            return ManualTime(
                local_on=asked["start_on"],
                seconds=asked["hours"],
                time_zone=zone.key,
                activity=activity,
            )
        return RegularTime(
            started_at=self._instant("start", self.entry.started_at if self.entry else None),
            ended_at=self._instant("end", self.entry.ended_at if self.entry else None),
            time_zone=zone.key,
            activity=activity,
            break_rule=self.entry.break_rule if self.entry else None,
        )

    def _instant(self, side: str, kept: datetime | None) -> datetime:
        """The typed minute; the very instant that was there when it was left as it stood."""
        on, at = self.cleaned_data[f"{side}_on"], self.cleaned_data[f"{side}_at"]
        if kept is not None:
            local = kept.astimezone(self.zone)
            if (local.date(), local.hour, local.minute) == (on, at.hour, at.minute):
                return kept
        return instant_at(on, at, self.zone)


class DecisionForm(forms.Form):
    """An answer to a request, and which version of the entry was looked at."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the person"),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _initial(entry: TimeEntry | None, zone: str, hours_format: str) -> dict[str, Any]:
    if entry is None:
        return {}
    job = entry.job.public_id if entry.job else ""
    common = {"job": job, "note": entry.note, "start_on": entry.local_on}
    if entry.kind == TimeEntry.Kind.MANUAL:
        return common | {"hours": hours_typed(entry.seconds, hours_format)}
    start = entry.started_at.astimezone(zone_named(zone))
    end = entry.ended_at.astimezone(zone_named(zone)) if entry.ended_at else None
    return common | {
        "start_on": start.date(),
        "start_at": start.strftime("%H:%M"),
        "end_on": end.date() if end else start.date(),
        "end_at": end.strftime("%H:%M") if end else "",
    }
