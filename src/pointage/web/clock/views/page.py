"""The clock's page, and the plain form behind it for browsers without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.access import attachment_for, time_entry_for
from pointage.features.timeentries.services.clock import punch_record
from pointage.features.timeentries.services.confirmations import entry_confirm, entry_reject
from pointage.foundation.errors import RuleBroken
from pointage.web.attached import attached_file
from pointage.web.clock.doors import member_of
from pointage.web.clock.page import page_of
from pointage.web.clock.plain import job_of, plain_fields, punch_of, unanswered
from pointage.web.clock.state import state_of
from pointage.web.clock.views.sending import source_of
from pointage.web.company.frame import company_view


@company_view("own-time:track")
@require_GET
def clock(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The clock of the person who is signed in. `?choose=1` brings every choice to browsers
    without scripts."""
    member = member_of(seat)
    state = state_of(request, seat, member)
    fields = []
    if request.GET.get("choose"):
        fields = plain_fields(seat, member, state, job_of(state, seat.company.pk))
    page = page_of(seat, state, source_of(request), fields)
    response = render(request, "clock/clock.html", {"page": page})
    # Tells the service worker that this is the clock, and not a Wi-Fi's page in its place.
    response["X-Clock-Of"] = state["person"]["id"]
    return response


@company_view("own-time:track")
@require_POST
def act(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """A tap without scripts: the same punch as any other, made now. What only lacks an answer is
    no punch yet: the questions are shown."""
    member = member_of(seat)
    values = punch_of(request.POST, seat.company.pk, source_of(request))
    here = reverse("clock:clock", args=[seat.company.public_id])
    if lacking := unanswered(seat, member, state_of(request, seat, member), values):
        messages.error(request, lacking)
        return redirect(f"{here}?choose=1")
    try:
        result = punch_record(actor=seat.actor, company=seat.company, member=member, values=values)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        if result.refusal:
            sent = _("%(reason)s Your manager was told.") % {"reason": result.refusal_text}
            messages.error(request, sent)
    return redirect(here)


@company_view("own-time:track")
@require_POST
def confirm(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The answer to « somebody clocked you in: is it right? »."""
    entry = time_entry_for(seat, request.POST.get("entry", "")[:12])
    try:
        if request.POST.get("answer") == "reject":
            entry_reject(actor=seat.actor, entry=entry)
            messages.success(request, _("The entry was removed and your manager was told."))
        else:
            entry_confirm(actor=seat.actor, entry=entry)
            messages.success(request, _("Thank you: your time is confirmed."))
    except RuleBroken as error:
        messages.error(request, error.text)
    return redirect("clock:clock", company=seat.company.public_id)


@company_view("own-time:track")
@require_GET
def file(request: HttpRequest, seat: CompanySeat, attachment: str) -> HttpResponse:
    """A file of an entry that the person may see, shown or saved by the browser."""
    return attached_file(attachment_for(seat, attachment))
