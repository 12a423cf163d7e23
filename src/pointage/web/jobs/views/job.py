"""One job: its fields, whom it is offered to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from pointage.features.jobs.access import job_for, sees_rates
from pointage.features.jobs.hooks import BooksOwned
from pointage.features.jobs.models import Job
from pointage.features.jobs.queries.lists import assignments_of, people_and_groups
from pointage.features.jobs.queries.trees import (
    Assigned,
    assigned_of,
    job_rows,
    jobs_above,
    tree_level,
)
from pointage.features.jobs.services.assigning import job_assign
from pointage.features.jobs.services.jobs import job_add, job_update
from pointage.features.jobs.services.rules import owned_by_books
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Badges, Crumb, Definition, Tab, Tone
from pointage.web.jobs.forms import JobForm, WhomForm, add_rule, read_only
from pointage.web.jobs.picker import FIRST
from pointage.web.jobs.place import Place
from pointage.web.jobs.rows import actions_for, rate_text, whom_text

View = Callable[..., HttpResponse]


def job_view(*, to_change: bool) -> Callable[[View], Any]:
    """`def view(request, place, job)` at an address with `<job>`."""

    def decorate(view: View) -> Any:
        @company_view("jobs:view")
        @wraps(view)
        def page(request: HttpRequest, seat: CompanySeat, job: str) -> HttpResponse:
            row = job_for(
                seat.actor, seat.company.pk, job, to_change=to_change, member=seat.team_member
            )
            return view(request, Place(seat), row)

        return page

    return decorate


@company_view("jobs:manage")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """A new job; `?in=<job>` puts it below that one at first."""
    place = Place(seat)
    above = request.GET.get("in", "")
    parent = job_for(seat.actor, seat.company.pk, above) if above else None
    form = JobForm(
        request.POST if request.method == "POST" else None,
        currency=seat.company.currency,
        with_parent=True,
        initial={"is_billable": parent.is_billable if parent else False},
    )
    offer_places(place, form, chosen=parent)
    if request.method == "POST" and form.is_valid():
        try:
            job = job_add(
                actor=seat.actor,
                company=seat.company,
                values=form.values(),
                parent=form.cleaned_data["parent"],
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, pgettext("jobs", "%(name)s was added.") % {"name": job.name})
            if "another" in request.POST:
                return redirect(place.url("add") + _in(job.parent))
            return redirect(place.url("jobs") + _in(job.parent))
    return render(
        request,
        "jobs/add.html",
        {"place": place, "form": form, "crumbs": place.crumbs(), "title": _add_title(place)},
        status=422 if form.errors else 200,
    )


@job_view(to_change=False)
@require_http_methods(["GET", "POST"])
def job(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    owned = owned_by_books(job)
    form = JobForm(
        request.POST if request.method == "POST" else None,
        currency=place.seat.company.currency,
        owned=owned,
        initial=JobForm.initial_of(job),
    )
    if not sees_rates(place.seat.actor):
        del form.fields["billable_rate"]
    may_edit = place.may_edit and job.is_active
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        place.seat.actor.require("jobs:manage")
        if form.is_valid():
            try:
                job_update(actor=place.seat.actor, job=job, values=form.values())
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(place.url("job", job.public_id))
    return render(
        request,
        "jobs/job.html",
        head_of(place, job, owned, "job") | {"form": form, "may_edit": may_edit},
        status=422 if form.errors else 200,
    )


@job_view(to_change=True)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    """Whom the job is offered to."""
    company_id = place.seat.company.pk
    everybody, groups = people_and_groups(company_id)
    own_people, own_groups = assignments_of(job)
    has_children = tree_level(company_id, job, None, 1).paginator.count > 0
    form = WhomForm(
        request.POST if request.method == "POST" else None,
        people=everybody,
        groups=groups,
        has_children=has_children,
        initial={
            "whom": "everyone" if job.is_for_everyone else "some",
            "people": [str(pk) for pk in own_people],
            "groups": [str(pk) for pk in own_groups],
        },
    )
    if not job.is_active:
        read_only(form)
    if request.method == "POST" and form.is_valid():
        try:
            job_assign(
                actor=place.seat.actor,
                job=job,
                whom=form.values(),
                with_children=form.cleaned_data.get("with_children", False),
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(place.url("people", job.public_id))
    return render(
        request,
        "jobs/people.html",
        head_of(place, job, owned_by_books(job), "people")
        | {"form": form, "may_edit": job.is_active},
        status=422 if form.errors else 200,
    )


def head_of(place: Place, job: Job, owned: BooksOwned | None, active: str) -> dict[str, Any]:
    """What the head of a job's pages shows: its place, its states, its tabs."""
    badges = []
    if owned is not None:
        badges.append(Badge(_("From the books"), Tone.INFO, "book"))
    if not job.is_active:
        badges.append(Badge(_("Archived"), Tone.NEUTRAL, "archive"))
    tabs = [Tab(_("General"), place.url("job", job.public_id), active == "job")]
    if place.may_edit:
        tabs.append(
            Tab(_("Who may choose it"), place.url("people", job.public_id), active == "people")
        )
    assigned = assigned_of([job.pk]).get(job.pk, Assigned())
    here = place.url("jobs")
    return {
        "place": place,
        "job": job,
        "title": job.name,
        "subtitle": place.one,
        "badges": Badges(badges) if badges else "",
        "owned_by": owned.books_name if owned else "",
        "crumbs": place.crumbs(
            *(Crumb(each.name, f"{here}?in={each.public_id}") for each in jobs_above(job))
        ),
        "tabs": tabs,
        "facts": [
            Definition(_("Who may choose it"), whom_text(job.is_for_everyone, assigned)),
            *(_below_fact(place, job) if place.may_edit else ()),
        ],
        "actions": actions_for(place, job.public_id, is_active=job.is_active, owned=owned)
        if place.may_edit
        else [],
        "actions_label": _("Actions for %(name)s") % {"name": job.name},
        "rate": rate_text(job.billable_rate, place.seat.company.currency),
    }


def offer_places(
    place: Place, form: Any, *, chosen: Job | None, without: Job | None = None
) -> None:
    """Gives the form's `parent` the jobs it may be put below."""
    url = place.url("search") + "?all=1" + (f"&without={without.public_id}" if without else "")
    form.fields["parent"].offer(
        options=job_rows(place.seat.company.pk, without=without, limit=FIRST),
        chosen=[chosen] if chosen else [],
        url=url,
        empty=_("Nothing: at the top"),
    )


def _below_fact(place: Place, job: Job) -> list[Definition]:
    count = tree_level(place.seat.company.pk, job, None, 1).paginator.count
    text = ngettext("%(count)s right below", "%(count)s right below", count) % {
        "count": count_text(count)
    }
    return [Definition(_("Below"), text if count else _("Nothing"))]


def _add_title(place: Place) -> str:
    return _("Add: %(label)s") % {"label": place.one.lower()}


def _in(parent: Job | None) -> str:
    return f"?in={parent.public_id}" if parent is not None else ""
