"""What makes the site installable: the service worker, the manifest, and the app's start address.
None of them knows the person."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pointage.features.practice.places import PlaceKind, places_of
from pointage.web.clock import assets
from pointage.web.seats import user_of

_BRAND_COLOUR = "#0b5f6b"


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker for the whole site, named anew whenever a file it keeps changes.

    `?sending=1` is the variant for browsers whose workers may import modules: it also sends the
    queue when no page is open.
    """
    head = json.dumps({"version": assets.version(), "assets": assets.offline_urls()})
    parts = [f"self.POINTAGE = {head};\n", assets.worker_source()]
    if request.GET.get("sending"):
        parts.insert(0, f'import "{static(assets.SENDING)}";\n')
    response = HttpResponse("".join(parts), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@require_GET
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """The installable app, in the reader's language."""
    sizes = ("192", "512")
    icons = [
        {
            "src": static(f"brand/{name}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in (("icon", "any"), ("maskable", "maskable"))
        for size in sizes
    ]
    return JsonResponse(
        {
            "id": "/",
            "name": "Pointage",
            "short_name": "Pointage",
            "description": _("Clock in and out, with or without a signal."),
            "lang": (get_language() or "en").replace("fr-ca", "fr-CA"),
            "start_url": reverse("start_clock"),
            "scope": "/",
            "display": "standalone",
            "theme_color": _BRAND_COLOUR,
            "background_color": "#f4f6f7",
            "icons": icons,
            "shortcuts": [{"name": _("Time clock"), "url": reverse("start_clock")}],
        },
        content_type="application/manifest+json",
    )


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Where the app's icon leads: the clock of the company the person was in last, or of the only
    one; for anybody else, the start page."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    user = user_of(request)
    companies = [place for place in places_of(user) if place.kind is PlaceKind.COMPANY]
    last = [place for place in companies if place.path == user.last_place]
    chosen = last or companies
    return redirect(f"{chosen[0].path}clock/" if len(chosen) == 1 else "/")
