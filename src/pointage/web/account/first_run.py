"""The pages of an installation without anybody: language, then a firm and its owner, or the sample.

Reached from another machine they ask for the set-up code that the server printed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.practice.services import founding
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.models import User
from pointage.foundation.identity.setup_code import setup_code_forget, setup_code_matches
from pointage.web.account.forms import PasswordField, check_new_password
from pointage.web.account.words import role_words
from pointage.web.paysettings.places import region_choices, zone_choices

View = Callable[[HttpRequest], HttpResponse]
_LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_CODE_GIVEN = "setup_code_given"
_SIGN_INS = "sample_sign_ins"


class FirmForm(forms.Form):
    firm_name = forms.CharField(
        label=_("Name of the firm"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    region = forms.ChoiceField(label=_("Province or state"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        widget=forms.Select(attrs={"data-filter": _("Search a city or a zone")}),
    )
    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("You sign in with it, and mails about the firm come here."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = PasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = region_choices()  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        person = User(
            email=data.get("email", ""),
            given_name=data.get("given_name", ""),
            family_name=data.get("family_name", ""),
        )
        check_new_password(self, "password", person)
        return data


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("Twelve characters, shown where the server was started."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not setup_code_matches(code):
            raise forms.ValidationError(_("This is not the set-up code of this installation."))
        return code


def is_local(request: HttpRequest) -> bool:
    """Whether the browser runs on the server's own machine, as far as that can be known.

    Any sign of a proxy, or a base address that others can reach, counts as from elsewhere.
    """
    if urlsplit(settings.BASE_URL).hostname not in _LOCAL_NAMES:
        return False
    if any(request.META.get(header) for header in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _founding_page(view: View) -> View:
    """Only while nobody has an account; with the set-up code unless on the same machine."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        if founding.is_founded():
            return redirect("account:home")
        if not is_local(request) and not request.session.get(_CODE_GIVEN):
            return redirect("account:first_run_code")
        return view(request)

    return page


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    if founding.is_founded():
        return redirect("account:home")
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        request.session[_CODE_GIVEN] = True
        return redirect("account:first_run")
    return render(
        request, "account/first_run_code.html", {"form": form}, status=422 if form.errors else 200
    )


@require_GET
@_founding_page
def welcome(request: HttpRequest) -> HttpResponse:
    """The language (its switch is on the page) and what to begin with."""
    return render(request, "account/first_run.html", {"has_sample": founding.has_sample()})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@_founding_page
def firm(request: HttpRequest) -> HttpResponse:
    """The firm and its owner, made together; the owner is signed in."""
    initial = {"region": "CA-QC", "time_zone": "America/Toronto"}
    form = FirmForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            user, _firm = founding.installation_found(
                owner=founding.Owner(
                    data["given_name"], data["family_name"], data["email"], data["password"]
                ),
                firm_name=data["firm_name"],
                region=data["region"],
                language=get_language() or settings.LANGUAGE_CODE,
                time_zone=data["time_zone"],
                request_id=getattr(request, "request_id", ""),
            )
        except founding.AlreadyFounded as refused:
            messages.warning(request, refused.text)
            return redirect("account_login")
        except RuleBroken as refused:
            field = "firm_name" if refused.field == "name" else refused.field
            form.add_error(field if field in form.fields else None, refused.text)
        else:
            setup_code_forget()
            record_authentication(request, user, method="password")
            response: HttpResponse = perform_login(request, Login(user=user))
            return response
    return render(
        request, "account/first_run_firm.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@_founding_page
def sample(request: HttpRequest) -> HttpResponse:
    """Loads the sample practice, then shows who may sign in."""
    try:
        signs = founding.sample_load(language=get_language() or settings.LANGUAGE_CODE)
    except founding.AlreadyFounded as refused:
        messages.warning(request, refused.text)
        return redirect("account_login")
    setup_code_forget()
    request.session[_SIGN_INS] = {
        "firm_name": signs.firm_name,
        "people": [[p.name, p.role, p.email, p.password] for p in signs.people],
    }
    return redirect("account:first_run_sample_done")


@require_GET
def sample_done(request: HttpRequest) -> HttpResponse:
    signs = request.session.get(_SIGN_INS)
    if signs is None:
        return redirect("account:home")
    people = [
        {"name": name, "role": role_words(role), "email": email, "password": password}
        for name, role, email, password in signs["people"]
    ]
    return render(
        request,
        "account/first_run_sample.html",
        {"firm_name": signs["firm_name"], "people": people},
    )
