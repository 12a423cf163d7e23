"""What a person is offered: the tab of their jobs, and the tab of custom field items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pointage.features.companies.words import job_label
from pointage.features.jobs.queries.person_offers import (
    Offer,
    OfferedItem,
    OfferedJob,
    items_of_person,
    jobs_for_everyone,
    jobs_limited,
)
from pointage.features.jobs.services.person_offers import person_items_set, person_jobs_set
from pointage.features.practice.access import CompanySeat
from pointage.features.team.access import PersonSeat
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company.forms import add_rule, read_only
from pointage.web.company.views.person_page import person_url, person_view, render_person
from pointage.web.components.forms import CheckList
from pointage.web.components.paging import count_text
from pointage.web.components.values import CheckItem


class TicksForm(forms.Form):
    """Ticks over rows of the database, by public id."""

    ticked = forms.MultipleChoiceField(required=False, widget=CheckList)

    def __init__(
        self,
        data: Any,
        *,
        label: str,
        items: Sequence[tuple[str, CheckItem]],
        own: Sequence[str],
        may_edit: bool,
    ) -> None:
        super().__init__(data, initial={"ticked": list(own)})
        ticked = self.fields["ticked"]
        assert isinstance(ticked, forms.MultipleChoiceField)
        ticked.label = label
        ticked.choices = [(code, item.title) for code, item in items]
        ticked.widget.describe = dict(items)
        if not may_edit:
            read_only(self)


@person_view()
@require_http_methods(["GET", "POST"])
def jobs(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """Jobs that are not for everyone: the person's own ticks, and what comes by group."""
    member = person.member
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    rows, has_more = jobs_limited(member, text=text)
    many = job_label(seat.time_settings, many=True)
    form = TicksForm(
        request.POST if request.method == "POST" else None,
        label=_("Given to this person"),
        items=[(row.job.public_id, _job_item(row)) for row in rows],
        own=[row.job.public_id for row in rows if row.is_own],
        may_edit=person.rights.sets_jobs,
    )
    if request.method == "POST" and _may_save(person) and form.is_valid():
        chosen = set(form.cleaned_data["ticked"])
        wanted = [row.job for row in rows if row.job.public_id in chosen]
        try:
            person_jobs_set(actor=seat.actor, member=member, jobs=wanted)
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(person_url("person_jobs", seat, person))
    count = jobs_for_everyone(seat.company.pk)
    return render_person(
        request,
        seat,
        person,
        "company/person_jobs.html",
        "person_jobs",
        status=422 if form.errors else 200,
        form=form,
        title=many,
        text=text,
        has_rows=bool(rows) or bool(text),
        here=person_url("person_jobs", seat, person),
        for_everyone=ngettext(
            "%(count)s is for everyone and needs no tick.",
            "%(count)s are for everyone and need no tick.",
            count,
        )
        % {"count": count_text(count)}
        if count
        else "",
        more_text=_("There are more. Search to find the others.") if has_more else "",
        may_edit=person.rights.sets_jobs,
    )


def _job_item(row: OfferedJob) -> CheckItem:
    notes = []
    if row.job.code:
        notes.append(row.job.code)
    if row.groups:
        notes.append(_by_groups(row.groups))
    return CheckItem(title=row.job.full_name, text=" · ".join(notes))


def _by_groups(groups: Sequence[str]) -> str:
    return ngettext(
        "Also by the group %(groups)s", "Also by the groups %(groups)s", len(groups)
    ) % {"groups": ", ".join(groups)}


def _may_save(person: PersonSeat) -> bool:
    if not person.rights.sets_jobs:
        raise PermissionRefused("jobs:manage")
    return True


@person_view()
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, seat: CompanySeat, person: PersonSeat) -> HttpResponse:
    """Items of list fields that are limited to people; those for everyone are only named."""
    member = person.member
    rows = items_of_person(member)
    limited = [row for row in rows if row.offer is not Offer.EVERYONE]
    form = TicksForm(
        request.POST if request.method == "POST" else None,
        label=_("Offered to this person"),
        items=[(row.item.public_id, _field_item(row)) for row in limited],
        own=[row.item.public_id for row in limited if row.is_own],
        may_edit=person.rights.sets_jobs,
    )
    if request.method == "POST" and _may_save(person) and form.is_valid():
        chosen = set(form.cleaned_data["ticked"])
        wanted = [row.item for row in limited if row.item.public_id in chosen]
        try:
            person_items_set(actor=seat.actor, member=member, items=wanted)
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(person_url("person_fields", seat, person))
    return render_person(
        request,
        seat,
        person,
        "company/person_fields.html",
        "person_fields",
        status=422 if form.errors else 200,
        form=form,
        has_rows=bool(limited),
        has_items=bool(rows),
        for_everyone=_for_everyone(rows),
        may_edit=person.rights.sets_jobs,
    )


def _field_item(row: OfferedItem) -> CheckItem:
    by_groups = f" · {_by_groups(row.groups)}" if row.groups else ""
    return CheckItem(title=row.item.name, text=f"{row.field_name}{by_groups}")


def _for_everyone(rows: Sequence[OfferedItem]) -> list[tuple[str, str]]:
    """Field and the names of its items that everybody is offered, ten at most."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.offer is Offer.EVERYONE:
            found.setdefault(row.field_name, []).append(row.item.name)
    return [
        (field, ", ".join(names[:10]) + (" …" if len(names) > 10 else ""))
        for field, names in found.items()
    ]
