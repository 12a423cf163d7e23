"""A person's own profile: names, language, time zone, appearance. The e-mail is only shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pointage.foundation.identity.models import User
from pointage.foundation.identity.services import actor_of, person_update
from pointage.web.account.preferences import remember
from pointage.web.components.context import THEME_COOKIE
from pointage.web.components.forms import RadioCards
from pointage.web.components.values import ChoiceCard
from pointage.web.paysettings.places import zone_choices
from pointage.web.seats import user_of

THEMES = (
    ("auto", _("As on my device"), "device-desktop"),
    ("light", _("Light"), "sun"),
    ("dark", _("Dark"), "moon"),
)


class ProfileForm(forms.Form):
    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    language = forms.ChoiceField(label=_("Language"), help_text=_("Of pages and mails."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Hours on your pages are shown in this zone."),
        widget=forms.Select(attrs={"data-filter": _("Search a city or a zone")}),
    )
    theme = forms.ChoiceField(label=_("Appearance"), widget=RadioCards)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(also=zone)  # type: ignore[attr-defined]
        self.fields["theme"].choices = [(code, label) for code, label, _icon in THEMES]  # type: ignore[attr-defined]
        self.fields["theme"].widget.describe = {
            code: ChoiceCard(title=str(label), icon=icon) for code, label, icon in THEMES
        }


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ProfileForm(request.POST or None, zone=user.time_zone, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        actor = actor_of(user, request_id=getattr(request, "request_id", ""))
        person_update(actor=actor, user=user, values=form.cleaned_data)
        language = form.cleaned_data["language"]
        with translation.override(language):
            messages.success(request, str(_("Your profile is saved.")))
        response = redirect("account:profile")
        remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        remember(response, THEME_COOKIE, form.cleaned_data["theme"])
        return response
    status = 422 if form.is_bound else 200
    return render(
        request, "account/profile.html", {"form": form, "email": user.email}, status=status
    )


def _initial(user: User) -> dict[str, str]:
    return {name: getattr(user, name) for name in ProfileForm.base_fields}
