"""Forms of the wizard's own steps. Payroll settings have theirs in `web.paysettings`."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.companies.values import TrackingValues
from pointage.features.practice.choices import CREATE, LINK
from pointage.features.practice.offers import BooksOffer, LinkableCompany
from pointage.foundation.errors import RuleBroken
from pointage.web.components.forms import CheckList, RadioCards
from pointage.web.components.paging import count_text
from pointage.web.components.values import CheckItem, ChoiceCard
from pointage.web.console import words
from pointage.web.paysettings.places import region_name

TRACKED: Final = {
    "employees": (gettext_lazy("Employees"), "users"),
    "contractors": (gettext_lazy("Contractors"), "user-share"),
    "customers": (gettext_lazy("Customers"), "briefcase"),
    "sub_customers": (gettext_lazy("Sub-customers"), "subtask"),
    "projects": (gettext_lazy("Projects"), "folder"),
    "service_items": (gettext_lazy("Service items"), "tag"),
    "cost_classes": (gettext_lazy("Classes"), "tags"),
    "locations": (gettext_lazy("Locations"), "map-pin"),
    "billable": (gettext_lazy("Billable or not"), "receipt"),
}


class BillingTypeForm(forms.Form):
    """Who gets the bill; the cards are made by the view."""

    payer = forms.ChoiceField(
        label=gettext_lazy("Billing type"),
        widget=RadioCards,
        error_messages={"required": gettext_lazy("Choose who gets the bill.")},
    )

    def __init__(self, *args: Any, cards: dict[str, ChoiceCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["payer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, card.title) for value, card in cards.items()]
        field.widget.describe = cards
        self._cards = cards

    def clean_payer(self) -> str:
        payer: str = self.cleaned_data["payer"]
        if self._cards[payer].reason:
            raise forms.ValidationError(self._cards[payer].reason)
        return payer


class AccountForm(forms.Form):
    """A new account, or one of those the firm may set up."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Client account"),
        widget=RadioCards,
        error_messages={
            "required": gettext_lazy(
                "Choose to create a new account or to link to an existing one."
            )
        },
    )
    company = forms.ChoiceField(label=gettext_lazy("Account to link to"), required=False)

    def __init__(
        self, *args: Any, companies: list[LinkableCompany], is_own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mode, company = self.fields["mode"], self.fields["company"]
        assert isinstance(mode, forms.ChoiceField) and isinstance(company, forms.ChoiceField)
        mode.widget.describe = cards = _account_cards(companies, is_own=is_own)
        mode.choices = [(value, card.title) for value, card in cards.items()]
        company.choices = [("", "—"), *((each.public_id, _company(each)) for each in companies)]
        if not companies:
            del self.fields["company"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mode") != LINK:
            return data
        if "company" not in self.fields:
            self.add_error("mode", _("There is no account to link to."))
        elif not data.get("company") and "company" not in self.errors:
            self.add_error("company", _("Choose the account to link to."))
        return data


def _account_cards(companies: list[LinkableCompany], *, is_own: bool) -> dict[str, ChoiceCard]:
    if is_own:
        text = _("A time account for your firm's own people. It starts empty.")
        return {CREATE: ChoiceCard(_("Create your firm's own account"), text, icon="plus")}
    no_company = _(
        "No account can be linked: ask the client to give your firm access to its account first."
    )
    return {
        CREATE: ChoiceCard(
            _("Create a new client account"),
            _("For a client that does not use Pointage yet. It starts from the books."),
            icon="plus",
        ),
        LINK: ChoiceCard(
            _("Link to an existing client account"),
            _("For a client that already uses Pointage. You see first who is who."),
            icon="link",
            reason="" if companies else no_company,
        ),
    }


def _company(each: LinkableCompany) -> str:
    people = count_text(each.people)
    place = region_name(each.region)
    return _("%(name)s (%(place)s, people: %(count)s)") % {
        "name": each.name,
        "place": place,
        "count": people,
    }


class TrackingForm(forms.Form):
    """What is tracked. After `is_valid()`, `values` holds it."""

    tracked = forms.MultipleChoiceField(
        label=gettext_lazy("What do you want to track?"),
        choices=[(name, label) for name, (label, _icon) in TRACKED.items()],
        widget=CheckList,
        error_messages={"required": gettext_lazy("Track employees, contractors or both.")},
    )

    values: TrackingValues | None = None

    def __init__(self, *args: Any, offer: BooksOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._items = {name: _item(name, offer) for name in TRACKED}
        self.fields["tracked"].widget.describe = self._items

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "tracked" in self.errors:
            return data
        chosen = set(data["tracked"])
        for name in chosen:
            if self._items[name].reason:
                label = str(TRACKED[name][0])
                self.add_error("tracked", f"{label}\u00a0: {self._items[name].reason}")
                return data
        try:
            self.values = TrackingValues(**{name: name in chosen for name in TRACKED})
        except RuleBroken as error:
            self.add_error("tracked", error.text)
        return data


def _item(name: str, offer: BooksOffer) -> CheckItem:
    label, icon = TRACKED[name]
    count = offer.count(name)
    reason = ""
    why = offer.reason(name)
    if why is not None:
        reason = str(words.UNREADABLE[why])
    elif offer.lacks(name):
        reason = _("None in the books yet.")
    text = ""
    if name == "billable":
        text = _("Each time entry says whether it can be billed.")
    return CheckItem(str(label), text, count_text(count) if count is not None else "", icon, reason)
