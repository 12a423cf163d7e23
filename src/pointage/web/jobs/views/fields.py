"""The custom fields: their list in order, adding and changing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pointage.features.jobs.access import field_for, sees_all_jobs
from pointage.features.jobs.models import CustomField
from pointage.features.jobs.queries.lists import (
    field_job_counts,
    field_jobs,
    field_list,
    item_counts,
)
from pointage.features.jobs.queries.trees import job_rows
from pointage.features.jobs.services.custom_fields import (
    custom_field_add,
    custom_field_archive,
    custom_field_restore,
    custom_field_update,
    custom_fields_order,
)
from pointage.features.practice.access import CompanySeat
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company.frame import company_view
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Badges, Crumb, Tab, Tone
from pointage.web.jobs.field_forms import KINDS, FieldForm
from pointage.web.jobs.forms import add_rule, read_only
from pointage.web.jobs.picker import FIRST, JobField
from pointage.web.jobs.place import Place
from pointage.web.jobs.views.item_lines import items_context

View = Callable[..., HttpResponse]


def field_view(*, to_change: bool) -> Callable[[View], Any]:
    """`def view(request, place, field)` at an address with `<field>`."""

    def decorate(view: View) -> Any:
        @company_view("jobs:view")
        @wraps(view)
        def page(request: HttpRequest, seat: CompanySeat, field: str, **ids: str) -> HttpResponse:
            row = field_for(seat.actor, seat.company.pk, field, to_change=to_change)
            return view(request, Place(seat), row, **ids)

        return page

    return decorate


@company_view("jobs:view")
@require_GET
def fields(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    if not sees_all_jobs(seat.actor):
        raise PermissionRefused("jobs:manage")
    place = Place(seat)
    is_archive = request.GET.get("state") == "archived"
    rows = field_list(seat.company.pk, active=not is_archive)
    items, jobs = item_counts(seat.company.pk), field_job_counts(seat.company.pk)
    lines = [
        {
            "name": row.name,
            "href": place.url("field", row.public_id),
            "badges": Badges(_badges(row)),
            "facts": " · ".join(_facts(row, items.get(row.pk, 0), jobs.get(row.pk, 0))),
            "order_url": place.url("field_order", row.public_id),
            "up_label": _("Move %(name)s up") % {"name": row.name},
            "down_label": _("Move %(name)s down") % {"name": row.name},
        }
        for row in rows
    ]
    return render(
        request,
        "jobs/fields.html",
        {
            "place": place,
            "lines": lines,
            "is_archive": is_archive,
            "tabs": place.tabs("fields"),
            "states": states(place.url("fields"), is_archive),
            "add_url": place.url("field_add"),
        },
    )


@company_view("jobs:manage")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    place = Place(seat)
    form = _form(request, place, None)
    if request.method == "POST" and form.is_valid():
        try:
            field = custom_field_add(actor=seat.actor, company=seat.company, values=form.values())
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(
                request, pgettext("jobs", "%(name)s was added.") % {"name": field.name}
            )
            return redirect(place.url("field", field.public_id))
    return render(
        request,
        "jobs/field_add.html",
        {"place": place, "form": form, "crumbs": crumbs(place)},
        status=422 if form.errors else 200,
    )


@field_view(to_change=False)
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    form = _form(request, place, field)
    may_edit = place.may_edit and field.is_active
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        place.seat.actor.require("jobs:manage")
        if form.is_valid():
            try:
                custom_field_update(actor=place.seat.actor, field=field, values=form.values())
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(place.url("field", field.public_id))
    is_list = field.kind == CustomField.Kind.LIST
    return render(
        request,
        "jobs/field.html",
        {
            "place": place,
            "field_name": field.name,
            "subtitle": str(KINDS[field.kind]),
            "badges": Badges(_badges(field)),
            "form": form,
            "may_edit": may_edit,
            "is_archived": not field.is_active,
            "is_text": field.kind == CustomField.Kind.TEXT,
            "crumbs": crumbs(place),
            "archive_url": place.url("field_archive", field.public_id),
            "restore_url": place.url("field_restore", field.public_id),
            "items": items_context(request, place, field) if is_list else None,
        },
        status=422 if form.errors else 200,
    )


@field_view(to_change=True)
@require_POST
def archive(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    custom_field_archive(actor=place.seat.actor, field=field)
    messages.success(request, _("%(name)s was archived.") % {"name": field.name})
    return redirect(place.url("fields"))


@field_view(to_change=True)
@require_POST
def restore(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    try:
        custom_field_restore(actor=place.seat.actor, field=field)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("%(name)s was restored.") % {"name": field.name})
    return redirect(place.url("field", field.public_id))


@field_view(to_change=True)
@require_POST
def order(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    """One place up or down."""
    company = place.seat.company
    ids = [row.pk for row in field_list(company.pk)]
    custom_fields_order(
        actor=place.seat.actor, company=company, field_ids=moved(ids, field.pk, request)
    )
    return redirect(place.url("fields"))


def moved(ids: Sequence[int], pk: int, request: HttpRequest) -> list[int]:
    """`ids` with one moved up or down as the button says."""
    found = list(ids)
    if pk not in found:
        return found
    at = found.index(pk)
    to = at - 1 if request.POST.get("direction") == "up" else at + 1
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found


def states(here: str, is_archive: bool) -> list[Tab]:
    return [
        Tab(pgettext("jobs", "Active"), here, not is_archive),
        Tab(pgettext("jobs", "Archived"), f"{here}?state=archived", is_archive),
    ]


def crumbs(place: Place) -> list[Crumb]:
    return place.crumbs(Crumb(_("Custom fields"), place.url("fields")))


def _form(request: HttpRequest, place: Place, field: CustomField | None) -> FieldForm:
    form = FieldForm(
        request.POST if request.method == "POST" else None,
        many=place.many,
        kind=field.kind if field else "",
        initial=FieldForm.initial_of(field),
    )
    jobs = form.fields["jobs"]
    assert isinstance(jobs, JobField)
    jobs.offer(
        options=job_rows(place.seat.company.pk, limit=FIRST) if place.may_edit else [],
        chosen=field_jobs(field) if field else [],
        url=place.url("search") + "?all=1",
    )
    return form


def _badges(field: CustomField) -> list[Badge]:
    badges = []
    if field.is_required:
        badges.append(Badge(_("Required"), Tone.ACCENT))
    if field.is_triggered:
        badges.append(Badge(_("After an item"), Tone.INFO))
    if not field.is_active:
        badges.append(Badge(_("Archived"), Tone.NEUTRAL, "archive"))
    return badges


def _facts(field: CustomField, items: int, jobs: int) -> list[str]:
    facts = [str(KINDS[field.kind])]
    if field.kind == CustomField.Kind.LIST:
        facts.append(
            ngettext("%(count)s item", "%(count)s items", items) % {"count": count_text(items)}
        )
    if not field.is_for_all_jobs:
        facts.append(_("asked for %(count)s of the list only") % {"count": count_text(jobs)})
    return facts
