"""Template context of the shell around every page: language, theme, the bell. Strings only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pointage.foundation.notices.queries import unread_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Adds `shell`: what the layouts of `web.components` read."""
    user = getattr(request, "user", None)
    return {
        "shell": {
            "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
            "languages": settings.LANGUAGES,
            "theme": user.theme if user is not None and user.is_authenticated else "auto",
            "unread_notices": _unread(user),
            "request_id": getattr(request, "request_id", ""),
        }
    }


def _unread(user: Any) -> str:
    """How many notices wait, as shown on the bell; empty for none."""
    if user is None or not user.is_authenticated:
        return ""
    count = unread_count(user.pk)
    return "99+" if count > 99 else str(count or "")
