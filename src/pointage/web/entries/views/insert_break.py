"""Putting a break into work that was clocked in and out: the page, its preview, and the deed."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pointage.features.companies.models import BreakRule
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.access import time_entry_for
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.break_choice import manual_rules_of
from pointage.features.timeentries.services.breaks import (
    break_insert,
    break_span,
    insertable_span,
)
from pointage.features.timeentries.words import span_words
from pointage.foundation.errors import RuleBroken
from pointage.rules.timekeeping import zone_named
from pointage.web.company.frame import company_view
from pointage.web.entries.break_form import BreakPreview, InsertBreakForm, preview_of

_FIELDS = {"started_at": "starts"}


@company_view()
@require_http_methods(["GET", "POST"])
def insert_break(request: HttpRequest, seat: CompanySeat, entry: str) -> HttpResponse:
    """A post with « preview » (or through htmx) only shows what would come of it. `?next=` leads
    back to an own page."""
    row = time_entry_for(seat, entry, "update")
    rules = manual_rules_of(row.team_member_id)
    back = _back(request, seat)
    form = InsertBreakForm(
        request.POST if request.method == "POST" else None,
        rules=rules,
        entry=row,
        initial={"rule": rules[0].public_id if rules else "", "version": row.version},
    )
    preview = BreakPreview()
    if request.method == "POST":
        if form.is_valid():
            preview = _preview(row, form)
            only_looks = request.htmx or "preview" in request.POST  # type: ignore[attr-defined]
            if not only_looks and _insert(seat, row, form):
                messages.success(request, _("Break added. %(total)s") % {"total": preview.total})
                return redirect(back)
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "entries/insert_break_preview.html", {"preview": preview})
    elif rules:
        preview = _usual_preview(row, rules[0])
    return render(
        request,
        "entries/insert_break.html",
        {
            "form": form,
            "preview": preview,
            "refusal": _why_not(row, rules),
            "subtitle": _about(row),
            "back": back,
            "here": request.get_full_path(),
        },
        status=422 if form.errors else 200,
    )


def _why_not(entry: TimeEntry, rules: Sequence[BreakRule]) -> str:
    if not rules:
        return _("This person may take no break by hand. An administrator can add one.")
    try:
        insertable_span(entry)
    except RuleBroken as error:
        return error.text
    return ""


def _usual_preview(entry: TimeEntry, rule: BreakRule) -> BreakPreview:
    try:
        return preview_of(entry, rule, break_span(entry, rule))
    except RuleBroken as error:
        return BreakPreview(refusal=error.text)


def _preview(entry: TimeEntry, form: InsertBreakForm) -> BreakPreview:
    try:
        span = break_span(
            entry,
            form.chosen,
            started_at=form.started_at,
            minutes=form.cleaned_data["minutes"],
        )
    except RuleBroken as error:
        return BreakPreview(refusal=error.text)
    return preview_of(entry, form.chosen, span)


def _insert(seat: CompanySeat, entry: TimeEntry, form: InsertBreakForm) -> bool:
    try:
        break_insert(
            actor=seat.actor,
            entry=entry,
            rule=form.chosen,
            version=form.cleaned_data["version"],
            started_at=form.started_at,
            minutes=form.cleaned_data["minutes"],
            reason=form.cleaned_data["reason"],
        )
    except RuleBroken as error:
        field = _FIELDS.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, error.text)
        return False
    return True


def _about(entry: TimeEntry) -> str:
    """Whose work, when: « Wendy Bélanger, 24 novembre 2026, 8 h 00 à 16 h 00 »."""
    zone = zone_named(entry.time_zone)
    ended = entry.ended_at.astimezone(zone).isoformat() if entry.ended_at else ""
    when = span_words(entry.started_at.astimezone(zone).isoformat(), ended)
    return f"{entry.team_member.full_name}, {when}"


def _back(request: HttpRequest, seat: CompanySeat) -> str:
    wanted = request.GET.get("next", "")
    is_own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    if is_own:
        return wanted
    try:
        return reverse("entries:days", args=[seat.company.public_id])
    except NoReverseMatch:  # a room that this installation does not have
        return reverse("company:home", args=[seat.company.public_id])
