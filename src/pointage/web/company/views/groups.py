"""Groups of the team: the list, and one group with its people and managers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team import group_queries
from pointage.features.team.access import group_for, visible_people
from pointage.features.team.models import Group
from pointage.features.team.queries import team_member_of
from pointage.features.team.reach import led_groups
from pointage.features.team.services import (
    group_add,
    group_archive,
    group_manager_remove,
    group_manager_set,
    group_people_add,
    group_people_remove,
    group_rename,
    group_restore,
)
from pointage.features.team.values import GroupRights
from pointage.foundation.errors import RuleBroken
from pointage.web.company import group_pages
from pointage.web.company.forms import add_rule
from pointage.web.company.frame import company_view
from pointage.web.company.group_pages import GroupNameForm
from pointage.web.company.views.team import added_text

View = Callable[..., HttpResponse]


@company_view()
@require_http_methods(["GET", "POST"])
def groups(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The list, and adding a group to it."""
    reach = visible_people(seat.actor)
    company = seat.company.public_id
    form = GroupNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat.actor.require("team:manage")
        if form.is_valid():
            try:
                group = group_add(
                    actor=seat.actor, company=seat.company, name=form.cleaned_data["name"]
                )
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("%(name)s was added.") % {"name": group.name})
                return redirect("company:group", company, group.public_id)
    is_archive = request.GET.get("state") == "archived"
    among = None if reach.everyone else set(led_groups(seat.actor))
    rows = group_queries.group_rows(seat.company.pk, is_active=not is_archive, among=among)
    return render(
        request,
        "company/groups.html",
        {
            "form": form,
            "table": group_pages.groups_table(rows, company, is_archive=is_archive),
            "tabs": group_pages.list_tabs(company, is_archive=is_archive),
            "crumbs": group_pages.crumbs(company),
            "may_edit": seat.actor.may("team:manage"),
        },
        status=422 if form.errors else 200,
    )


def group_view(view: View) -> Any:
    """`def view(request, seat, group: Group)` at an address with `<group>`."""

    @company_view()
    @wraps(view)
    def page(request: HttpRequest, seat: CompanySeat, group: str) -> HttpResponse:
        return view(request, seat, group_for(seat.actor, seat.company.pk, group))

    return page


@group_view
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    """The group's page; posting renames it."""
    form = GroupNameForm(
        request.POST if request.method == "POST" else None, initial={"name": group.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            group_rename(actor=seat.actor, group=group, name=form.cleaned_data["name"])
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(_url("group", seat, group))
    may_edit = seat.actor.may("team:manage") and group.is_active
    people = group_queries.group_people(group)
    outside = group_queries.people_outside(group) if may_edit else []
    managers = group_queries.group_managers(group)
    active = [m for m in people if m.state == m.State.ACTIVE]
    leading = {row.member.pk for row in managers}
    company = seat.company.public_id
    return render(
        request,
        "company/group.html",
        {
            "name": group.name,
            "form": form,
            "may_edit": may_edit,
            "may_restore": seat.actor.may("team:manage") and not group.is_active,
            "is_archived": not group.is_active,
            "people": group_pages.person_lines(people, company),
            "outside": outside,
            "managers": group_pages.manager_lines(managers, company),
            "candidates": sorted(
                (m for m in [*active, *outside] if m.pk not in leading),
                key=lambda m: (m.family_name, m.given_name),
            ),
            "rights": group_pages.right_ticks(GroupRights()),
            "crumbs": [
                *group_pages.crumbs(company),
                group_pages.groups_crumb(company),
            ],
            **{
                f"{name}_url": _url(f"group_{name}", seat, group)
                for name in (
                    "people_add", "people_remove", "manager_set", "manager_remove", "archive",
                    "restore",
                )
            },
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@group_view
@require_POST
def people_add(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    member = team_member_of(seat.company.pk, request.POST.get("member", ""))
    try:
        count = group_people_add(actor=seat.actor, group=group, members=[member])
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, added_text(group, count))
    return redirect(_url("group", seat, group))


@group_view
@require_POST
def people_remove(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    member = team_member_of(seat.company.pk, request.POST.get("member", ""))
    return _act(
        request,
        seat,
        group,
        lambda: group_people_remove(actor=seat.actor, group=group, members=[member]),
        _("%(name)s is no longer in the group.") % {"name": member.full_name},
    )


@group_view
@require_POST
def manager_set(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    member = team_member_of(seat.company.pk, request.POST.get("member", ""))
    ticked = set(request.POST.getlist("rights"))
    rights = GroupRights(**{name: name in ticked for name in GroupRights().columns()})
    return _act(
        request,
        seat,
        group,
        lambda: group_manager_set(actor=seat.actor, group=group, member=member, rights=rights),
        _("The rights of %(name)s are saved.") % {"name": member.full_name},
    )


@group_view
@require_POST
def manager_remove(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    member = team_member_of(seat.company.pk, request.POST.get("member", ""))
    return _act(
        request,
        seat,
        group,
        lambda: group_manager_remove(actor=seat.actor, group=group, member=member),
        _("%(name)s no longer manages the group.") % {"name": member.full_name},
    )


@group_view
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    seat.actor.require("team:manage")
    if request.method == "GET":
        return render(
            request,
            "company/confirm.html",
            {
                "title": _("Archive the group %(name)s?") % {"name": group.name},
                "text": group_pages.archive_text(),
                "action": _url("group_archive", seat, group),
                "confirm_label": _("Archive"),
                "cancel_url": _url("group", seat, group),
                "tone": "danger",
            },
        )
    return _act(
        request,
        seat,
        group,
        lambda: group_archive(actor=seat.actor, group=group),
        _("The group %(name)s is archived.") % {"name": group.name},
        to=reverse("company:groups", args=[seat.company.public_id]),
    )


@group_view
@require_POST
def restore(request: HttpRequest, seat: CompanySeat, group: Group) -> HttpResponse:
    return _act(
        request,
        seat,
        group,
        lambda: group_restore(actor=seat.actor, group=group),
        _("The group %(name)s is back, without people.") % {"name": group.name},
    )


def _act(
    request: HttpRequest,
    seat: CompanySeat,
    group: Group,
    change: Callable[[], object],
    done: str,
    to: str = "",
) -> HttpResponse:
    """Does it and says so, or says why not."""
    try:
        change()
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(_url("group", seat, group))
    messages.success(request, done)
    return redirect(to or _url("group", seat, group))


def _url(name: str, seat: CompanySeat, group: Group) -> str:
    return reverse(f"company:{name}", args=[seat.company.public_id, group.public_id])
