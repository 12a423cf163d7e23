"""How time is tracked: the page with every setting, and the live preview of rounding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pointage.features.companies.queries import company_today
from pointage.features.companies.services import time_settings_set
from pointage.features.companies.time_values import TimeSettingsValues, rounding_policy
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import RuleBroken
from pointage.web.company.forms import add_rule
from pointage.web.company.frame import company_view
from pointage.web.timesettings.forms import RoundingFields, SettingsForm
from pointage.web.timesettings.rounding import RoundingPreview, law_note, preview_of
from pointage.web.timesettings.sections import sections_of


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    company = seat.company
    law = law_note(company.region, company_today(company))
    kept = TimeSettingsValues.of(seat.time_settings)
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=kept.to_json())
    preview = preview_of(kept.rounding_policy())
    if request.method == "POST":
        form.is_valid()
        preview = _preview_of(form)
        if "preview" not in request.POST and not form.errors and _save(seat, form):
            messages.success(request, _("Saved."))
            return redirect("timesettings:settings", company.public_id)
    if law.is_refused and kept.rounding_minutes is None:
        form.fields["rounding_minutes"].disabled = True
    return render(
        request,
        "timesettings/settings.html",
        {
            "form": form,
            "sections": sections_of(form),
            "law": law,
            "preview": preview,
            "preview_url": reverse("timesettings:rounding", args=[company.public_id]),
            "fairness_url": reverse("timesettings:fairness", args=[company.public_id])
            if seat.actor.may("time-entries:view")
            else "",
        },
        status=422 if form.errors else 200,
    )


@company_view("company:manage")
@require_GET
def rounding(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The preview alone, for what stands in the form; without htmx, the page it belongs to."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("timesettings:settings", seat.company.public_id)
    form = RoundingFields(request.GET)
    form.is_valid()
    return render(request, "timesettings/preview.html", {"preview": _preview_of(form)})


def _save(seat: CompanySeat, form: SettingsForm) -> bool:
    try:
        time_settings_set(actor=seat.actor, company=seat.company, values=form.values())
    except RuleBroken as error:
        add_rule(form, error)
        return False
    return True


def _preview_of(form: RoundingFields) -> RoundingPreview | None:
    data = form.cleaned_data
    if not data.get("rounding_in") or not data.get("rounding_out"):
        return None
    return preview_of(
        rounding_policy(data.get("rounding_minutes"), data["rounding_in"], data["rounding_out"])
    )
