"""One record that an import could not decide: why, and the forms that mend it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pointage.features.books import queries
from pointage.features.books.access import issue_for, record_for
from pointage.features.books.models import ImportIssue
from pointage.features.books.reasons import ACTIONS, MENDS, Action, Reason
from pointage.features.books.services.issues import (
    issue_create_anyway,
    issue_fix_and_retry,
    issue_link_to,
    issue_retry,
    issue_skip,
)
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.protocol import Kind, LedgerError
from pointage.web.books import words
from pointage.web.books.forms import RecordForm
from pointage.web.books.place import BooksPlace, books_page
from pointage.web.components import values

_CREATE_LABELS = {
    Reason.TOO_LONG: gettext_lazy("Import it cut to length"),
    Reason.EMAIL_INVALID: gettext_lazy("Import without the address"),
    Reason.EMAIL_USED: gettext_lazy("Import without the address"),
    Reason.PAYROLL_ID_USED: gettext_lazy("Import without the number"),
    Reason.NAME_USED: gettext_lazy("Import with a number after the name"),
    Reason.PARENT_MISSING: gettext_lazy("Import at the top level"),
    Reason.PARENT_NOT_IMPORTED: gettext_lazy("Import at the top level"),
}


class LinkForm(forms.Form):
    """Which of ours it is."""

    local = forms.ChoiceField(label=gettext_lazy("It is this one"))


@books_page()
def issue_page(request: HttpRequest, place: BooksPlace, issue: str) -> HttpResponse:
    return _page(place, issue_for(place.seat, issue))


def _page(
    place: BooksPlace, row: ImportIssue, fix: RecordForm | None = None, search: str = ""
) -> HttpResponse:
    reason, kind = Reason(row.reason), Kind(row.kind)
    settled = row.resolved_at is not None and row.resolution != "skip"
    actions = () if settled or not place.seat.manages_imports else ACTIONS[reason]
    search = search or place.request.GET.get("q", "").strip()[:100]
    link = LinkForm()
    choice = link.fields["local"]
    assert isinstance(choice, forms.ChoiceField)
    candidates = queries.link_candidates(row, search=search) if Action.LINK in actions else []
    choice.choices = candidates
    editable = place.seat.books.ledger == CompanyFileLedger.key and place.seat.manages_books
    if fix is None and Action.FIX in actions and editable:
        fix = _fix_form(place, row, kind)
    context = {
        "title": row.name.strip() or _("(no name)"),
        "kind": words.KIND[kind],
        "state": words.badge(words.SEVERITIES[row.severity]),
        "settled": str(words.RESOLUTIONS.get(row.resolution, "")) if settled else "",
        "why": words.issue_words(row),
        "mend": MENDS[reason],
        "crumbs": (
            *place.crumbs,
            values.Crumb(_("Books"), place.url("books")),
            values.Crumb(_("Imports"), place.url("books_imports")),
        ),
        "settle_url": place.url("books_settle", issue=row.public_id),
        "here": place.url("books_issue", issue=row.public_id),
        "q": search,
        "link": link if Action.LINK in actions else None,
        "no_candidates": not candidates,
        "create_label": str(_CREATE_LABELS.get(reason, _("Import it as new")))
        if Action.CREATE in actions
        else "",
        "can_skip": Action.SKIP in actions,
        "can_retry": Action.RETRY in actions or (Action.FIX in actions and not editable),
        "fix": fix if Action.FIX in actions and editable else None,
        "elsewhere": place.seat.books.name if Action.FIX in actions and not editable else "",
        "back_url": place.url("books_run", run=row.run.public_id),
    }
    status = 422 if fix is not None and fix.errors else 200
    return place.render("books/issue.html", context, status=status)


def _fix_form(place: BooksPlace, row: ImportIssue, kind: Kind) -> RecordForm | None:
    try:
        record = record_for(place.seat, row.kind, row.external_id)
    except NotFound:
        return None
    posted = place.request.POST if place.request.POST.get("action") == Action.FIX else None
    parents = (
        queries.parent_choices(place.seat.books, without=row.external_id)
        if kind is Kind.CUSTOMER
        else []
    )
    return RecordForm(kind, posted, record=record, parents=parents, auto_id="fix_%s")


@books_page(manages="imports")
@require_POST
def issue_settle(request: HttpRequest, place: BooksPlace, issue: str) -> HttpResponse:
    row = issue_for(place.seat, issue)
    action = request.POST.get("action", "")
    actor = place.seat.actor
    fix: RecordForm | None = None
    try:
        if action == Action.FIX:
            if not place.seat.manages_books:
                return redirect(place.url("books_issue", issue=issue))
            fix = _fix_form(place, row, Kind(row.kind))
            if fix is None or not fix.is_valid():
                return _page(place, row, fix)
            row = issue_fix_and_retry(
                actor=actor, issue=row, draft=fix.draft(), version=fix.cleaned_data["version"] or 0
            )
        elif action == Action.LINK:
            local = request.POST.get("local", "")
            row = issue_link_to(actor=actor, issue=row, local_public_id=local)
        elif action == Action.CREATE:
            row = issue_create_anyway(actor=actor, issue=row)
        elif action == Action.SKIP:
            row = issue_skip(actor=actor, issue=row)
        else:
            row = issue_retry(actor=actor, issue=row)
    except RuleBroken as error:
        if fix is not None and error.field in fix.fields:
            fix.add_error(error.field, error.text)
            return _page(place, row, fix)
        messages.error(request, error.text)
        return redirect(place.url("books_issue", issue=issue))
    except LedgerError:
        messages.error(request, _("The books do not answer. Try again later."))
        return redirect(place.url("books_issue", issue=issue))
    if row.resolved_at is None:
        messages.warning(request, words.issue_words(row))
        return redirect(place.url("books_issue", issue=issue))
    messages.success(request, _("Settled: %(name)s") % {"name": row.name.strip() or _("(no name)")})
    return redirect(place.url("books_imports"))
