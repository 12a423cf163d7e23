"""The exception list, and closing what is on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.access import time_changed_by
from pointage.features.timeentries.models import TimeException
from pointage.features.timeentries.review_access import exception_for, exceptions_seen
from pointage.features.timeentries.services.exceptions import exception_close, exceptions_refresh
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.components.paging import pagination_for
from pointage.web.oversight import review
from pointage.web.oversight.views.corrections import review_tabs

PAGE = 50


@company_view()
@require_GET
def start(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """« To review » opens where something waits for this person: exceptions, else corrections."""
    leads = not time_changed_by(seat.actor).is_empty
    where = "corrections"
    if leads and not seat.actor.may("own-time:track"):
        where = "exceptions"
    if leads and exceptions_seen(seat).filter(state=TimeException.State.OPEN).exists():
        where = "exceptions"
    return redirect(f"oversight:{where}", seat.company.public_id)


@company_view()
@require_GET
def exceptions(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    if time_changed_by(seat.actor).is_empty:
        raise PermissionDenied("time-entries:manage")
    shows_all = request.GET.get("state") == "all"
    kind = request.GET.get("kind", "")
    rows = exceptions_seen(seat)
    if not shows_all:
        rows = rows.filter(state=TimeException.State.OPEN)
    if kind in TimeException.Kind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    here = reverse("oversight:exceptions", args=[seat.company.public_id])
    shown = list(page)
    return render(
        request,
        "oversight/exceptions.html",
        {
            "tabs": review_tabs(seat, "exceptions"),
            "table": review.exceptions_table(
                shown, seat, pagination_for(page, request.GET), shows_all=shows_all
            ),
            "dialogs": review.exception_dialogs(shown, seat),
            "filters": review.state_links(here, shows_all),
            "refresh_url": reverse("oversight:exceptions_refresh", args=[seat.company.public_id]),
        },
    )


@company_view()
@require_POST
def refresh(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Looks at the last days again now, instead of at the next round of the worker."""
    if time_changed_by(seat.actor).is_empty:
        raise PermissionDenied("time-entries:manage")
    exceptions_refresh(seat.company)
    messages.success(request, _("The last days have been looked at again."))
    return redirect("oversight:exceptions", seat.company.public_id)


@company_view()
@require_POST
def close(request: HttpRequest, seat: CompanySeat, exception: str) -> HttpResponse:
    row = exception_for(seat, exception)
    is_done = request.POST.get("state") == "resolved"
    state = TimeException.State.RESOLVED if is_done else TimeException.State.DISMISSED
    try:
        exception_close(
            actor=seat.actor, exception=row, state=state, remark=request.POST.get("remark", "")
        )
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(
            request,
            pgettext("exception", "Resolved.") if is_done else pgettext("exception", "Dismissed."),
        )
    return redirect("oversight:exceptions", seat.company.public_id)
