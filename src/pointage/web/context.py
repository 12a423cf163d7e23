"""Template context of the shell around every page: language, theme, the bell. Strings only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Adds `shell`: what the layouts of `web.components` read."""
    user = getattr(request, "user", None)
    return {
        "shell": {
            "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
            "languages": settings.LANGUAGES,
            "theme": user.theme if user is not None and user.is_authenticated else "auto",
            "request_id": getattr(request, "request_id", ""),
        }
    }
