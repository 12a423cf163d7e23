"""One person of the team: general, permissions, history; archive, restore, invitation, transfer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.hooks import books_owned
from pointage.features.team.models import TeamMember
from pointage.features.team.queries import team_member_of
from pointage.features.team.services import (
    primary_admin_transfer_cancel,
    primary_admin_transfer_request,
    team_member_archive,
    team_member_invite_again,
    team_member_invite_revoke,
    team_member_restore,
    team_member_set_user_type,
    team_member_update,
)
from pointage.features.team.services.primary_admin import may_transfer_primary_admin
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.queries import EventFilters, event_list
from pointage.foundation.identity.invitations import latest_invitations
from pointage.web.company import people
from pointage.web.company.forms import PermissionsForm, PersonForm, add_rule, read_only
from pointage.web.company.frame import company_view
from pointage.web.company.history_words import event_rows
from pointage.web.company.words import KINDS, STATES
from pointage.web.components.values import Badge, Badges, Crumb, Tab, Tone


def may_see_pay(seat: CompanySeat) -> bool:
    """Pay information is for those who keep the team or the payroll."""
    return seat.actor.may("team:manage") or seat.actor.may("payroll:view")


@company_view("team:view")
@require_http_methods(["GET", "POST"])
def general(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    owned = books_owned(seat.company.pk, [person.pk]).get(person.pk)
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        with_pay=may_see_pay(seat),
        owned=owned,
        time_zone=person.time_zone,
        form_id="person-form",
        initial=TeamMemberValues.of(person).columns(),
    )
    may_edit = seat.actor.may("team:manage")
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        seat.actor.require("team:manage")
        if form.is_valid():
            try:
                team_member_update(actor=seat.actor, member=person, values=form.person(person))
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("company:person", seat.company.public_id, member)
    view = latest_invitations("team_member", [member])[member]
    zone = ZoneInfo(seat.company.time_zone)
    return _render(
        request,
        seat,
        person,
        "company/person.html",
        "general",
        status=422 if form.errors else 200,
        form=form,
        invitation=people.invitation_box(person, view, seat.actor, zone),
        may_edit=may_edit,
        may_see_pay=may_see_pay(seat),
        invite_url=_url("person_invite", seat, person),
        revoke_url=_url("person_revoke", seat, person),
        archive_url=_url("person_archive", seat, person),
        restore_url=_url("person_restore", seat, person),
    )


@company_view("team:view")
@require_http_methods(["GET", "POST"])
def permissions(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    form = PermissionsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "user_type": person.user_type,
            "custom_permissions": person.custom_permissions,
        },
    )
    may_edit = seat.actor.may("team:permissions") and person.state == TeamMember.State.ACTIVE
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        seat.actor.require("team:permissions")
        if form.is_valid():
            try:
                person = team_member_set_user_type(
                    actor=seat.actor, member=person, **form.cleaned_data
                )
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                _warn_without_email(request, person)
                return redirect("company:person_permissions", seat.company.public_id, member)
    return _render(
        request,
        seat,
        person,
        "company/person_permissions.html",
        "permissions",
        status=422 if form.errors else 200,
        form=form,
        may_edit=may_edit,
        transfer=_transfer(seat, person),
    )


@company_view("history:view")
@require_GET
def history(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    page = event_list(
        company_id=seat.company.pk,
        filters=EventFilters(object_type="teammember", object_id=person.public_id),
    )
    return _render(
        request,
        seat,
        person,
        "company/person_history.html",
        "history",
        events=event_rows(page.rows, ZoneInfo(seat.company.time_zone)),
    )


@company_view("team:manage")
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    if request.method == "GET":
        return render(
            request,
            "company/confirm.html",
            {
                "title": _("Archive %(name)s?") % {"name": person.full_name},
                "text": _archive_text(),
                "action": _url("person_archive", seat, person),
                "confirm_label": _("Archive"),
                "cancel_url": _url("person", seat, person),
                "tone": "danger",
            },
        )
    done = _("%(name)s is archived.") % {"name": person.full_name}
    return _do(
        request, seat, person, lambda: team_member_archive(actor=seat.actor, member=person), done
    )


def _archive_text() -> str:
    return _(
        "The person can no longer sign in, and an open invitation is taken back. Every hour and "
        "report stays. You can restore the person at any time."
    )


@company_view("team:manage")
@require_POST
def restore(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    done = _("%(name)s is back.") % {"name": person.full_name}
    return _do(
        request, seat, person, lambda: team_member_restore(actor=seat.actor, member=person), done
    )


@company_view("team:invite")
@require_POST
def invite(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    """Sends the invitation, or sends it again."""
    person = team_member_of(seat.company.pk, member)
    done = _("The invitation is on its way to %(email)s.") % {"email": person.email}
    return _do(
        request,
        seat,
        person,
        lambda: team_member_invite_again(actor=seat.actor, member=person),
        done,
    )


@company_view("team:invite")
@require_POST
def revoke(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    return _do(
        request,
        seat,
        person,
        lambda: team_member_invite_revoke(actor=seat.actor, member=person),
        _("The invitation was taken back; its link no longer works."),
    )


@company_view("team:view")
@require_POST
def transfer(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    return _do(
        request,
        seat,
        person,
        lambda: primary_admin_transfer_request(actor=seat.actor, member=person),
        _("The request is on its way to %(name)s. Nothing changes until it is accepted.")
        % {"name": person.full_name},
        to="company:person_permissions",
    )


@company_view("team:view")
@require_POST
def transfer_cancel(request: HttpRequest, seat: CompanySeat, member: str) -> HttpResponse:
    person = team_member_of(seat.company.pk, member)
    return _do(
        request,
        seat,
        person,
        lambda: primary_admin_transfer_cancel(actor=seat.actor, company=seat.company),
        _("The request was taken back."),
        to="company:person_permissions",
    )


def _do(
    request: HttpRequest,
    seat: CompanySeat,
    person: TeamMember,
    act: Callable[[], object],
    done: str,
    to: str = "company:person",
) -> HttpResponse:
    """Does it and says so, or says why not; back to the person either way."""
    try:
        act()
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, done)
    return redirect(to, seat.company.public_id, person.public_id)


def _warn_without_email(request: HttpRequest, person: TeamMember) -> None:
    if not person.email and person.user_id is None:
        messages.warning(
            request,
            _(
                "%(name)s has no e-mail address yet, so no invitation can be sent. Add one under "
                "General."
            )
            % {"name": person.full_name},
        )


def _transfer(seat: CompanySeat, person: TeamMember) -> dict[str, Any]:
    """The box about the primary administrator, as finished strings; empty when nobody may act."""
    company = seat.company
    waiting = latest_invitations("primary_admin_transfer", [company.public_id])[company.public_id]
    is_primary = company.primary_admin_id == person.pk
    may = may_transfer_primary_admin(seat.actor, company)
    is_candidate = (
        person.user_type == TeamMember.UserType.ADMINISTRATOR
        and person.state == TeamMember.State.ACTIVE
        and not is_primary
    )
    return {
        "is_primary": is_primary,
        "may_ask": may and is_candidate and not waiting.status.is_open,
        "waiting_for": waiting.email if may and waiting.status.is_open else "",
        "link": waiting.link if may else "",
        "has_no_mail_server": waiting.has_no_mail_server,
        "ask_url": _url("person_transfer", seat, person),
        "cancel_url": _url("person_transfer_cancel", seat, person),
    }


def _render(
    request: HttpRequest,
    seat: CompanySeat,
    person: TeamMember,
    template: str,
    tab: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    tabs = [
        Tab(_("General"), _url("person", seat, person), tab == "general"),
        Tab(_("Permissions"), _url("person_permissions", seat, person), tab == "permissions"),
    ]
    if seat.actor.may("history:view"):
        tabs.append(Tab(_("History"), _url("person_history", seat, person), tab == "history"))
    is_archived = person.state == TeamMember.State.ARCHIVED
    badges = [Badge(str(STATES[person.state]), Tone.WARNING, "archive")] if is_archived else []
    if seat.company.primary_admin_id == person.pk:
        badges.append(Badge(_("Primary administrator"), Tone.ACCENT, "user-shield"))
    return render(
        request,
        template,
        context
        | {
            "name": person.full_name,
            "kind": str(KINDS[person.kind]),
            "is_archived": is_archived,
            "badges": Badges(badges) if badges else "",
            "crumbs": [Crumb(_("My team"), reverse("company:team", args=[seat.company.public_id]))],
            "tabs": tabs,
            "archive_text": _archive_text(),
        },
        status=status,
    )


def _url(name: str, seat: CompanySeat, person: TeamMember) -> str:
    return reverse(f"company:{name}", args=[seat.company.public_id, person.public_id])
