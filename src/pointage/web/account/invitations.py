"""The page an invitation's link leads to: who invites to what, then accept or decline.

Opening it changes nothing but « opened », so that a mail scanner cannot accept.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity import errors, invitations
from pointage.foundation.identity.invitations import InvitationStatus, NewPerson
from pointage.foundation.identity.models import Invitation, User
from pointage.web.account import passkeys
from pointage.web.account.forms import PasswordField, check_new_password
from pointage.web.account.invitation_words import Closed, closed_words, invitation_words
from pointage.web.paysettings.places import zone_choices
from pointage.web.seats import user_of

_ZONE = "America/Toronto"


class JoinForm(forms.Form):
    """A new person's account. `credential` is a passkey made by the browser; without one, a
    password is needed."""

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
    password = PasswordField(required=False)
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_time_zone(self) -> str:
        """The browser's own zone when it names one that we offer."""
        zone: str = self.cleaned_data["time_zone"]
        offered = {code for _country, zones in zone_choices() for code, _name in zones}
        return zone if zone in offered else _ZONE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("credential") and not data.get("password"):
            self.add_error("password", _("Choose a password."))
        person = User(
            email=self.email,
            given_name=data.get("given_name", ""),
            family_name=data.get("family_name", ""),
        )
        check_new_password(self, "password", person)
        return data


class AddressForm(forms.Form):
    """The address of somebody who was invited without one."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    request_id = getattr(request, "request_id", "")
    invitation = invitations.invitation_open(token=token, request_id=request_id)
    _speak(request, invitation)
    return _page(request, token, invitation)


@sensitive_post_parameters("password", "credential")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts as a new person, with a passkey or a password, and signs in."""
    if request.method == "GET":  # the language switch of a form with errors leads here
        return redirect("account:invitation", token=token)
    invitation = invitations.invitation_by_token(token)
    _speak(request, invitation)
    if invitation is None or not invitations.invitation_status(invitation).is_open:
        return _page(request, token, invitation)
    form = JoinForm(request.POST, email=invitation.email)
    if not form.is_valid():
        return _page(request, token, invitation, form=form)
    try:
        accepted = _join(request, token, form.cleaned_data)
    except passkeys.PasskeyRefused:
        form.add_error(None, _("The passkey could not be checked. Try again, or use a password."))
        return _page(request, token, invitation, form=form)
    except (errors.AccountExists, errors.InvitationNotOpen):
        return redirect("account:invitation", token=token)
    except RuleBroken as refused:
        form.add_error(None, refused.text)
        return _page(request, token, invitation, form=form)
    by_passkey = bool(form.cleaned_data["credential"])
    if by_passkey:
        words = _("Your recovery codes are on the Security page: keep them safe.")
        messages.info(request, str(words))
    return _enter(request, accepted, "mfa" if by_passkey else "password")


def _join(request: HttpRequest, token: str, data: dict[str, Any]) -> invitations.Accepted:
    public_id, credential = "", None
    if data["credential"]:
        public_id, credential = passkeys.finish(request, data["credential"])

    def keep_passkey(user: User) -> None:
        if credential is not None:
            passkeys.keep(request, user, credential)

    return invitations.invitation_join(
        token=token,
        person=NewPerson(
            given_name=data["given_name"],
            family_name=data["family_name"],
            language=get_language() or settings.LANGUAGE_CODE,
            time_zone=data["time_zone"],
            password=None if credential is not None else data["password"],
            public_id=public_id,
        ),
        on_created=keep_passkey,
        request_id=getattr(request, "request_id", ""),
    )


def _enter(request: HttpRequest, accepted: invitations.Accepted, method: str) -> HttpResponse:
    """Signs the new person in; a fresh session, as with every sign-in."""
    if request.user.is_authenticated:
        logout(request)
    extra = {"type": "webauthn", "passwordless": True} if method == "mfa" else {}
    record_authentication(request, accepted.user, method=method, **extra)
    login = Login(user=accepted.user, redirect_url=accepted.place)
    response: HttpResponse = perform_login(request, login)
    return response


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Sends an invitation that came by text message to the address its holder gives."""
    if request.method == "GET":
        return redirect("account:invitation", token=token)
    invitation = invitations.invitation_by_token(token)
    _speak(request, invitation)
    if invitation is None or not invitations.invitation_status(invitation).is_open:
        return _page(request, token, invitation)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, address=form)
    try:
        sent = invitations.invitation_address(
            token=token,
            email=form.cleaned_data["email"],
            request_id=getattr(request, "request_id", ""),
        )
    except errors.EmailUnusable as refused:
        form.add_error("email", refused.text)
        return _page(request, token, invitation, address=form)
    except RuleBroken:
        return redirect("account:invitation", token=token)
    return render(request, "account/invitation_sent.html", {"email": sent.email})


@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts as the person who is signed in."""
    if not request.user.is_authenticated:
        return redirect("account:invitation", token=token)
    try:
        accepted = invitations.invitation_accept(
            token=token,
            user=user_of(request),
            request_id=getattr(request, "request_id", ""),
        )
    except (errors.InvitationNotOpen, errors.InvitationForSomebodyElse):
        return redirect("account:invitation", token=token)
    except RuleBroken as refused:
        messages.error(request, refused.text)
        return redirect("account:invitation", token=token)
    return redirect(accepted.place)


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, then declines."""
    invitation = invitations.invitation_by_token(token)
    _speak(request, invitation)
    if invitation is None or not invitations.invitation_status(invitation).is_open:
        return _page(request, token, invitation)
    if request.method == "POST":
        try:
            invitation = invitations.invitation_decline(
                token=token, request_id=getattr(request, "request_id", "")
            )
        except errors.InvitationNotOpen:
            return redirect("account:invitation", token=token)
        return _page(request, token, invitation, status=200)
    words = invitation_words(invitation)
    return render(
        request,
        "account/invitation_decline.html",
        {"words": words, "back": reverse("account:invitation", args=[token])},
    )


@require_POST
def switch(request: HttpRequest, token: str) -> HttpResponse:
    """Signs the other person out and returns to the invitation."""
    if request.user.is_authenticated:
        logout(request)
    return redirect("account:invitation", token=token)


def _page(
    request: HttpRequest,
    token: str,
    invitation: Invitation | None,
    *,
    form: JoinForm | None = None,
    address: AddressForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    if invitation is None:
        words: Closed = closed_words(None, None)
        return render(request, "account/invitation_closed.html", {"closed": words}, status=404)
    state = invitations.invitation_status(invitation)
    if not state.is_open:
        words = closed_words(state, invitation)
        is_mine = (
            state is InvitationStatus.ACCEPTED
            and request.user.is_authenticated
            and invitation.accepted_by_id == request.user.pk
        )
        return render(
            request,
            "account/invitation_closed.html",
            {"closed": words, "is_mine": is_mine},
            status=status or 410,
        )
    if not invitation.email:
        return _page_without_address(request, token, invitation, address)
    return _open_page(request, token, invitation, form)


def _page_without_address(
    request: HttpRequest, token: str, invitation: Invitation, form: AddressForm | None
) -> HttpResponse:
    """Whoever is signed in accepts as themselves; anybody else signs in or gives an address."""
    here = reverse("account:invitation", args=[token])
    context: dict[str, Any] = {
        "words": invitation_words(invitation),
        "token": token,
        "back": here,
        "mode": "address",
    }
    if request.user.is_authenticated:
        context["mode"] = "accept_as"
        context["signed_in_as"] = user_of(request).email
    else:
        context["form"] = form or AddressForm()
        context["sign_in"] = f"{reverse('account_login')}?{urlencode({'next': here})}"
    is_bad = form is not None and bool(form.errors)
    return render(request, "account/invitation.html", context, status=422 if is_bad else 200)


def _open_page(
    request: HttpRequest, token: str, invitation: Invitation, form: JoinForm | None
) -> HttpResponse:
    address = reverse("account:invitation", args=[token])
    context: dict[str, Any] = {
        "words": invitation_words(invitation),
        "email": invitation.email,
        "token": token,
        "back": address,
    }
    owner = User.objects.filter(email__iexact=invitation.email).first()
    if request.user.is_authenticated:
        is_owner = owner is not None and owner.pk == request.user.pk
        context["mode"] = "accept" if is_owner else "other"
        context["signed_in_as"] = user_of(request).email
    elif owner is not None:
        context["mode"] = "sign_in"
        context["sign_in"] = f"{reverse('account_login')}?{urlencode({'next': address})}"
    else:
        context["mode"] = "join"
        context["form"] = form or JoinForm(email=invitation.email, initial=_names(invitation))
        context["passkey_options"] = passkeys.begin(
            request, email=invitation.email, name=invitation.name
        )
    is_bad = form is not None and bool(form.errors)
    return render(request, "account/invitation.html", context, status=422 if is_bad else 200)


def _names(invitation: Invitation) -> dict[str, str]:
    given, _space, family = invitation.name.strip().partition(" ")
    return {"given_name": given, "family_name": family}


def _speak(request: HttpRequest, invitation: Invitation | None) -> None:
    """A visitor who has chosen no language reads the page in that of the invitation."""
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if invitation is not None and not has_chosen and not request.user.is_authenticated:
        translation.activate(invitation.language)
        request.LANGUAGE_CODE = invitation.language
