"""One person of the team: the general tab with the PIN, archiving and restoring, the invitation."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import PersonSeat
from pointage.features.team.group_queries import groups_active, groups_of
from pointage.features.team.hooks import books_owned, is_on_the_clock
from pointage.features.team.services import (
    team_member_archive,
    team_member_invite_again,
    team_member_invite_revoke,
    team_member_restore,
    team_member_set_pin,
    team_member_update,
)
from pointage.features.team.values import PayValues, TeamMemberValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.identity.invitations import latest_invitations
from pointage.web.company import people
from pointage.web.company.forms import add_rule, read_only
from pointage.web.company.person_forms import PersonForm, PinForm, Shows
from pointage.web.company.views.person_page import act, person_url, person_view, render_person


@person_view()
@require_http_methods(["GET", "POST"])
def general(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    form = _form(request, seat, person)
    if request.method == "POST":
        _require_edits(person)
        if form.is_valid():
            try:
                team_member_update(
                    actor=seat.actor,
                    member=member,
                    values=form.person(member),
                    pay=form.pay(),
                    groups=form.chosen_groups(),
                )
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(person_url("person", seat, person))
    return _page(request, seat, person, form, PinForm())


def _page(
    request: HttpRequest, seat: CompanySeat, person: PersonSeat, form: PersonForm, pin: PinForm
) -> HttpResponse:
    member = person.member
    view = latest_invitations("team_member", [member.public_id])[member.public_id]
    box = people.invitation_box(
        member, view, ZoneInfo(seat.company.time_zone), may_invite=person.rights.invites
    )
    urls = {
        f"{name}_url": person_url(f"person_{name}", seat, person)
        for name in ("invite", "revoke", "archive", "restore", "pin")
    }
    return render_person(
        request,
        seat,
        person,
        "company/person.html",
        "person",
        status=422 if form.errors or pin.errors else 200,
        form=form,
        pin=pin,
        has_pin=bool(member.pin_hash),
        invitation=box,
        groups_text=_groups_text(form, person),
        rights=person.rights,
        archive_text=_archive_text(),
        is_on_the_clock=person.rights.edits and is_on_the_clock(member),
        **urls,
    )


def _form(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> PersonForm:
    member, rights = person.member, person.rights
    own = [group.public_id for group in groups_of(member)]
    form = PersonForm(
        request.POST if request.method == "POST" and "pin" not in request.POST else None,
        shows=Shows(
            private=rights.sees_private,
            pay=rights.sees_pay,
            groups=groups_active(seat.company.pk) if rights.sets_groups else (),
        ),
        owned=books_owned(seat.company.pk, [member.pk]).get(member.pk),
        time_zone=member.time_zone,
        form_id="person-form",
        initial=TeamMemberValues.of(member).columns()
        | PayValues.of(member).columns()
        | {"groups": own},
    )
    if not rights.edits:
        read_only(form)
    return form


def _groups_text(form: PersonForm, person: PersonSeat) -> str:
    """For those who see the groups but do not set them."""
    if "groups" in form.fields:
        return ""
    names = [group.name for group in groups_of(person.member)]
    return ", ".join(names) or _("In no group.")


def _require_edits(person: PersonSeat) -> None:
    if not person.rights.edits:
        raise PermissionRefused("team:manage")


@person_view("edits")
@require_POST
def pin(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """Sets the PIN, or takes it away with the other button."""
    form = PinForm(request.POST)
    takes_away = "remove" in request.POST
    if form.is_valid():
        typed = "" if takes_away else form.cleaned_data["pin"]
        if not typed and not takes_away:
            form.add_error("pin", _("Type the new PIN."))
        else:
            try:
                team_member_set_pin(actor=seat.actor, member=person.member, pin=typed)
            except RuleBroken as error:
                add_rule(form, error)
            else:
                done = _("The PIN is taken away.") if takes_away else _("The PIN is set.")
                messages.success(request, done)
                return redirect(person_url("person", seat, person))
    return _page(request, seat, person, _form(request, seat, person), form)


@person_view("edits")
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    if request.method == "GET":
        return render(
            request,
            "company/confirm.html",
            {
                "title": _("Archive %(name)s?") % {"name": member.full_name},
                "text": _archive_text(),
                "action": person_url("person_archive", seat, person),
                "confirm_label": _("Archive"),
                "cancel_url": person_url("person", seat, person),
                "tone": "danger",
                "is_on_the_clock": is_on_the_clock(member),
            },
        )
    return act(
        request,
        seat,
        person,
        lambda: team_member_archive(
            actor=seat.actor, member=member, stops_clock="stops_clock" in request.POST
        ),
        _("%(name)s is archived.") % {"name": member.full_name},
    )


def _archive_text() -> str:
    return _(
        "The person can no longer sign in, and an open invitation is taken back. Every hour and "
        "report stays. You can restore the person at any time."
    )


@person_view("edits")
@require_POST
def restore(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    done = _("%(name)s is back.") % {"name": member.full_name}
    return act(
        request, seat, person, lambda: team_member_restore(actor=seat.actor, member=member), done
    )


@person_view("invites")
@require_POST
def invite(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """Sends the invitation, or sends it again."""
    member = person.member
    done = _("The invitation is on its way to %(email)s.") % {"email": member.email}
    return act(
        request,
        seat,
        person,
        lambda: team_member_invite_again(actor=seat.actor, member=member),
        done,
    )


@person_view("invites")
@require_POST
def revoke(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    return act(
        request,
        seat,
        person,
        lambda: team_member_invite_revoke(actor=seat.actor, member=person.member),
        _("The invitation was taken back; its link no longer works."),
    )
