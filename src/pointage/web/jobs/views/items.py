"""The items of a list field: adding, changing, ordering, archiving, restoring one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from pointage.features.jobs.access import item_for
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job
from pointage.features.jobs.queries.lists import (
    field_list,
    item_choices,
    item_ids,
    people_and_groups,
)
from pointage.features.jobs.queries.trees import job_rows, jobs_of
from pointage.features.jobs.services.items import (
    item_add,
    item_archive,
    item_restore,
    item_update,
    items_order,
)
from pointage.foundation.errors import RuleBroken
from pointage.web.components.values import Crumb
from pointage.web.jobs.field_forms import ItemForm
from pointage.web.jobs.forms import add_rule, read_only
from pointage.web.jobs.picker import FIRST, JobField
from pointage.web.jobs.place import Place
from pointage.web.jobs.views.fields import crumbs, field_view, moved


@field_view(to_change=True)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, place: Place, field: CustomField) -> HttpResponse:
    form = _form(request, place, field, None)
    if request.method == "POST" and form.is_valid():
        try:
            new = item_add(actor=place.seat.actor, field=field, values=form.values())
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, pgettext("jobs", "%(name)s was added.") % {"name": new.name})
            name = "item_add" if "another" in request.POST else "field"
            return redirect(place.url(name, field.public_id))
    return _page(request, place, field, form, title=_("Add an item"), is_new=True)


@field_view(to_change=False)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, place: Place, field: CustomField, item: str) -> HttpResponse:
    row = item_for(place.seat.actor, field, item)
    form = _form(request, place, field, row)
    may_edit = place.may_edit and row.is_active
    if not may_edit:
        read_only(form)
    if request.method == "POST":
        place.seat.actor.require("jobs:manage")
        if form.is_valid():
            try:
                item_update(actor=place.seat.actor, item=row, values=form.values())
            except RuleBroken as error:
                add_rule(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(place.url("field", field.public_id))
    return _page(
        request,
        place,
        field,
        form,
        title=row.name,
        may_edit=may_edit,
        is_archived=not row.is_active,
        archive_url=place.url("item_archive", field.public_id, row.public_id),
        restore_url=place.url("item_restore", field.public_id, row.public_id),
    )


@field_view(to_change=True)
@require_POST
def archive(request: HttpRequest, place: Place, field: CustomField, item: str) -> HttpResponse:
    row = item_for(place.seat.actor, field, item, to_change=True)
    item_archive(actor=place.seat.actor, item=row)
    messages.success(request, _("%(name)s was archived.") % {"name": row.name})
    return redirect(place.url("field", field.public_id))


@field_view(to_change=True)
@require_POST
def restore(request: HttpRequest, place: Place, field: CustomField, item: str) -> HttpResponse:
    row = item_for(place.seat.actor, field, item, to_change=True)
    try:
        item_restore(actor=place.seat.actor, item=row)
    except RuleBroken as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("%(name)s was restored.") % {"name": row.name})
    return redirect(place.url("field", field.public_id))


@field_view(to_change=True)
@require_POST
def order(request: HttpRequest, place: Place, field: CustomField, item: str) -> HttpResponse:
    """One place up or down."""
    row = item_for(place.seat.actor, field, item, to_change=True)
    ids = moved(item_ids(field), row.pk, request)
    items_order(actor=place.seat.actor, field=field, item_ids=ids)
    return redirect(place.url("field", field.public_id))


def _form(
    request: HttpRequest, place: Place, field: CustomField, item: CustomFieldItem | None
) -> ItemForm:
    company_id = place.seat.company.pk
    people, groups = people_and_groups(company_id)
    chosen = item_choices(item) if item else {}
    others = [(row.pk, row.name) for row in field_list(company_id) if row.pk != field.pk]
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        people=people,
        groups=groups,
        fields=others,
        initial={
            "name": item.name if item else "",
            "code": item.code if item else "",
            **{
                name: [str(pk) for pk in chosen.get(name, ())]
                for name in ("people", "groups", "asks")
            },
        },
    )
    jobs = form.fields["jobs"]
    assert isinstance(jobs, JobField)
    limited: list[Job] = jobs_of(chosen["jobs"]) if chosen else []
    jobs.offer(
        options=job_rows(company_id, limit=FIRST) if place.may_edit else [],
        chosen=limited,
        url=place.url("search") + "?all=1",
    )
    return form


def _page(
    request: HttpRequest, place: Place, field: CustomField, form: ItemForm, **more: Any
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "may_edit": True,
        "crumbs": [*crumbs(place), Crumb(field.name, place.url("field", field.public_id))],
        "cancel_url": place.url("field", field.public_id),
    }
    return render(request, "jobs/item.html", context | more, status=422 if form.errors else 200)
