"""The form of what time was for: job, lists of the books, custom fields, note. Shape only; what is
allowed is the services' business."""

from __future__ import annotations

from collections.abc import Mapping
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
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.errors import NotFound
from pointage.web.entries.pickers import OFFERED_JOBS, Picker, job_options
from pointage.web.entries.place import Place

_YES, _NO = "yes", "no"
_LABELS: Final = {
    "service_item": gettext_lazy("Service item"),
    "cost_class": gettext_lazy("Class"),
    "location": pgettext_lazy("list of the books", "Location"),
}


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
        field = custom_field(row)
        field.initial = initial
        field.widget.attrs["data-field"] = row.public_id
        if not row.is_asked:
            field.widget.attrs["data-waits"] = ""
        self.fields[f"custom_{row.public_id}"] = field


def custom_field(row: FieldRow) -> forms.Field:
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
