"""One person's permissions, and handing over the role of primary administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import PersonSeat
from pointage.features.team.models import TeamMember
from pointage.features.team.services import (
    primary_admin_transfer_cancel,
    primary_admin_transfer_request,
    team_member_set_user_type,
)
from pointage.features.team.services.primary_admin import may_transfer_primary_admin
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.identity.invitations import latest_invitations
from pointage.web.company import permission_words
from pointage.web.company.forms import add_rule, read_only
from pointage.web.company.person_forms import PermissionsForm
from pointage.web.company.views.person_page import act, person_url, person_view, render_person
from pointage.web.company.words import USER_TYPES


@person_view("sees_private")
@require_http_methods(["GET", "POST"])
def permissions(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    form = PermissionsForm(
        request.POST if request.method == "POST" else None,
        member=member,
        time_settings=seat.time_settings,
    )
    may_edit = person.rights.sets_permissions and member.state == TeamMember.State.ACTIVE
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        if not person.rights.sets_permissions:
            raise PermissionRefused("team:permissions")
        if form.is_valid() and _save(seat, member, form):
            messages.success(request, _("Saved."))
            _warn_without_email(request, member)
            return redirect(person_url("person_permissions", seat, person))
    return render_person(
        request,
        seat,
        person,
        "company/person_permissions.html",
        "person_permissions",
        status=422 if form.errors else 200,
        form=form,
        presets=[
            {"code": code, "name": str(USER_TYPES[code]), "sections": sections}
            for code, sections in permission_words.presets().items()
        ],
        may_edit=may_edit,
        transfer=_transfer(seat, person),
    )


def _save(seat: CompanySeat, member: TeamMember, form: PermissionsForm) -> bool:
    """Whether it was saved; a broken rule stands in the form."""
    try:
        team_member_set_user_type(
            actor=seat.actor,
            member=member,
            user_type=form.cleaned_data["user_type"],
            custom_permissions=form.ticked(),
            answers=form.answers(),
        )
    except RuleBroken as error:
        add_rule(form, error)
        return False
    return True


@person_view()
@require_POST
def transfer(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    return act(
        request,
        seat,
        person,
        lambda: primary_admin_transfer_request(actor=seat.actor, member=person.member),
        _("The request is on its way to %(name)s. Nothing changes until it is accepted.")
        % {"name": person.member.full_name},
        to="person_permissions",
    )


@person_view()
@require_POST
def transfer_cancel(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    return act(
        request,
        seat,
        person,
        lambda: primary_admin_transfer_cancel(actor=seat.actor, company=seat.company),
        _("The request was taken back."),
        to="person_permissions",
    )


def _warn_without_email(request: HttpRequest, member: TeamMember) -> None:
    if not member.email and member.user_id is None:
        messages.warning(
            request,
            _(
                "%(name)s has no e-mail address yet, so no invitation can be sent. Add one under "
                "General."
            )
            % {"name": member.full_name},
        )


def _transfer(seat: CompanySeat, person: PersonSeat) -> dict[str, Any]:
    """The box about the primary administrator, as finished strings; empty when nobody may act."""
    company, member = seat.company, person.member
    waiting = latest_invitations("primary_admin_transfer", [company.public_id])[company.public_id]
    is_primary = company.primary_admin_id == member.pk
    may = may_transfer_primary_admin(seat.actor, company)
    is_candidate = (
        member.user_type == TeamMember.UserType.ADMINISTRATOR
        and member.state == TeamMember.State.ACTIVE
        and not is_primary
    )
    return {
        "is_primary": is_primary,
        "may_ask": may and is_candidate and not waiting.status.is_open,
        "waiting_for": waiting.email if may and waiting.status.is_open else "",
        "link": waiting.link if may else "",
        "has_no_mail_server": waiting.has_no_mail_server,
        "ask_url": person_url("person_transfer", seat, person),
        "cancel_url": person_url("person_transfer_cancel", seat, person),
    }
