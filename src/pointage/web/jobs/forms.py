"""Forms of jobs and whom they are offered to. Rules are the services'; what breaks one comes back
beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.jobs.hooks import BooksOwned
from pointage.features.jobs.models import Job
from pointage.features.jobs.values import BOOKS_NAME, CODE, JOB_NAME, JobValues, Whom
from pointage.foundation.errors import RuleBroken
from pointage.web.components.forms import CheckList, RadioCards, Switch
from pointage.web.components.values import ChoiceCard
from pointage.web.jobs.picker import JobField

Choices = Sequence[tuple[int, str]]


def add_rule(form: forms.Form, error: RuleBroken) -> None:
    """Puts a broken rule beside the field at fault, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.text)


def read_only(form: forms.Form) -> None:
    for field in form.fields.values():
        field.disabled = True


class AmountField(forms.CharField):
    """An amount of money typed with a comma or a point; None when left empty."""

    default_error_messages = {"invalid": gettext_lazy("Type an amount, such as 85.50.")}

    def to_python(self, value: Any) -> Any:
        text = "".join(str(value or "").split()).replace("$", "").replace(",", ".")
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class JobForm(forms.Form):
    """A job's own fields. What the books keep cannot be typed into."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=BOOKS_NAME)
    code = forms.CharField(
        label=gettext_lazy("Short code"),
        max_length=CODE,
        required=False,
        help_text=gettext_lazy("Letters, digits and hyphens. Unique in its place."),
    )
    is_billable = forms.BooleanField(label=gettext_lazy("Billable"), required=False, widget=Switch)
    billable_rate = AmountField(label=gettext_lazy("Rate an hour"), required=False)
    parent = JobField(label=gettext_lazy("Place below"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        currency: str,
        owned: BooksOwned | None = None,
        with_parent: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        kept = len(str(self.initial.get("name", "")))  # the books may have brought a longer one
        self.fields["name"].widget.attrs["maxlength"] = max(JOB_NAME, kept)
        if not with_parent:
            del self.fields["parent"]
        rate = self.fields["billable_rate"]
        rate.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        rate.help_text = _("In %(currency)s. Leave it empty for none of its own.") % {
            "currency": currency
        }
        for name in ("name", "code") if owned else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Comes from the books (%(books)s).") % {
                "books": owned.books_name if owned else ""
            }

    def values(self) -> JobValues:
        """Raises `RuleBroken`."""
        return JobValues(**{name: v for name, v in self.cleaned_data.items() if name != "parent"})

    @staticmethod
    def initial_of(job: Job) -> dict[str, Any]:
        names = ("name", "code", "is_billable", "billable_rate")
        return {name: getattr(job, name) for name in names}


class PeopleForm(forms.Form):
    """Ticks over people and groups, by row number behind a checked list."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("People"), required=False, widget=CheckList
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, widget=CheckList
    )

    def __init__(self, data: Any, *, people: Choices, groups: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, rows in (("people", people), ("groups", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(str(pk), text) for pk, text in rows]
            if not rows:
                del self.fields[name]

    def ids(self, name: str) -> frozenset[int]:
        return frozenset(int(pk) for pk in self.cleaned_data.get(name, ()))


class WhomForm(PeopleForm):
    """Whom a job is offered to."""

    field_order = ("whom", "groups", "people", "with_children")

    whom = forms.ChoiceField(
        label=gettext_lazy("Who may choose it"),
        choices=[("everyone", gettext_lazy("Everyone")), ("some", gettext_lazy("Only some"))],
        widget=RadioCards,
    )
    with_children = forms.BooleanField(
        label=gettext_lazy("The same for everything below it"), required=False, widget=Switch
    )

    def __init__(self, *args: Any, has_children: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_children:
            del self.fields["with_children"]
        self.fields["whom"].widget.describe = {
            "everyone": ChoiceCard(title=_("Everyone"), text=_("Also people who join later.")),
            "some": ChoiceCard(
                title=_("Only some"),
                text=_("People and groups that you tick. To the others it is not offered."),
            ),
        }

    def values(self) -> Whom:
        """Raises `RuleBroken`."""
        if self.cleaned_data["whom"] == "everyone":
            return Whom()
        return Whom(everyone=False, member_ids=self.ids("people"), group_ids=self.ids("groups"))


class MoveForm(forms.Form):
    """Where a job goes."""

    parent = JobField(label=gettext_lazy("Place below"), required=False)


class BelowForm(forms.Form):
    """Whether what is below comes along."""

    with_children = forms.BooleanField(
        label=gettext_lazy("With everything below it"), required=False, widget=Switch
    )
