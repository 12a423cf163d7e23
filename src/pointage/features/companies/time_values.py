"""What the settings of time tracking may be: a frozen value that refuses to exist when it breaks a
rule. Whether the law of the place allows its rounding is for the service to say. Saves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from pointage.features.companies import errors
from pointage.features.companies.models import TimeSettings
from pointage.rules.timekeeping import (
    ROUNDING_MINUTES,
    Rounding,
    RoundingMode,
    RoundingPolicy,
)

_HOUR: Final = 3600
_LABEL_LIMIT: Final = 40
#: The whole week after which everybody is clocked out, whatever the company says.
HARD_STOP_SECONDS: Final = 7 * 24 * _HOUR

_CHOICES: Final[Mapping[str, list[str]]] = {
    "hours_format": TimeSettings.HoursFormat.values,
    "rounding_in": TimeSettings.RoundingMode.values,
    "rounding_out": TimeSettings.RoundingMode.values,
    "job_label": TimeSettings.JobLabel.values,
}
#: First and last hour of each limit.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "clock_out_after_seconds": (1, 168),
    "long_shift_after_seconds": (1, 168),
    "missing_break_after_seconds": (1, 24),
    "unsynced_after_seconds": (1, 168),
}
TOOLS: Final = ("shows_clock", "shows_week", "shows_days", "shows_timeline")
_ABOUT_NOTES: Final = (
    "requires_notes",
    "note_edits_tell_administrators",
    "note_edits_tell_managers",
)
OWN_LABELS: Final = (
    ("own_job_label_en", "own_job_labels_en"),
    ("own_job_label_fr", "own_job_labels_fr"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSettingsValues:
    """How time is tracked; the columns of `TimeSettings`, with the same defaults.

    Limits are seconds in whole minutes; None switches a check off. Raises a `RuleBroken` that
    names the field.
    """

    people_manage_own_time: bool = False
    people_use_phones: bool = True
    people_request_corrections: bool = True
    people_change_time_zone: bool = False

    shows_clock: bool = True
    shows_week: bool = True
    shows_days: bool = True
    shows_timeline: bool = True
    hides_running_total: bool = False
    week_opens_by_day: bool = False
    week_includes_clocked: bool = True
    hours_format: str = TimeSettings.HoursFormat.HOURS_MINUTES

    requires_job: bool = False
    has_notes: bool = True
    requires_notes: bool = False
    note_edits_tell_administrators: bool = False
    note_edits_tell_managers: bool = False
    has_attachments: bool = True
    splits_at_midnight: bool = False
    crew_clock_in_asks: bool = False

    clock_out_after_seconds: int | None = None
    clock_out_tells_administrators: bool = True
    clock_out_tells_managers: bool = True
    long_shift_after_seconds: int | None = 12 * _HOUR
    missing_break_after_seconds: int | None = 5 * _HOUR
    unsynced_after_seconds: int = 24 * _HOUR

    rounding_minutes: int | None = None
    rounding_in: str = TimeSettings.RoundingMode.NEAREST
    rounding_out: str = TimeSettings.RoundingMode.NEAREST

    job_label: str = TimeSettings.JobLabel.JOB
    own_job_label_en: str = ""
    own_job_labels_en: str = ""
    own_job_label_fr: str = ""
    own_job_labels_fr: str = ""

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_limits(self)
        if not any(getattr(self, tool) for tool in TOOLS):
            raise errors.NoToolShown(field=TOOLS[0])
        for name in _ABOUT_NOTES:
            if getattr(self, name) and not self.has_notes:
                raise errors.NotesAreOff(field=name)
        if self.rounding_minutes is not None and self.rounding_minutes not in ROUNDING_MINUTES:
            raise errors.RoundingStepUnknown(field="rounding_minutes")
        _check_labels(self)

    def rounding_policy(self) -> RoundingPolicy:
        """The rounding of punches as the pure rules see it; it rounds nothing when it is off."""
        return rounding_policy(self.rounding_minutes, self.rounding_in, self.rounding_out)

    @classmethod
    def of(cls, row: TimeSettings) -> Self:
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    def to_json(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


def rounding_policy(minutes: int | None, arriving: str, leaving: str) -> RoundingPolicy:
    """The policy of these settings; None minutes round nothing."""
    if minutes is None:
        return RoundingPolicy()
    return RoundingPolicy(
        Rounding(minutes, RoundingMode(arriving)), Rounding(minutes, RoundingMode(leaving))
    )


def rounding_policy_of(settings: TimeSettings) -> RoundingPolicy:
    """The policy a company's kept settings stand for."""
    return rounding_policy(settings.rounding_minutes, settings.rounding_in, settings.rounding_out)


def _check_shapes(values: TimeSettingsValues) -> None:
    for each in fields(values):
        value = getattr(values, each.name)
        wrong_flag = isinstance(each.default, bool) and not isinstance(value, bool)
        unknown = each.name in _CHOICES and value not in _CHOICES[each.name]
        if wrong_flag or unknown:
            raise errors.SettingInvalid(field=each.name)


def _check_limits(values: TimeSettingsValues) -> None:
    for name, (first, last) in LIMITS.items():
        value = getattr(values, name)
        if value is None and name != "unsynced_after_seconds":
            continue
        is_whole = isinstance(value, int) and not isinstance(value, bool) and value % 60 == 0
        if not is_whole or not first * _HOUR <= value <= last * _HOUR:
            raise errors.TimeLimitOutOfRange(field=name, first=first, last=last)


def _check_labels(values: TimeSettingsValues) -> None:
    for name in (each for pair in OWN_LABELS for each in pair):
        value = getattr(values, name)
        if not isinstance(value, str) or len(value.strip()) > _LABEL_LIMIT:
            raise errors.OwnLabelTooLong(field=name, limit=_LABEL_LIMIT)
    if values.job_label != TimeSettings.JobLabel.OWN:
        return
    words = {name: getattr(values, name).strip() for pair in OWN_LABELS for name in pair}
    if not any(words.values()):
        raise errors.OwnLabelRequired(field=OWN_LABELS[0][0])
    for one, many in OWN_LABELS:
        if bool(words[one]) != bool(words[many]):
            raise errors.OwnLabelRequired(field=many if words[one] else one)
