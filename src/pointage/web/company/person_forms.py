"""Forms of a person's pages: shape only. What a value may be is the services' business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.companies.models import TimeSettings
from pointage.features.team.hooks import BooksOwned
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.services.pins import PIN_LEAST, PIN_MOST
from pointage.features.team.values import OwnAnswers, PayValues, TeamMemberValues
from pointage.web.company import permission_words, words
from pointage.web.components import values
from pointage.web.components.forms import CheckList, DateInput, RadioCards, Switch
from pointage.web.paysettings.places import zone_choices

#: Shown to those who keep the team or the payroll, and to managers of the person's group.
PRIVATE_FIELDS: Final = (
    "mobile", "address", "username", "employee_number", "payroll_id", "hired_on", "ended_on",
)  # fmt: skip
PAY_FIELDS: Final = ("pay_rate", "pay_rate_per", "is_salaried", "is_exempt")


@dataclass(frozen=True, slots=True)
class Shows:
    """Which parts of a person a form has."""

    private: bool = True
    pay: bool = False
    #: Groups that can be ticked; none: no such field.
    groups: Sequence[Group] = field(default=())


class PersonForm(forms.Form):
    """A person's general tab. What may not be seen is left out, and what the books keep cannot be
    typed into."""

    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Works as"), choices=list(words.KINDS.items()))
    username = forms.CharField(
        label=gettext_lazy("Username"),
        help_text=gettext_lazy("Shown in lists and exports; not used to sign in."),
        max_length=80,
        required=False,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    mobile = forms.CharField(label=gettext_lazy("Mobile"), max_length=32, required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    employee_number = forms.CharField(
        label=gettext_lazy("Employee number"), max_length=32, required=False
    )
    payroll_id = forms.CharField(
        label=gettext_lazy("Payroll number"), max_length=32, required=False
    )
    hired_on = forms.DateField(label=gettext_lazy("Hired on"), required=False, widget=DateInput)
    ended_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, widget=CheckList
    )
    pay_rate = forms.DecimalField(
        label=gettext_lazy("Pay rate"),
        min_value=0,
        max_digits=12,
        decimal_places=4,
        required=False,
        localize=True,
    )
    pay_rate_per = forms.ChoiceField(
        label=pgettext_lazy("pay rate", "Per"),
        choices=[
            (TeamMember.RatePeriod.HOUR, gettext_lazy("Hour")),
            (TeamMember.RatePeriod.YEAR, gettext_lazy("Year")),
        ],
    )
    is_salaried = forms.BooleanField(
        label=gettext_lazy("Salaried"),
        help_text=gettext_lazy("Paid the same whatever the hours."),
        required=False,
        widget=Switch,
    )
    is_exempt = forms.BooleanField(
        label=gettext_lazy("Exempt from overtime"),
        help_text=gettext_lazy("No overtime is worked out, whatever the rule."),
        required=False,
        widget=Switch,
    )

    def __init__(
        self,
        *args: Any,
        shows: Shows = Shows(),
        owned: BooksOwned | None = None,
        time_zone: str = "",
        form_id: str = "",
        **kwargs: Any,
    ) -> None:
        """`form_id`: the `form` element's id, for fields that stand outside it on the page."""
        super().__init__(*args, **kwargs)
        as_company = [("", _("The company's"))]
        self._choices("language", [*as_company, *settings.LANGUAGES])
        self._choices("time_zone", [*as_company, *zone_choices(also=time_zone)])
        self._choices("groups", [(each.public_id, each.name) for each in shows.groups])
        self._groups = {each.public_id: each for each in shows.groups}
        hidden: list[str] = [] if shows.private else list(PRIVATE_FIELDS)
        hidden += [] if shows.pay else PAY_FIELDS
        hidden += [] if shows.groups else ["groups"]
        for name in hidden:
            del self.fields[name]
        for name, each in self.fields.items():
            if form_id:
                each.widget.attrs["form"] = form_id
            if owned is not None and name in owned.fields:
                each.disabled = True
                each.help_text = _("Comes from the books (%(books)s). Change it there.") % {
                    "books": owned.books_name
                }

    def _choices(self, name: str, choices: Any) -> None:
        each = self.fields[name]
        assert isinstance(each, forms.ChoiceField)
        each.choices = choices

    def person(self, current: TeamMember | None = None) -> TeamMemberValues:
        """The values typed in; fields not shown keep what the person has. Raises `RuleBroken`."""
        kept = TeamMemberValues.of(current).columns() if current else {}
        names = TeamMemberValues.__dataclass_fields__
        return TeamMemberValues(
            **(kept | {name: v for name, v in self.cleaned_data.items() if name in names})
        )

    def pay(self) -> PayValues | None:
        """What the person is paid; None when the form does not show it. Raises `RuleBroken`."""
        if "pay_rate" not in self.fields:
            return None
        return PayValues(**{name: self.cleaned_data[name] for name in PAY_FIELDS})

    def chosen_groups(self) -> list[Group] | None:
        """None when the form does not show groups."""
        if "groups" not in self.fields:
            return None
        return [self._groups[each] for each in self.cleaned_data["groups"]]


class AddPersonForm(PersonForm):
    """A new person, with the user type and the invitation in one go."""

    user_type = forms.ChoiceField(
        label=gettext_lazy("User type"),
        choices=[item for item in words.USER_TYPES.items() if item[0] != "custom"],
        initial=TeamMember.UserType.WORKER,
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Send an invitation now"), required=False, widget=Switch
    )


_ANSWERS: Final = {"": None, "yes": True, "no": False}


class PermissionsForm(forms.Form):
    """The user type, the ticks that count for a custom one, and the person's own answers to the
    company's two switches."""

    user_type = forms.ChoiceField(
        label=gettext_lazy("User type"),
        choices=list(words.USER_TYPES.items()),
        widget=RadioCards,
    )
    manages_own_time = forms.ChoiceField(
        label=gettext_lazy("Adds, changes and deletes their own time"),
        required=False,
    )
    uses_phone = forms.ChoiceField(label=gettext_lazy("Tracks time on a phone"), required=False)
    is_tracked = forms.ChoiceField(
        label=gettext_lazy("Time is tracked"),
        help_text=gettext_lazy(
            "No, for somebody who only administers: the person has no clock, and nobody enters "
            "time for them."
        ),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        required=False,
    )
    schedule_view = forms.ChoiceField(
        label=gettext_lazy("Sees in the schedule"),
        choices=[(k, seen) for k, (seen, _kept) in permission_words.SCHEDULE_LEVELS.items()],
        required=False,
    )
    schedule_manage = forms.ChoiceField(
        label=gettext_lazy("Changes in the schedule"),
        choices=[(k, kept) for k, (_seen, kept) in permission_words.SCHEDULE_LEVELS.items()],
        required=False,
    )

    def __init__(
        self, data: Any = None, *, member: TeamMember, time_settings: TimeSettings
    ) -> None:
        super().__init__(data, initial=_permissions_of(member))
        self._was_tracked = member.is_tracked
        self.fields["user_type"].widget.describe = {
            code: values.ChoiceCard(title=str(name), text=str(words.USER_TYPE_NOTES[code]))
            for code, name in words.USER_TYPES.items()
        }
        for section in permission_words.SECTIONS:
            self.fields[f"may_{section.name}"] = _ticks(section)
        company = {
            "manages_own_time": time_settings.people_manage_own_time,
            "uses_phone": time_settings.people_use_phones,
        }
        for name, answer in company.items():
            each = self.fields[name]
            assert isinstance(each, forms.ChoiceField)
            as_company = _("As the company: yes") if answer else _("As the company: no")
            each.choices = [("", as_company), ("yes", _("Yes")), ("no", _("No"))]

    @property
    def sections(self) -> list[forms.BoundField]:
        """The lists of ticks, in order."""
        return [self[f"may_{section.name}"] for section in permission_words.SECTIONS]

    def ticked(self) -> list[str]:
        """The permission codes of a custom user."""
        data = self.cleaned_data
        codes = [
            code for section in permission_words.SECTIONS for code in data[f"may_{section.name}"]
        ]
        for verb in ("view", "manage"):
            if data[f"schedule_{verb}"]:
                codes.append(permission_words.schedule_code(verb, data[f"schedule_{verb}"]))
        return codes

    def answers(self) -> OwnAnswers:
        data = self.cleaned_data
        return OwnAnswers(
            manages_own_time=_ANSWERS[data["manages_own_time"]],
            uses_phone=_ANSWERS[data["uses_phone"]],
            is_tracked=data["is_tracked"] == "yes" if data["is_tracked"] else self._was_tracked,
        )


def _ticks(section: permission_words.Section) -> forms.MultipleChoiceField:
    ticks = forms.MultipleChoiceField(
        label=str(section.title),
        required=False,
        widget=CheckList,
        choices=[(code, words.PERMISSIONS[code]) for code in section.codes],
    )
    ticks.widget.describe = {
        code: values.CheckItem(
            title=str(words.PERMISSIONS[code]), text=str(permission_words.NOTES.get(code, ""))
        )
        for code in section.codes
    }
    return ticks


def _permissions_of(member: TeamMember) -> dict[str, Any]:
    """A user type's own permissions are ticked to begin with when custom is chosen."""
    codes = set(permission_words.codes_to_tick(member))
    given: dict[str, Any] = {
        f"may_{section.name}": [code for code in section.codes if code in codes]
        for section in permission_words.SECTIONS
    }
    answers = {value: code for code, value in _ANSWERS.items()}
    return given | {
        "user_type": member.user_type,
        "manages_own_time": answers[member.manages_own_time],
        "uses_phone": answers[member.uses_phone],
        "is_tracked": "yes" if member.is_tracked else "no",
        "schedule_view": permission_words.schedule_level("view", codes),
        "schedule_manage": permission_words.schedule_level("manage", codes),
    }


class PinForm(forms.Form):
    """A new PIN for kiosks. It is never shown again."""

    pin = forms.CharField(
        label=gettext_lazy("New PIN"),
        max_length=PIN_MOST,
        required=False,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "pattern": r"\d*"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].help_text = _("At least %(least)s digits.") % {"least": PIN_LEAST}


class ZoneForm(forms.Form):
    """A person's own time zone."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Your days start and end by the clocks of this zone."),
        required=False,
    )

    def __init__(self, data: Any = None, *, time_zone: str = "") -> None:
        super().__init__(data, initial={"time_zone": time_zone})
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", _("The company's")), *zone_choices(also=time_zone)]


class NotificationsForm(forms.Form):
    """What a person is told."""

    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Tell this person when"),
        required=False,
        widget=CheckList,
        choices=list(words.TOLD.items()),
    )


class OvertimeForm(forms.Form):
    """Which overtime rule counts for one person."""

    rule = forms.ChoiceField(
        label=pgettext_lazy("of a person", "Overtime"),
        choices=[
            ("company", gettext_lazy("As the company")),
            ("place", gettext_lazy("By the law of another place")),
            ("none", gettext_lazy("No overtime")),
        ],
        widget=RadioCards,
    )
    region = forms.ChoiceField(label=gettext_lazy("Place whose law applies"), required=False)
