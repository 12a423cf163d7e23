"""My team: the list with search and filters, adding a person, inviting many at once."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pointage.features.practice.access import CompanySeat
from pointage.features.team import queries
from pointage.features.team.models import TeamMember
from pointage.features.team.queries import SignIn, TeamFilter
from pointage.features.team.services import (
    team_member_add,
    team_member_invite,
    team_members_invite,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.invitations import INVITATIONS_PER_HOUR, latest_invitations
from pointage.web.company import people
from pointage.web.company.forms import AddPersonForm, add_rule
from pointage.web.company.frame import company_view
from pointage.web.company.words import STATES, USER_TYPES
from pointage.web.components.paging import count_text, pagination_for

PAGE: Final = 50


@company_view("team:view")
@require_GET
def team(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    wanted = _filter(request)
    page = queries.team_page(seat.company.pk, wanted, request.GET.get("page"), PAGE)
    members = list(page)
    count = page.paginator.count
    views = latest_invitations("team_member", [m.public_id for m in members if not m.user_id])
    company = seat.company.public_id
    return render(
        request,
        "company/team.html",
        {
            "here": reverse("company:team", args=[company]),
            "subtitle": ngettext("%(count)s person", "%(count)s people", count)
            % {"count": count_text(count)},
            "wanted": wanted,
            "filters": _filter_choices(wanted),
            "table": people.team_table(
                members, views, company, pagination_for(page, request.GET), _is_narrowed(wanted)
            ),
            "may_add": seat.actor.may("team:manage"),
            "may_invite": seat.actor.may("team:invite"),
            "add_url": reverse("company:person_add", args=[company]),
            "invite_url": reverse("company:team_invite", args=[company]),
        },
    )


@company_view("team:manage")
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    form = AddPersonForm(request.POST or None, with_pay=True)
    if not seat.actor.may("team:permissions"):
        del form.fields["user_type"]
    if not seat.actor.may("team:invite"):
        del form.fields["invite"]
    if request.method == "POST" and form.is_valid():
        try:
            member = team_member_add(
                actor=seat.actor,
                company=seat.company,
                values=form.person(),
                user_type=form.cleaned_data.get("user_type") or TeamMember.UserType.WORKER,
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": member.full_name})
            if form.cleaned_data.get("invite"):
                _invite_new(request, seat, member)
            return redirect("company:person", seat.company.public_id, member.public_id)
    return render(
        request,
        "company/person_add.html",
        {"form": form, "team_url": reverse("company:team", args=[seat.company.public_id])},
        status=422 if form.errors else 200,
    )


def _invite_new(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> None:
    """The person is added whatever happens to the invitation; a refusal is said."""
    try:
        team_member_invite(actor=seat.actor, member=member)
    except RuleBroken as error:
        messages.warning(request, error.text)
    else:
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": member.email}
        )


@company_view("team:invite")
@require_http_methods(["GET", "POST"])
def team_invite(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Everybody never invited, or not accepted, who has an address; all ticked."""
    waiting = queries.to_invite(seat.company.pk)
    company = seat.company.public_id
    if request.method == "POST":
        chosen = request.POST.getlist("people")[:INVITATIONS_PER_HOUR]
        done = team_members_invite(
            actor=seat.actor, members=list(waiting.filter(public_id__in=chosen))
        )
        if done.sent:
            messages.success(
                request,
                ngettext(
                    "%(count)s invitation is on its way.",
                    "%(count)s invitations are on their way.",
                    done.sent,
                )
                % {"count": count_text(done.sent)},
            )
        for text in people.refusal_texts(done):
            messages.warning(request, text)
        if not chosen:
            messages.warning(request, _("Tick at least one person."))
            return redirect("company:team_invite", company)
        return redirect("company:team", company)
    members = list(waiting[: INVITATIONS_PER_HOUR + 1])
    is_cut = len(members) > INVITATIONS_PER_HOUR
    members = members[:INVITATIONS_PER_HOUR]
    views = latest_invitations("team_member", [m.public_id for m in members])
    return render(
        request,
        "company/team_invite.html",
        {
            "rows": people.invite_rows(members, views),
            "cut": _("Only the first %(count)s are shown; send the others in an hour.")
            % {"count": count_text(INVITATIONS_PER_HOUR)}
            if is_cut
            else "",
            "team_url": reverse("company:team", args=[company]),
        },
    )


def _filter(request: HttpRequest) -> TeamFilter:
    """What the address asks for; unknown words count for nothing."""
    state = request.GET.get("state", TeamMember.State.ACTIVE)
    user_type, sign_in = request.GET.get("user_type", ""), request.GET.get("sign_in", "")
    return TeamFilter(
        text=request.GET.get("q", "").replace("\x00", "")[:100],
        state=state if state in (*TeamMember.State.values, "") else TeamMember.State.ACTIVE,
        user_type=user_type if user_type in USER_TYPES else "",
        sign_in=sign_in if sign_in in list(SignIn) else "",
    )


def _is_narrowed(wanted: TeamFilter) -> bool:
    return bool(wanted.text or wanted.user_type or wanted.sign_in)


def _filter_choices(wanted: TeamFilter) -> list[dict[str, Any]]:
    sign_in: dict[str, str] = {
        SignIn.CONNECTED: _("Can sign in"),
        SignIn.INVITED: _("Invited"),
        SignIn.NOT_INVITED: _("Not invited"),
    }
    states = {**STATES, "": _("Active and archived")}
    return [
        people.choice("state", _("State"), states, wanted.state, everything=""),
        people.choice("user_type", _("User type"), USER_TYPES, wanted.user_type, _("Every type")),
        people.choice("sign_in", _("Sign-in"), sign_in, wanted.sign_in, _("Everybody")),
    ]
