"""Pages for requests that cannot be answered; each says what happened and what to do next."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without session, database, context processors or hashed file names: any of them may be what
    failed."""
    values = {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "request_id": getattr(request, "request_id", ""),
        "static_url": settings.STATIC_URL,
    }
    return HttpResponse(loader.get_template("errors/500.html").render(values), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
