"""A person's own page in a company: what they may do there, their PIN, notifications and zone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.group_queries import groups_of, managed_by
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import wanted_by
from pointage.features.team.services import (
    team_member_set_notifications,
    team_member_set_pin,
    team_member_set_time_zone,
)
from pointage.foundation.errors import RuleBroken
from pointage.web.company import permission_words
from pointage.web.company.forms import add_rule
from pointage.web.company.frame import company_view
from pointage.web.company.person_forms import NotificationsForm, PinForm, ZoneForm
from pointage.web.company.words import OWN_TOLD, USER_TYPES
from pointage.web.components.values import Definition
from pointage.web.paysettings.places import zone_name


def _member(seat: CompanySeat) -> TeamMember:
    """The person of the seat; accountants have no such page."""
    if seat.team_member is None:
        raise Http404
    return seat.team_member


@company_view()
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The page; posting changes the time zone."""
    member = _member(seat)
    zone = ZoneForm(request.POST if request.method == "POST" else None, time_zone=member.time_zone)
    if request.method == "POST" and zone.is_valid():
        try:
            team_member_set_time_zone(
                actor=seat.actor, member=member, time_zone=zone.cleaned_data["time_zone"]
            )
        except RuleBroken as error:
            add_rule(zone, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("company:me", seat.company.public_id)
    return _page(request, seat, zone=zone)


@company_view("pin:use")
@require_POST
def pin(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = PinForm(request.POST)
    if form.is_valid():
        try:
            if not form.cleaned_data["pin"]:
                form.add_error("pin", _("Type the new PIN."))
            else:
                team_member_set_pin(
                    actor=seat.actor, member=_member(seat), pin=form.cleaned_data["pin"]
                )
        except RuleBroken as error:
            add_rule(form, error)
    if form.errors:
        return _page(request, seat, pin=form)
    messages.success(request, _("The PIN is set."))
    return redirect("company:me", seat.company.public_id)


@company_view()
@require_POST
def notifications(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = NotificationsForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, notifications=form)
    team_member_set_notifications(
        actor=seat.actor, member=_member(seat), wanted=form.cleaned_data["wanted"]
    )
    messages.success(request, _("Saved."))
    return redirect("company:me", seat.company.public_id)


def _page(
    request: HttpRequest,
    seat: CompanySeat,
    *,
    zone: ZoneForm | None = None,
    pin: PinForm | None = None,
    notifications: NotificationsForm | None = None,
) -> HttpResponse:
    member = _member(seat)
    told = notifications or NotificationsForm(
        initial={"wanted": [each.value for each in wanted_by(member)]}
    )
    told.fields["wanted"].label = _("Tell me when")
    told.fields["wanted"].choices = list(OWN_TOLD.items())  # type: ignore[attr-defined]
    may_choose = seat.time_settings.people_change_time_zone or seat.actor.may("team:manage")
    company = seat.company.public_id
    return render(
        request,
        "company/me.html",
        {
            "name": member.full_name,
            "facts": _facts(seat, member),
            "granted": permission_words.in_words(seat.actor.permissions),
            "zone": (zone or ZoneForm(time_zone=member.time_zone)) if may_choose else None,
            "pin": (pin or PinForm()) if seat.actor.may("pin:use") else None,
            "has_pin": bool(member.pin_hash),
            "notifications": told,
            "me_url": reverse("company:me", args=[company]),
            "pin_url": reverse("company:me_pin", args=[company]),
            "notifications_url": reverse("company:me_notifications", args=[company]),
        },
        status=422 if any(form and form.errors for form in (zone, pin, notifications)) else 200,
    )


def _facts(seat: CompanySeat, member: TeamMember) -> list[Definition]:
    nothing = "—"
    groups = ", ".join(group.name for group in groups_of(member)) or nothing
    facts = [
        Definition(_("User type"), str(USER_TYPES[member.user_type])),
        Definition(_("Groups"), groups),
        Definition(_("Time zone"), zone_name(member.time_zone or seat.company.time_zone)),
    ]
    if seat.leads_group:
        managed = ", ".join(group.name for group in managed_by(member)) or nothing
        facts.insert(2, Definition(_("Manages"), managed))
    return facts
