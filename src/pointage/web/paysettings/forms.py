"""The pay settings form, shared by the company's page and the set-up wizard. Saves nothing: a valid
form holds `values` (and the time zone), which services take.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pointage.features.companies.models import PaySettings
from pointage.features.companies.queries import overtime_starting_point
from pointage.features.companies.values import PaySettingsValues
from pointage.foundation.errors import RuleBroken
from pointage.rules.labour import OvertimeStartingPoint, UnknownJurisdiction
from pointage.rules.payperiods import LAST_DAY, week_containing
from pointage.web.components import values
from pointage.web.components.forms import DateInput, RadioCards
from pointage.web.formats import locale_of
from pointage.web.paysettings.places import region_choices, region_name, zone_choices

_HOUR: Final = 3600
_Period = PaySettings.PayPeriod
_Basis = PaySettings.OvertimeBasis

PAY_PERIOD_LABELS: Final = {
    _Period.WEEKLY: gettext_lazy("Weekly"),
    _Period.EVERY_TWO_WEEKS: gettext_lazy("Every two weeks"),
    _Period.EVERY_FOUR_WEEKS: gettext_lazy("Every four weeks"),
    _Period.TWICE_A_MONTH: gettext_lazy("Twice a month"),
    _Period.MONTHLY: gettext_lazy("Monthly"),
}
BY_WEEKS: Final = (_Period.WEEKLY, _Period.EVERY_TWO_WEEKS, _Period.EVERY_FOUR_WEEKS)

#: Field of the values -> field of the form.
_FORM_FIELDS: Final = {
    "weekly_overtime_after_seconds": "weekly_hours",
    "daily_overtime_after_seconds": "daily_hours",
    "daily_double_after_seconds": "double_hours",
}


class HoursField(forms.Field):
    """Hours as people write them, such as « 37,5 » or « 37 h 30 », to whole seconds."""

    default_error_messages = {"invalid": gettext_lazy("Enter hours, such as 40, 37.5 or 37:30.")}
    _CLOCK = re.compile(r"(\d{1,3})\s*[:hH]\s*([0-5]\d)?\Z")
    _DECIMAL = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*[hH]?\Z")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "maxlength": "12"}

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").replace("\u00a0", " ").replace("\u202f", " ").strip()
        if not text:
            return None
        if clock := self._CLOCK.match(text):
            return int(clock[1]) * _HOUR + int(clock[2] or 0) * 60
        if decimal := self._DECIMAL.match(text):
            seconds = Decimal(f"{decimal[1]}.{decimal[2] or 0}") * _HOUR
            if seconds == seconds.to_integral_value():
                return int(seconds)
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return hours_text(value) if isinstance(value, int) else value


def hours_text(seconds: int | None) -> str:
    """« 37,5 » for 135,000 seconds, in the active language; "" for None."""
    if seconds is None:
        return ""
    return number_format((Decimal(seconds) / _HOUR).normalize() + 0, use_l10n=True)


class PaySettingsForm(forms.Form):
    """Pay period, week, time zone and overtime of a company in `region`, seen on `today`.

    After `is_valid()`, `values` holds the `PaySettingsValues` and `cleaned_data["time_zone"]` the
    zone. Only fields that the chosen pay period and overtime basis use are read.
    """

    pay_period = forms.ChoiceField(
        label=gettext_lazy("Pay period"), choices=list(PAY_PERIOD_LABELS.items())
    )
    period_end_on = forms.DateField(
        label=gettext_lazy("A date on which a pay period ends"),
        help_text=gettext_lazy("Any one, past or future; the others follow from it."),
        widget=DateInput,
        required=False,
    )
    first_end_day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the month on which a period ends"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    second_end_day = forms.TypedChoiceField(
        label=gettext_lazy("Day on which the second period ends"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    week_start = forms.TypedChoiceField(
        label=gettext_lazy("The workweek starts on"),
        help_text=gettext_lazy("Weekly overtime is counted from this day."),
        coerce=int,
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    overtime_basis = forms.ChoiceField(
        label=gettext_lazy("Overtime"),
        choices=[
            (_Basis.PLACE, gettext_lazy("By the law of the place")),
            (_Basis.OWN, gettext_lazy("Our own limits")),
            (_Basis.NONE, gettext_lazy("Do not work out overtime")),
        ],
        widget=RadioCards,
    )
    overtime_region = forms.ChoiceField(
        label=gettext_lazy("Place whose law applies"), required=False
    )
    weekly_hours = HoursField(label=gettext_lazy("Weekly overtime after (hours)"), required=False)
    daily_hours = HoursField(label=gettext_lazy("Daily overtime after (hours)"), required=False)
    double_hours = HoursField(
        label=gettext_lazy("Double time in a day after (hours)"), required=False
    )
    seventh_day = forms.BooleanField(
        label=gettext_lazy("The seventh day in a row of a workweek is paid at a premium"),
        required=False,
    )

    values: PaySettingsValues | None = None

    def __init__(
        self,
        *args: Any,
        region: str,
        today: date,
        time_zone: str = "",
        with_time_zone: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.today = region, today
        self._choices("week_start", _week_days())
        self._choices("first_end_day", [("", "—"), *_month_days()])
        self._choices("second_end_day", [("", "—"), *_month_days()])
        self._choices("overtime_region", region_choices(with_federal=True))
        if with_time_zone:
            self._choices("time_zone", zone_choices(also=time_zone))
        else:
            del self.fields["time_zone"]
        self.fields["overtime_basis"].widget.describe = _overtime_cards(region, today)

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            self.values = _values_of(data)
        except RuleBroken as error:
            field = _FORM_FIELDS.get(error.field, error.field)
            self.add_error(field if field in self.fields else None, error.text)
        return data


def initial_of(
    settings: PaySettingsValues | None, *, region: str, time_zone: str, today: date
) -> dict[str, Any]:
    """What the form shows first: these settings, or the usual choice for the place."""
    settings = settings or usual_settings(region, today)
    point = place_figures(settings.overtime_region or region, today)
    own = settings.overtime_basis == _Basis.OWN
    return settings.to_json() | {
        "period_end_on": settings.period_end_on or week_containing(today, settings.week_start).end,
        "time_zone": time_zone,
        "overtime_region": settings.overtime_region or region,
        "weekly_hours": settings.weekly_overtime_after_seconds
        if own
        else point and point.weekly_after_seconds,
        "daily_hours": settings.daily_overtime_after_seconds
        if own
        else point and point.daily_after_seconds,
        "double_hours": settings.daily_double_after_seconds
        if own
        else point and point.daily_double_after_seconds,
        "seventh_day": settings.seventh_day if own else bool(point and point.seventh_day),
    }


def usual_settings(region: str, today: date) -> PaySettingsValues:
    """Every two weeks, ending this Saturday, overtime by the law of the place (if we know it)."""
    known = place_figures(region, today) is not None
    return PaySettingsValues(
        pay_period=_Period.EVERY_TWO_WEEKS,
        period_end_on=week_containing(today, 0).end,
        overtime_basis=_Basis.PLACE if known else _Basis.NONE,
        overtime_region=region if known else "",
    )


def place_figures(region: str, on: date) -> OvertimeStartingPoint | None:
    """The place's general overtime rule, or None where no law is known."""
    try:
        return overtime_starting_point(region, on)
    except UnknownJurisdiction:
        return None


def limits_text(limits: OvertimeStartingPoint | PaySettingsValues) -> str:
    """« after 40 h a week, after 8 h a day » : a place's limits, or a company's own, in words."""
    if isinstance(limits, OvertimeStartingPoint):
        weekly, daily = limits.weekly_after_seconds, limits.daily_after_seconds
    else:
        weekly, daily = limits.weekly_overtime_after_seconds, limits.daily_overtime_after_seconds
    parts = []
    if weekly is not None:
        parts.append(_("after %(hours)s h a week") % {"hours": hours_text(weekly)})
    if daily is not None:
        parts.append(_("after %(hours)s h a day") % {"hours": hours_text(daily)})
    if limits.daily_double_after_seconds is not None:
        double = hours_text(limits.daily_double_after_seconds)
        parts.append(_("double after %(hours)s h a day") % {"hours": double})
    if limits.seventh_day:
        parts.append(_("premium on the seventh day in a row"))
    return ", ".join(parts)


def _values_of(data: Mapping[str, Any]) -> PaySettingsValues:
    period, basis = data["pay_period"], data["overtime_basis"]
    by_weeks, own = period in BY_WEEKS, basis == _Basis.OWN
    return PaySettingsValues(
        pay_period=period,
        period_end_on=data["period_end_on"] if by_weeks else None,
        first_end_day=None if by_weeks else data["first_end_day"],
        second_end_day=data["second_end_day"] if period == _Period.TWICE_A_MONTH else None,
        week_start=data["week_start"],
        overtime_basis=basis,
        overtime_region=data["overtime_region"] if basis == _Basis.PLACE else "",
        weekly_overtime_after_seconds=data["weekly_hours"] if own else None,
        daily_overtime_after_seconds=data["daily_hours"] if own else None,
        daily_double_after_seconds=data["double_hours"] if own else None,
        seventh_day=data["seventh_day"] if own else False,
    )


def _overtime_cards(region: str, today: date) -> dict[str, values.ChoiceCard]:
    point = place_figures(region, today)
    place = region_name(region)
    law = _("The general rule of the place, kept up to date.")
    if point is not None:
        law = _("%(place)s: overtime %(figures)s.") % {
            "place": place,
            "figures": limits_text(point),
        }
    return {
        _Basis.PLACE: values.ChoiceCard(title=_("By the law of the place"), text=law),
        _Basis.OWN: values.ChoiceCard(
            title=_("Our own limits"), text=_("For example a collective agreement.")
        ),
        _Basis.NONE: values.ChoiceCard(
            title=_("Do not work out overtime"),
            text=_("Every hour counts as a regular hour."),
        ),
    }


def _week_days() -> list[tuple[int, str]]:
    names = locale_of().days["format"]["wide"]  # 0 is Monday
    return [(day, names[(day - 1) % 7].capitalize()) for day in range(7)]


def _month_days() -> list[tuple[int, str]]:
    days = [(day, str(day)) for day in range(1, LAST_DAY)]
    return [*days, (LAST_DAY, _("Last day of the month"))]


def weekday_name(week_start: int) -> str:
    """« Sunday », « dimanche » for 0: as it stands inside a sentence of the active language."""
    return str(locale_of().days["format"]["wide"][(week_start - 1) % 7])
