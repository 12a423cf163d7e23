"""Forms of the pages about books. Shape only; the rules are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pointage.features.books.models import CompanyFileRecord
from pointage.features.books.services.records import RecordDraft
from pointage.ledgers.protocol import PEOPLE, Kind, Role
from pointage.web.components.forms import DateInput, FileDrop

_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.EMPLOYEE: (
        "given_name", "family_name", "email", "phone", "number", "payroll_id", "hired_on",
    ),
    Kind.CONTRACTOR: (
        "name", "given_name", "family_name", "email", "phone", "number", "payroll_id",
    ),
    Kind.CUSTOMER: (
        "name", "parent_external_id", "is_project", "email", "phone", "number", "is_billable",
    ),
    Kind.SERVICE_ITEM: ("name", "code", "is_billable", "description"),
    Kind.COST_CLASS: ("name", "code"),
    Kind.LOCATION: ("name", "code"),
}  # fmt: skip
_BILLABLE = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]


class RecordForm(forms.Form):
    """One record of the company file, with the fields of its kind."""

    name = forms.CharField(label=_("Name"), max_length=255, required=False)
    given_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    parent_external_id = forms.ChoiceField(
        label=_("Parent customer"),
        required=False,
        help_text=_("Leave empty for a customer of its own."),
    )
    is_project = forms.BooleanField(
        label=_("It is a project of the parent customer"), required=False
    )
    email = forms.CharField(
        label=_("Email"), max_length=254, required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=50, required=False)
    number = forms.CharField(label=_("Employee number"), max_length=50, required=False)
    payroll_id = forms.CharField(label=_("Payroll number"), max_length=64, required=False)
    code = forms.CharField(label=_("Code"), max_length=100, required=False)
    is_billable = forms.ChoiceField(label=_("Billable"), choices=_BILLABLE, required=False)
    hired_on = forms.DateField(label=_("Hire date"), required=False, widget=DateInput())
    description = forms.CharField(
        label=_("Description"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        kind: Kind,
        *args: Any,
        record: CompanyFileRecord | None = None,
        parents: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        if record is not None:
            kwargs["initial"] = _initial(record) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in list(self.fields):
            if name not in (*_FIELDS[kind], "version"):
                del self.fields[name]
        if kind is Kind.CONTRACTOR:
            self.fields["name"].label = _("Business name")
            self.fields["name"].help_text = _("Or only the first and last name below.")
            self.fields["number"].label = _("Contractor number")
        if kind is Kind.CUSTOMER:
            self.fields["number"].label = _("Customer number")
            choice = self.fields["parent_external_id"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [("", "—"), *(parents or [])]
        required = "given_name" if kind is Kind.EMPLOYEE else "name"
        if kind is not Kind.CONTRACTOR:
            self.fields[required].required = True

    def draft(self) -> RecordDraft:
        """What was typed. Call after `is_valid()`."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("version", "is_billable") and value is not None
        }
        billable = {"yes": True, "no": False}.get(self.cleaned_data.get("is_billable", ""))
        if self.kind in PEOPLE and self.cleaned_data.get("name"):
            said["given_name"] = said["family_name"] = ""
        return RecordDraft(**said, is_billable=billable)


def _initial(record: CompanyFileRecord) -> dict[str, Any]:
    business = record.kind == Kind.CONTRACTOR and not record.given_name
    return {
        "name": "" if record.kind == Kind.CONTRACTOR and not business else record.name,
        "given_name": record.given_name or ("" if business else record.name),
        "family_name": record.family_name,
        "parent_external_id": record.parent_external_id,
        "is_project": record.role == Role.PROJECT,
        "email": record.email,
        "phone": record.phone,
        "number": record.number,
        "payroll_id": record.payroll_id,
        "code": record.code,
        "is_billable": {True: "yes", False: "no"}.get(record.is_billable, ""),  # type: ignore[arg-type]
        "hired_on": record.hired_on,
        "description": record.description,
        "version": record.version,
    }


class UploadForm(forms.Form):
    """A list to import."""

    file = forms.FileField(
        label=_("File to import"),
        widget=FileDrop(),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget = FileDrop(hint=gettext("CSV or Excel (.xlsx), 20 MB at most"))


class OptionsForm(forms.Form):
    """How the rows of a file are taken."""

    include_inactive = forms.BooleanField(
        label=_("Also take inactive records (they stay inactive)"), required=False
    )
    contractors_only = forms.BooleanField(
        label=_("Of the suppliers, take only those marked as contractors"), required=False
    )
    all_item_types = forms.BooleanField(
        label=_("Also take products that are not services"), required=False
    )
