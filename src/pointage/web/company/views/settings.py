"""The company's settings: details, payroll (by version, from a date on), what is tracked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pointage.features.companies.models import PaySettings
from pointage.features.companies.queries import (
    PayVersion,
    company_today,
    pay_versions,
    period_starts,
    tracking_of,
    versions_with,
)
from pointage.features.companies.services import (
    company_update,
    pay_settings_set,
    tracking_settings_set,
)
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.companies.values import PaySettingsValues
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import RuleBroken
from pointage.web.company.forms import DetailsForm, TrackingForm, add_rule, read_only, tracked_codes
from pointage.web.company.frame import company_view
from pointage.web.formats import day_text
from pointage.web.paysettings.forms import (
    PAY_PERIOD_LABELS,
    PaySettingsForm,
    initial_of,
    limits_text,
    place_figures,
    usual_settings,
    weekday_name,
)
from pointage.web.paysettings.places import region_name
from pointage.web.paysettings.preview import PreviewRow, change_rows, preview_rows

#: How many coming pay periods a change may be put off to.
_CHOICES: Final = 12


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    company = seat.company
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        time_zone=company.time_zone,
        initial={
            name: getattr(company, name)
            for name in ("name", "legal_name", "region", "time_zone", "language")
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            company_update(
                actor=seat.actor, company=company, details=CompanyDetails(**form.cleaned_data)
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("company:details", company.public_id)
    return render(
        request, "company/details.html", {"form": form}, status=422 if form.errors else 200
    )


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def tracking(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = TrackingForm(
        request.POST if request.method == "POST" else None,
        initial={"tracked": tracked_codes(tracking_of(seat.company.pk))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            tracking_settings_set(actor=seat.actor, company=seat.company, values=form.values())
        except RuleBroken as error:
            form.add_error("tracked", error.text)
        else:
            messages.success(request, _("Saved."))
            return redirect("company:tracking", seat.company.public_id)
    return render(
        request, "company/tracking.html", {"form": form}, status=422 if form.errors else 200
    )


class ChangePayForm(PaySettingsForm):
    """The shared form, with the pay period from which the change rules."""

    effective_on = forms.DateField(
        label=gettext_lazy("This applies from"),
        help_text=gettext_lazy("The first day of a pay period. Past periods never change."),
    )

    def __init__(self, *args: Any, starts: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, with_time_zone=False, **kwargs)
        if not starts:
            del self.fields["effective_on"]
            return
        self.fields["effective_on"].widget = forms.Select(
            choices=[(day.isoformat(), day_text(day)) for day in starts]
        )


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of the pay settings, in words."""

    since: str
    period: str
    overtime: str
    is_current: bool
    is_planned: bool


@company_view("payroll:view")
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Shows every version; a post previews (button « Preview », or htmx) or saves a new one."""
    company = seat.company
    today = company_today(company)
    versions = pay_versions(company.pk)
    current = _ruling(versions, today)
    may_edit = seat.actor.may("payroll:manage")
    form = _pay_form(request, seat, versions, current, today)
    if not may_edit:
        read_only(form)
    preview: list[PreviewRow] = []
    if request.method == "POST":
        seat.actor.require("payroll:manage")
        if form.is_valid() and form.values is not None:
            effective_on = form.cleaned_data.get("effective_on") or today
            preview = _preview(versions, form.values, effective_on, today)
            if not request.htmx and "preview" not in request.POST:  # type: ignore[attr-defined]
                if _save_pay(request, seat, form, effective_on):
                    return redirect("company:pay", company.public_id)
                preview = []
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "paysettings/preview.html", {"preview": preview})
    elif current is not None or may_edit:
        preview = _first_preview(current, seat, today)
    return render(
        request,
        "company/pay.html",
        {
            "form": form,
            "preview": preview,
            "may_edit": may_edit,
            "rows": [_version_row(v, versions, today) for v in reversed(versions)],
            "here": reverse("company:pay", args=[company.public_id]),
        },
        status=422 if form.errors else 200,
    )


def _pay_form(
    request: HttpRequest,
    seat: CompanySeat,
    versions: Sequence[PayVersion],
    current: PayVersion | None,
    today: date,
) -> ChangePayForm:
    region, zone = seat.company.region, seat.company.time_zone
    starts = period_starts(versions, today, _CHOICES) if versions else []
    settings = current.values if current else None
    initial = initial_of(settings, region=region, time_zone=zone, today=today)
    if len(starts) > 1:
        initial["effective_on"] = starts[1].isoformat()
    return ChangePayForm(
        request.POST if request.method == "POST" else None,
        region=region,
        today=today,
        time_zone=zone,
        starts=starts,
        initial=initial,
    )


def _save_pay(
    request: HttpRequest, seat: CompanySeat, form: ChangePayForm, effective_on: date
) -> bool:
    assert form.values is not None
    try:
        pay_settings_set(
            actor=seat.actor, company=seat.company, values=form.values, effective_on=effective_on
        )
    except RuleBroken as error:
        add_rule(form, error)
        return False
    messages.success(
        request, _("Saved. It applies from %(day)s.") % {"day": day_text(effective_on)}
    )
    return True


def _ruling(versions: Sequence[PayVersion], today: date) -> PayVersion | None:
    past = [version for version in versions if version.effective_on <= today]
    return past[-1] if past else versions[0] if versions else None


def _preview(
    versions: Sequence[PayVersion], new: PaySettingsValues, effective_on: date, today: date
) -> list[PreviewRow]:
    if not versions:
        return preview_rows(new, today)
    return change_rows(versions_with(versions, PayVersion(effective_on, new)), effective_on)


def _first_preview(current: PayVersion | None, seat: CompanySeat, today: date) -> list[PreviewRow]:
    if current is not None:
        return preview_rows(current.values, today)
    return preview_rows(usual_settings(seat.company.region, today), today)


def _version_row(version: PayVersion, versions: Sequence[PayVersion], today: date) -> VersionRow:
    values = version.values
    return VersionRow(
        since=day_text(version.effective_on),
        period=_("%(period)s, workweek from %(day)s")
        % {
            "period": PAY_PERIOD_LABELS[PaySettings.PayPeriod(values.pay_period)],
            "day": weekday_name(values.week_start),
        },
        overtime=_overtime_text(values, version.effective_on),
        is_current=version is _ruling(versions, today),
        is_planned=version.effective_on > today,
    )


def _overtime_text(values: PaySettingsValues, on: date) -> str:
    basis = PaySettings.OvertimeBasis
    if values.overtime_basis == basis.NONE:
        return _("Overtime is not worked out")
    if values.overtime_basis == basis.PLACE:
        point = place_figures(values.overtime_region, on)
        figures = limits_text(point) if point else ""
        place = region_name(values.overtime_region)
        return _("Overtime by the law of %(place)s: %(figures)s") % {
            "place": place,
            "figures": figures,
        }
    return _("Own limits: %(limits)s") % {"limits": limits_text(values)}
