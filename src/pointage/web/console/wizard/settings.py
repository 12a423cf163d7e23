"""Steps 10 and 11 of the install flow: payroll settings with their preview, and what is tracked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pointage.features.companies.values import PaySettingsValues, TrackingValues
from pointage.features.practice import access
from pointage.features.practice.choices import choices_read
from pointage.features.practice.client_templates import (
    TemplateSettings,
    template_for,
    template_list,
)
from pointage.features.practice.models import Client, Firm
from pointage.features.practice.offers import BooksOffer, books_offer, linked_pay_settings
from pointage.features.practice.services.finishing import installation_finish
from pointage.features.practice.services.installations import (
    installation_save_payroll,
    installation_save_tracking,
    installation_use_template,
)
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.rules.timekeeping import local_date, zone_named
from pointage.web.console.shell import show_in_form
from pointage.web.console.wizard.forms import TRACKED, TrackingForm
from pointage.web.console.wizard.frame import (
    DRAFT_IS_ELSEWHERE,
    Step,
    StepRequest,
    not_a_draft,
    step_address,
    wizard_step,
)
from pointage.web.paysettings.forms import PaySettingsForm, initial_of, usual_settings
from pointage.web.paysettings.preview import preview_rows
from pointage.web.seats import FirmSeat, firm_page


@wizard_step(Step.PAYROLL)
def payroll_step(step: StepRequest) -> HttpResponse:
    """Step 10: Payroll settings."""
    owner, today = _owner(step), _today(step)
    template, settings = _template(step)
    kept = settings.pay if settings else _pay_known(step, today)
    zone = step.choices.payroll.time_zone if step.choices.payroll else owner.time_zone
    form = PaySettingsForm(
        step.request.POST if step.request.method == "POST" else None,
        region=owner.region,
        today=today,
        time_zone=zone,
        initial=initial_of(kept, region=owner.region, time_zone=zone, today=today),
    )
    shown: PaySettingsValues | None = kept or usual_settings(owner.region, today)
    if step.request.method == "POST":
        if form.is_valid() and "preview" not in step.request.POST:
            saved = _save_payroll(step, form, template, settings)
            if saved is not None:
                return saved
        step.errors = bool(form.errors)
        shown = form.values
    context = {
        "form": form,
        "preview": preview_rows(shown, today) if shown else [],
        "preview_url": step_address(step.seat, step.row, "preview"),
        "templates": template_list(step.seat),
        "template": template,
    }
    return step.render("console/wizard/payroll.html", context)


@firm_page("apps:install")
def payroll_preview(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """The next periods of what is typed right now; saves nothing."""
    row = access.installation_for(seat, installation)
    if (away := not_a_draft(request, seat, row)) is not None:
        return away
    owner = row.client or row.firm
    today = local_date(timezone.now(), zone_named(owner.time_zone))
    form = PaySettingsForm(
        request.POST or None, region=owner.region, today=today, time_zone=owner.time_zone
    )
    preview = preview_rows(form.values, today) if form.is_valid() and form.values else []
    return render(request, "paysettings/preview.html", {"preview": preview})


def _owner(step: StepRequest) -> Client | Firm:
    return step.row.client or step.row.firm


def _today(step: StepRequest) -> date:
    return local_date(timezone.now(), zone_named(_owner(step).time_zone))


def _template(step: StepRequest) -> tuple[str, TemplateSettings | None]:
    """The template asked for (or kept): its id, and its settings when they are to be shown."""
    asked = step.request.POST.get("template", step.request.GET.get("template"))
    if not asked:
        return (step.choices.template if asked is None else "", None)
    try:
        row = template_for(step.seat, asked)
        return row.public_id, TemplateSettings.from_json(row.settings)
    except (NotFound, RuleBroken) as error:
        text = error.text if isinstance(error, RuleBroken) else _("This template is gone.")
        messages.warning(step.request, text)
        return "", None


def _pay_known(step: StepRequest, today: date) -> PaySettingsValues | None:
    """What this step starts from: what was chosen before, or what the linked company has."""
    if step.choices.payroll is not None:
        return step.choices.payroll.settings()
    return linked_pay_settings(step.seat, step.row, today)


def _save_payroll(
    step: StepRequest,
    form: PaySettingsForm,
    template: str,
    settings: TemplateSettings | None,
) -> HttpResponse | None:
    assert form.values is not None
    try:
        row = installation_save_payroll(
            actor=step.seat.actor,
            installation=step.row,
            values=form.values,
            time_zone=form.cleaned_data["time_zone"],
            version=step.version,
        )
        if settings is not None or not template:
            row = installation_use_template(
                actor=step.seat.actor,
                installation=row,
                template=template,
                breaks=settings.breaks if settings else (),
                version=row.version,
            )
    except DRAFT_IS_ELSEWHERE:
        raise
    except RuleBroken as error:
        show_in_form(form, error)
        return None
    return step.go_on(row)


@wizard_step(Step.TRACK)
def track_step(step: StepRequest) -> HttpResponse:
    """Step 11: What do you want to track? Its Next finishes the installation."""
    offer = books_offer(step.row)
    form = TrackingForm(
        step.request.POST if step.request.method == "POST" else None,
        offer=offer,
        initial={"tracked": _tracked(step, offer)},
    )
    if step.request.method == "POST":
        saved = _finish(step, form)
        if saved is not None:
            return saved
        step.errors = True
    context = {"form": form, "unreachable": offer.unreachable, "nobody": not offer.counts.people}
    return step.render("console/wizard/track.html", context)


def _tracked(step: StepRequest, offer: BooksOffer) -> list[str]:
    """What is ticked first: the choice made before, the template's, or all the usual lists."""
    values = TrackingValues(
        contractors=True, projects=True, service_items=True, cost_classes=False, locations=False
    )
    if step.choices.template:
        try:
            row = template_for(step.seat, step.choices.template)
            values = TemplateSettings.from_json(row.settings).tracking
        except (NotFound, RuleBroken):
            pass
    if step.choices.tracking is not None:
        values = TrackingValues.from_json(step.choices.tracking)
    chosen: dict[str, Any] = offer.narrowed(values).to_json()
    return [name for name in TRACKED if chosen[name]]


def _finish(step: StepRequest, form: TrackingForm) -> HttpResponse | None:
    if not form.is_valid() or form.values is None:
        return None
    actor = step.seat.actor
    try:
        row = installation_save_tracking(
            actor=actor, installation=step.row, values=form.values, version=step.version
        )
        row = installation_finish(
            actor=actor, seat=step.seat, installation=row, version=row.version
        )
    except DRAFT_IS_ELSEWHERE:
        raise
    except RuleBroken as error:
        form.add_error("tracked" if error.field in TRACKED else None, error.text)
        step.row.refresh_from_db()
        step.choices = choices_read(step.row)
        return None
    return redirect(step_address(step.seat, row, Step.CONNECTED))
