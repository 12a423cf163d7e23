"""The list of time by day: what it is narrowed to, its columns and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from pointage.features.companies.words import job_label
from pointage.features.jobs.models import Job
from pointage.features.team.models import Group, TeamMember
from pointage.features.timeentries.choices import group_named, groups_offered, job_named
from pointage.features.timeentries.listing import ListFilters, beside_of, entry_page, totals_by_day
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.services import page_choice_keep
from pointage.web.components.icons import icon_svg
from pointage.web.entries import words
from pointage.web.entries.days import DaysPresenter, column_choices, columns_shown
from pointage.web.entries.days import summary_of as summary
from pointage.web.entries.pickers import Picker, job_options, people_options
from pointage.web.entries.place import (
    Place,
    entries_view,
    is_offered,
    people_named,
    people_offered,
    tools,
)
from pointage.web.entries.ranges import RANGES, DayRange, range_asked
from pointage.web.entries.what_form import row_of
from pointage.web.formats import span_text
from pointage.web.seats import user_of

_PAGE: Final = "entries.days"
_MOST_PEOPLE: Final = 100
_YES_NO: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for, read once."""

    span: DayRange
    people: list[TeamMember]
    group: Group | None
    job: Job | None
    filters: ListFilters

    @property
    def is_narrowed(self) -> bool:
        kept = replace(self.filters, first_on=None, last_on=None)
        return bool(self.people) or kept != ListFilters(people=kept.people)


@require_GET
@entries_view
def days(request: HttpRequest, place: Place) -> HttpResponse:
    """Everybody sees their own time here; those who may, everybody's."""
    if not is_offered(place, "days"):
        return redirect(tools(place, "")[0].href)
    kept = dict(user_of(request).page_choices.get(_PAGE, {}))
    wanted = _wanted(request, place, kept)
    chosen = _choices(request, wanted.span, kept)
    if "range" in request.GET or "columns_set" in request.GET:
        page_choice_keep(user=user_of(request), page=_PAGE, choice=chosen)
    page = entry_page(place.seat.company.pk, wanted.filters, before=request.GET.get("before", ""))
    span = wanted.span
    shown = wanted.filters
    if span.first is None and page.rows:
        shown = replace(shown, first_on=page.rows[-1].local_on, last_on=page.rows[0].local_on)
    totals = totals_by_day(place.seat.company.pk, shown, now=place.now) if page.rows else {}
    custom = words.CustomWords(place.seat.company.pk, [row.custom_values for row in page.rows])
    presenter = DaysPresenter(
        place,
        chosen["columns"],
        custom,
        beside_of(
            [row.id for row in page.rows],
            with_notes="note" in chosen["columns"],
            with_files="files" in chosen["columns"],
        ),
        by_person=place.sees_others and len(wanted.people) != 1,
        here=quote(request.get_full_path()),
    )
    total, total_note = summary(totals, span, place.hours_format())
    return render(
        request,
        "entries/days.html",
        {
            "tools": tools(place, "days"),
            "groups": presenter.groups(page, totals, _empty_days(request, wanted, page, chosen)),
            "heads": presenter.heads(),
            "first_head": _("Person") if presenter.by_person else pgettext("start and end", "Time"),
            "by_person": presenter.by_person,
            "total": total,
            "total_note": total_note,
            "span_text": span_text(span.first, span.last) if span.first and span.last else "",
            "columns": column_choices(chosen["columns"], place),
            "shows_empty": chosen["empty"],
            "plus": icon_svg("plus", size=18),
            "older_url": _with(request, before=page.older) if page.older else "",
            "newest_url": _with(request, before="") if request.GET.get("before") else "",
            "add_url": place.url("new") if place.may_add else "",
            "here": place.url("days"),
            "may_add": place.may_add,
            "is_narrowed": wanted.is_narrowed,
            **_filter_context(request, place, wanted),
        },
    )


def _wanted(request: HttpRequest, place: Place, kept: Mapping[str, Any]) -> Wanted:
    query = request.GET
    span = range_asked(place, query.dict(), kept)
    people = people_named(place, query.getlist("who")[:_MOST_PEOPLE])
    group = group_named(place.seat.company.pk, query.get("group", "")[:40], led_by=_leader(place))
    job = _job(place, query.get("job", ""))
    visible = place.visible()
    if people:
        visible &= _among(people)
    return Wanted(
        span,
        people,
        group,
        job,
        ListFilters(
            people=visible,
            first_on=span.first,
            last_on=span.last,
            group_id=group.pk if group else None,
            job=job,
            source=_coded(query.get("source", ""), words.SOURCES),
            kind=_coded(query.get("kind", ""), words.KINDS),
            activity=_coded(query.get("activity", ""), words.ACTIVITIES),
            has_note=_YES_NO.get(query.get("note", "")),
            has_attachment=_YES_NO.get(query.get("files", "")),
            is_billable=_YES_NO.get(query.get("billable", "")),
        ),
    )


def _choices(request: HttpRequest, span: DayRange, kept: Mapping[str, Any]) -> dict[str, Any]:
    """How the person wants the page: as asked now, else as left the last time."""
    asked = "columns_set" in request.GET
    dates = (
        {"first": span.first.isoformat(), "last": span.last.isoformat()}
        if (span.name == "dates" and span.first and span.last)
        else {}
    )
    columns = request.GET.getlist("columns") if asked else kept.get("columns")
    return {
        "range": span.name,
        **dates,
        "columns": columns_shown([str(each) for each in columns] if columns is not None else None),
        "empty": request.GET.get("empty") == "1" if asked else bool(kept.get("empty")),
    }


def _empty_days(
    request: HttpRequest, wanted: Wanted, page: Any, chosen: Mapping[str, Any]
) -> list[Any]:
    """Days of the stretch to show even without entries: those this page reaches, not those to
    come."""
    if not chosen["empty"]:
        return []
    days = wanted.span.days()
    if request.GET.get("before") and page.rows:
        days = [day for day in days if day <= page.rows[0].local_on]
    if page.older:
        days = [day for day in days if day >= page.rows[-1].local_on]
    return days


def _filter_context(request: HttpRequest, place: Place, wanted: Wanted) -> dict[str, Any]:
    """The pickers and selects above the list."""
    context: dict[str, Any] = {
        "ranges": [(code, str(label), code == wanted.span.name) for code, label in RANGES.items()],
        "first": wanted.span.first.isoformat() if wanted.span.first else "",
        "last": wanted.span.last.isoformat() if wanted.span.last else "",
        "is_dates": wanted.span.name == "dates",
        "selects": _selects(request, place, wanted),
        "job_picker": _job_picker(place, wanted),
    }
    if place.sees_others:
        context["people_picker"] = _people_picker(place, wanted)
    return context


def _people_picker(place: Place, wanted: Wanted) -> str:
    chosen = [member.public_id for member in wanted.people]
    offered = people_offered(place, to_change=False)
    known = {member.pk for member in wanted.people}
    people = [*wanted.people, *(member for member in offered if member.pk not in known)]
    picker = Picker(several=True)
    picker.options = people_options(people, chosen)
    picker.nothing = _("Everybody")
    picker.search_label = _("Search people")
    picker.search_url = place.url("choices_people")
    return picker.render("who", None, {"id": "filter-who"})


def _job_picker(place: Place, wanted: Wanted) -> str:
    picker = Picker()
    chosen = row_of(wanted.job)
    picker.nothing = job_label(place.seat.time_settings, many=True)
    picker.options = job_options([], chosen, _("All"))
    picker.search_label = _("Search by name or code")
    picker.search_url = place.url("choices_jobs") + "?any=1"
    return picker.render("job", None, {"id": "filter-job"})


def _selects(request: HttpRequest, place: Place, wanted: Wanted) -> list[dict[str, Any]]:
    yes_no: dict[str, Promise | str] = {"yes": _("Yes"), "no": _("No")}
    rows: list[tuple[str, str, str, Mapping[str, Promise | str]]] = [
        ("source", _("Source"), _("Every source"), words.SOURCES),
        ("kind", _("Kind"), _("Every kind"), words.KINDS),
        ("activity", _("Work or break"), _("Work and breaks"), words.ACTIVITIES),
        ("note", _("Has a note"), _("With or without note"), yes_no),
        ("files", _("Has an attachment"), _("With or without attachment"), yes_no),
        ("billable", _("Billable"), _("Billable or not"), yes_no),
    ]
    if place.sees_others:
        groups = groups_offered(place.seat.company.pk, led_by=_leader(place))
        if groups:
            rows.insert(0, ("group", _("Group"), _("Every group"), groups))
    return [
        {
            "name": name,
            "label": label,
            "choices": [
                ("", everything, not request.GET.get(name)),
                *(
                    (code, str(text), code == request.GET.get(name))
                    for code, text in choices.items()
                ),
            ],
        }
        for name, label, everything, choices in rows
    ]


def _leader(place: Place) -> int | None:
    """Whose groups are offered: everybody's to who sees everybody."""
    return None if place.seen.everyone else place.seat.actor.team_member_id


def _job(place: Place, public_id: str) -> Job | None:
    try:
        return job_named(place.seat.company.pk, public_id[:40])
    except NotFound:
        return None


def _among(people: list[TeamMember]) -> Q:
    return Q(team_member_id__in=[member.pk for member in people])


def _coded(value: str, known: Mapping[str, Any]) -> str:
    return value if value in known else ""


def _with(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
