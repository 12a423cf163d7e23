"""Smaller tabs of a person: overtime, notifications, history."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pointage.features.companies.models import PaySettings
from pointage.features.companies.queries import company_today, pay_settings_on
from pointage.features.companies.values import PaySettingsValues
from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import PersonSeat
from pointage.features.team.notifications import wanted_by
from pointage.features.team.services import (
    team_member_set_notifications,
    team_member_set_overtime,
)
from pointage.features.team.services.personal import NO_OVERTIME
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.queries import EventFilters, event_list
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company.forms import add_rule, read_only
from pointage.web.company.history_words import event_rows
from pointage.web.company.person_forms import NotificationsForm, OvertimeForm
from pointage.web.company.views.person_page import person_url, person_view, render_person
from pointage.web.components.values import ChoiceCard
from pointage.web.paysettings.forms import limits_text, place_figures
from pointage.web.paysettings.places import region_choices, region_name


@person_view("sees_private")
@require_http_methods(["GET", "POST"])
def overtime(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    form = _overtime_form(request, seat, person)
    if request.method == "POST":
        if not person.rights.sets_overtime:
            raise PermissionRefused("payroll:manage")
        if form.is_valid():
            rule, place = form.cleaned_data["rule"], form.cleaned_data["region"]
            region = {"company": "", "none": NO_OVERTIME}.get(rule, place)
            try:
                team_member_set_overtime(actor=seat.actor, member=member, region=region)
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(person_url("person_overtime", seat, person))
    place = member.overtime_region
    return render_person(
        request,
        seat,
        person,
        "company/person_overtime.html",
        "person_overtime",
        status=422 if form.errors else 200,
        form=form,
        may_edit=person.rights.sets_overtime,
        law_text=law_text(place, company_today(seat.company))
        if place not in ("", NO_OVERTIME)
        else "",
        is_exempt=person.rights.sees_pay and member.is_exempt,
    )


def _overtime_form(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> OvertimeForm:
    kept = person.member.overtime_region
    rule = {"": "company", NO_OVERTIME: "none"}.get(kept, "place")
    form = OvertimeForm(
        request.POST if request.method == "POST" else None,
        initial={
            "rule": rule,
            "region": kept if rule == "place" else seat.company.region,
        },
    )
    form.fields["region"].choices = region_choices(with_federal=True)  # type: ignore[attr-defined]
    form.fields["rule"].widget.describe = {
        "company": ChoiceCard(title=_("As the company"), text=company_rule_text(seat)),
        "place": ChoiceCard(
            title=_("By the law of another place"),
            text=_("For somebody who works under the law of another province or state."),
        ),
        "none": ChoiceCard(title=_("No overtime"), text=_("Every hour counts as a regular hour.")),
    }
    if not person.rights.sets_overtime:
        read_only(form)
    return form


def law_text(region: str, on: date) -> str:
    """The general overtime rule of a place, in one line."""
    point = place_figures(region, on)
    if point is None or not limits_text(point):
        return _("%(place)s: no general overtime rule.") % {"place": region_name(region)}
    return _("%(place)s: overtime %(figures)s.") % {
        "place": region_name(region),
        "figures": limits_text(point),
    }


def company_rule_text(seat: CompanySeat) -> str:
    """The company's own overtime rule of today, in one line."""
    today = company_today(seat.company)
    settings = pay_settings_on(seat.company.pk, today)
    if settings is None:
        return law_text(seat.company.region, today)
    basis = settings.overtime_basis
    if basis == PaySettings.OvertimeBasis.NONE:
        return _("The company works out no overtime.")
    if basis == PaySettings.OvertimeBasis.PLACE:
        return law_text(settings.overtime_region or seat.company.region, today)
    return _("The company's own limits: overtime %(figures)s.") % {
        "figures": limits_text(PaySettingsValues.of(settings))
    }


@person_view("sees_private")
@require_http_methods(["GET", "POST"])
def notifications(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    form = NotificationsForm(
        request.POST if request.method == "POST" else None,
        initial={"wanted": [told.value for told in wanted_by(member)]},
    )
    if not person.rights.edits:
        read_only(form)
    if request.method == "POST":
        if not person.rights.edits:
            raise PermissionRefused("team:manage")
        if form.is_valid():
            try:
                team_member_set_notifications(
                    actor=seat.actor, member=member, wanted=form.cleaned_data["wanted"]
                )
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(person_url("person_notifications", seat, person))
    return render_person(
        request,
        seat,
        person,
        "company/person_notifications.html",
        "person_notifications",
        status=422 if form.errors else 200,
        form=form,
        may_edit=person.rights.edits,
    )


@person_view("sees_history")
@require_GET
def history(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    page = event_list(
        company_id=seat.company.pk,
        filters=EventFilters(object_type="teammember", object_id=person.member.public_id),
    )
    return render_person(
        request,
        seat,
        person,
        "company/person_history.html",
        "person_history",
        events=event_rows(page.rows, seat, with_pay=person.rights.sees_pay),
    )
