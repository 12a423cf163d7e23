"""Language and appearance, from any page: kept with the person, and in the browser for visitors."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pointage.foundation.identity.services import actor_of, person_update
from pointage.web.account.redirects import own_path
from pointage.web.components.context import THEME_COOKIE, THEMES
from pointage.web.seats import user_of

_YEAR = 365 * 24 * 3600


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Changes the language and returns to the same page; an unknown one changes nothing."""
    response = redirect(own_path(request.POST.get("next", ""), "/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(request, "language", language)
        remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Changes the appearance and returns to the same page; an unknown one changes nothing."""
    response = redirect(own_path(request.POST.get("next", ""), "/"))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _keep(request, "theme", theme)
        remember(response, THEME_COOKIE, theme)
    return response


def _keep(request: HttpRequest, name: str, value: str) -> None:
    if request.user.is_authenticated:
        user = user_of(request)
        actor = actor_of(user, request_id=getattr(request, "request_id", ""))
        person_update(actor=actor, user=user, values={name: value})


def remember(response: HttpResponse, cookie: str, value: str) -> None:
    """Keeps a preference in the browser, so that it holds before signing in too."""
    response.set_cookie(
        cookie,
        value,
        max_age=_YEAR,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
