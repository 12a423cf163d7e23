"""The form of a client template beside the pay settings: name, what is tracked, breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.companies.values import BreakRuleValues, TrackingValues
from pointage.foundation.errors import RuleBroken
from pointage.web.components import values
from pointage.web.components.forms import CheckList
from pointage.web.paysettings.forms import HoursField

TRACKED: Final[Mapping[str, tuple[Promise, str]]] = {
    "employees": (gettext_lazy("Employees"), "user"),
    "contractors": (gettext_lazy("Contractors"), "user-star"),
    "customers": (gettext_lazy("Customers"), "building-store"),
    "sub_customers": (gettext_lazy("Sub-customers"), "sitemap"),
    "projects": (gettext_lazy("Projects"), "folder"),
    "service_items": (gettext_lazy("Service items"), "tag"),
    "cost_classes": (gettext_lazy("Classes"), "tags"),
    "locations": (gettext_lazy("Locations"), "map-pin"),
    "billable": (gettext_lazy("Billable or not"), "coin"),
}


class NameForm(forms.Form):
    """The template's name and what its clients track."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        max_length=120,
        help_text=gettext_lazy("For example: Restaurant, every two weeks."),
    )
    tracked = forms.MultipleChoiceField(
        label=gettext_lazy("What is tracked"),
        help_text=gettext_lazy("What a client's books lack is left out when it is set up."),
        required=False,
        widget=CheckList,
        choices=[(code, label) for code, (label, _icon) in TRACKED.items()],
    )

    tracking: TrackingValues | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracked"].widget.describe = {
            code: values.CheckItem(title=str(label), icon=icon)
            for code, (label, icon) in TRACKED.items()
        }

    def clean_tracked(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["tracked"]
        try:
            self.tracking = TrackingValues(**{code: code in ticked for code in TRACKED})
        except RuleBroken as error:
            raise forms.ValidationError(error.text) from error
        return ticked


class BreakForm(forms.Form):
    """One break; an empty name is no break."""

    name = forms.CharField(label=gettext_lazy("Break"), max_length=60, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=480, required=False
    )
    after = HoursField(
        label=gettext_lazy("Added by itself after (hours)"),
        help_text=gettext_lazy("Empty: people start it themselves."),
        required=False,
    )
    is_paid = forms.BooleanField(label=gettext_lazy("Paid"), required=False)

    rule: BreakRuleValues | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = bool(data.get("name"))
        if self.errors or not (named or data.get("minutes") or data.get("after")):
            return data
        after = data.get("after")
        try:
            self.rule = BreakRuleValues(
                name=data.get("name", ""),
                minutes=data.get("minutes") or 0,
                is_paid=bool(data.get("is_paid")),
                is_automatic=after is not None,
                after_seconds=after,
            )
        except RuleBroken as error:
            field = "after" if error.field == "after_seconds" else error.field
            self.add_error(field if field in self.fields else None, error.text)
        return data

    @staticmethod
    def initial_of(rule: BreakRuleValues) -> dict[str, Any]:
        return {
            "name": rule.name,
            "minutes": rule.minutes,
            "is_paid": rule.is_paid,
            "after": rule.after_seconds if rule.is_automatic else None,
        }


def break_forms(
    data: Mapping[str, Any] | None, rules: tuple[BreakRuleValues, ...], *, limit: int
) -> list[BreakForm]:
    """One form a break, and two empty ones (one more each time the reader asks for it)."""
    wanted = len(rules) + 2
    if data is not None:
        asked = str(data.get("break_count", ""))
        wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else wanted
    count = max(1, min(wanted, limit))
    initial = [BreakForm.initial_of(rule) for rule in rules]
    return [
        BreakForm(
            data,
            prefix=f"break{number}",
            initial=initial[number] if number < len(initial) else {},
        )
        for number in range(count)
    ]


def legend(number: int) -> str:
    return _("Break %(number)s") % {"number": number}
