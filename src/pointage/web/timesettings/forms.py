"""Forms of the room: shape only. What a value may be is the values' and the services' business."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pointage.features.companies.models import TimeSettings
from pointage.features.companies.time_values import TimeSettingsValues
from pointage.features.companies.words import JOB_LABELS
from pointage.rules.timekeeping import ROUNDING_MINUTES
from pointage.web.components.forms import DateInput, Switch
from pointage.web.paysettings.forms import HoursField
from pointage.web.timesettings import words
from pointage.web.timesettings.sections import OWN_LABELS


def step_choices() -> list[tuple[str, str]]:
    """Off, and every step punches may be rounded to."""
    steps = [
        (str(n), ngettext("%(minutes)s minute", "%(minutes)s minutes", n) % {"minutes": n})
        for n in ROUNDING_MINUTES
    ]
    return [("", _("Nothing: off")), *steps]


class RoundingFields(forms.Form):
    """The three settings of rounding, to try them."""

    rounding_minutes = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    rounding_in = forms.ChoiceField(choices=list(words.DIRECTIONS.items()))
    rounding_out = forms.ChoiceField(choices=list(words.DIRECTIONS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rounding_minutes"].choices = step_choices()  # type: ignore[attr-defined]
        _explain(self)


class SettingsForm(RoundingFields):
    """Every setting of time tracking; each field is named like its setting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in fields(TimeSettingsValues):
            if each.name not in self.fields:
                self.fields[each.name] = _field(each.name, each.default)
        _explain(self)

    def values(self) -> TimeSettingsValues:
        """Raises `RuleBroken`."""
        return TimeSettingsValues(**self.cleaned_data)


def _explain(form: forms.Form) -> None:
    for name, setting in words.SETTINGS.items():
        if name in form.fields:
            form.fields[name].label = str(setting.label)
            form.fields[name].help_text = str(setting.help)


def _field(name: str, default: object) -> forms.Field:
    if isinstance(default, bool):
        return forms.BooleanField(required=False, widget=Switch)
    if name.endswith("_seconds"):
        return HoursField(required=name == "unsynced_after_seconds")
    if name == "hours_format":
        return forms.ChoiceField(choices=list(words.HOURS_FORMATS.items()))
    if name == "job_label":
        labels = [(code, f"{one} – {many}") for code, (one, many) in JOB_LABELS.items()]
        own = (TimeSettings.JobLabel.OWN.value, words.OWN_WORD)
        return forms.ChoiceField(choices=[*labels, own])
    assert name in OWN_LABELS
    return forms.CharField(required=False, max_length=40)


class FairnessForm(RoundingFields):
    """A range of days, and the rounding to try on them."""

    first = forms.DateField(label=gettext_lazy("From the day"), widget=DateInput)
    last = forms.DateField(label=gettext_lazy("To the day"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # the settings' page explains them
