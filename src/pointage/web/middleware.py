"""What every request needs before a view runs: an id for the logs, and the person's language."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from csp.constants import HEADER as CONTENT_POLICY
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from pointage.web.errors import bad_request

#: Pages of strangers that hold secrets (links, codes, passwords) and must not stay in a cache.
_PRIVATE_PATHS = ("/account/", "/invitations/", "/first-run/")

#: NUL and halves of surrogate pairs, plain or as JSON writes them (in a body or in a field).
_ODD = re.compile(r"[\x00\ud800-\udfff]|\\u0000|\\ud[89a-f]", re.IGNORECASE)

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Gives the request an id that is in every log line, history event and error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        is_known = getattr(request, "user", None) is not None and request.user.is_authenticated
        if is_known or request.path.startswith(_PRIVATE_PATHS):
            response.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A sign that PostgreSQL cannot keep is the sender's error wherever it stands, once the
        database has refused it. Pages that ask for text say it in their own words before."""
        is_refused = isinstance(exception, DataError | UnicodeEncodeError)
        return bad_request(request, exception) if is_refused and _cannot_be_kept(request) else None


def _cannot_be_kept(request: HttpRequest) -> bool:
    """Whether NUL, or half a surrogate pair, stands in the address or in what was posted."""
    if request.content_type == "application/json":
        return _ODD.search(request.body.decode(errors="replace")) is not None
    sent = [request.path_info]
    for data in (request.GET, request.POST):
        for name, values in data.lists():
            sent += [name, *values]
    return any(_ODD.search(text) for text in sent)


class PersonMiddleware:
    """Activates the person's language and time zone; a visitor's come from cookie or browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else visitor_language(request)
        zone = user.time_zone if user.is_authenticated else "UTC"
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            response = self.get_response(request)
        response.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """As the library's, which builds the policy of a page even for an answer that has its own."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if CONTENT_POLICY in response.headers:
            return response
        return super().process_response(request, response)


def visitor_language(request: HttpRequest) -> str:
    """`fr-ca` or `en` for somebody who has not signed in: cookie, then the browser's list."""
    known = {code for code, _ in settings.LANGUAGES}
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        code = part.split(";")[0].strip()
        if code.startswith("fr"):
            return "fr-ca"
        if code.startswith("en"):
            return "en"
    return settings.LANGUAGE_CODE


def client_address(request: HttpRequest) -> str:
    """The caller's address. Forwarded headers count only from `POINTAGE_TRUSTED_PROXIES`."""
    address = request.META.get("REMOTE_ADDR", "") or "0.0.0.0"  # noqa: S104
    forwarded = request.headers.get("X-Forwarded-For", "")
    if address in settings.TRUSTED_PROXIES and forwarded:
        for candidate in reversed([part.strip() for part in forwarded.split(",")]):
            if candidate not in settings.TRUSTED_PROXIES:
                try:
                    return str(ipaddress.ip_address(candidate))
                except ValueError:
                    return address
    return address
