"""The flat lists beside jobs: service items, classes, locations."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.jobs.access import dimension_for, sees_all_jobs
from pointage.features.jobs.hooks import BooksOwned, books_owned_rows
from pointage.features.jobs.models import Dimension, ServiceItem
from pointage.features.jobs.queries.lists import dimension_page
from pointage.features.jobs.services.dimensions import (
    dimension_add,
    dimension_archive,
    dimension_restore,
    dimension_update,
)
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company.frame import company_view
from pointage.web.components.paging import pagination_for
from pointage.web.components.values import (
    Action,
    Badge,
    Badges,
    Column,
    Crumb,
    Empty,
    Row,
    Table,
    Tone,
)
from pointage.web.components.values import Text as TextCell
from pointage.web.jobs.field_forms import EntryForm
from pointage.web.jobs.forms import add_rule, read_only
from pointage.web.jobs.place import LISTINGS, Place, listing_words, words_of
from pointage.web.jobs.views.fields import states

PAGE: Final = 100


def _kind(listing: str) -> str:
    if listing not in LISTINGS:
        raise NotFound(listing)
    return LISTINGS[listing]


@company_view("jobs:view")
@require_GET
def listing(request: HttpRequest, seat: CompanySeat, listing: str) -> HttpResponse:
    kind, place = _kind(listing), Place(seat)
    if not sees_all_jobs(seat.actor):
        raise PermissionRefused("jobs:manage")
    is_archive, text = request.GET.get("state") == "archived", words_of(request)
    page = dimension_page(
        seat.company.pk, kind, request.GET.get("page"), PAGE, text=text, active=not is_archive
    )
    rows = list(page.object_list)
    owned = books_owned_rows(seat.company.pk, kind, [row.pk for row in rows])
    one, many = listing_words()[listing]
    here = place.url("listing", listing)
    books = next((each.books_name for each in owned.values()), "")
    return render(
        request,
        "jobs/listing.html",
        {
            "place": place,
            "title": many,
            "text": text,
            "here": here,
            "tabs": place.tabs(listing),
            "states": states(here, is_archive),
            "is_archive": is_archive,
            "owned_by": books,
            "add_url": place.url("listed_add", listing),
            "table": Table(
                caption=many,
                columns=[Column(one, main=True), Column(_("Short code")), Column(_("State"))],
                rows=[_row(place, listing, row, owned.get(row.pk)) for row in rows],
                empty=_empty(text, is_archive),
                pagination=pagination_for(page, request.GET) if page.has_other_pages() else None,
                id="listing",
            ),
        },
    )


@company_view("jobs:manage")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, seat: CompanySeat, listing: str) -> HttpResponse:
    kind, place = _kind(listing), Place(seat)
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        initial=EntryForm.initial_of(None),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = dimension_add(
                actor=seat.actor, company=seat.company, kind=kind, values=form.values()
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, pgettext("jobs", "%(name)s was added.") % {"name": row.name})
            return redirect(place.url("listing", listing))
    title = _("Add: %(label)s") % {"label": listing_words()[listing][0].lower()}
    return _page(request, place, listing, form, title=title, may_edit=True)


@company_view("jobs:view")
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, seat: CompanySeat, listing: str, listed: str) -> HttpResponse:
    """One entry."""
    kind, place = _kind(listing), Place(seat)
    if not sees_all_jobs(seat.actor):
        raise NotFound(listed)
    row = dimension_for(seat.actor, seat.company.pk, kind, listed)
    owned = books_owned_rows(seat.company.pk, kind, [row.pk]).get(row.pk)
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        initial=EntryForm.initial_of(row),
    )
    may_edit = place.may_edit and row.is_active and owned is None
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        seat.actor.require("jobs:manage")
        if form.is_valid():
            try:
                dimension_update(actor=seat.actor, row=row, values=form.values())
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(place.url("listing", listing))
    may_act = place.may_edit and owned is None
    return _page(
        request,
        place,
        listing,
        form,
        title=row.name,
        may_edit=may_edit,
        owned_by=owned.books_name if owned else "",
        is_archived=not row.is_active,
        archive_url=place.url("listed_archive", listing, row.public_id) if may_act else "",
        restore_url=place.url("listed_restore", listing, row.public_id) if may_act else "",
    )


@company_view("jobs:manage")
@require_POST
def archive(request: HttpRequest, seat: CompanySeat, listing: str, listed: str) -> HttpResponse:
    return _set_active(request, seat, listing, listed, is_active=False)


@company_view("jobs:manage")
@require_POST
def restore(request: HttpRequest, seat: CompanySeat, listing: str, listed: str) -> HttpResponse:
    return _set_active(request, seat, listing, listed, is_active=True)


def _set_active(
    request: HttpRequest, seat: CompanySeat, listing: str, listed: str, *, is_active: bool
) -> HttpResponse:
    row = dimension_for(seat.actor, seat.company.pk, _kind(listing), listed, to_change=True)
    try:
        (dimension_restore if is_active else dimension_archive)(actor=seat.actor, row=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        said = _("%(name)s was restored.") if is_active else _("%(name)s was archived.")
        messages.success(request, said % {"name": row.name})
    return redirect(Place(seat).url("listing", listing))


def _row(place: Place, listing: str, row: Dimension, owned: BooksOwned | None) -> Row:
    badges = []
    if owned is not None:
        badges.append(Badge(_("From the books"), Tone.INFO, "book"))
    if isinstance(row, ServiceItem) and row.is_billable:
        badges.append(Badge(_("Billable"), Tone.ACCENT, "coin"))
    actions = []
    if place.may_edit and owned is None:
        name = "listed_archive" if row.is_active else "listed_restore"
        label, icon = (_("Archive"), "archive") if row.is_active else (_("Restore"), "archive-off")
        actions.append(Action(label, place.url(name, listing, row.public_id), icon, post=True))
    return Row(
        cells=[
            TextCell(row.name, href=place.url("listed", listing, row.public_id)),
            row.code or "—",
            Badges(badges) if badges else "—",
        ],
        actions=actions,
        actions_label=_("Actions for %(name)s") % {"name": row.name},
    )


def _empty(text: str, is_archive: bool) -> Empty:
    if text.split():
        return Empty(_("Nothing found"), _("Try fewer letters, or another word."), "search")
    if is_archive:
        return Empty(_("Nothing is archived"), icon="archive")
    return Empty(_("Nothing here yet"), _("Add the first, or connect the books."), "tag")


def _page(
    request: HttpRequest, place: Place, listing: str, form: EntryForm, **more: Any
) -> HttpResponse:
    many = listing_words()[listing][1]
    here = place.url("listing", listing)
    context = {
        "place": place,
        "form": form,
        "crumbs": place.crumbs(Crumb(many, here)),
        "cancel_url": here,
    }
    return render(request, "jobs/listed.html", context | more, status=422 if form.errors else 200)
