"""What a company's settings may be: frozen values that refuse to exist when they break a rule.

Used by services, forms, the wizard's drafts and client templates alike. Nothing here is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Self

from pointage.features.companies import errors
from pointage.features.companies.models import BreakRule, PaySettings
from pointage.foundation.errors import RuleBroken
from pointage.rules.labour import jurisdiction_codes
from pointage.rules.payperiods import PayFrequency, PaySchedule, PayScheduleInvalid

_HOUR: Final = 3600
_YEARS: Final = (2000, 2100)

_SCHEDULE_FIELDS: Final = {
    "frequency": "pay_period",
    "anchor_end": "period_end_on",
    "week_start": "week_start",
}
_SCHEDULE_ERRORS: Final[dict[str, type[RuleBroken]]] = {
    "unknown": errors.PayPeriodUnknown,
    "required": errors.PeriodEndRequired,
    "wrong_number": errors.EndDaysRequired,
    "not_ascending": errors.EndDaysNotAscending,
    "meet_in_february": errors.EndDaysMeetInFebruary,
    "not_used": errors.PayScheduleFieldNotUsed,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySettingsValues:
    """Pay period, week and overtime; the columns of `PaySettings` without company and date.

    Raises a `RuleBroken` that names the field. Durations are seconds, in whole minutes.
    """

    pay_period: str
    period_end_on: date | None = None
    first_end_day: int | None = None
    second_end_day: int | None = None
    week_start: int = 0
    overtime_basis: str = PaySettings.OvertimeBasis.PLACE
    overtime_region: str = ""
    weekly_overtime_after_seconds: int | None = None
    daily_overtime_after_seconds: int | None = None
    daily_double_after_seconds: int | None = None
    seventh_day: bool = False

    def __post_init__(self) -> None:
        if self.pay_period not in PaySettings.PayPeriod.values:
            raise errors.PayPeriodUnknown(field="pay_period")
        _check_types(self)
        if self.period_end_on and not _YEARS[0] <= self.period_end_on.year < _YEARS[1]:
            raise errors.PeriodEndFarAway(
                field="period_end_on", first=_YEARS[0], last=_YEARS[1] - 1
            )
        self.schedule()
        _check_overtime(self)

    def schedule(self) -> PaySchedule:
        """The same as the pure rules see it. Raises a `RuleBroken` that names our field."""
        days = tuple(d for d in (self.first_end_day, self.second_end_day) if d is not None)
        try:
            return PaySchedule(
                frequency=PayFrequency(self.pay_period),
                anchor_end=self.period_end_on,
                end_days=days,
                week_start=self.week_start,
            )
        except PayScheduleInvalid as error:
            raise _in_our_words(error, self) from error

    @classmethod
    def of(cls, row: PaySettings) -> Self:
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    def to_json(self) -> dict[str, Any]:
        """Shape of drafts, templates and history: field name to JSON value."""
        data = {each.name: getattr(self, each.name) for each in fields(self)}
        data["period_end_on"] = self.period_end_on.isoformat() if self.period_end_on else None
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises a `RuleBroken` when the kept values no longer stand. Unknown keys are ignored."""
        known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        ends = known.get("period_end_on")
        if isinstance(ends, str):
            try:
                known["period_end_on"] = date.fromisoformat(ends)
            except ValueError as error:
                raise errors.PeriodEndRequired(field="period_end_on") from error
        return cls(**{"pay_period": "", **known})


_LIMITS: Final = {
    "weekly_overtime_after_seconds": 168,
    "daily_overtime_after_seconds": 24,
    "daily_double_after_seconds": 24,
}
_WHOLE: Final[dict[str, type[RuleBroken]]] = {
    "first_end_day": errors.EndDayOutOfRange,
    "second_end_day": errors.EndDayOutOfRange,
    "weekly_overtime_after_seconds": errors.OvertimeLimitOutOfRange,
    "daily_overtime_after_seconds": errors.OvertimeLimitOutOfRange,
    "daily_double_after_seconds": errors.OvertimeLimitOutOfRange,
}


def _check_types(values: PaySettingsValues) -> None:
    """Kept values (drafts, template files) may hold anything; each wrong one is named."""
    for name, error in _WHOLE.items():
        value = getattr(values, name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise error(field=name, hours=_LIMITS.get(name, 0))
    if not isinstance(values.period_end_on, date | None):
        raise errors.PeriodEndRequired(field="period_end_on")
    if not isinstance(values.seventh_day, bool):
        raise errors.OvertimeLimitNotUsed(field="seventh_day")
    if not isinstance(values.overtime_region, str):
        raise errors.OvertimeRegionUnknown(field="overtime_region")


def _in_our_words(error: PayScheduleInvalid, values: PaySettingsValues) -> RuleBroken:
    field = _SCHEDULE_FIELDS.get(error.field, "first_end_day")
    if field == "week_start":
        return errors.WeekStartUnknown(field=field)
    if error.code == "out_of_range":
        first = values.first_end_day
        is_first = first is None or not 1 <= first <= 31
        return errors.EndDayOutOfRange(field="first_end_day" if is_first else "second_end_day")
    if error.code == "not_ascending":
        field = "second_end_day"
    if error.code == "wrong_number" and values.first_end_day is not None:
        if values.second_end_day is not None:
            return errors.PayScheduleFieldNotUsed(field="second_end_day")
        field = "second_end_day"
    return _SCHEDULE_ERRORS[error.code](field=field)


def _check_overtime(values: PaySettingsValues) -> None:
    basis = PaySettings.OvertimeBasis
    if values.overtime_basis not in basis.values:
        raise errors.OvertimeBasisUnknown(field="overtime_basis")
    if values.overtime_basis == basis.OWN:
        _check_own_limits(values)
        return
    for name in _LIMITS:
        if getattr(values, name) is not None:
            raise errors.OvertimeLimitNotUsed(field=name)
    if values.seventh_day:
        raise errors.OvertimeLimitNotUsed(field="seventh_day")
    if values.overtime_basis == basis.PLACE and values.overtime_region not in jurisdiction_codes():
        raise errors.OvertimeRegionUnknown(field="overtime_region")


def _check_own_limits(values: PaySettingsValues) -> None:
    limits = {name: getattr(values, name) for name in _LIMITS}
    if not values.seventh_day and all(limit is None for limit in limits.values()):
        raise errors.OvertimeLimitRequired(field="weekly_overtime_after_seconds")
    for name, limit in limits.items():
        if limit is not None and (not 0 < limit <= _LIMITS[name] * _HOUR or limit % 60):
            raise errors.OvertimeLimitOutOfRange(field=name, hours=_LIMITS[name])
    daily, double = values.daily_overtime_after_seconds, values.daily_double_after_seconds
    if daily is not None and double is not None and double <= daily:
        raise errors.DoubleTimeTooEarly(field="daily_double_after_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingValues:
    """What is tracked; the columns of `TrackingSettings`. Raises `RuleBroken` naming the field."""

    employees: bool = True
    contractors: bool = False
    customers: bool = True
    sub_customers: bool = True
    projects: bool = False
    service_items: bool = False
    cost_classes: bool = False
    locations: bool = False
    billable: bool = False

    def __post_init__(self) -> None:
        if not (self.employees or self.contractors):
            raise errors.NobodyTracked(field="employees")
        if self.sub_customers and not self.customers:
            raise errors.SubCustomersNeedCustomers(field="sub_customers")
        if self.projects and not self.customers:
            raise errors.ProjectsNeedCustomers(field="projects")

    def to_json(self) -> dict[str, bool]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Unknown keys are ignored."""
        return cls(**{each.name: data[each.name] for each in fields(cls) if each.name in data})


_EVERY_DAY: Final = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRuleValues:
    """One break people may or must take. An automatic one is added after `after_seconds` of work,
    or at `starts_minute` (minute of the local day), on `days` (bit 0 Sunday to bit 6 Saturday).

    Raises `RuleBroken` naming the field.
    """

    name: str
    minutes: int
    is_paid: bool = False
    is_automatic: bool = False
    after_seconds: int | None = None
    code: str = ""
    is_manual: bool = True
    starts_minute: int | None = None
    days: int = _EVERY_DAY
    cannot_end_early: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not 0 < len(self.name.strip()) <= 60:
            raise errors.BreakNameRequired(field="name", limit=60)
        if not isinstance(self.code, str) or len(self.code.strip()) > 12:
            raise errors.CompanyTextTooLong(field="code", limit=12)
        if not isinstance(self.minutes, int) or not 0 < self.minutes <= 480:
            raise errors.BreakLengthOutOfRange(field="minutes", limit=480)
        if self.is_automatic:
            self._check_start()
        elif not self.is_manual:
            raise errors.BreakNeedsAWay(field="is_manual")
        if self.cannot_end_early and not self.is_manual:
            raise errors.BreakEndsByItself(field="cannot_end_early")

    def _check_start(self) -> None:
        after, at = self.after_seconds, self.starts_minute
        if at is None and (not isinstance(after, int) or not 0 < after <= 24 * _HOUR):
            raise errors.BreakStartRequired(field="after_seconds")
        if at is not None and after is not None:
            raise errors.BreakStartsOnce(field="starts_minute")
        if at is not None and (not isinstance(at, int) or not 0 <= at < 24 * 60):
            raise errors.BreakTimeUnknown(field="starts_minute")
        if not isinstance(self.days, int) or not 0 < self.days <= _EVERY_DAY:
            raise errors.BreakDaysRequired(field="days")

    @classmethod
    def of(cls, row: BreakRule) -> Self:
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})

    def columns(self) -> dict[str, Any]:
        """What is kept of it: a break that is not automatic has no start and counts every day."""
        kept = self.to_json() | {"name": self.name.strip(), "code": self.code.strip()}
        if not self.is_automatic:
            kept |= {"after_seconds": None, "starts_minute": None, "days": _EVERY_DAY}
        return kept

    def to_json(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Unknown keys are ignored."""
        known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        return cls(**{"name": "", "minutes": 0, **known})
