"""The next pay periods in words, from the same function that every other screen uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pointage.features.companies.queries import PayVersion, next_pay_periods, pay_periods_from
from pointage.features.companies.values import PaySettingsValues
from pointage.rules.payperiods import PayPeriod
from pointage.web.formats import span_text


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One period in words, such as « Sun, Nov 22 – Sat, Dec 5, 2026 » and « 14 days »."""

    label: str
    dates: str
    length: str


def preview_rows(settings: PaySettingsValues, today: date) -> list[PreviewRow]:
    """The current period and the next three, for settings that will rule from the start."""
    current = pay_periods_from([PayVersion(date.min, settings)], today, 1)
    return _rows([*current, *next_pay_periods(settings, today, 3)], with_current=True)


def change_rows(versions: Sequence[PayVersion], effective_on: date) -> list[PreviewRow]:
    """The first three periods once a change starts, beside the versions that stay."""
    return _rows(pay_periods_from(versions, effective_on, 3), with_current=False)


def _rows(periods: Sequence[PayPeriod], *, with_current: bool) -> list[PreviewRow]:
    rows = []
    for index, period in enumerate(periods):
        number = index if with_current else index + 1
        rows.append(
            PreviewRow(
                label=str(number) if number else _("Current"),
                dates=span_text(period.start, period.end),
                length=ngettext("%(days)s day", "%(days)s days", period.days)
                % {"days": period.days},
            )
        )
    return rows
