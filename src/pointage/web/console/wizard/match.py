"""Step 9 when linking: who is who between the account and the books. Nothing is archived without a
tick; the plan can be downloaded. The comparing itself is `books.services.links`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def match_step(request: HttpRequest, firm: str, installation: str) -> HttpResponse:
    raise NotImplementedError


def match_plan(request: HttpRequest, firm: str, installation: str) -> HttpResponse:
    raise NotImplementedError
