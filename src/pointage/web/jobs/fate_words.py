"""What a row of a file changes, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.jobs.files.fates import Change, RowFate
from pointage.web.jobs.rows import rate_text


def changes_text(fate: RowFate, currency: str) -> str:
    """« Code court : A1 → A2 », one after the other."""
    return " · ".join(_change(each, currency) for each in fate.changes)


def _change(change: Change, currency: str) -> str:
    labels = {
        "place": pgettext("jobs", "Place"),
        "name": _("Name"),
        "code": _("Short code"),
        "is_billable": _("Billable"),
        "billable_rate": _("Rate"),
    }
    return _("%(field)s: %(before)s → %(after)s") % {
        "field": labels[change.field],
        "before": _value(change.before, change.field, currency),
        "after": _value(change.after, change.field, currency),
    }


def _value(value: Any, field: str, currency: str) -> str:
    if value is None or value == "":
        return "∅"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "billable_rate":
        return rate_text(value, currency)
    return str(value).replace(":", " › ") if field == "place" else str(value)
