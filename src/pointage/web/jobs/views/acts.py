"""What is done with a whole job: moving, duplicating, archiving, restoring it. Each asks on a page
of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from pointage.features.jobs.models import Job
from pointage.features.jobs.services.archiving import job_archive, job_restore
from pointage.features.jobs.services.moving import job_duplicate, job_move
from pointage.features.jobs.services.trees import jobs_below
from pointage.foundation.errors import RuleBroken
from pointage.web.components.paging import count_text
from pointage.web.components.values import Crumb
from pointage.web.jobs.forms import BelowForm, MoveForm, add_rule
from pointage.web.jobs.place import Place
from pointage.web.jobs.views.job import job_view, offer_places


@job_view(to_change=True)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    form = MoveForm(request.POST if request.method == "POST" else None)
    offer_places(place, form, chosen=job.parent, without=job)
    if request.method == "POST" and form.is_valid():
        try:
            moved = job_move(actor=place.seat.actor, job=job, parent=form.cleaned_data["parent"])
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Moved to %(path)s.") % {"path": _shown(moved.full_name)})
            return redirect(place.url("job", job.public_id))
    return _ask(
        request,
        place,
        job,
        form,
        title=_("Move %(name)s") % {"name": job.name},
        text=_("What is below it and whom it is offered to come along."),
        label=_("Move"),
    )


@job_view(to_change=True)
@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    below = sum(1 for each in jobs_below(job) if each.is_active)
    form = BelowForm(request.POST if request.method == "POST" else None)
    if not below:
        del form.fields["with_children"]
    if request.method == "POST" and form.is_valid():
        try:
            copy = job_duplicate(
                actor=place.seat.actor,
                job=job,
                with_children=form.cleaned_data.get("with_children", False),
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, pgettext("jobs", "%(name)s was added.") % {"name": copy.name})
            return redirect(place.url("job", copy.public_id))
    return _ask(
        request,
        place,
        job,
        form,
        title=_("Duplicate %(name)s") % {"name": job.name},
        text=_("The copy stands beside it, is offered to the same people, and has no short code."),
        label=_("Duplicate"),
        note=_below_text(below),
    )


@job_view(to_change=True)
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            count = job_archive(actor=place.seat.actor, job=job)
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            messages.success(request, _archived_text(count))
            above = f"?in={job.parent.public_id}" if job.parent else ""
            return redirect(place.url("jobs") + above)
    below = sum(1 for each in jobs_below(job) if each.is_active)
    return _ask(
        request,
        place,
        job,
        form,
        title=_("Archive %(name)s") % {"name": job.name},
        text=_("Nobody can choose it any more. Time already tracked keeps it."),
        label=_("Archive"),
        note=_below_text(below, _("It is archived too.")),
        tone="danger",
    )


@job_view(to_change=True)
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, place: Place, job: Job) -> HttpResponse:
    below = sum(1 for each in jobs_below(job) if not each.is_active)
    form = BelowForm(request.POST if request.method == "POST" else None)
    if not below:
        del form.fields["with_children"]
    if request.method == "POST" and form.is_valid():
        try:
            job_restore(
                actor=place.seat.actor,
                job=job,
                with_children=form.cleaned_data.get("with_children", False),
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("%(name)s was restored.") % {"name": job.name})
            return redirect(place.url("job", job.public_id))
    return _ask(
        request,
        place,
        job,
        form,
        title=_("Restore %(name)s") % {"name": job.name},
        text=_("It can be chosen again. What is archived above it comes back too."),
        label=_("Restore"),
        note=_below_text(below),
    )


def _ask(
    request: HttpRequest, place: Place, job: Job, form: forms.Form, **words: Any
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "crumbs": place.crumbs(Crumb(job.name, place.url("job", job.public_id))),
        "cancel_url": place.url("job", job.public_id),
        "path": _shown(job.full_name),
        "tone": "primary",
    }
    return render(request, "jobs/ask.html", context | words, status=422 if form.errors else 200)


def _archived_text(count: int) -> str:
    return ngettext("%(count)s was archived.", "%(count)s were archived.", count) % {
        "count": count_text(count)
    }


def _below_text(count: int, more: str = "") -> str:
    if not count:
        return ""
    text = ngettext("%(count)s is below it.", "%(count)s are below it.", count) % {
        "count": count_text(count)
    }
    return f"{text} {more}".strip()


def _shown(path: str) -> str:
    return path.replace(":", " › ")
