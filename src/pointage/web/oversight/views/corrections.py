"""Correction requests: the list, asking, and deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.access import time_changed_by, time_entry_for
from pointage.features.timeentries.errors import EntryOverlaps
from pointage.features.timeentries.models import CorrectionRequest, TimeEntry
from pointage.features.timeentries.review_access import (
    correction_for,
    corrections_seen,
    exceptions_seen,
    may_decide,
)
from pointage.features.timeentries.review_errors import CorrectionsOff
from pointage.features.timeentries.services.corrections import (
    correction_approve,
    correction_refuse,
    correction_request,
    correction_withdraw,
)
from pointage.features.timeentries.values import Fix
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.components.paging import pagination_for
from pointage.web.oversight import review
from pointage.web.oversight.forms import CorrectionForm, DecisionForm, add_rule

PAGE = 50
_State = CorrectionRequest.State


@company_view()
@require_GET
def corrections(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Waiting ones first by default; `?state=all` shows what was answered too."""
    if seat.team_member is None and time_changed_by(seat.actor).is_empty:
        raise PermissionDenied("time-entries:manage")
    shows_all = request.GET.get("state") == "all"
    rows = corrections_seen(seat)
    if not shows_all:
        rows = rows.filter(state=_State.PENDING)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "oversight/corrections.html",
        {
            "tabs": review_tabs(seat, "corrections"),
            "table": review.corrections_table(
                list(page), seat, pagination_for(page, request.GET), shows_all=shows_all
            ),
            "filters": review.state_links(
                reverse("oversight:corrections", args=[seat.company.public_id]), shows_all
            ),
            "new_url": _new_url(seat),
        },
    )


@company_view("own-time:track")
@require_http_methods(["GET", "POST"])
def correction_new(request: HttpRequest, seat: CompanySeat, entry: str = "") -> HttpResponse:
    """Asks for other times of an entry, or (without `entry`) for one that is missing."""
    member = seat.team_member
    if member is None:
        raise PermissionDenied("own-time:track")
    if not seat.time_settings.people_request_corrections:
        messages.error(request, CorrectionsOff().text)
        return redirect("oversight:corrections", seat.company.public_id)
    row = time_entry_for(seat, entry) if entry else None
    if row is not None and row.team_member_id != member.pk:
        raise PermissionDenied("own-time:track")
    zone = row.time_zone if row else member.time_zone or seat.company.time_zone
    form = CorrectionForm(
        request.POST or None,
        member=member,
        entry=row,
        zone=zone,
        job_label=job_label(seat.time_settings),
        hours_format=seat.time_settings.hours_format,
    )
    if request.method == "POST" and form.is_valid():
        try:
            correction_request(
                actor=seat.actor,
                company=seat.company,
                member=member,
                entry=row,
                wish=form.wish(),
                reason=form.cleaned_data["reason"],
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Your request is on its way. You are told of the answer."))
            return redirect("oversight:corrections", seat.company.public_id)
    return render(
        request,
        "oversight/correction_new.html",
        {
            "form": form,
            "now_lines": review.entry_lines(row, seat) if row else [],
            "zone": zone,
            "crumbs": review.correction_crumbs(seat),
        },
        status=422 if form.errors else 200,
    )


@company_view()
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, seat: CompanySeat, correction: str) -> HttpResponse:
    """Before and after; whoever may decide approves or refuses, the person may withdraw."""
    row = correction_for(seat, correction)
    form = DecisionForm(request.POST or None, initial={"version": _version(row)})
    overlap = False
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(request, seat, row, form.cleaned_data)
        except EntryOverlaps as error:
            overlap = True
            form.add_error(None, error.text)
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, said)
            return redirect("oversight:corrections", seat.company.public_id)
    return render(
        request,
        "oversight/correction.html",
        {
            "form": form,
            "overlap": overlap,
            "may_decide": row.state == _State.PENDING and may_decide(seat, row),
            "may_withdraw": row.state == _State.PENDING
            and row.team_member_id == seat.actor.team_member_id,
            "crumbs": review.correction_crumbs(seat),
            **review.correction_context(row, seat),
        },
        status=422 if form.errors else 200,
    )


def _decide(
    request: HttpRequest, seat: CompanySeat, row: CorrectionRequest, asked: dict[str, Any]
) -> str:
    """Does what the pressed button says; returns what to tell."""
    match request.POST.get("decision"):
        case "approve" | "approve_shorten" as decision:
            fix = Fix.SHORTEN_OTHERS if decision == "approve_shorten" else Fix.NONE
            correction_approve(
                actor=seat.actor,
                request=row,
                version=asked["version"],
                fix=fix,
                answer=asked["answer"],
            )
            return _("Approved: the time has been changed, and %(name)s is told.") % {
                "name": row.team_member.full_name
            }
        case "refuse":
            correction_refuse(actor=seat.actor, request=row, answer=asked["answer"])
            return _("Refused: the time stays as it is, and %(name)s is told.") % {
                "name": row.team_member.full_name
            }
        case "withdraw":
            correction_withdraw(actor=seat.actor, request=row)
            return _("The request is withdrawn.")
    raise PermissionDenied("decision")


def review_tabs(seat: CompanySeat, active: str) -> list[Any]:
    """The tabs of « To review »; exceptions only for those who may mend time."""
    waiting = corrections_seen(seat).filter(state=_State.PENDING).count()
    leads = not time_changed_by(seat.actor).is_empty
    found = exceptions_seen(seat).filter(state="open").count() if leads else None
    return review.tabs(seat.company.public_id, active, waiting, found)


def _version(row: CorrectionRequest) -> int | None:
    if row.time_entry_id is None:
        return None
    return TimeEntry.with_deleted.values_list("version", flat=True).get(pk=row.time_entry_id)


def _new_url(seat: CompanySeat) -> str:
    can_ask = seat.actor.may("own-time:track") and seat.time_settings.people_request_corrections
    if seat.team_member is None or not can_ask:
        return ""
    return reverse("oversight:correction_missing", args=[seat.company.public_id])
