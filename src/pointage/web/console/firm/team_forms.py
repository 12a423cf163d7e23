"""Forms of the firm's team. Shape only; who may give what is the services' rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.practice.models import FirmMember
from pointage.features.practice.services.members import GIVEN_ROLES, MemberDetails
from pointage.web.components import values
from pointage.web.components.forms import CheckList, RadioCards
from pointage.web.console.firm import words
from pointage.web.console.words import ROLES

ALL, CHOSEN = "all", "chosen"


class ClientTicks(forms.CheckboxSelectMultiple):
    """A long list of ticks in a box that scrolls, filtered while typing. Drawn by hand: two
    thousand lines through templates would take longer than the page may."""

    draws_itself = True

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        ticked = {str(each) for each in value or ()}
        lines = format_html_join(
            "",
            '<label class="tick-line"><input class="form-check-input" type="checkbox" name="{}" '
            'value="{}"{}><span>{}</span></label>',
            (
                (name, code, SafeString(" checked") if code in ticked else "", label)
                for code, label in list(self.choices)
            ),
        )
        return format_html(
            '<div class="ticks" data-ticks data-count-words="{}">'
            '<div class="ticks-head js-show"><input class="form-control" type="search" '
            'aria-label="{}" placeholder="{}" data-ticks-search>'
            '<span class="text-secondary" data-ticks-count aria-live="polite"></span></div>'
            '<div class="ticks-list" tabindex="0" role="group" aria-label="{}">{}</div></div>',
            _("{count} chosen"),
            _("Search the clients"),
            _("Search the clients"),
            _("Clients this person may act for"),
            lines,
        )


class ClientsField(forms.MultipleChoiceField):
    """Checks each value against a set; Django's own walks the whole list for each tick."""

    def validate(self, value: Any) -> None:
        known = {str(code) for code, _label in list(self.choices)}  # type: ignore[arg-type]
        if not {str(each) for each in value} <= known:
            message = _("Choose clients from the list.")
            raise forms.ValidationError(message, code="invalid_choice")


class MemberForm(forms.Form):
    """A person of the firm. `details()` after `is_valid()`."""

    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, ROLES[role]) for role in GIVEN_ROLES],
        widget=RadioCards,
    )
    extra_permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Extra permissions"),
        help_text=gettext_lazy("Beyond what the role allows already."),
        choices=[(code, title) for code, (title, _note) in words.EXTRA_PERMISSIONS.items()],
        required=False,
        widget=CheckList,
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Clients"),
        choices=[
            (ALL, gettext_lazy("All clients")),
            (CHOSEN, gettext_lazy("Only the clients I choose")),
        ],
        widget=RadioCards,
    )
    clients = ClientsField(
        label=gettext_lazy("Clients this person may act for"), required=False, widget=ClientTicks
    )

    def __init__(
        self,
        *args: Any,
        clients: Sequence[tuple[str, str]],
        may: frozenset[str],
        has_sign_in: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        ticks = self.fields["clients"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        ticks.choices = clients
        self.fields["role"].widget.describe = words.role_cards()
        self.fields["access"].widget.describe = {
            ALL: values.ChoiceCard(
                title=_("All clients"),
                text=_("Those of today and those added later."),
                icon="users",
            ),
            CHOSEN: values.ChoiceCard(
                title=_("Only the clients I choose"),
                text=_("The others do not exist for this person."),
                icon="list-check",
            ),
        }
        beyond = _("You do not have this permission yourself.")
        self.fields["extra_permissions"].widget.describe = {
            code: values.CheckItem(
                title=str(title), text=str(note), reason="" if code in may else beyond
            )
            for code, (title, note) in words.EXTRA_PERMISSIONS.items()
        }
        if has_sign_in:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("The address with which this person signs in.")

    def details(self) -> MemberDetails:
        data = self.cleaned_data
        return MemberDetails(
            given_name=data["given_name"],
            family_name=data["family_name"],
            email=data["email"],
            role=data["role"],
            language=data["language"],
            has_all_clients=data["access"] == ALL,
            clients=tuple(data["clients"]),
            extra_permissions=tuple(data["extra_permissions"]),
        )

    @staticmethod
    def initial_of(details: MemberDetails) -> dict[str, Any]:
        return {
            "given_name": details.given_name,
            "family_name": details.family_name,
            "email": details.email,
            "role": details.role,
            "language": details.language,
            "access": ALL if details.has_all_clients else CHOSEN,
            "clients": list(details.clients),
            "extra_permissions": list(details.extra_permissions),
        }


class TransferForm(forms.Form):
    """Who becomes the firm's primary administrator."""

    to = forms.ChoiceField(label=gettext_lazy("New primary administrator"))

    def __init__(self, *args: Any, people: Sequence[FirmMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", _("Choose a person")),
            *(
                (each.public_id, f"{each.full_name} · {ROLES[FirmMember.Role(each.role)]}")
                for each in people
            ),
        ]
