"""Forms of the firm's own pages: clients, firm, billing details, profile. Shape only; the rules
are the services'."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pointage.features.practice.checks import regions
from pointage.features.practice.models import BillingDetails, Client, FirmMember
from pointage.features.practice.services.billing import BillingAddress, billing_address
from pointage.features.practice.services.clients import ClientDetails
from pointage.features.practice.services.firms import FirmDetails, Profile
from pointage.web.components.forms import RadioCards
from pointage.web.components.values import ChoiceCard
from pointage.web.console.words import KINDS
from pointage.web.paysettings.places import Choices, region_choices, zone_choices


def _regions() -> Choices:
    """Places that can be billed, by country."""
    known = set(regions())
    groups = [
        (country, [(code, name) for code, name in group if code in known])
        for country, group in region_choices()
    ]
    return [(country, group) for country, group in groups if group]


def _set_choices(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ClientForm(forms.Form):
    """A client's details. `details()` after `is_valid()`."""

    name = forms.CharField(label=_("Name of the client"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind of client"), choices=list(KINDS.items()), widget=RadioCards
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=160, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Bills and invitations go here."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    region = forms.ChoiceField(
        label=_("Province, territory or state"),
        help_text=_("Overtime and the currency of the bill follow from it."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    lead = forms.ChoiceField(
        label=_("Looked after by"),
        required=False,
        help_text=_("This person is told when the client accepts an invitation."),
    )
    status = forms.ChoiceField(
        label=_("State"),
        choices=[
            (Client.Status.ACTIVE, pgettext_lazy("client", "Active")),
            (Client.Status.INACTIVE, pgettext_lazy("client", "Inactive")),
        ],
        help_text=_("Apps are not installed for inactive clients."),
    )

    def __init__(
        self, *args: Any, members: list[FirmMember], is_new: bool, zone: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "region", _regions())
        _set_choices(self, "time_zone", zone_choices(also=zone))
        leads = [("", "—"), *((each.public_id, each.full_name) for each in members)]
        _set_choices(self, "lead", leads)
        kind = self.fields["kind"].widget
        kind.describe = {
            Client.Kind.BUSINESS: ChoiceCard(
                str(KINDS[Client.Kind.BUSINESS]), icon="building-store"
            ),
            Client.Kind.INDIVIDUAL: ChoiceCard(str(KINDS[Client.Kind.INDIVIDUAL]), icon="user"),
        }
        if is_new:
            del self.fields["status"]

    def details(self) -> ClientDetails:
        return ClientDetails(**{"status": Client.Status.ACTIVE.value, **self.cleaned_data})


class FirmForm(forms.Form):
    """The firm's details."""

    name = forms.CharField(label=_("Name of the firm"), max_length=160)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    website = forms.CharField(label=_("Website"), max_length=190, required=False)
    region = forms.ChoiceField(label=_("Province, territory or state"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of mails to people whose language is not known."),
    )

    def __init__(self, *args: Any, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "region", _regions())
        _set_choices(self, "time_zone", zone_choices(also=zone))

    def details(self) -> FirmDetails:
        return FirmDetails(**self.cleaned_data)


class BillingForm(forms.Form):
    """Where the firm's bills go."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=160)
    email = forms.EmailField(label=_("E-mail for bills"), max_length=254)
    address = forms.CharField(label=_("Street address"), max_length=200)
    city = forms.CharField(label=_("City"), max_length=80)
    region = forms.ChoiceField(label=_("Province, territory or state"))
    postal_code = forms.CharField(label=_("Postal code"), max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "region", _regions())

    def details(self) -> BillingAddress:
        region = self.cleaned_data["region"]
        return BillingAddress(**self.cleaned_data, country=region.split("-")[0])

    @staticmethod
    def initial_of(row: BillingDetails | None) -> dict[str, Any]:
        return asdict(billing_address(row)) if row else {}


class ProfileForm(forms.Form):
    """What is missing before the first app."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    phone = forms.CharField(
        label=_("The firm's phone"),
        max_length=32,
        help_text=_("Where clients reach the firm."),
    )

    def __init__(self, *args: Any, phone_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if phone_known:
            del self.fields["phone"]

    def profile(self) -> Profile:
        return Profile(**{"phone": "", **self.cleaned_data})
