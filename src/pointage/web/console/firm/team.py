"""The firm's team: who is in it, adding and changing people, their invitations, and handing the
firm over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pointage.features.practice import team_queries as queries
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import FirmMember
from pointage.features.practice.permissions import member_permissions
from pointage.features.practice.services import members
from pointage.foundation.errors import RuleBroken
from pointage.web.console.firm import team_tables, words
from pointage.web.console.firm.team_forms import CHOSEN, MemberForm, TransferForm
from pointage.web.console.shell import address, firm_render, show_in_form
from pointage.web.console.words import role_name, zone_of
from pointage.web.seats import firm_page


@firm_page("firm-team:manage")
def team_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """Who is in the firm, with role, clients and invitation; or who has left it."""
    is_past = request.GET.get("state") == "inactive"
    rows = queries.team_rows(seat, active=not is_past)
    owner = seat.actor.may("firm:transfer")
    context = {
        "table": team_tables.team_table(seat, rows, is_past=is_past),
        "tabs": team_tables.state_tabs(seat, is_past=is_past),
        "add_url": address(seat, "team_add"),
        "transfer_url": address(seat, "team_transfer") if owner else "",
        "owner": "" if owner else queries.primary_admin_name(seat),
    }
    return firm_render(request, seat, "console/team/list.html", "team", context)


@firm_page("firm-team:manage")
def member_add_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """A new person, invited by mail at once."""
    initial = {"language": seat.firm.language, "role": FirmMember.Role.ACCOUNTANT, "access": CHOSEN}
    form = MemberForm(
        request.POST or None,
        initial=initial,
        clients=queries.client_choices(seat),
        may=seat.actor.permissions,
    )
    if request.method == "POST" and form.is_valid():
        try:
            member = members.member_add(actor=seat.actor, seat=seat, details=form.details())
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(
                request,
                _("%(name)s was added and the invitation is on its way.")
                % {"name": member.full_name},
            )
            return redirect(address(seat, "team_member", member=member.public_id))
    context = {"form": form, "back_url": address(seat, "team"), "crumbs": team_tables.crumbs(seat)}
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/team/add.html", "team", context, status=status)


@firm_page("firm-team:manage")
def member_page(request: HttpRequest, seat: FirmSeat, member: str) -> HttpResponse:
    """One person: details and rights to change, the invitation, leaving and coming back."""
    row = queries.member_for(seat, member)
    reason = fixed_reason(seat, row)
    form = None
    if not reason:
        form = _member_form(request, seat, row)
        if request.method == "POST" and form.is_valid():
            try:
                members.member_update(
                    actor=seat.actor, seat=seat, member=row, details=form.details()
                )
            except RuleBroken as error:
                show_in_form(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(address(seat, "team_member", member=row.public_id))
    context = {
        "name": row.full_name,
        "subtitle": role_name(row.role),
        "badge": words.member_badge(row),
        "crumbs": team_tables.crumbs(seat),
        "form": form,
        "reason": reason,
        "facts": team_tables.member_facts(row),
        "invitation": team_tables.invitation_card(seat, row, zone_of(seat)),
        "state_url": address(
            seat, "team_deactivate" if row.is_active else "team_reactivate", member=row.public_id
        ),
        "is_active": row.is_active,
        "back_url": address(seat, "team"),
    }
    status = 422 if form is not None and form.errors else 200
    return firm_render(request, seat, "console/team/member.html", "team", context, status=status)


def fixed_reason(seat: FirmSeat, member: FirmMember) -> str:
    """Why this person cannot be changed by the reader; empty when they can."""
    if member.pk == seat.member.pk:
        return _("This is you. Another administrator can change your role and clients.")
    if member.role == FirmMember.Role.PRIMARY_ADMIN:
        return _("The primary administrator stays as is until the firm is handed over.")
    if not member_permissions(member) <= seat.actor.permissions:
        return _("This person has rights that you do not have, so you cannot change them.")
    return ""


def _member_form(request: HttpRequest, seat: FirmSeat, member: FirmMember) -> MemberForm:
    return MemberForm(
        request.POST or None,
        initial=MemberForm.initial_of(members.member_details(member)),
        clients=queries.client_choices(seat),
        may=seat.actor.permissions,
        has_sign_in=member.user_id is not None,
    )


def _act(
    request: HttpRequest, seat: FirmSeat, member: str, do: Callable[..., Any], done: str
) -> HttpResponse:
    """Runs a service on a person and says what came of it, on that person's page."""
    row = queries.member_for(seat, member)
    try:
        do(actor=seat.actor, seat=seat, member=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, done % {"name": row.full_name, "email": row.email})
    return redirect(address(seat, "team_member", member=row.public_id))


@firm_page("firm-team:manage")
@require_POST
def member_invite(request: HttpRequest, seat: FirmSeat, member: str) -> HttpResponse:
    done = _("The invitation was sent to %(email)s. Older links no longer work.")
    return _act(request, seat, member, members.member_invite_again, done)


@firm_page("firm-team:manage")
@require_POST
def member_revoke(request: HttpRequest, seat: FirmSeat, member: str) -> HttpResponse:
    done = _("The invitation of %(name)s was taken back.")
    return _act(request, seat, member, members.member_invite_revoke, done)


@firm_page("firm-team:manage")
def member_deactivate(request: HttpRequest, seat: FirmSeat, member: str) -> HttpResponse:
    """Asks on GET, takes the person out of the team on POST."""
    if request.method == "POST":
        done = _("%(name)s was deactivated and no longer sees the firm.")
        return _act(request, seat, member, members.member_deactivate, done)
    row = queries.member_for(seat, member)
    here = address(seat, "team_member", member=row.public_id)
    reason = fixed_reason(seat, row)
    if reason:
        messages.warning(request, reason)
        return redirect(here)
    context = {
        "title": _("Deactivate %(name)s?") % {"name": row.full_name},
        "text": _(
            "From the next click on, the firm and its clients no longer exist for this person. "
            "What they did stays in history, and you can bring them back with the same role and "
            "clients."
        ),
        "confirm_label": _("Deactivate"),
        "cancel_url": here,
        "tone": "danger",
    }
    return firm_render(request, seat, "console/team/confirm.html", "team", context)


@firm_page("firm-team:manage")
@require_POST
def member_reactivate(request: HttpRequest, seat: FirmSeat, member: str) -> HttpResponse:
    done = _("%(name)s is back in the team.")
    return _act(request, seat, member, members.member_reactivate, done)


@firm_page("firm:transfer")
@reauthentication_required  # type: ignore[untyped-decorator]
def transfer_page(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """Hands the firm to another person of the team."""
    people = queries.transfer_candidates(seat)
    form = TransferForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        to = queries.member_for(seat, form.cleaned_data["to"])
        try:
            members.firm_transfer(actor=seat.actor, seat=seat, to=to)
        except RuleBroken as error:
            show_in_form(form, error)
        else:
            messages.success(
                request,
                _("%(name)s is now the primary administrator of the firm.")
                % {"name": to.full_name},
            )
            return redirect(address(seat, "team"))
    context = {
        "form": form,
        "has_people": bool(people),
        "back_url": address(seat, "team"),
        "crumbs": team_tables.crumbs(seat),
    }
    status = 422 if form.errors else 200
    return firm_render(request, seat, "console/team/transfer.html", "team", context, status=status)
