"""Merging two records of one person: choose the other, see both side by side, merge, undo."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team import queries
from pointage.features.team.access import PersonSeat, person_seat_for
from pointage.features.team.merge_values import MergeField
from pointage.features.team.models import TeamMember
from pointage.features.team.queries import TeamFilter
from pointage.features.team.services.merging import (
    SignInOf,
    check_mergeable,
    team_member_merge,
    team_member_unmerge,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company import merging
from pointage.web.company.views.person_page import person_url, person_view, render_person
from pointage.web.company.words import STATES

_OFFERED = 20


@person_view("edits")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """The person of the address is the record that is kept."""
    if not seat.actor.may("team:manage"):
        raise PermissionDenied("team:manage")
    asked = request.POST.get("other") or request.GET.get("other") or ""
    if not asked:
        return _choose(request, seat, person)
    other = person_seat_for(seat.actor, seat.company.pk, asked).member
    if request.method == "POST":
        fields = merging.fields_offered(seat.actor)
        try:
            team_member_merge(
                actor=seat.actor,
                kept=person.member,
                merged=other,
                take=[field for field in fields if request.POST.get(field.value) == "merged"],
                sign_in=_sign_in(request),
            )
        except RuleBroken as error:
            return _compare(request, seat, person, other, error.text)
        messages.success(
            request,
            _("The two records are one. The archived one leads back: open it to undo the merge."),
        )
        return redirect(person_url("person", seat, person))
    return _compare(request, seat, person, other, "")


@person_view("edits")
@require_POST
def undo(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """The person of the address is the record that was merged away."""
    if not seat.actor.may("team:manage"):
        raise PermissionDenied("team:manage")
    found = merging.merge_of(person.member)
    if found is None:
        raise Http404
    try:
        team_member_unmerge(actor=seat.actor, merge=found)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("The merge was undone; both records are as they were."))
    return redirect(person_url("person", seat, person))


def _choose(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    member = person.member
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    found = queries.team_list(
        seat.company.pk, TeamFilter(text=text or member.family_name or member.given_name, state="")
    )
    return render_person(
        request,
        seat,
        person,
        "company/merge_choose.html",
        "person_merge",
        q=text,
        table=merging.choices_table(
            seat, member, [each for each in found[: _OFFERED + 1] if each.pk != member.pk]
        ),
        merges=merging.merges_into(seat, member),
    )


def _compare(
    request: HttpRequest, seat: CompanySeat, person: PersonSeat, other: TeamMember, obstacle: str
) -> HttpResponse:
    kept = person.member
    company = seat.company.public_id
    return render_person(
        request,
        seat,
        person,
        "company/merge_compare.html",
        "person_merge",
        status=422 if request.method == "POST" else 200,
        other_id=other.public_id,
        obstacle=obstacle or _obstacle(seat, kept, other),
        kept_note=f"{kept.full_name} · {STATES[kept.state]}",
        merged_note=f"{other.full_name} · {STATES[other.state]}",
        rows=merging.compare_rows(seat.actor, kept, other, _chosen(request)),
        counts=merging.counts_table(kept, other),
        person_url=person_url("person", seat, person),
        swap_url=reverse("company:person_merge", args=[company, other.public_id])
        + f"?other={kept.public_id}",
    )


def _obstacle(seat: CompanySeat, kept: TeamMember, other: TeamMember) -> str:
    """What stands in the way whatever is chosen, told before anybody chooses."""
    try:
        check_mergeable(seat.actor, seat.company, kept, other)
    except RuleBroken as error:
        return error.text
    except PermissionRefused:
        return _("You may not move everything that this record holds.")
    return ""


def _chosen(request: HttpRequest) -> dict[str, str]:
    names = [*(field.value for field in MergeField), "sign_in"]
    return {name: request.POST[name] for name in names if name in request.POST}


def _sign_in(request: HttpRequest) -> SignInOf | None:
    said = request.POST.get("sign_in", "")
    return SignInOf(said) if said in set(SignInOf) else None
