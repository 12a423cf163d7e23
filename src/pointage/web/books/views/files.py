"""Importing a list into the company file: upload, columns, dry run, import or drop."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pointage.features.books.access import upload_for
from pointage.features.books.models import FileUpload
from pointage.features.books.services.files import (
    OpenedFile,
    fates_count,
    file_apply_start,
    file_drop,
    file_mapping_set,
    file_open,
    file_report,
    file_upload,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.fates import Action, PlanOptions
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.mapping import ColumnState
from pointage.ledgers.company_file.writing import Language, write_template
from pointage.ledgers.protocol import Kind
from pointage.ledgers.tables import TableFormat
from pointage.web.books import words
from pointage.web.books.dry_run import fates_shown, fates_table, plan_of
from pointage.web.books.forms import OptionsForm, UploadForm
from pointage.web.books.place import BooksPlace, books_page
from pointage.web.books.tabs import books_tabs
from pointage.web.books.views.records import attachment
from pointage.web.components import values
from pointage.web.components.paging import count_text, pagination_for
from pointage.web.formats import moment_text

ROWS = 100
_SAMPLES = 3


@books_page(manages="books")
def file_list(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """Upload a file; what was uploaded before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            upload, usable = file_upload(
                actor=place.seat.actor,
                books=place.seat.books,
                file_name=sent.name or "",
                content=sent.read(),
            )
        except RuleBroken as error:
            form.add_error("file", error.text)
        else:
            name = "books_file" if usable else "books_columns"
            return redirect(place.url(name, upload=upload.public_id))
    with tenant_scope(books=[place.seat.books.pk]):
        uploads = list(FileUpload.objects.defer("content").order_by("-pk")[:20])
    context = {
        "title": place.seat.books.name,
        "form": form,
        "tabs": books_tabs(place, "files"),
        "table": _uploads_table(place, uploads) if uploads else None,
        "templates": [
            (str(words.KINDS[kind]), f"{place.url('books_template')}?kind={kind.value}")
            for kind in Kind
        ]
        + [(_("All lists in one file"), place.url("books_template"))],
    }
    return place.render("books/files.html", context, status=422 if form.errors else 200)


def _uploads_table(place: BooksPlace, uploads: list[FileUpload]) -> values.Table:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return values.Table(
        caption=_("Files"),
        columns=[
            values.Column(_("File")),
            values.Column(_("Uploaded")),
            values.Column(_("State")),
        ],
        rows=[
            values.Row(
                cells=[
                    values.Text(
                        upload.file_name,
                        href=""
                        if upload.state == FileUpload.State.DROPPED
                        else place.url("books_file", upload=upload.public_id),
                    ),
                    moment_text(upload.created_at, zone),
                    words.badge(words.FILE_STATES[upload.state]),
                ]
            )
            for upload in uploads
        ],
    )


@books_page(manages="books")
@require_GET
def file_page(request: HttpRequest, place: BooksPlace, upload: str) -> HttpResponse:
    """The dry run, row by row; afterwards, what was done."""
    row = upload_for(place.seat, upload)
    if row.state in (FileUpload.State.APPLIED, FileUpload.State.DROPPED):
        return _done_page(place, row)
    if row.state == FileUpload.State.APPLYING:
        return place.render("books/file_working.html", _file_context(place, row))
    try:
        plan = plan_of(row)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(place.url("books_columns", upload=upload))
    counts = fates_count(plan)
    chosen = request.GET.get("fate", "")
    search = request.GET.get("q", "").strip()[:100]
    page = Paginator(fates_shown(plan, chosen, search), ROWS).get_page(request.GET.get("page"))
    table = fates_table(list(page.object_list))
    context = _file_context(place, row) | {
        "table": table,
        "pagination": pagination_for(page, request.GET) if page.paginator.num_pages > 1 else None,
        "q": search,
        "filters": _filters(place, row, chosen, counts, sum(1 for f in plan.fates if f.remarks)),
        "to_do": counts[Action.CREATE.value] + counts[Action.UPDATE.value],
        "added_parents": count_text(len(plan.added_parents)) if plan.added_parents else "",
    }
    return place.render("books/file.html", context)


def _file_context(place: BooksPlace, row: FileUpload) -> dict[str, object]:
    here = row.public_id
    return {
        "title": row.file_name,
        "crumbs": (
            *place.crumbs,
            values.Crumb(_("Books"), place.url("books")),
            values.Crumb(_("Files"), place.url("books_files")),
        ),
        "file_url": place.url("books_file", upload=here),
        "columns_url": place.url("books_columns", upload=here),
        "report_url": place.url("books_report", upload=here),
        "apply_url": place.url("books_apply", upload=here),
        "drop_url": place.url("books_drop", upload=here),
    }


def _filters(
    place: BooksPlace, row: FileUpload, chosen: str, counts: dict[str, int], remarks: int
) -> list[values.Tab]:
    here = place.url("books_file", upload=row.public_id)
    tabs = [values.Tab(_("All rows"), here, not chosen, count_text(sum(counts.values())))]
    for action in Action:
        tabs.append(
            values.Tab(
                str(words.FILTERS[action]),
                f"{here}?fate={action.value}",
                chosen == action.value,
                count_text(counts[action.value]),
            )
        )
    if remarks:
        tabs.append(
            values.Tab(
                _("With a remark"), f"{here}?fate=remarks", chosen == "remarks", count_text(remarks)
            )
        )
    return tabs


def _done_page(place: BooksPlace, row: FileUpload) -> HttpResponse:
    figures = [
        (words.DONE_FATES[action][0], count_text(row.counts.get(action.value, 0)), tone)
        for action, (_words, tone) in words.DONE_FATES.items()
    ]
    context = _file_context(place, row) | {
        "dropped": row.state == FileUpload.State.DROPPED,
        "figures": figures,
        "lists_url": place.url("books"),
        "imports_url": place.url("books_imports") if place.seat.company else "",
    }
    return place.render("books/file_done.html", context)


@books_page(manages="books")
def file_columns(request: HttpRequest, place: BooksPlace, upload: str) -> HttpResponse:
    """What each column feeds, and what kind of list it is."""
    row = upload_for(place.seat, upload)
    if row.state != FileUpload.State.READ:
        return redirect(place.url("books_file", upload=upload))
    try:
        opened = file_open(row)
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(place.url("books_files"))
    problem = ""
    kind, fields = opened.mapping.kind, opened.mapping.fields
    options = OptionsForm(
        request.POST or None,
        initial={
            "include_inactive": opened.options.include_inactive,
            "contractors_only": opened.options.contractors_only,
            "all_item_types": opened.options.all_item_types,
        },
    )
    if request.method == "POST" and options.is_valid():
        kind, fields = _chosen(request, len(opened.table.header))
        try:
            file_mapping_set(
                actor=place.seat.actor,
                upload=row,
                kind=kind,
                fields=fields,
                options=PlanOptions(**options.cleaned_data),
            )
        except RuleBroken as error:
            problem = error.text
        else:
            return redirect(place.url("books_file", upload=upload))
    context = _file_context(place, row) | {
        "columns": _columns(opened, fields),
        "kinds": [("", _("Several kinds (a column says which)"), kind is None)]
        + [(each.value, str(words.KINDS[each]), each is kind) for each in Kind],
        "options": options,
        "problem": problem,
        "facts": _facts(opened),
    }
    return place.render("books/columns.html", context, status=422 if problem else 200)


def _chosen(request: HttpRequest, width: int) -> tuple[Kind | None, tuple[Field | None, ...]]:
    said = request.POST.get("kind", "")
    kind = Kind(said) if said in {each.value for each in Kind} else None
    known = {each.value for each in Field}
    texts = [request.POST.get(f"column-{index}", "") for index in range(width)]
    return kind, tuple(Field(text) if text in known else None for text in texts)


def _columns(opened: OpenedFile, fields: tuple[Field | None, ...]) -> list[dict[str, object]]:
    rows = []
    for row in opened.table.rows():
        rows.append(row.cells)
        if len(rows) == _SAMPLES:
            break
    return [
        {
            "name": f"column-{column.index}",
            "header": column.header or _("(no title)"),
            "private": column.state is ColumnState.PRIVATE,
            "samples": " · ".join(cells[column.index][:40] for cells in rows if cells[column.index])
            if column.state is not ColumnState.PRIVATE
            else "",
            "choices": [("", _("Do not read"), fields[column.index] is None)]
            + [
                (field.value, str(label), fields[column.index] is field)
                for field, label in words.FIELDS.items()
            ],
        }
        for column in opened.guess.columns
    ]


def _facts(opened: OpenedFile) -> str:
    """How the file was understood, in one line."""
    table = opened.table
    if table.sheet:
        return _("Sheet “%(sheet)s”, column titles on row %(row)s.") % {
            "sheet": table.sheet,
            "row": table.header_row,
        }
    separators = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
    return _("Encoding %(encoding)s, separator %(separator)s, column titles on row %(row)s.") % {
        "encoding": table.encoding,
        "separator": separators.get(table.separator, table.separator),
        "row": table.header_row,
    }


@books_page(manages="books")
@require_GET
def file_report_csv(request: HttpRequest, place: BooksPlace, upload: str) -> HttpResponse:
    row = upload_for(place.seat, upload)
    if row.state != FileUpload.State.READ:
        return redirect(place.url("books_file", upload=upload))
    try:
        content = file_report(row, translation.get_language() or "en")
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(place.url("books_columns", upload=upload))
    return attachment(content, "pointage-import", TableFormat.CSV)


@books_page(manages="books")
@require_POST
def file_apply_page(request: HttpRequest, place: BooksPlace, upload: str) -> HttpResponse:
    row = upload_for(place.seat, upload)
    try:
        file_apply_start(actor=place.seat.actor, upload=row, company_id=place.seat.company_id)
    except RuleBroken as error:
        messages.error(request, error.text)
    return redirect(place.url("books_file", upload=upload))


@books_page(manages="books")
@require_POST
def file_drop_page(request: HttpRequest, place: BooksPlace, upload: str) -> HttpResponse:
    row = upload_for(place.seat, upload)
    try:
        file_drop(actor=place.seat.actor, upload=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("The file was dropped; nothing was imported from it."))
    return redirect(place.url("books_files"))


@books_page(manages="books")
@require_GET
def template_download(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """A file to fill in, with a few invented rows that show how."""
    wanted = request.GET.get("kind", "")
    kind = Kind(wanted) if wanted in {each.value for each in Kind} else None
    french = (translation.get_language() or "en").startswith("fr")
    table_format = TableFormat.CSV if request.GET.get("format") == "csv" else TableFormat.XLSX
    language = Language.FR if french else Language.EN
    name = f"pointage-{_('template')}-{kind.value if kind else 'books'}"
    return attachment(write_template(kind, language, table_format), name, table_format)
