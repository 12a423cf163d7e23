"""Reads of a company's settings. The pay periods of every screen come from here and only here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.base import ModelState
from django.db.models.functions import JSONObject
from django.utils import timezone

from pointage.features.companies.models import (
    BreakRule,
    Company,
    PaySettings,
    TimeSettings,
    TrackingSettings,
)
from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.foundation.tenancy.prepared import row_kept
from pointage.rules.labour import OvertimeStartingPoint
from pointage.rules.labour import overtime_starting_point as _starting_point_of_law
from pointage.rules.payperiods import PayPeriod
from pointage.rules.timekeeping import local_date, zone_named

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PayVersion:
    """Settings that rule from a date on, until the next version's date."""

    effective_on: date
    values: PaySettingsValues


def company_today(company: Company) -> date:
    """The date the company's calendar shows now."""
    return local_date(timezone.now(), zone_named(company.time_zone))


def pay_versions(company_id: int) -> list[PayVersion]:
    """Every version, oldest first. Needs the company in scope."""
    rows = PaySettings.objects.filter(company_id=company_id).order_by("effective_on")
    return [PayVersion(row.effective_on, PaySettingsValues.of(row)) for row in rows]


def pay_settings_on(company_id: int, day: date) -> PaySettings | None:
    """The version that rules `day`; before the first version, the first; None when there is none.

    Needs the company in scope.
    """
    rows = PaySettings.objects.filter(company_id=company_id)
    ruling = rows.filter(effective_on__lte=day).order_by("-effective_on").first()
    return ruling or rows.order_by("effective_on").first()


def pay_periods_from(versions: Sequence[PayVersion], on: date, count: int) -> list[PayPeriod]:
    """`count` pay periods in a row, the first being the one that `on` belongs to.

    `versions` are in order of date, at least one. A period is cut where the next version starts,
    so periods never overlap and never leave a gap.
    """
    periods: list[PayPeriod] = []
    while len(periods) < count:
        period = _period_on(versions, on)
        periods.append(period)
        on = period.end + _DAY
    return periods


def _period_on(versions: Sequence[PayVersion], on: date) -> PayPeriod:
    starts = [version.effective_on for version in versions]
    index = max(bisect_right(starts, on) - 1, 0)
    period = versions[index].values.schedule().period_containing(on)
    start, end = period.start, period.end
    if index > 0:
        start = max(start, starts[index])
    if index + 1 < len(starts):
        end = min(end, starts[index + 1] - _DAY)
    return PayPeriod(start, end)


def next_pay_periods(
    settings: PaySettingsValues | PaySettings, after: date, n: int = 3
) -> list[PayPeriod]:
    """The `n` periods that follow the one containing `after`, under these settings alone."""
    values = PaySettingsValues.of(settings) if isinstance(settings, PaySettings) else settings
    return pay_periods_from([PayVersion(date.min, values)], after, n + 1)[1:]


def versions_with(versions: Sequence[PayVersion], new: PayVersion) -> list[PayVersion]:
    """What the versions will be once `new` is saved: what a preview must be worked out from."""
    kept = [each for each in versions if each.effective_on != new.effective_on]
    return sorted([*kept, new], key=lambda each: each.effective_on)


def period_starts(versions: Sequence[PayVersion], on: date, count: int) -> list[date]:
    """First days on which a change may start: the current period's and those of the next ones."""
    return [period.start for period in pay_periods_from(versions, on, count)]


def overtime_starting_point(region: str, on: date) -> OvertimeStartingPoint:
    """The general overtime rule of a place on a date. Raises `UnknownJurisdiction`."""
    return _starting_point_of_law(region, on)


def tracking_of(company_id: int) -> TrackingValues:
    """What the company tracks; the usual choice until it has chosen. Needs it in scope."""
    row = TrackingSettings.objects.filter(company_id=company_id).first()
    if row is None:
        return TrackingValues()
    return TrackingValues(**{name: getattr(row, name) for name in TrackingValues().to_json()})


def break_rules_of(company_id: int) -> list[BreakRuleValues]:
    """Active break rules by name. Needs the company in scope."""
    rows = BreakRule.objects.filter(
        company_id=company_id, is_active=True, archived_at=None
    ).order_by("name", "id")
    return [BreakRuleValues.of(row) for row in rows]


def time_settings_of(company_id: int) -> TimeSettings:
    """How time is tracked in the company; the defaults, unsaved, when nobody changed them."""
    kept = TimeSettings.objects.filter(company_id=company_id).first()
    return kept or TimeSettings(company_id=company_id)


#: Every default at once: asking each field for its own takes as long as a query.
_UNCHANGED = TimeSettings()
_SETTINGS = {each.attname: each for each in TimeSettings._meta.concrete_fields}


def time_settings_column(company_id: str = "company_id") -> Subquery:
    """Annotates rows that have a company (`company_id` leads to it) with all its time settings, so
    that they cost no query of their own; read it with `time_settings_from`."""
    rows = TimeSettings.objects.filter(company_id=OuterRef(company_id))
    return Subquery(rows.values(kept=JSONObject(**{n: n for n in _SETTINGS}))[:1])


def time_settings_from(company_id: int, kept: dict[str, Any] | None) -> TimeSettings:
    """The settings that `time_settings_column` brought; the defaults when there are none."""
    if kept is None:
        settings = copy(_UNCHANGED)
        settings._state = ModelState()
        settings.company_id = company_id
        return settings
    # SQLite gives 0 and 1 for booleans
    return row_kept(
        TimeSettings, [(name, _SETTINGS[name].to_python(value)) for name, value in kept.items()]
    )
