"""What pickers ask for while somebody types: people, jobs, and the fields of a job. Fragments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.jobs.queries import JobRow, jobs_offered
from pointage.features.timeentries.choices import job_named, jobs_named_like
from pointage.features.timeentries.values import EntryFields
from pointage.foundation.errors import NotFound
from pointage.web.entries.pickers import OFFERED_JOBS, job_options, people_options
from pointage.web.entries.place import (
    Place,
    entries_view,
    people_named,
    people_offered,
    person_asked,
)
from pointage.web.entries.what_form import WhatForm, row_of

_NAMES = ("who", "member", "job", "new-job")
_MOST_CHOSEN = 100


@entries_view
@require_GET
def people(request: HttpRequest, place: Place) -> HttpResponse:
    """Ticks (`name=who`) for a filter or a crew, or one choice for the editor. The chosen ones
    stay among them."""
    name = _name(request, "who")
    chosen = request.GET.getlist(name)[:_MOST_CHOSEN]
    to_change = request.GET.get("change") == "1"
    found = people_offered(place, text=_text(request), to_change=to_change)
    kept = people_named(place, chosen)
    known = {member.pk for member in kept}
    rows = [*kept, *(member for member in found if member.pk not in known)]
    return _options(
        request,
        name,
        people_options(rows, chosen),
        several=name == "who" and "single" not in request.GET,
    )


@entries_view
@require_GET
def jobs(request: HttpRequest, place: Place) -> HttpResponse:
    """Jobs offered to a person; with `any=1` every job of the company, for a filter."""
    name = _name(request, "job")
    chosen = _chosen_job(request, place, name)
    if request.GET.get("any") == "1":
        rows = jobs_named_like(place.seat.company.pk, _text(request), OFFERED_JOBS)
        return _options(request, name, job_options(rows, chosen, _("All")))
    member = person_asked(place, request.GET.get("member", ""))
    offered = jobs_offered(member, text=_text(request), limit=OFFERED_JOBS)
    return _options(request, name, job_options(offered, chosen, _("None")))


@entries_view
@require_GET
def fields(request: HttpRequest, place: Place) -> HttpResponse:
    """The company's own questions for the job chosen in the form around them."""
    member = person_asked(place, request.GET.get("member", ""))
    prefix = "new" if request.GET.get("prefix") == "new" else None
    start = f"{prefix}-" if prefix else ""
    given = {
        name.removeprefix(f"{start}custom_"): str(value)[:255]
        for name, value in request.GET.items()
        if name.startswith(f"{start}custom_")
    }
    form = WhatForm(
        place=place,
        member=member,
        current=EntryFields(custom_values=given),
        with_note=False,
        prefix=prefix,
        initial={"job": request.GET.get(f"{start}job", "")[:40]},
    )
    return render(request, "entries/custom_fields.html", {"form": form})


def _options(
    request: HttpRequest, name: str, options: object, *, several: bool = False
) -> HttpResponse:
    kind = "checkbox" if several else "radio"
    context = {"name": name, "options": options, "kind": kind}
    return render(request, "entries/picker_options.html", context)


def _chosen_job(request: HttpRequest, place: Place, name: str) -> JobRow | None:
    try:
        return row_of(job_named(place.seat.company.pk, request.GET.get(name, "")[:40]))
    except NotFound:
        return None


def _name(request: HttpRequest, usual: str) -> str:
    asked = request.GET.get("name", "")
    return asked if asked in _NAMES else usual


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:100]
