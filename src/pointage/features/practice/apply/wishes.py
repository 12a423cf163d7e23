"""From the words of a practice file to the values that services take. No database writes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from pointage.features.companies.values import BreakRuleValues, PaySettingsValues, TrackingValues
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.document import ClientEntry, OwnOvertime, Pay
from pointage.features.practice.client_templates import TemplateSettings
from pointage.features.practice.models import ClientTemplate
from pointage.features.practice.services.clients import ClientDetails

_HOUR = 3600


class WishRefused(Exception):
    """The file asks for something that cannot be; the text says what, in the active language."""


@dataclass(frozen=True, slots=True)
class WantedSettings:
    """Payroll, tracking and breaks of a client; `None` where the file says nothing."""

    pay: PaySettingsValues | None
    tracking: TrackingValues | None
    breaks: tuple[BreakRuleValues, ...]


def wanted_details(entry: ClientEntry, seat: FirmSeat, now: ClientDetails | None) -> ClientDetails:
    """The client's details: what the file says, over what is there, over the firm's own."""
    base = now or ClientDetails(
        name=entry.name.strip(),
        region=seat.firm.region,
        time_zone=seat.firm.time_zone,
        language=seat.firm.language,
    )
    said = {
        field: value
        for field in ("contact_name", "email", "phone", "region", "time_zone", "language")
        if (value := getattr(entry, field))
    }
    return ClientDetails(
        **{field: said.get(field, getattr(base, field)) for field in ClientDetails.__slots__}
    )


def wanted_settings(entry: ClientEntry, seat: FirmSeat, region: str) -> WantedSettings:
    """Template first, then what the entry itself says. Raises `WishRefused`, `RuleBroken`."""
    template = _template(entry, seat)
    pay = _pay(entry, template, region)
    tracking = template.tracking if template else None
    if entry.track is not None:
        names = TrackingValues.__dataclass_fields__
        tracking = TrackingValues(**{name: name in entry.track for name in names})
    breaks = template.breaks if template else ()
    if entry.breaks is not None:
        breaks = tuple(
            BreakRuleValues(
                name=each.name,
                minutes=each.minutes,
                is_paid=each.paid,
                is_automatic=each.automatic,
                after_seconds=seconds_of(each.after_hours),
            )
            for each in entry.breaks
        )
    return WantedSettings(pay, tracking, breaks)


def _template(entry: ClientEntry, seat: FirmSeat) -> TemplateSettings | None:
    if not entry.template:
        return None
    row = ClientTemplate.objects.filter(firm=seat.firm, name__iexact=entry.template).first()
    if row is None:
        raise WishRefused(
            _("There is no client template named “{name}”.").format(name=entry.template)
        )
    return TemplateSettings.from_json(row.settings)


def _pay(
    entry: ClientEntry, template: TemplateSettings | None, region: str
) -> PaySettingsValues | None:
    if entry.pay is None and entry.overtime is None:
        return template.pay if template else None
    if entry.pay is None and template is None:
        raise WishRefused(_("Overtime needs a pay period: say `pay` or a template."))
    base = template.pay.to_json() if template else {}
    if entry.pay is not None:
        base |= _period(entry.pay)
    if entry.overtime is not None or "overtime_basis" not in base:
        base |= _overtime(entry.overtime or "place", region)
    return PaySettingsValues.from_json(base)


def _period(pay: Pay) -> dict[str, object]:
    return {
        "pay_period": pay.period,
        "period_end_on": pay.period_end_on.isoformat() if pay.period_end_on else None,
        "first_end_day": pay.first_end_day,
        "second_end_day": pay.second_end_day,
        "week_start": pay.week_start,
    }


def _overtime(overtime: str | OwnOvertime, region: str) -> dict[str, object]:
    own = overtime if isinstance(overtime, OwnOvertime) else OwnOvertime()
    basis = "own" if isinstance(overtime, OwnOvertime) else overtime
    return {
        "overtime_basis": basis,
        "overtime_region": region if basis == "place" else "",
        "weekly_overtime_after_seconds": seconds_of(own.weekly_after_hours),
        "daily_overtime_after_seconds": seconds_of(own.daily_after_hours),
        "daily_double_after_seconds": seconds_of(own.daily_double_after_hours),
        "seventh_day": own.seventh_day,
    }


def seconds_of(hours: str | int | None) -> int | None:
    """ "37.5" or "37,5" hours to 135000 seconds. Raises `WishRefused`."""
    if hours is None:
        return None
    try:
        seconds = Decimal(str(hours).replace(",", ".")) * _HOUR
        whole = int(seconds)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise WishRefused(_("“{text}” is not a number of hours.").format(text=hours)) from error
    if whole != seconds:
        raise WishRefused(_("“{text}” hours is not a whole number of seconds.").format(text=hours))
    return whole
