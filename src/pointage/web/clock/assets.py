"""Which files the time clock needs without a signal, and one name for their present contents."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

_CLOCK: Final = "js/clock/"
#: The service worker's own source; it is not one of the files it keeps.
WORKER: Final = f"{_CLOCK}worker.js"
SENDING: Final = f"{_CLOCK}background.js"

_PAGE: Final = (
    "vendor/tabler/tabler.min.css",
    "vendor/inter/inter-latin-wght-normal.woff2",
    "vendor/inter/inter-latin-ext-wght-normal.woff2",
    "django_htmx/htmx-4.min.js",
    "brand/favicon.svg",
    "brand/icon-192.png",
)
_STYLES: Final = (
    *("pointage", "layouts", "flows", "components", "facts", "tables", "forms", "inputs"),
    *("overlays", "print", "shell", "company", "clock"),
)
_SCRIPTS: Final = ["theme", "menu", "dialog", "toast", "copy", "filedrop", "forms", "requests"]


def offline_files() -> list[str]:
    """Names of the static files, in the order in which they are fetched."""
    folder = source(WORKER).parent
    modules = sorted(each.name for each in folder.glob("*.js"))
    return [
        *_PAGE,
        *(f"css/{name}.css" for name in _STYLES),
        *(f"js/{name}.js" for name in _SCRIPTS),
        *(f"{_CLOCK}{name}" for name in modules if f"{_CLOCK}{name}" != WORKER),
    ]


def offline_urls() -> list[str]:
    """Their addresses, with hashes where the installation hashes names."""
    return [static(name) for name in offline_files()]


def worker_source() -> str:
    return source(WORKER).read_text(encoding="utf-8")


def version() -> str:
    """Changes whenever any of the files does. Worked out once, except in development."""
    return _version() if settings.DEBUG else _version_once()


def _version() -> str:
    digest = hashlib.sha256()
    for name in [WORKER, *offline_files()]:
        digest.update(source(name).read_bytes())
    return digest.hexdigest()[:16]


_version_once = lru_cache(maxsize=1)(_version)


def source(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
