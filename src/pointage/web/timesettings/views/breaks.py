"""The company's breaks: the list, one break, on and off, archived and restored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.companies.models import BreakRule
from pointage.features.companies.values import BreakRuleValues
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.break_queries import (
    audience_choices,
    break_rule_for,
    break_rules_listed,
)
from pointage.features.timeentries.services.break_rules import (
    audience_of,
    break_rule_add,
    break_rule_archive,
    break_rule_restore,
    break_rule_switch,
    break_rule_update,
)
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.components.values import Crumb
from pointage.web.timesettings.break_forms import FORM_FIELDS, NEW, BreakForm, initial_of
from pointage.web.timesettings.break_rows import break_table, minutes_text


@company_view("company:manage")
@require_GET
def breaks(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    listed = break_rules_listed(seat.company.pk)
    in_use = [each for each in listed if each.rule.archived_at is None]

    def address(name: str, rule: BreakRule) -> str:
        return reverse(f"timesettings:{name}", args=[seat.company.public_id, rule.public_id])

    return render(
        request,
        "timesettings/breaks.html",
        {
            "table": break_table(in_use, address),
            "dialogs": [
                {
                    "id": f"archive-{each.rule.public_id}",
                    "title": _archive_title(each.rule),
                    "action": address("break_archive", each.rule),
                }
                for each in in_use
            ],
            "archived": [
                {
                    "name": each.rule.name,
                    "note": minutes_text(each.rule.minutes),
                    "restore": address("break_restore", each.rule),
                    "label": _("Restore %(name)s") % {"name": each.rule.name},
                }
                for each in listed
                if each.rule.archived_at is not None
            ],
            "add_url": reverse("timesettings:break_add", args=[seat.company.public_id]),
        },
    )


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def break_add(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = _form(request, seat, NEW)
    if request.method == "POST" and form.is_valid():
        try:
            rule = break_rule_add(
                actor=seat.actor,
                company=seat.company,
                values=form.values(),
                audience=form.break_audience(),
            )
        except RuleBroken as error:
            _add_rule(form, error)
        else:
            messages.success(request, _("%(name)s added.") % {"name": rule.name})
            return redirect("timesettings:breaks", seat.company.public_id)
    return _form_page(request, seat, form, _("Add a break"))


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def break_change(request: HttpRequest, seat: CompanySeat, rule: str) -> HttpResponse:
    row = break_rule_for(seat.actor, seat.company.pk, rule)
    form = _form(request, seat, initial_of(BreakRuleValues.of(row), audience_of(row)))
    if request.method == "POST" and form.is_valid():
        try:
            break_rule_update(
                actor=seat.actor, rule=row, values=form.values(), audience=form.break_audience()
            )
        except RuleBroken as error:
            _add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("timesettings:breaks", seat.company.public_id)
    return _form_page(request, seat, form, row.name)


@company_view("company:manage")
@require_POST
def break_switch(request: HttpRequest, seat: CompanySeat, rule: str) -> HttpResponse:
    """On with `?to=on`, off otherwise: a second tap does nothing."""
    row = break_rule_for(seat.actor, seat.company.pk, rule)
    is_active = request.GET.get("to") == "on"
    try:
        break_rule_switch(actor=seat.actor, rule=row, is_active=is_active)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        text = _("%(name)s is on.") if is_active else _("%(name)s is off.")
        messages.success(request, text % {"name": row.name})
    return redirect("timesettings:breaks", seat.company.public_id)


@company_view("company:manage")
@require_http_methods(["GET", "POST"])
def break_archive(request: HttpRequest, seat: CompanySeat, rule: str) -> HttpResponse:
    """The question as a page; a post does it."""
    row = break_rule_for(seat.actor, seat.company.pk, rule)
    back = reverse("timesettings:breaks", args=[seat.company.public_id])
    if request.method == "POST":
        break_rule_archive(actor=seat.actor, rule=row)
        messages.success(request, _("%(name)s archived.") % {"name": row.name})
        return redirect(back)
    context = {
        "title": _archive_title(row),
        "text": _("Nobody can take it any more. Breaks already taken keep their name."),
        "action": request.path,
        "confirm_label": _("Archive"),
        "tone": "danger",
        "cancel_url": back,
    }
    return render(request, "company/confirm.html", context)


@company_view("company:manage")
@require_POST
def break_restore(request: HttpRequest, seat: CompanySeat, rule: str) -> HttpResponse:
    row = break_rule_for(seat.actor, seat.company.pk, rule)
    try:
        break_rule_restore(actor=seat.actor, rule=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("%(name)s restored, switched off.") % {"name": row.name})
    return redirect("timesettings:breaks", seat.company.public_id)


def _archive_title(rule: BreakRule) -> str:
    return _("Archive %(name)s?") % {"name": rule.name}


def _form(request: HttpRequest, seat: CompanySeat, initial: Mapping[str, Any]) -> BreakForm:
    members, groups = audience_choices(
        seat.company.pk, also=initial["members"], also_groups=initial["groups"]
    )
    return BreakForm(
        request.POST if request.method == "POST" else None,
        members=members,
        groups=groups,
        initial=dict(initial),
    )


def _add_rule(form: BreakForm, error: RuleBroken) -> None:
    field = FORM_FIELDS.get(error.field, error.field)
    form.add_error(field if field in form.fields else None, error.text)


def _form_page(
    request: HttpRequest, seat: CompanySeat, form: BreakForm, title: str
) -> HttpResponse:
    back = reverse("timesettings:breaks", args=[seat.company.public_id])
    context = {
        "form": form,
        "title": title,
        "crumbs": [Crumb(_("Breaks"), back)],
        "back": back,
    }
    return render(request, "timesettings/break.html", context, status=422 if form.errors else 200)
