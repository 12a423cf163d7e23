"""Context processor of the design system: how the reader wants pages to look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEME_COOKIE = "pointage_theme"
THEMES = ("auto", "light", "dark")
LANGUAGE_NAMES = {"fr-ca": "Français", "en": "English"}


def design(request: HttpRequest) -> dict[str, Any]:
    """`theme` (auto, light or dark) and `languages`, the (code, own name) pairs offered."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "languages": [
            (code, LANGUAGE_NAMES.get(code.lower(), name)) for code, name in settings.LANGUAGES
        ],
    }
