"""The form of one break. Shape only; saves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.companies.values import BreakRuleValues
from pointage.features.team.models import Group, TeamMember
from pointage.features.timeentries.services.break_rules import BreakAudience
from pointage.web.components import values
from pointage.web.components.forms import CheckList, RadioCards, Switch, TimeInput
from pointage.web.paysettings.forms import HoursField, weekday_name

_DAYS: Final = range(7)  # 0 Sunday … 6 Saturday
#: Field of the values -> field of the form.
FORM_FIELDS: Final = {"after_seconds": "after", "starts_minute": "at"}
#: What the form shows before anything is typed.
NEW: Final[Mapping[str, Any]] = {
    "minutes": 30,
    "is_manual": True,
    "starts": "after",
    "days": [*_DAYS],
    "audience": "everyone",
    "members": (),
    "groups": (),
}


class BreakForm(forms.Form):
    """A break rule and whom it is for; people and groups are known by public id."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("What people choose when they take it."),
    )
    code = forms.CharField(
        label=gettext_lazy("Short code"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("For reports and exports."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=1, max_value=480
    )
    is_paid = forms.BooleanField(
        label=gettext_lazy("Paid"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy("A paid break counts as worked hours, overtime included."),
    )
    is_manual = forms.BooleanField(
        label=gettext_lazy("People take it themselves"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy("They start and end it with the time clock."),
    )
    cannot_end_early = forms.BooleanField(
        label=gettext_lazy("It cannot be ended early"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy("The clock refuses to go back to work before its length is over."),
    )
    is_automatic = forms.BooleanField(
        label=gettext_lazy("It is added automatically"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy(
            "At clock-out, and only if no break of this kind or a longer one was taken. Hours "
            "that are typed never get one by themselves."
        ),
    )
    starts = forms.ChoiceField(
        label=gettext_lazy("Where it is added"),
        choices=[
            ("after", gettext_lazy("After so many hours of work")),
            ("at", gettext_lazy("At a time of day")),
        ],
        widget=forms.RadioSelect,
    )
    after = HoursField(
        label=gettext_lazy("Hours of work"),
        required=False,
        help_text=gettext_lazy("For example 5: shorter work gets no break."),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time of day"),
        required=False,
        widget=TimeInput,
        help_text=gettext_lazy("Only if the person was at work from its start to its end."),
    )
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[
            ("everyone", gettext_lazy("Everybody")),
            ("some", gettext_lazy("Some people or groups")),
        ],
        widget=RadioCards,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, widget=CheckList
    )
    members = forms.MultipleChoiceField(
        label=gettext_lazy("People"), required=False, widget=CheckList
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[TeamMember],
        groups: Sequence[Group],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._members, self._groups = members, groups
        self._choices("days", [(day, weekday_name(day).capitalize()) for day in _DAYS])
        self._choices("members", [(each.public_id, each.full_name) for each in members])
        self._choices("groups", [(each.public_id, each.name) for each in groups])
        if not groups:
            del self.fields["groups"]
        self.fields["audience"].widget.describe = {
            "everyone": values.ChoiceCard(
                title=_("Everybody"), text=_("Whoever joins the team later is included.")
            ),
            "some": values.ChoiceCard(
                title=_("Some people or groups"),
                text=_("Whoever joins a chosen group later is included."),
            ),
        }

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> BreakRuleValues:
        """Raises `RuleBroken`; `FORM_FIELDS` says where a field of the values stands here."""
        data = self.cleaned_data
        by_clock = data["starts"] == "at"
        at = data["at"]
        automatic = {
            "after_seconds": None if by_clock else data["after"],
            "starts_minute": at.hour * 60 + at.minute if by_clock and at else None,
            "days": sum(1 << day for day in data["days"]),
        }
        return BreakRuleValues(
            name=data["name"],
            code=data["code"],
            minutes=data["minutes"],
            is_paid=data["is_paid"],
            is_manual=data["is_manual"],
            cannot_end_early=data["cannot_end_early"] and data["is_manual"],
            is_automatic=data["is_automatic"],
            **(automatic if data["is_automatic"] else {}),
        )

    def break_audience(self) -> BreakAudience:
        data = self.cleaned_data
        if data["audience"] == "everyone":
            return BreakAudience()
        chosen, chosen_groups = set(data["members"]), set(data.get("groups", ()))
        return BreakAudience(
            everyone=False,
            members=[each for each in self._members if each.public_id in chosen],
            groups=[each for each in self._groups if each.public_id in chosen_groups],
        )


def initial_of(rule: BreakRuleValues, audience: BreakAudience) -> dict[str, Any]:
    """What the form shows of a break."""
    minute = rule.starts_minute
    return rule.to_json() | {
        "starts": "at" if minute is not None else "after",
        "after": rule.after_seconds,
        "at": f"{minute // 60:02d}:{minute % 60:02d}" if minute is not None else None,
        "days": [day for day in _DAYS if rule.days >> day & 1],
        "audience": "everyone" if audience.everyone else "some",
        "members": [each.public_id for each in audience.members],
        "groups": [each.public_id for each in audience.groups],
    }
