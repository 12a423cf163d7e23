"""My team: the list with search and filters, adding a person, inviting many at once."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team import queries
from pointage.features.team.access import group_for, visible_people
from pointage.features.team.group_queries import group_names_of, groups_active
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.queries import NO_GROUP, SignIn, TeamFilter
from pointage.features.team.reach import Reach, Right, led_groups
from pointage.features.team.services import (
    group_people_add,
    team_member_add,
    team_member_invite,
    team_members_invite,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.invitations import INVITATIONS_PER_HOUR, latest_invitations
from pointage.web.company import people
from pointage.web.company.forms import add_rule
from pointage.web.company.frame import company_view
from pointage.web.company.person_forms import AddPersonForm, Shows
from pointage.web.company.words import STATES, USER_TYPES
from pointage.web.components.paging import count_text, pagination_for

PAGE: Final = 50
ASSIGN_LIMIT: Final = 500


@company_view()
@require_GET
def team(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Everybody for those who see the team; for a group's manager, the people of their groups."""
    reach = visible_people(seat.actor)
    groups = _groups_seen(seat, reach)
    wanted = _filter(request, reach, groups)
    page = queries.team_page(seat.company.pk, wanted, request.GET.get("page"), PAGE)
    members = list(page)
    count = page.paginator.count
    may_assign = seat.actor.may("team:manage") and bool(groups)
    shown = people.TeamPage(
        members=members,
        views=latest_invitations("team_member", [m.public_id for m in members if not m.user_id]),
        groups=group_names_of([member.pk for member in members]),
        pagination=pagination_for(page, request.GET),
        is_narrowed=_is_narrowed(wanted),
        select_form="team-assign" if may_assign else "",
    )
    company = seat.company.public_id
    urls = {
        f"{name}_url": reverse(f"company:{route}", args=[company])
        for name, route in (
            ("add", "person_add"), ("invite", "team_invite"), ("groups", "groups"),
            ("assign", "team_assign"),
        )
    }  # fmt: skip
    return render(
        request,
        "company/team.html",
        {
            "here": reverse("company:team", args=[company]),
            "subtitle": ngettext("%(count)s person", "%(count)s people", count)
            % {"count": count_text(count)},
            "wanted": wanted,
            "filters": _filter_choices(wanted, groups),
            "table": people.team_table(shown, company),
            "may_add": seat.actor.may("team:manage") or bool(_led(seat)),
            "may_invite": seat.actor.may("team:invite"),
            "assign_groups": groups if may_assign else [],
            **urls,
        },
    )


def _groups_seen(seat: CompanySeat, reach: Reach) -> list[Group]:
    groups = groups_active(seat.company.pk)
    if reach.everyone:
        return groups
    led = set(led_groups(seat.actor))
    return [group for group in groups if group.pk in led]


def _led(seat: CompanySeat) -> list[Group]:
    """The groups to which the actor may add people though not keeping the whole team."""
    if seat.actor.may("team:manage") or not seat.leads_group:
        return []
    led = set(led_groups(seat.actor, Right.PEOPLE))
    return [group for group in groups_active(seat.company.pk) if group.pk in led]


@company_view("team:manage")
@require_POST
def assign(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Puts the ticked people in a group, beside the groups they are in."""
    company = seat.company.public_id
    chosen = request.POST.getlist("people")[:ASSIGN_LIMIT]
    group = group_for(seat.actor, seat.company.pk, request.POST.get("group", ""))
    if not chosen:
        messages.warning(request, _("Tick at least one person."))
        return redirect("company:team", company)
    members = queries.team_list(seat.company.pk, TeamFilter(state="")).filter(public_id__in=chosen)
    try:
        count = group_people_add(actor=seat.actor, group=group, members=members)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, added_text(group, count))
    return redirect("company:team", company)


def added_text(group: Group, count: int) -> str:
    """What putting people in a group did."""
    if not count:
        return _("Everybody chosen was already in %(group)s.") % {"group": group.name}
    return ngettext(
        "%(count)s person put in %(group)s.", "%(count)s people put in %(group)s.", count
    ) % {"count": count_text(count), "group": group.name}


@company_view()
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    led = _led(seat)
    if not led:
        seat.actor.require("team:manage")
    form = AddPersonForm(
        request.POST or None, shows=Shows(groups=led or groups_active(seat.company.pk))
    )
    if led:
        form.fields["groups"].required = True
    if not seat.actor.may("team:permissions"):
        del form.fields["user_type"]
    if not (led or seat.actor.may("team:invite")):
        del form.fields["invite"]
    if request.method == "POST" and form.is_valid():
        try:
            member = team_member_add(
                actor=seat.actor,
                company=seat.company,
                values=form.person(),
                user_type=form.cleaned_data.get("user_type") or TeamMember.UserType.WORKER,
                groups=form.chosen_groups() or (),
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


def _filter(request: HttpRequest, reach: Reach, groups: list[Group]) -> TeamFilter:
    """What the address asks for; unknown words count for nothing."""
    state = request.GET.get("state", TeamMember.State.ACTIVE)
    user_type, sign_in = request.GET.get("user_type", ""), request.GET.get("sign_in", "")
    group = request.GET.get("group", "")
    known = {NO_GROUP, *(each.public_id for each in groups)}
    return TeamFilter(
        text=request.GET.get("q", "").replace("\x00", "")[:100],
        state=state if state in (*TeamMember.State.values, "") else TeamMember.State.ACTIVE,
        user_type=user_type if user_type in USER_TYPES else "",
        sign_in=sign_in if sign_in in list(SignIn) else "",
        group=group if group in known else "",
        reach=reach,
    )


def _is_narrowed(wanted: TeamFilter) -> bool:
    return bool(wanted.text or wanted.user_type or wanted.sign_in or wanted.group)


def _filter_choices(wanted: TeamFilter, groups: list[Group]) -> list[dict[str, Any]]:
    sign_in: dict[str, str] = {
        SignIn.CONNECTED: _("Can sign in"),
        SignIn.INVITED: _("Invited"),
        SignIn.NOT_INVITED: _("Not invited"),
    }
    states = {**STATES, "": _("Active and archived")}
    choices = [
        people.choice("state", _("State"), states, wanted.state, everything=""),
        people.choice("user_type", _("User type"), USER_TYPES, wanted.user_type, _("Every type")),
        people.choice("sign_in", _("Sign-in"), sign_in, wanted.sign_in, _("Everybody")),
    ]
    if groups:
        named = {group.public_id: group.name for group in groups} | {NO_GROUP: _("In no group")}
        choices.append(people.choice("group", _("Group"), named, wanted.group, _("Every group")))
    return choices
