"""The team as a file: export, and import with its dry run, report, result."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import people_file_for
from pointage.features.team.files.exporting import people_export, people_template, plan_report
from pointage.features.team.files.plan import Fate
from pointage.features.team.files.services import (
    people_file_apply_start,
    people_file_drop,
    people_file_upload,
)
from pointage.features.team.models import PeopleFile
from pointage.foundation.errors import RuleBroken
from pointage.ledgers.tables import TableFormat
from pointage.web.books.views.records import attachment
from pointage.web.company import people_files
from pointage.web.company.forms import PeopleFileForm, add_rule
from pointage.web.company.frame import company_view
from pointage.web.components.paging import count_text, pagination_for
from pointage.web.components.values import Crumb

ROWS: Final = 100
_LATELY: Final = 10
_State = PeopleFile.State


@company_view("team:view")
@require_POST
def export(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Everybody as CSV. A POST, since it leaves a trace in the history."""
    content = people_export(actor=seat.actor, company=seat.company)
    return attachment(content, _("pointage-team"), TableFormat.CSV)


@company_view("team:manage")
@require_GET
def template(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    return attachment(people_template(seat.actor), _("pointage-team-template"), TableFormat.CSV)


@company_view("team:manage")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Choose a file; what was uploaded lately."""
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = people_file_upload(
                actor=seat.actor,
                company=seat.company,
                file_name=sent.name or "",
                content=sent.read(),
                empties=form.cleaned_data["empties"],
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            return redirect("company:people_file", seat.company.public_id, file.public_id)
    files = list(PeopleFile.objects.defer("content").order_by("-pk")[:_LATELY])
    company = seat.company.public_id
    return render(
        request,
        "company/people_import.html",
        {
            "form": form,
            "crumbs": _crumbs(seat),
            "template_url": reverse("company:people_template", args=[company]),
            "table": people_files.files_table(files, company, _zone()) if files else None,
        },
        status=422 if form.errors else 200,
    )


@company_view("team:manage")
@require_GET
def file_page(request: HttpRequest, seat: CompanySeat, people_file: str) -> HttpResponse:
    """The dry run, row by row; while the worker writes, how far it is; afterwards what was done."""
    file = people_file_for(seat.actor, seat.company.pk, people_file)
    context = _context(seat, file)
    if file.state == _State.APPLYING:
        context["rows"] = file.rows
        context["rows_read"] = file.rows_read
        context["progress_text"] = _("%(count)s of %(total)s rows read") % {
            "count": count_text(file.rows_read),
            "total": count_text(file.rows),
        }
        return render(request, "company/people_file_working.html", context)
    if file.state != _State.READ:
        context["figures"] = people_files.figures(file.counts)
        context["is_dropped"] = file.state == _State.DROPPED
        return render(request, "company/people_file_done.html", context)
    try:
        plan = people_files.plan_of(seat.actor, file)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect("company:people_import", seat.company.public_id)
    chosen = request.GET.get("fate", "")
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    shown = people_files.fates_shown(plan, chosen, search)
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    counts = plan.counts
    here = reverse("company:people_file", args=[seat.company.public_id, file.public_id])
    return render(
        request,
        "company/people_file.html",
        context
        | {
            "table": people_files.fates_table(list(page.object_list)),
            "pagination": pagination_for(page, request.GET)
            if page.paginator.num_pages > 1
            else None,
            "q": search,
            "filters": people_files.filters(plan, here, chosen),
            "remarks": people_files.remarks(plan),
            "has_failed": bool(file.failure),
            "to_do": counts[Fate.NEW] + counts[Fate.CHANGED] + counts[Fate.RESTORED],
        },
    )


@company_view("team:manage")
@require_GET
def report(request: HttpRequest, seat: CompanySeat, people_file: str) -> HttpResponse:
    file = people_file_for(seat.actor, seat.company.pk, people_file)
    if file.state != _State.READ:
        return _back(seat, file)
    try:
        plan = people_files.plan_of(seat.actor, file)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect("company:people_import", seat.company.public_id)
    return attachment(plan_report(plan), _("pointage-import-report"), TableFormat.CSV)


@company_view("team:manage")
@require_POST
def apply(request: HttpRequest, seat: CompanySeat, people_file: str) -> HttpResponse:
    file = people_file_for(seat.actor, seat.company.pk, people_file)
    try:
        people_file_apply_start(actor=seat.actor, file=file)
    except RuleBroken as error:
        messages.error(request, error.text)
    return _back(seat, file)


@company_view("team:manage")
@require_POST
def drop(request: HttpRequest, seat: CompanySeat, people_file: str) -> HttpResponse:
    file = people_file_for(seat.actor, seat.company.pk, people_file)
    try:
        people_file_drop(actor=seat.actor, file=file)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("The file was dropped; nothing was imported from it."))
    return redirect("company:people_import", seat.company.public_id)


def _back(seat: CompanySeat, file: PeopleFile) -> HttpResponse:
    return redirect("company:people_file", seat.company.public_id, file.public_id)


def _context(seat: CompanySeat, file: PeopleFile) -> dict[str, Any]:
    ids = [seat.company.public_id, file.public_id]
    urls = {
        f"{name}_url": reverse(f"company:people_file_{name}", args=ids)
        for name in ("report", "apply", "drop")
    }
    company = ids[0]
    return {
        "title": file.file_name,
        "file_url": reverse("company:people_file", args=ids),
        "team_url": reverse("company:team", args=[company]),
        "import_url": reverse("company:people_import", args=[company]),
        "crumbs": (
            *_crumbs(seat),
            Crumb(_("Import people"), reverse("company:people_import", args=[company])),
        ),
        **urls,
    }


def _crumbs(seat: CompanySeat) -> tuple[Crumb, ...]:
    return (Crumb(_("My team"), reverse("company:team", args=[seat.company.public_id])),)


def _zone() -> ZoneInfo:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone
