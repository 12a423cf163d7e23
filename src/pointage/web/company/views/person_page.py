"""What every page of one person shares: who may open it, its head and tabs, acts that answer with
a message. Holds no page itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import PersonSeat, person_seat_for
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.company.words import KINDS, STATES
from pointage.web.components.values import Badge, Badges, Crumb, Tab, Tone

#: Right that a page needs, and the permission it answers to when refused.
_NAMES: Final = {
    "edits": "team:manage",
    "invites": "team:invite",
    "sees_private": "team:manage",
    "sets_permissions": "team:permissions",
    "sets_overtime": "payroll:manage",
    "sets_jobs": "jobs:manage",
    "sees_history": "history:view",
}


def person_view(right: str = "") -> Callable[[Callable[..., HttpResponse]], Any]:
    """`def view(request, seat: CompanySeat, person: PersonSeat, …)` at an address with `<member>`,
    for those who may see the person and, when named, have the right of `PersonRights`."""

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        @company_view()
        @wraps(view)
        def page(
            request: HttpRequest, seat: CompanySeat, member: str, **kwargs: Any
        ) -> HttpResponse:
            person = person_seat_for(seat.actor, seat.company.pk, member)
            if right and not getattr(person.rights, right):
                raise PermissionDenied(_NAMES[right])
            return view(request, seat, person, **kwargs)

        return page

    return decorate


def person_url(name: str, seat: CompanySeat, person: PersonSeat) -> str:
    return reverse(f"company:{name}", args=[seat.company.public_id, person.member.public_id])


def act(
    request: HttpRequest,
    seat: CompanySeat,
    person: PersonSeat,
    change: Callable[[], object],
    done: str,
    to: str = "person",
) -> HttpResponse:
    """Does it and says so, or says why not; back to the person either way."""
    try:
        change()
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, done)
    return redirect(person_url(to, seat, person))


def render_person(
    request: HttpRequest,
    seat: CompanySeat,
    person: PersonSeat,
    template: str,
    tab: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A tab of the person; `tab` is the name of its address without `person_`."""
    member = person.member
    is_archived = member.state == TeamMember.State.ARCHIVED
    badges = [Badge(str(STATES[member.state]), Tone.WARNING, "archive")] if is_archived else []
    if seat.company.primary_admin_id == member.pk:
        badges.append(Badge(_("Primary administrator"), Tone.ACCENT, "user-shield"))
    shared = {
        "name": member.full_name,
        "kind": str(KINDS[member.kind]),
        "is_archived": is_archived,
        "badges": Badges(badges) if badges else "",
        "crumbs": [Crumb(_("My team"), reverse("company:team", args=[seat.company.public_id]))],
        "tabs": _tabs(seat, person, tab),
    }
    return render(request, template, context | shared, status=status)


def _tabs(seat: CompanySeat, person: PersonSeat, current: str) -> list[Tab]:
    rights = person.rights
    tabs = [
        ("person", _("General"), True),
        ("person_permissions", _("Permissions"), rights.sees_private),
        ("person_jobs", job_label(seat.time_settings, many=True), True),
        ("person_fields", _("Custom fields"), True),
        ("person_overtime", _("Overtime"), rights.sees_private),
        ("person_notifications", _("Notifications"), rights.sees_private),
        ("person_history", _("History"), rights.sees_history),
    ]
    return [
        Tab(label, person_url(name, seat, person), name == current)
        for name, label, is_shown in tabs
        if is_shown
    ]
