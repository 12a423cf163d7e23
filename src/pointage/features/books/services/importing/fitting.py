"""Whether values fit their columns, and how history and undo keep them as JSON."""

from __future__ import annotations

from typing import Any

from django.db import models

from pointage.features.books.reasons import Reason
from pointage.features.books.services.importing.work import Problem


def json_value(value: Any) -> Any:
    """A field's value as history and undo keep it."""
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def too_long(model: type[models.Model], values: dict[str, Any]) -> Problem | None:
    """The first text that does not fit its column."""
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit is not None and len(value) > limit:
            return Problem(Reason.TOO_LONG, {"field": name, "limit": limit})
    return None


def cut(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """The same values, texts cut to the length of their columns."""
    fitting = {}
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        fitting[name] = value[:limit] if isinstance(value, str) and limit is not None else value
    return fitting
