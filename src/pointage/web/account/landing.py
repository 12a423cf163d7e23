"""The start page and the chooser: from signing in to the right firm or company."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from pointage.features.practice.places import Place, PlaceKind, may_go, places_of
from pointage.foundation.identity.models import User
from pointage.web.account.words import role_words
from pointage.web.seats import user_of


@dataclass(frozen=True, slots=True)
class PlaceLine:
    name: str
    role: str
    path: str
    icon: str
    is_last: bool


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Nobody yet: first run. Not signed in: sign in. Otherwise where the person was last, or the
    only place there is, or the chooser."""
    if not request.user.is_authenticated:
        return redirect("account_login" if User.objects.exists() else "account:first_run")
    user = user_of(request)
    if may_go(user, user.last_place):
        return redirect(user.last_place)
    places = places_of(user)
    if len(places) == 1:
        return redirect(places[0].path)
    return redirect("account:choose")


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Firms and companies of the person. Entering one makes it the place remembered."""
    user = user_of(request)
    places = places_of(user)
    lines = [_line(place, user.last_place) for place in places]
    context = {
        "firms": [
            line for line, place in zip(lines, places, strict=True) if place.kind is PlaceKind.FIRM
        ],
        "companies": [
            line
            for line, place in zip(lines, places, strict=True)
            if place.kind is PlaceKind.COMPANY
        ],
        "email": user.email,
    }
    template = "account/choose.html" if places else "account/nowhere.html"
    return render(request, template, context)


def _line(place: Place, last_place: str) -> PlaceLine:
    return PlaceLine(
        name=place.name,
        role=role_words(place.role),
        path=place.path,
        icon="briefcase" if place.kind is PlaceKind.FIRM else "building-store",
        is_last=place.path == last_place,
    )
