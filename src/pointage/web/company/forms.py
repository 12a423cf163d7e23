"""Forms of the company pages: shape only. What a value may be is the services' business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.companies.values import TrackingValues
from pointage.foundation.errors import RuleBroken
from pointage.web.company import words
from pointage.web.components import values
from pointage.web.components.forms import CheckList, DateInput, RadioCards, Switch
from pointage.web.paysettings.places import region_choices, zone_choices


def add_rule(form: forms.Form, error: RuleBroken) -> None:
    """Puts a broken rule beside the field at fault, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.text)


def read_only(form: forms.Form) -> None:
    """For those who may look but not change; the services refuse in any case."""
    for field in form.fields.values():
        field.disabled = True


class DetailsForm(forms.Form):
    """What the company is called and where it is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    legal_name = forms.CharField(label=gettext_lazy("Legal name"), max_length=160, required=False)
    region = forms.ChoiceField(
        label=gettext_lazy("Province, state or country"),
        help_text=gettext_lazy("The law of this place is what overtime starts from."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Days start and end by the clocks of this zone."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For mails to people who have not chosen theirs."),
    )

    def __init__(self, *args: Any, time_zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, zone = self.fields["region"], self.fields["time_zone"]
        assert isinstance(region, forms.ChoiceField)
        assert isinstance(zone, forms.ChoiceField)
        region.choices = region_choices()
        zone.choices = zone_choices(also=time_zone)


_TRACKED: Mapping[str, tuple[Any, Any]] = {
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


class TrackingForm(forms.Form):
    """What the company tracks, as one list of ticks."""

    tracked = forms.MultipleChoiceField(
        label=gettext_lazy("What we track"),
        required=False,
        widget=CheckList,
        choices=[(code, label) for code, (label, _icon) in _TRACKED.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracked"].widget.describe = {
            code: values.CheckItem(title=str(label), icon=icon)
            for code, (label, icon) in _TRACKED.items()
        }

    def values(self) -> TrackingValues:
        """Raises `RuleBroken`."""
        ticked = set(self.cleaned_data["tracked"])
        return TrackingValues(**{code: code in ticked for code in _TRACKED})


def tracked_codes(tracking: TrackingValues) -> list[str]:
    return [code for code, is_on in tracking.to_json().items() if is_on]


class ScopeForm(forms.Form):
    """What a firm may do in the company."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Access"), choices=list(words.SCOPES.items()), widget=RadioCards
    )
    can_edit_schedule = forms.BooleanField(
        label=gettext_lazy("May also change the schedule"),
        help_text=gettext_lazy("Only with full access. Otherwise the schedule can only be seen."),
        required=False,
        widget=Switch,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].widget.describe = {
            code: values.ChoiceCard(title=str(name), text=str(words.SCOPE_NOTES[code]))
            for code, name in words.SCOPES.items()
        }


class InviteAccountantForm(ScopeForm):
    """Whom to offer access to."""

    field_order = ("name", "email", "language", "scope", "can_edit_schedule")

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=settings.LANGUAGES
    )


class HistoryForm(forms.Form):
    """Filters of the history page; all optional."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Done by"), required=False)
    first = forms.DateField(label=pgettext_lazy("date", "From"), required=False, widget=DateInput)
    last = forms.DateField(label=pgettext_lazy("date", "To"), required=False, widget=DateInput)
