"""Signing in and out: allauth's views where we add something. The rest are used as they are."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.account.models import Login
from allauth.mfa.webauthn import views as webauthn_views
from allauth.mfa.webauthn.internal import flows
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from pointage.foundation.identity.models import User
from pointage.web.account.redirects import own_path
from pointage.web.account.second_factor import ask_later


class LoginView(account_views.LoginView):  # type: ignore[misc]
    """An installation without anybody has nothing to sign in to: it is set up first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and not User.objects.exists():
            return redirect("account:first_run")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class PasskeyLoginView(webauthn_views.LoginWebAuthnView):  # type: ignore[misc]
    """Signs in with a passkey alone, and keeps where the person wanted to go."""

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        wanted = own_path(self.request.POST.get("next", ""))
        login = Login(user=authenticator.user, redirect_url=wanted or None)
        response: HttpResponse = flows.perform_passwordless_login(
            self.request, authenticator, login
        )
        return response


class LogoutView(account_views.LogoutView):  # type: ignore[misc]
    """Leaves no page of the person in the browser. Stored data is left to the service worker, which
    empties what it kept but never the punches that were not sent yet; clearing all storage here
    would lose them."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class PasswordChangeView(account_views.PasswordChangeView):  # type: ignore[misc]
    """Django ends every other session of the person when the password changes; the page says so."""

    def get_default_success_url(self) -> str:
        return reverse("account:security")


class PasswordSetView(account_views.PasswordSetView):  # type: ignore[misc]
    def get_default_success_url(self) -> str:
        return reverse("account:security")


@require_POST
def nudge_later(request: HttpRequest) -> HttpResponse:
    """Closes the reminder about a second step for this session."""
    ask_later(request)
    return redirect(own_path(request.POST.get("next", ""), "/"))
