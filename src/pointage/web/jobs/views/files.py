"""Files of jobs and of items: download, upload, dry run, apply or drop."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.jobs.access import file_for
from pointage.features.jobs.files.exports import items_csv, jobs_csv, report_csv
from pointage.features.jobs.files.fates import Fate, RowFate, counts_of
from pointage.features.jobs.models import CustomField, JobFile
from pointage.features.jobs.queries.trees import tree_mark
from pointage.features.jobs.services.files import (
    MAX_MEGABYTES,
    job_file_apply_start,
    job_file_drop,
    job_file_plan,
    job_file_upload,
)
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import RuleBroken
from pointage.web.company.frame import company_view
from pointage.web.components.forms import FileDrop
from pointage.web.components.paging import count_text, pagination_for
from pointage.web.components.values import Badge, Column, Crumb, Empty, Row, Table, Text, Tone
from pointage.web.jobs.fate_words import changes_text
from pointage.web.jobs.forms import add_rule
from pointage.web.jobs.place import Place
from pointage.web.jobs.views.fields import crumbs as field_crumbs
from pointage.web.jobs.views.fields import field_view

View = Callable[..., HttpResponse]
PAGE: Final = 100
FATES: Final[dict[str, tuple[Promise, Tone]]] = {
    Fate.NEW: (pgettext_lazy("row of a file", "New"), Tone.SUCCESS),
    Fate.CHANGED: (pgettext_lazy("row of a file", "Changed"), Tone.INFO),
    Fate.MOVED: (pgettext_lazy("row of a file", "Moved"), Tone.INFO),
    Fate.RESTORED: (pgettext_lazy("row of a file", "Restored"), Tone.ACCENT),
    Fate.UNCHANGED: (pgettext_lazy("row of a file", "Unchanged"), Tone.NEUTRAL),
    Fate.REFUSED: (pgettext_lazy("row of a file", "Refused"), Tone.DANGER),
}
_KEPT: Final = 2
_plans: OrderedDict[tuple[object, ...], list[RowFate]] = OrderedDict()
_lock: Final = threading.Lock()


class UploadForm(forms.Form):
    """A file from the browser."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=FileDrop,
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.hint = _("CSV or Excel (.xlsx), %(limit)s MB at most") % {
            "limit": MAX_MEGABYTES
        }


def file_view(view: View) -> Any:
    """`def view(request, place, file)` at an address with `<file>`."""

    @company_view("jobs:manage")
    @wraps(view)
    def page(request: HttpRequest, seat: CompanySeat, file: str) -> HttpResponse:
        return view(request, Place(seat), file_for(seat.actor, seat.company.pk, file))

    return page


@company_view("jobs:manage")
@require_http_methods(["GET", "POST"])
def jobs(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """Import and export of jobs."""
    return _files_page(request, Place(seat), None)


@field_view(to_change=True)
@require_http_methods(["GET", "POST"])
def items(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    """Import and export of a field's items."""
    return _files_page(request, place, field)


@company_view("jobs:manage")
@require_GET
def export_jobs(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    place = Place(seat)
    return _download(jobs_csv(seat.company.pk, _language()), place.many)


@field_view(to_change=True)
@require_GET
def export_items(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    return _download(items_csv(field, _language()), field.name)


@file_view
@require_GET
def file(request: HttpRequest, place: Place, file: JobFile) -> HttpResponse:
    """The dry run, the wait, or the result."""
    context: dict[str, Any] = {
        "place": place,
        "file_name": file.file_name,
        "crumbs": _crumbs(place, file.field),
        "list_url": _list_url(place, file.field),
        "here": place.url("file", file.public_id),
    }
    if file.state == JobFile.State.APPLYING:
        return render(request, "jobs/file_working.html", context)
    if file.state != JobFile.State.READ:
        done = context | {
            "is_applied": file.state == JobFile.State.APPLIED,
            "figures": _figures(file.counts),
        }
        return render(request, "jobs/file_done.html", done)
    try:
        fates = _plan(file)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(_files_url(place, file.field))
    return render(request, "jobs/file.html", context | _dry_run(request, place, file, fates))


@file_view
@require_POST
def apply(request: HttpRequest, place: Place, file: JobFile) -> HttpResponse:
    try:
        file = job_file_apply_start(actor=place.seat.actor, file=file)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        if file.state == JobFile.State.APPLIED:
            messages.success(request, _("The file was applied."))
    return redirect(place.url("file", file.public_id))


@file_view
@require_POST
def drop(request: HttpRequest, place: Place, file: JobFile) -> HttpResponse:
    try:
        job_file_drop(actor=place.seat.actor, file=file)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("The file was dropped. Nothing was changed."))
    return redirect(_files_url(place, file.field))


@file_view
@require_GET
def report(request: HttpRequest, place: Place, file: JobFile) -> HttpResponse:
    """The dry run as a file."""
    if file.state != JobFile.State.READ:
        return redirect(place.url("file", file.public_id))
    words = {fate: str(word) for fate, (word, _tone) in FATES.items()}
    header = (_("Line"), _("Name"), _("Fate"), _("Why"))
    content = report_csv(_plan(file), header, words, _language())
    return _download(content, _("Dry run"))


def _files_page(request: HttpRequest, place: Place, field: CustomField | None) -> HttpResponse:
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            stored = job_file_upload(
                actor=place.seat.actor,
                company=place.seat.company,
                file_name=sent.name,
                content=sent.read(MAX_MEGABYTES * 1024 * 1024 + 1),
                field=field,
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            return redirect(place.url("file", stored.public_id))
    title = _("Import or export")
    return render(
        request,
        "jobs/files.html",
        {
            "place": place,
            "form": form,
            "title": title,
            "is_jobs": field is None,
            "crumbs": _crumbs(place, field),
            "export_url": place.url("items_export", field.public_id)
            if field
            else place.url("export"),
        },
        status=422 if form.errors else 200,
    )


def _dry_run(
    request: HttpRequest, place: Place, file: JobFile, fates: list[RowFate]
) -> dict[str, Any]:
    counts = counts_of(fates)
    wanted = request.GET.get("fate", "")
    shown = [each for each in fates if each.fate == wanted] if wanted in FATES else fates
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    writes = len(fates) - counts[Fate.UNCHANGED] - counts[Fate.REFUSED]
    here = place.url("file", file.public_id)
    return {
        "filters": [
            (_("All rows"), count_text(len(fates)), here, not wanted),
            *(
                (str(word), count_text(counts[fate]), f"{here}?fate={fate}", wanted == fate)
                for fate, (word, _tone) in FATES.items()
                if counts[fate]
            ),
        ],
        "table": Table(
            caption=_("Rows of the file"),
            columns=[
                Column(_("Line"), align="end"),
                Column(_("Name"), main=True),
                Column(_("Fate")),
                Column(_("What, and why")),
            ],
            rows=[_row(place, fate) for fate in page.object_list],
            empty=Empty(_("The file has no row"), icon="file"),
            pagination=pagination_for(page, request.GET) if page.has_other_pages() else None,
        ),
        "writes": count_text(writes) if writes else "",
        "refused": count_text(counts[Fate.REFUSED]) if counts[Fate.REFUSED] else "",
        "failed": bool(file.failure),
        "apply_url": place.url("file_apply", file.public_id),
        "drop_url": place.url("file_drop", file.public_id),
        "report_url": place.url("file_report", file.public_id),
    }


def _row(place: Place, fate: RowFate) -> Row:
    word, tone = FATES[fate.fate]
    note = ""
    if fate.also:
        note = _("Along with: %(paths)s") % {"paths": ", ".join(map(_shown, fate.also))}
    what = fate.why or changes_text(fate, place.seat.company.currency)
    return Row(
        cells=[
            str(fate.line),
            _shown(fate.name) or "—",
            Badge(str(word), tone),
            Text(what or note, note if what else "") if what or note else "",
        ]
    )


def _plan(file: JobFile) -> list[RowFate]:
    """The dry run, remembered for a moment so that paging does not read the file again."""
    key = (file.pk, get_language(), *tree_mark(file.company_id, file.field_id))
    with _lock:
        known = _plans.get(key)
    if known is not None:
        return known
    fates = job_file_plan(file)
    with _lock:
        _plans[key] = fates
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
    return fates


def _figures(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [
        (str(word), count_text(counts[fate]))
        for fate, (word, _tone) in FATES.items()
        if counts.get(fate)
    ]


def _crumbs(place: Place, field: CustomField | None) -> list[Crumb]:
    if field is None:
        return place.crumbs(Crumb(_("Import or export"), place.url("files")))
    return [*field_crumbs(place), Crumb(field.name, place.url("field", field.public_id))]


def _list_url(place: Place, field: CustomField | None) -> str:
    return place.url("field", field.public_id) if field else place.url("jobs")


def _files_url(place: Place, field: CustomField | None) -> str:
    return place.url("items_files", field.public_id) if field else place.url("files")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    safe = "".join(c for c in name if c.isalnum() or c in " -_").strip() or "export"
    header = content_disposition_header(True, f"{safe}.csv")
    response.headers["Content-Disposition"] = header or "attachment"
    return response


def _language() -> str:
    return get_language() or "en"


def _shown(path: str) -> str:
    return path.replace(":", " › ")
