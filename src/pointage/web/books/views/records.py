"""The lists of the company file: looking, searching, adding, changing, downloading."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pointage.features.books import queries
from pointage.features.books.access import record_for
from pointage.features.books.company_file import DjangoCompanyFile
from pointage.features.books.models import CompanyFileRecord
from pointage.features.books.services.records import (
    record_add,
    record_set_active,
    record_update,
)
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.company_file.writing import Language, export_store
from pointage.ledgers.protocol import PEOPLE, Kind, Role
from pointage.ledgers.tables import TableFormat
from pointage.web.books import words
from pointage.web.books.forms import RecordForm
from pointage.web.books.place import BooksPlace, books_page
from pointage.web.books.tabs import books_tabs
from pointage.web.components import values
from pointage.web.components.paging import count_text, pagination_for

ROWS = 50


@books_page()
def records_home(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """The first list."""
    return _list(request, place, Kind.EMPLOYEE)


@books_page()
def records_list(request: HttpRequest, place: BooksPlace, kind: Kind) -> HttpResponse:
    return _list(request, place, kind)


def _list(request: HttpRequest, place: BooksPlace, kind: Kind) -> HttpResponse:
    books = place.seat.books
    search = request.GET.get("q", "").strip()[:100]
    active = request.GET.get("state") != "inactive"
    counts = queries.record_counts(books)
    here = place.url("books_list", kind=kind)
    with tenant_scope(books=[books.pk]):
        rows = queries.record_list(books, kind, search=search, active=active)
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        shown = [_row(place, kind, row) for row in page.object_list]
        pages = pagination_for(page, request.GET)
    inactive = counts.get((kind, False), 0)
    editable = books.ledger == CompanyFileLedger.key
    table = values.Table(
        caption=str(words.KINDS[kind]),
        columns=_columns(kind),
        rows=shown,
        empty=_empty(place, kind, search),
        pagination=pages if page.paginator.num_pages > 1 or search else None,
        id="records",
    )
    return place.render(
        "books/records.html",
        {
            "table": table,
            "tabs": books_tabs(place, "lists"),
            "kinds": _kind_tabs(place, kind, counts),
            "q": search,
            "here": here,
            "add_url": place.url("books_add", kind=kind) if editable else "",
            "add_label": words.ADD[kind],
            "title": place.seat.books.name,
            "upload_url": place.url("books_files") if editable else "",
            "download_csv": f"{place.url('books_download')}?kind={kind.value}&format=csv",
            "download_xlsx": f"{place.url('books_download')}?kind={kind.value}&format=xlsx",
            "inactive_url": "" if not active else f"{here}?state=inactive" if inactive else "",
            "active_url": here if not active else "",
            "inactive_count": count_text(inactive),
        },
    )


def _kind_tabs(
    place: BooksPlace, current: Kind, counts: dict[tuple[Kind, bool], int]
) -> list[values.Tab]:
    return [
        values.Tab(
            label=str(words.KINDS[kind]),
            href=place.url("books_list", kind=kind),
            active=kind is current,
            count=count_text(counts.get((kind, True), 0)),
        )
        for kind in Kind
    ]


def _columns(kind: Kind) -> list[values.Column]:
    if kind in PEOPLE:
        return [
            values.Column(_("Name")),
            values.Column(_("Email")),
            values.Column(_("Number")),
            values.Column(_("Phone")),
        ]
    if kind is Kind.CUSTOMER:
        return [values.Column(_("Name")), values.Column(_("Role")), values.Column(_("Billable"))]
    if kind is Kind.SERVICE_ITEM:
        return [values.Column(_("Name")), values.Column(_("Code")), values.Column(_("Billable"))]
    return [values.Column(_("Name")), values.Column(_("Code"))]


def _row(place: BooksPlace, kind: Kind, row: CompanyFileRecord) -> values.Row:
    href = place.url("books_record", kind=kind, record=row.external_id)
    href = href if place.seat.manages_books else ""
    billable = {True: _("Yes"), False: _("No")}.get(row.is_billable, "")  # type: ignore[arg-type]
    if kind in PEOPLE:
        cells: list[object] = [
            values.Person(row.name, href=href), row.email, row.number, row.phone,
        ]  # fmt: skip
    elif kind is Kind.CUSTOMER:
        role = str(words.ROLES[Role(row.role or Role.CUSTOMER)])
        above = row.full_name.rpartition(":")[0].replace(":", " › ")
        cells = [values.Text(row.name, note=above, href=href), role, billable]
    elif kind is Kind.SERVICE_ITEM:
        cells = [values.Text(row.full_name, href=href), row.code, billable]
    else:
        cells = [values.Text(row.full_name, href=href), row.code]
    return values.Row(cells=cells)


def _empty(place: BooksPlace, kind: Kind, search: str) -> values.Empty:
    if search:
        return values.Empty(_("Nothing found"), _("Try other words, or fewer."), "search")
    actions = []
    if place.seat.manages_books and place.seat.books.ledger == CompanyFileLedger.key:
        actions = [
            values.Action(str(words.ADD[kind]), place.url("books_add", kind=kind), "plus"),
            values.Action(_("Import a file"), place.url("books_files"), "file-import"),
        ]
    return values.Empty(
        _("This list is empty"),
        _("Add records one by one, or import a list from the accounting software."),
        words.ICONS[kind],
        actions,
    )


@books_page(manages="books")
def record_new(request: HttpRequest, place: BooksPlace, kind: Kind) -> HttpResponse:
    books = place.seat.books
    parents = queries.parent_choices(books) if kind is Kind.CUSTOMER else []
    form = RecordForm(kind, request.POST or None, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            row = record_add(
                actor=place.seat.actor,
                books=books,
                kind=kind,
                draft=form.draft(),
                company_id=place.seat.company_id,
            )
        except RuleBroken as error:
            form.add_error(error.field if error.field in form.fields else None, error.text)
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": row.full_name})
            if "another" in request.POST:
                return redirect(place.url("books_add", kind=kind))
            return redirect(place.url("books_list", kind=kind))
    return _form_page(place, kind, form, str(words.ADD[kind]))


@books_page(manages="books")
def record_edit(request: HttpRequest, place: BooksPlace, kind: Kind, record: str) -> HttpResponse:
    books = place.seat.books
    row = record_for(place.seat, kind.value, record)
    parents = queries.parent_choices(books, without=record) if kind is Kind.CUSTOMER else []
    form = RecordForm(kind, request.POST or None, record=row, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            record_update(
                actor=place.seat.actor,
                books=books,
                kind=kind,
                external_id=record,
                draft=form.draft(),
                version=form.cleaned_data["version"] or 0,
                company_id=place.seat.company_id,
            )
        except RuleBroken as error:
            form.add_error(error.field if error.field in form.fields else None, error.text)
        else:
            messages.success(request, _("Saved."))
            return redirect(place.url("books_list", kind=kind))
    return _form_page(place, kind, form, row.full_name, row)


def _form_page(
    place: BooksPlace,
    kind: Kind,
    form: RecordForm,
    title: str,
    row: CompanyFileRecord | None = None,
) -> HttpResponse:
    back = place.url("books_list", kind=kind)
    context = {
        "form": form,
        "title": title,
        "back_url": back,
        "crumbs": (
            *place.crumbs,
            values.Crumb(_("Books"), place.url("books")),
            values.Crumb(str(words.KINDS[kind]), back),
        ),
        "record": row is not None,
        "is_active": row is None or row.is_active,
        "active_url": place.url("books_active", kind=kind, record=row.external_id) if row else "",
    }
    return place.render("books/record.html", context, status=422 if form.errors else 200)


@books_page(manages="books")
@require_POST
def record_active(request: HttpRequest, place: BooksPlace, kind: Kind, record: str) -> HttpResponse:
    active = request.POST.get("active") == "yes"
    row = record_for(place.seat, kind.value, record)
    try:
        record_set_active(
            actor=place.seat.actor,
            books=place.seat.books,
            kind=kind,
            external_id=record,
            active=active,
            company_id=place.seat.company_id,
        )
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(place.url("books_record", kind=kind, record=record))
    said = _("“%(name)s” is active again.") if active else _("“%(name)s” is now inactive.")
    messages.success(request, said % {"name": row.full_name})
    return redirect(place.url("books_list", kind=kind))


@books_page()
@require_GET
def records_download(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """One list, or all of them, in the plain format that can be imported again."""
    wanted = request.GET.get("kind", "")
    kind = Kind(wanted) if wanted in {each.value for each in Kind} else None
    french = (translation.get_language() or "en").startswith("fr")
    table_format = TableFormat.XLSX if request.GET.get("format") == "xlsx" else TableFormat.CSV
    content = export_store(
        DjangoCompanyFile(place.seat.books),
        kind,
        Language.FR if french else Language.EN,
        table_format,
    )
    return attachment(content, f"pointage-{kind.value if kind else 'books'}", table_format)


def attachment(content: bytes, name: str, table_format: TableFormat) -> HttpResponse:
    """A file to save, never to open in the page."""
    types = {
        TableFormat.CSV: "text/csv; charset=utf-8",
        TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = HttpResponse(content, content_type=types[table_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{table_format.value}"'
    return response
