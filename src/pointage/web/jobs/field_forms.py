"""Forms of custom fields, their items, and the entries of the flat lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.jobs.models import CustomField, Dimension, ServiceItem
from pointage.features.jobs.values import (
    BOOKS_NAME,
    CODE,
    FIELD_NAME,
    ITEM_NAME,
    DimensionValues,
    FieldValues,
    ItemValues,
)
from pointage.web.components.forms import CheckList, RadioCards, Switch
from pointage.web.components.values import ChoiceCard
from pointage.web.jobs.forms import Choices, PeopleForm
from pointage.web.jobs.picker import JobField

_Kind = CustomField.Kind
KINDS: dict[str, Promise] = {
    _Kind.LIST: gettext_lazy("List"),
    _Kind.TEXT: gettext_lazy("Text"),
    _Kind.WHOLE: gettext_lazy("Whole number"),
    _Kind.DECIMAL: gettext_lazy("Decimal number"),
}
_KIND_NOTES: dict[str, Promise] = {
    _Kind.LIST: gettext_lazy("One of the items that you name."),
    _Kind.TEXT: gettext_lazy("Anything typed, or what a pattern allows."),
    _Kind.WHOLE: gettext_lazy("Such as 12."),
    _Kind.DECIMAL: gettext_lazy("Such as 12.5."),
}


class FieldForm(forms.Form):
    """A custom field. The kind is asked for a new one only."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=FIELD_NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"), choices=list(KINDS.items()), widget=RadioCards
    )
    code = forms.CharField(label=gettext_lazy("Short code"), max_length=CODE, required=False)
    is_required = forms.BooleanField(
        label=gettext_lazy("Required"),
        help_text=gettext_lazy("Time cannot end without an answer."),
        required=False,
        widget=Switch,
    )
    scope = forms.ChoiceField(
        label=pgettext_lazy("jobs", "Asked for"),
        choices=[("all", pgettext_lazy("jobs", "All")), ("some", gettext_lazy("Only some"))],
        widget=RadioCards,
    )
    jobs = JobField(label=gettext_lazy("Asked for these"), several=True, required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("When it is asked"),
        choices=[("always", gettext_lazy("Always")), ("item", gettext_lazy("After an item"))],
        widget=RadioCards,
    )
    pattern = forms.CharField(
        label=gettext_lazy("Pattern of the text"),
        max_length=200,
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "The whole answer must match. For example [A-Z]{3}-\\d{3} takes ABC-123. Empty: any "
            "text."
        ),
    )

    def __init__(self, data: Any, *, many: str, kind: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.known_kind = kind
        if kind:
            del self.fields["kind"]
        if kind and kind != _Kind.TEXT:
            del self.fields["pattern"]
        for name, cards in self._cards(many).items():
            if name in self.fields:
                self.fields[name].widget.describe = cards
        self.fields["jobs"].help_text = _("And for everything below them.")
        if "pattern" in self.fields:
            self.fields["pattern"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    @staticmethod
    def _cards(many: str) -> dict[str, dict[str, ChoiceCard]]:
        return {
            "kind": {
                code: ChoiceCard(title=str(title), text=str(_KIND_NOTES[code]))
                for code, title in KINDS.items()
            },
            "scope": {
                "all": ChoiceCard(title=_("All time"), text=_("Whatever is chosen, or nothing.")),
                "some": ChoiceCard(
                    title=_("Only some"), text=_("%(label)s that you choose.") % {"label": many}
                ),
            },
            "when": {
                "always": ChoiceCard(title=_("Always")),
                "item": ChoiceCard(
                    title=_("After an item"),
                    text=_("Only once an item that asks for it is chosen."),
                ),
            },
        }

    def values(self) -> FieldValues:
        """Raises `RuleBroken`."""
        given = self.cleaned_data
        kind = self.known_kind or given["kind"]
        is_for_all = given["scope"] == "all"
        return FieldValues(
            name=given["name"],
            kind=kind,
            code=given["code"],
            is_required=given["is_required"],
            is_for_all_jobs=is_for_all,
            job_ids=frozenset() if is_for_all else frozenset(job.pk for job in given["jobs"]),
            is_triggered=given["when"] == "item",
            pattern=given.get("pattern", "") if kind == _Kind.TEXT else "",
        )

    @staticmethod
    def initial_of(field: CustomField | None) -> dict[str, Any]:
        if field is None:
            return {"kind": _Kind.LIST, "scope": "all", "when": "always"}
        return {
            "name": field.name,
            "code": field.code,
            "is_required": field.is_required,
            "scope": "all" if field.is_for_all_jobs else "some",
            "when": "item" if field.is_triggered else "always",
            "pattern": field.pattern,
        }


class ItemForm(PeopleForm):
    """An item with its limits and the fields it asks."""

    field_order = ("name", "code", "jobs", "groups", "people", "asks")

    name = forms.CharField(label=gettext_lazy("Name"), max_length=ITEM_NAME)
    code = forms.CharField(label=gettext_lazy("Short code"), max_length=CODE, required=False)
    jobs = JobField(label=gettext_lazy("Only for these"), several=True, required=False)
    asks = forms.MultipleChoiceField(
        label=gettext_lazy("Choosing it asks too"), required=False, widget=CheckList
    )

    def __init__(self, *args: Any, fields: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = self.fields["asks"]
        assert isinstance(asks, forms.MultipleChoiceField)
        asks.choices = [(str(pk), text) for pk, text in fields]
        if not fields:
            del self.fields["asks"]
        self.fields["jobs"].help_text = _("And for everything below them. None: for all.")

    def values(self) -> ItemValues:
        """Raises `RuleBroken`."""
        given = self.cleaned_data
        return ItemValues(
            name=given["name"],
            code=given["code"],
            job_ids=frozenset(job.pk for job in given["jobs"]),
            member_ids=self.ids("people"),
            group_ids=self.ids("groups"),
            trigger_ids=self.ids("asks"),
        )


class EntryForm(forms.Form):
    """An entry of a flat list."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=BOOKS_NAME)
    code = forms.CharField(label=gettext_lazy("Short code"), max_length=CODE, required=False)
    is_billable = forms.BooleanField(label=gettext_lazy("Billable"), required=False, widget=Switch)

    def __init__(self, data: Any, *, kind: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if kind != "service_item":
            del self.fields["is_billable"]

    def values(self) -> DimensionValues:
        """Raises `RuleBroken`."""
        return DimensionValues(**self.cleaned_data)

    @staticmethod
    def initial_of(row: Dimension | None) -> dict[str, Any]:
        if row is None:
            return {"is_billable": True}
        billable = {"is_billable": row.is_billable} if isinstance(row, ServiceItem) else {}
        return {"name": row.name, "code": row.code} | billable
