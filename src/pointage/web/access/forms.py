"""The answer of a business owner to a firm's request. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.companies.models import Company
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.practice.models import AccountantGrant
from pointage.features.practice.services.request_answers import Access
from pointage.web.company.words import SCOPE_NOTES, SCOPES
from pointage.web.components import values
from pointage.web.components.forms import RadioCards, Switch
from pointage.web.paysettings.places import region_choices, region_name, zone_choices

NEW = "new"


class AnswerForm(forms.Form):
    """Which company, and how far. `opened()` and `access()` after `is_valid()`."""

    company = forms.ChoiceField(label=gettext_lazy("Company"), widget=RadioCards)
    name = forms.CharField(
        label=gettext_lazy("Name of the company"), max_length=160, required=False
    )
    region = forms.ChoiceField(label=gettext_lazy("Province, territory or state"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    scope = forms.ChoiceField(
        label=gettext_lazy("What the firm may do"),
        choices=[(each.value, each.value) for each in AccountantGrant.Scope],
        widget=RadioCards,
    )
    can_edit_schedule = forms.BooleanField(
        label=gettext_lazy("May also change the schedule"),
        help_text=gettext_lazy("Otherwise the firm can only see it."),
        required=False,
        widget=Switch,
    )

    def __init__(
        self,
        *args: Any,
        companies: list[Company],
        asked: str,
        language: str,
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {each.public_id: each for each in companies}
        self.language = language
        company, region, time_zone = (
            self.fields[name] for name in ("company", "region", "time_zone")
        )
        assert isinstance(company, forms.ChoiceField)
        assert isinstance(region, forms.ChoiceField)
        assert isinstance(time_zone, forms.ChoiceField)
        company.choices = [(code, each.name) for code, each in self.companies.items()]
        company.choices += [(NEW, _("A new company"))]
        region.choices = region_choices()
        time_zone.choices = zone_choices(also=zone)
        self._describe(asked)

    def _describe(self, asked: str) -> None:
        cards = {
            code: values.ChoiceCard(
                title=each.name, text=region_name(each.region), icon="building-store"
            )
            for code, each in self.companies.items()
        }
        cards[NEW] = values.ChoiceCard(
            title=_("A new company"),
            text=_("You become its administrator and its primary administrator."),
            icon="plus",
        )
        self.fields["company"].widget.describe = cards
        self.fields["scope"].widget.describe = {
            code: values.ChoiceCard(
                title=str(name),
                text=str(SCOPE_NOTES[code]),
                badge=_("Asked for") if code == asked else "",
            )
            for code, name in SCOPES.items()
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("company") == NEW:
            for name in ("name", "region", "time_zone"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is needed."))
        if data.get("scope") != AccountantGrant.Scope.FULL:
            data["can_edit_schedule"] = False
        return data

    def opened(self) -> Company | CompanyDetails:
        """The company chosen, or the details of the new one. Raises `RuleBroken`."""
        data = self.cleaned_data
        if data["company"] != NEW:
            return self.companies[data["company"]]
        return CompanyDetails(
            name=data["name"],
            region=data["region"],
            time_zone=data["time_zone"],
            language=self.language,
        )

    def access(self) -> Access:
        """Raises `RuleBroken`."""
        return Access(self.cleaned_data["scope"], self.cleaned_data["can_edit_schedule"])
