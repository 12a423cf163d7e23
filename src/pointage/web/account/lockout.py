"""What a person sees after too many wrong passwords, and how attempts are told apart."""

from __future__ import annotations

import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pointage.web.middleware import client_address


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The address somebody tries to sign in with, in one spelling."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not given:
        given = request.POST.get("login", "")
        if not given and request.user.is_authenticated:
            given = request.user.email
    return str(given or "").strip().lower()[:254]


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page of axes: says how many minutes are left, never whether the account exists."""
    minutes = _minutes_left(username(request, credentials), client_address(request), request)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=429)


def _minutes_left(name: str, address: str, request: HttpRequest) -> int:
    cool_off = get_cool_off(request)
    if cool_off is None:
        return 0
    last = (
        AccessAttempt.objects.filter(username=name, ip_address=address)
        .order_by("-attempt_time")
        .first()
    )
    since = last.attempt_time if last is not None else timezone.now()
    left = (since + cool_off - timezone.now()).total_seconds()
    return max(1, math.ceil(float(left) / 60))
