"""The tree of jobs: a level at a time, a search, the archive; what is offered, for those who do not
keep jobs; and the answers to pickers."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from pointage.features.jobs.access import job_for, sees_all_jobs
from pointage.features.jobs.models import Job
from pointage.features.jobs.queries import JobRow, jobs_offered, jobs_offered_among
from pointage.features.jobs.queries.trees import (
    TreeRow,
    job_counts,
    job_rows,
    jobs_above,
    jobs_search,
    tree_level,
)
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.team.queries import team_member_of
from pointage.features.team.reach import Right, require_reach
from pointage.features.timeentries.queries import latest_entries_of
from pointage.foundation.errors import NotFound
from pointage.web.company.frame import company_view
from pointage.web.components.paging import count_text, pagination_for
from pointage.web.components.values import Crumb, Empty, Tab
from pointage.web.jobs.place import Place, words_of
from pointage.web.jobs.rows import lines_of

PAGE: Final = 100
BRANCH: Final = 200
"""Children that open in place; the others are on a page of their own."""
_FOUND: Final = 30
_LATELY: Final = 40


@company_view("jobs:view")
@require_GET
def jobs(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    place = Place(seat)
    if not sees_all_jobs(seat.actor):
        return _offered_page(request, place)
    text, is_archive = words_of(request), request.GET.get("state") == "archived"
    above = request.GET.get("in", "")
    parent = job_for(seat.actor, seat.company.pk, above) if above else None
    number = request.GET.get("page")
    if is_archive or text.split():
        page = jobs_search(seat.company.pk, text, number, PAGE, active=not is_archive)
        lines = lines_of(place, page.object_list, with_path=True)
    else:
        page = tree_level(seat.company.pk, parent, number, PAGE)
        lines = lines_of(place, page.object_list)
    active, archived = job_counts(seat.company.pk)
    return render(
        request,
        "jobs/jobs.html",
        {
            "place": place,
            "here": place.url("jobs"),
            "text": text,
            "lines": lines,
            "is_tree": not (is_archive or text.split()),
            "is_archive": is_archive,
            "parent": parent,
            "crumbs": _crumbs(place, parent),
            "title": parent.name if parent else place.many,
            "subtitle": _count(active),
            "states": [
                Tab(
                    pgettext("jobs", "Active"),
                    place.url("jobs"),
                    not is_archive,
                    count_text(active),
                ),
                Tab(
                    pgettext("jobs", "Archived"),
                    f"{place.url('jobs')}?state=archived",
                    is_archive,
                    count_text(archived),
                ),
            ],
            "tabs": place.tabs("jobs"),
            "pagination": pagination_for(page, request.GET) if page.has_other_pages() else None,
            "empty": _empty(text, is_archive, parent),
            "add_url": place.url("add") + (f"?in={parent.public_id}" if parent else ""),
        },
    )


@company_view("jobs:view")
@require_GET
def below(request: HttpRequest, seat: CompanySeat, job: str) -> HttpResponse:
    """The branch below a job, for opening it in place."""
    place = Place(seat)
    parent = job_for(seat.actor, seat.company.pk, job)
    if not sees_all_jobs(seat.actor):
        raise NotFound(job)
    page = tree_level(seat.company.pk, parent, None, BRANCH)
    more = page.paginator.count - len(page.object_list)
    return render(
        request,
        "jobs/branch.html",
        {
            "lines": lines_of(place, page.object_list),
            "more_url": f"{place.url('jobs')}?in={parent.public_id}&page=3" if more else "",
            "more_label": ngettext("%(count)s more", "%(count)s more", more)
            % {"count": count_text(more)},
        },
    )


@company_view("jobs:view")
@require_GET
def search(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """For pickers: `{"results": [{"id", "text", "name", "above", "code"}], "more": bool}`.

    Jobs offered to the signed-in person, or to `?for=<person>` whose time they may change; those
    used lately first when nothing is searched for. `?all=1` gives those who keep jobs every active
    one, `?without=<job>` leaving out a job and what is below it.
    """
    text = words_of(request)
    found: list[TreeRow] | list[JobRow]
    if request.GET.get("all"):
        seat.actor.require("jobs:manage")
        without = request.GET.get("without", "")
        left_out = job_for(seat.actor, seat.company.pk, without) if without else None
        found = job_rows(seat.company.pk, text=text, without=left_out, limit=_FOUND + 1)
    else:
        found = _offered(_person(request, seat), text)
    results = [
        {
            "id": row.public_id,
            "text": f"{row.full_name} ({row.code})" if row.code else row.full_name,
            "name": row.name,
            "above": row.above,
            "code": row.code,
        }
        for row in found[:_FOUND]
    ]
    return JsonResponse({"results": results, "more": len(found) > _FOUND})


def _person(request: HttpRequest, seat: CompanySeat) -> TeamMember:
    wanted = request.GET.get("for", "")
    if not wanted:
        if seat.team_member is None:
            raise NotFound("accountants have no jobs of their own")
        return seat.team_member
    member = team_member_of(seat.company.pk, wanted)
    if seat.team_member is None or member.pk != seat.team_member.pk:
        require_reach(seat.actor, Right.TIME, member.pk)
    return member


def _offered(member: TeamMember, text: str) -> list[JobRow]:
    """At most three queries."""
    rows = jobs_offered(member, text=text, limit=_FOUND + 1)
    if text.split():
        return rows
    lately = latest_entries_of(member.pk, _LATELY)
    ids = list(dict.fromkeys(entry.job_id for entry in lately if entry.job_id is not None))
    recent = jobs_offered_among(member, ids[:5])
    known = {row.id for row in recent}
    return [*recent, *(row for row in rows if row.id not in known)]


def _offered_page(request: HttpRequest, place: Place) -> HttpResponse:
    """For people who do not keep jobs: what they may choose, and nothing else."""
    member, text = place.seat.team_member, words_of(request)
    rows = jobs_offered(member, text=text, limit=PAGE + 1) if member else []
    return render(
        request,
        "jobs/offered.html",
        {
            "place": place,
            "here": place.url("jobs"),
            "text": text,
            "rows": [(row.name, row.above.replace(":", " › "), row.code) for row in rows[:PAGE]],
            "has_more": len(rows) > PAGE,
        },
    )


def _crumbs(place: Place, parent: Job | None) -> list[Crumb]:
    if parent is None:
        return []
    here = place.url("jobs")
    return place.crumbs(
        *(Crumb(job.name, f"{here}?in={job.public_id}") for job in jobs_above(parent))
    )


def _count(active: int) -> str:
    return ngettext("%(count)s active", "%(count)s active", active) % {"count": count_text(active)}


def _empty(text: str, is_archive: bool, parent: Job | None) -> Empty:
    if text.split():
        return Empty(_("Nothing found"), _("Try fewer letters, or another word."), "search")
    if is_archive:
        return Empty(_("Nothing is archived"), icon="archive")
    if parent is not None:
        return Empty(_("Nothing is below"), icon="sitemap")
    return Empty(
        _("Nothing here yet"), _("Add the first, or import a list from a file."), "briefcase"
    )
