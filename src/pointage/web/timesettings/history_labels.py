"""Time settings and breaks in the company's history: what each field is called and how its value
reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils.functional import Promise

from pointage.features.companies.models import TimeSettings
from pointage.features.companies.words import JOB_LABELS
from pointage.web.formats import clock_text
from pointage.web.paysettings.forms import weekday_name
from pointage.web.timesettings import words

#: Field -> its name.
LABELS: Final[Mapping[str, Promise]] = {
    name: setting.label for name, setting in words.SETTINGS.items()
} | dict(words.BREAK_FIELDS)


def said(name: str, value: Any) -> str | None:
    """The value of one of these fields in words; None for one that needs no words of its own."""
    if name == "hours_format" and value in words.HOURS_FORMATS:
        return str(words.HOURS_FORMATS[value])
    if name in ("rounding_in", "rounding_out") and value in words.DIRECTIONS:
        return str(words.DIRECTIONS[value])
    if name == "job_label":
        return _label(str(value))
    if name == "starts_minute" and isinstance(value, int):
        return clock_text(datetime(2026, 1, 5, *divmod(value, 60), tzinfo=UTC))
    if name == "days" and isinstance(value, int):
        return ", ".join(weekday_name(day) for day in range(7) if value >> day & 1)
    if name in ("break_people", "break_groups") and isinstance(value, list):
        return ", ".join(map(str, value))
    return None


def _label(code: str) -> str:
    if code == TimeSettings.JobLabel.OWN:
        return str(words.OWN_WORD)
    return str(JOB_LABELS[code][1]) if code in JOB_LABELS else code
