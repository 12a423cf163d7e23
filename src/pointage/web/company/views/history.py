"""The company's history page, with its filters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.practice.access import CompanySeat
from pointage.foundation.history.queries import EventFilters, event_list, recent_actors
from pointage.rules.timekeeping import start_of_day
from pointage.web.company.forms import HistoryForm
from pointage.web.company.frame import company_view
from pointage.web.company.history_words import GROUPS, codes_of, event_rows

_MAX_PAGE = 10_000


@company_view("history:view")
@require_GET
def history(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    zone = ZoneInfo(seat.company.time_zone)
    form = _form(request, seat)
    number = request.GET.get("page", "1")
    page = event_list(
        company_id=seat.company.pk,
        filters=_filters(form.cleaned_data if form.is_valid() else {}, zone),
        page=min(int(number), _MAX_PAGE) if number.isascii() and number.isdigit() else 1,
    )
    return render(
        request,
        "company/history.html",
        {
            "form": form,
            "here": reverse("company:history", args=[seat.company.public_id]),
            "events": event_rows(page.rows, seat, with_pay=seat.actor.may("pay-rates:manage")),
            "newer_url": _page_url(request, page.page - 1) if page.page > 1 else "",
            "older_url": _page_url(request, page.page + 1) if page.has_next else "",
            "is_filtered": any(request.GET.get(name) for name in form.fields),
        },
    )


def _form(request: HttpRequest, seat: CompanySeat) -> HistoryForm:
    form = HistoryForm(request.GET)
    people = [(str(pk), name) for pk, name in recent_actors(seat.company.pk)]
    about = [(code, str(label)) for code, (label, _starts) in GROUPS.items()]
    form.fields["about"].choices = [("", _("Everything")), *about]  # type: ignore[attr-defined]
    form.fields["who"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]
    return form


def _filters(data: dict[str, Any], zone: ZoneInfo) -> EventFilters:
    first, last = data.get("first"), data.get("last")
    return EventFilters(
        codes=codes_of(data.get("about") or ""),
        actor_id=int(data["who"]) if data.get("who") else None,
        since=start_of_day(first, zone) if first else None,
        until=start_of_day(last + timedelta(days=1), zone) if last else None,
    )


def _page_url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
