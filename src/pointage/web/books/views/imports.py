"""The link of a company to its books: its health, imports and their progress, undoing the link."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from pointage.features.books import queries
from pointage.features.books.access import connection_for, connection_of, run_for
from pointage.features.books.models import BooksConnection, ImportIssue, ImportRun
from pointage.features.books.queries import ImportProgress
from pointage.features.books.services.imports import import_retry, import_start, tracking_of
from pointage.features.books.services.undo import link_undo
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.ledgers.protocol import Kind
from pointage.web.books import words
from pointage.web.books.place import BooksPlace, books_page
from pointage.web.books.tabs import books_tabs
from pointage.web.components import values
from pointage.web.components.paging import count_text, pagination_for
from pointage.web.formats import moment_text

ROWS = 50


def moment(at: object) -> str:
    """An instant in the reader's zone; a dash for none."""
    zone = timezone.get_current_timezone()
    return moment_text(at, zone) if at and isinstance(zone, ZoneInfo) else "—"  # type: ignore[arg-type]


@books_page()
def imports_page(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """Link health, what needs a decision, the runs."""
    if place.seat.company is None:
        raise NotFound("imports")
    connection = connection_of(place.seat)
    context: dict[str, object] = {
        "title": place.seat.books.name,
        "tabs": books_tabs(place, "imports"),
        "connection": connection is not None,
    }
    if connection is not None:
        runs = ImportRun.objects.filter(connection=connection).order_by("-pk")
        page = Paginator(runs, 20).get_page(request.GET.get("page"))
        issues = queries.open_issues(connection)
        number = issues.count()
        newest = runs.first()
        context |= {
            "facts": _facts(connection, newest),
            "reconnect": connection.state == BooksConnection.State.NEEDS_RECONNECT,
            "issues": issues_table(place, list(issues[:ROWS]), number) if number else None,
            "issue_count": number,
            "more_issues": max(number - ROWS, 0),
            "runs": _runs_table(place, list(page.object_list), pagination_for(page, request.GET)),
            "import_url": place.url("books_import"),
            "undo_url": place.url("books_undo") if _undoable(connection) else "",
            "busy": newest is not None and newest.state in ("queued", "running"),
            "busy_url": place.url("books_run", run=newest.public_id) if newest else "",
        }
    return place.render("books/imports.html", context)


def _undoable(connection: BooksConnection) -> bool:
    return connection.undo_until is not None and timezone.now() < connection.undo_until


def _facts(connection: BooksConnection, newest: ImportRun | None) -> list[values.Definition]:
    facts = [
        values.Definition(
            pgettext("noun", "Link"), words.badge(words.LINK_STATES[connection.state])
        ),
        values.Definition(_("Books"), connection.books.name),
        values.Definition(_("Connected on"), moment(connection.connected_at)),
        values.Definition(_("Last looked at"), moment(connection.last_ok_at)),
        values.Definition(_("Last import"), moment(newest.finished_at) if newest else "—"),
    ]
    if _undoable(connection):
        facts.append(
            values.Definition(_("The link can be undone until"), moment(connection.undo_until))
        )
    return facts


def _runs_table(place: BooksPlace, runs: list[ImportRun], pages: values.Pagination) -> values.Table:
    return values.Table(
        caption=_("Imports"),
        columns=[
            values.Column(_("Started")),
            values.Column(_("By")),
            values.Column(_("State")),
            values.Column(pgettext("count", "Imported"), align="end"),
            values.Column(pgettext("count", "Updated"), align="end"),
            values.Column(pgettext("count", "In doubt"), align="end"),
            values.Column(pgettext("count", "Errors"), align="end"),
        ],
        rows=[
            values.Row(
                cells=[
                    values.Text(
                        moment(run.created_at), href=place.url("books_run", run=run.public_id)
                    ),
                    values.Text(
                        run.started_by_name if run.started_by_id else _("Automatic"),
                        note=run.acting_firm_name,
                    ),
                    words.badge(words.RUN_STATES[run.state]),
                    count_text(run.imported),
                    count_text(run.updated),
                    count_text(run.in_doubt),
                    count_text(run.errors),
                ]
            )
            for run in runs
        ],
        empty=values.Empty(
            _("Nothing was imported yet"), _("Import now to bring the lists in."), "database-import"
        ),
        pagination=pages if pages.pages else None,
    )


def issues_table(place: BooksPlace, issues: list[ImportIssue], total: int) -> values.Table:
    """Issues with their reason; each leads to the page that mends it."""
    return values.Table(
        caption=_("Needs your decision"),
        columns=[
            values.Column(_("Record")),
            values.Column(_("State")),
            values.Column(_("Reason")),
        ],
        rows=[
            values.Row(
                cells=[
                    values.Text(
                        issue.name.strip() or _("(no name)"),
                        note=str(words.KIND[Kind(issue.kind)]),
                        href=place.url("books_issue", issue=issue.public_id),
                    ),
                    words.badge(words.SEVERITIES[issue.severity])
                    if issue.resolved_at is None or issue.resolution == "skip"
                    else values.Badge(
                        str(words.RESOLUTIONS.get(issue.resolution, "")), values.Tone.SUCCESS
                    ),
                    words.issue_words(issue),
                ]
            )
            for issue in issues
        ],
    )


@books_page(manages="imports")
@require_POST
def import_now(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """Looks at every chosen list again."""
    connection = connection_for(place.seat)
    try:
        run = import_start(
            actor=place.seat.actor, connection=connection, choices=tracking_of(connection)
        )
    except RuleBroken as error:
        messages.error(request, error.text)
        return redirect(place.url("books_imports"))
    return redirect(place.url("books_run", run=run.public_id))


@books_page()
def run_page(request: HttpRequest, place: BooksPlace, run: str) -> HttpResponse:
    """One import: its progress while it runs, what came of it afterwards."""
    row = run_for(place.seat, run)
    issues = ImportIssue.objects.filter(run=row).order_by("resolved_at", "-severity", "name", "pk")
    shown = request.GET.get("show", "")
    if shown in ImportIssue.Severity.values:
        issues = issues.filter(severity=shown)
    page = Paginator(issues, ROWS).get_page(request.GET.get("page"))
    table = issues_table(place, list(page.object_list), page.paginator.count)
    context = _progress(place, row) | {
        "title": _("Import of %(when)s") % {"when": moment(row.created_at)},
        "crumbs": (
            *place.crumbs,
            values.Crumb(_("Books"), place.url("books")),
            values.Crumb(_("Imports"), place.url("books_imports")),
        ),
        "issues": table if page.paginator.count else None,
        "issue_pages": pagination_for(page, request.GET) if page.paginator.num_pages > 1 else None,
    }
    return place.render("books/run.html", context)


@books_page()
def run_progress(request: HttpRequest, place: BooksPlace, run: str) -> HttpResponse:
    """The live part of the page, asked for every second while the run is open."""
    row = run_for(place.seat, run)
    response = render(request, "books/progress.html", _progress(place, row))
    if not queries.progress_of(row).is_open:
        # The whole page is shown anew, with what needs a decision.
        response["HX-Redirect"] = place.url("books_run", run=run)
    return response


def _progress(place: BooksPlace, row: ImportRun) -> dict[str, object]:
    progress = queries.progress_of(row)
    return {
        "open": progress.is_open,
        "progress_url": place.url("books_progress", run=row.public_id),
        "retry_url": place.url("books_retry", run=row.public_id)
        if row.state == ImportRun.State.FAILED and place.seat.manages_imports
        else "",
        "failure": str(words.FAILURES.get(row.last_error, "")) if row.last_error else "",
        "state": words.badge(words.RUN_STATES[row.state]),
        "percent": progress.percent,
        "percent_text": _("%(done)s of %(total)s")
        % {"done": count_text(progress.done), "total": count_text(max(row.total, progress.done))},
        "figures": _figures(progress),
        "kinds": [_kind_line(kind) for kind in progress.kinds],
    }


def _figures(progress: ImportProgress) -> list[tuple[str, str, str]]:
    tone = values.Tone
    doubt = tone.WARNING if progress.in_doubt else ""
    errors = tone.DANGER if progress.errors else ""
    return [
        (pgettext("count", "Imported"), count_text(progress.imported), tone.SUCCESS),
        (pgettext("count", "Updated"), count_text(progress.updated), tone.INFO),
        (pgettext("count", "Left out"), count_text(progress.skipped), tone.NEUTRAL),
        (pgettext("count", "In doubt"), count_text(progress.in_doubt), doubt),
        (pgettext("count", "Errors"), count_text(progress.errors), errors),
    ]


def _kind_line(kind: queries.KindProgress) -> tuple[str, int, int, str, str]:
    """label, value, total, text, tone."""
    total = max(kind.total, kind.done)
    text = _("%(done)s of %(total)s") % {"done": count_text(kind.done), "total": count_text(total)}
    tone = "danger" if kind.errors else "warning" if kind.in_doubt else ""
    if not tone and total and kind.done >= total:
        tone = "success"
    return str(words.TRACKS[kind.track]), kind.done, max(total, 1), text, tone


@books_page(manages="imports")
@require_POST
def run_retry(request: HttpRequest, place: BooksPlace, run: str) -> HttpResponse:
    try:
        import_retry(actor=place.seat.actor, run=run_for(place.seat, run))
    except RuleBroken as error:
        messages.error(request, error.text)
    return redirect(place.url("books_run", run=run))


@books_page(manages="imports")
def undo_page(request: HttpRequest, place: BooksPlace) -> HttpResponse:
    """Asks, then undoes the link and says what stayed."""
    connection = connection_for(place.seat)
    if request.method == "POST":
        try:
            result = link_undo(actor=place.seat.actor, connection=connection)
        except RuleBroken as error:
            messages.error(request, error.text)
            return redirect(place.url("books_imports"))
        context = {
            "title": _("The link was undone"),
            "result": [
                ngettext("%(n)s record removed", "%(n)s records removed", result.removed)
                % {"n": count_text(result.removed)},
                ngettext("%(n)s put back", "%(n)s put back", result.reverted)
                % {"n": count_text(result.reverted)},
                ngettext("%(n)s restored", "%(n)s restored", result.restored)
                % {"n": count_text(result.restored)},
            ],
            "kept": [f"{kept.label}: {words.KEPT[kept.because]}" for kept in result.kept[:500]],
        }
        return place.render("books/undone.html", context)
    return place.render(
        "books/undo.html",
        {
            "title": _("Undo the link to the books?"),
            "until": moment(connection.undo_until),
            "undo_url": place.url("books_undo"),
            "back_url": place.url("books_imports"),
        },
    )
