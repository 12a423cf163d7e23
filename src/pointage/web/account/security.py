"""A person's keys on one page: password, passkeys, authenticator app, recovery codes; and where
the person is signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pointage.foundation.identity.models import User
from pointage.web.formats import moment_text
from pointage.web.seats import user_of


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    id: int
    name: str
    added: str
    used: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: int
    device: str
    icon: str
    address: str
    since: str
    is_current: bool


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    passkeys = [_passkey(a) for a in found if a.type == Authenticator.Type.WEBAUTHN]
    has_app = any(a.type == Authenticator.Type.TOTP for a in found)
    codes = next((a for a in found if a.type == Authenticator.Type.RECOVERY_CODES), None)
    return render(
        request,
        "account/security.html",
        {
            "has_password": user.has_usable_password(),
            "passkeys": passkeys,
            "has_app": has_app,
            "codes_left": _codes_left(codes),
            "has_second_factor": has_app or bool(passkeys),
            "sessions_text": _sessions_text(user),
        },
    )


def _passkey(authenticator: Authenticator) -> PasskeyLine:
    zone = timezone.get_current_timezone()
    used = authenticator.last_used_at
    return PasskeyLine(
        id=authenticator.pk,
        name=authenticator.wrap().name,
        added=_("Added on {when}").format(when=moment_text(authenticator.created_at, zone)),
        used=_("last used on {when}").format(when=moment_text(used, zone)) if used else "",
    )


def _codes_left(codes: Authenticator | None) -> str:
    if codes is None:
        return ""
    left = len(codes.wrap().get_unused_codes())
    return ngettext("{n} code left", "{n} codes left", left).format(n=left)


def _sessions_text(user: User) -> str:
    count = len(UserSession.objects.purge_and_list(user))
    return ngettext(
        "You are signed in on {n} device.", "You are signed in on {n} devices.", count
    ).format(n=count)


@login_required
@require_http_methods(["GET", "POST"])
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Lists sessions; ends one (`session`) or all others."""
    user = user_of(request)
    if request.method == "POST":
        _end(request, user)
        return redirect("usersessions_list")
    sessions = sorted(
        UserSession.objects.purge_and_list(user), key=lambda s: (not s.is_current(), -s.pk)
    )
    lines = [_session(session) for session in sessions]
    return render(
        request,
        "account/sessions.html",
        {"sessions": lines, "has_others": any(not line.is_current for line in lines)},
    )


def _end(request: HttpRequest, user: User) -> None:
    chosen = request.POST.get("session", "")
    if chosen == "others":
        end_other_sessions(request, user)
        messages.success(request, _("You are signed out everywhere else."))
        return
    if chosen.isdecimal() and len(chosen) < 18:
        mine = list(UserSession.objects.filter(user=user, pk=int(chosen)))
        if mine and not mine[0].is_current():
            end_sessions(request, mine)
            messages.success(request, _("That device is signed out."))


def _session(session: UserSession) -> SessionLine:
    zone = timezone.get_current_timezone()
    device, icon = device_words(session.user_agent)
    return SessionLine(
        id=session.pk,
        device=device,
        icon=icon,
        address=session.ip,
        since=moment_text(session.created_at, zone),
        is_current=session.is_current(),
    )


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (
    ("iPhone", "iPhone", "device-mobile"),
    ("iPad", "iPad", "device-tablet"),
    ("Android", "Android", "device-mobile"),
    ("Windows", "Windows", "device-desktop"),
    ("Mac OS X", "macOS", "device-desktop"),
    ("Linux", "Linux", "device-desktop"),
)


def device_words(user_agent: str) -> tuple[str, str]:
    """« Chrome, Windows » and an icon, from what a browser says of itself; only a hint."""
    browser = next((name for mark, name in _BROWSERS if f"{mark}/" in user_agent), "")
    if not browser and re.search(r"Version/\S+ .*Safari/", user_agent):
        browser = "Safari"
    system, icon = next(
        ((name, icon) for mark, name, icon in _SYSTEMS if mark in user_agent),
        ("", "device-desktop"),
    )
    words = ", ".join(word for word in (browser, system) if word)
    return words or _("Unknown device"), icon
