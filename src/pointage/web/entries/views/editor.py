"""The editor of one entry: adding, changing, deleting, splitting. A page of its own, and the same
form in a dialog when htmx asks for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.access import member_tracked, time_entry_for
from pointage.features.timeentries.errors import EntryChangedMeanwhile, EntryOverlaps
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_split,
    time_entry_update,
)
from pointage.features.timeentries.values import Fix
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.rules.timekeeping import zone_named
from pointage.web.components.values import Crumb
from pointage.web.entries import facts, words
from pointage.web.entries.forms import EntryForm, ReasonForm, SplitForm, add_rule
from pointage.web.entries.pickers import Picker, people_options
from pointage.web.entries.place import (
    Place,
    day_asked,
    entries_view,
    people_offered,
)
from pointage.web.formats import clock_text


@entries_view
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, place: Place) -> HttpResponse:
    """An entry for oneself or for whom one may enter time. `?on=`, `start=`, `end=`, `hours=1` and
    `job=` fill it in."""
    member = _member_asked(request, place)
    form = EntryForm(
        request.POST or None,
        place=place,
        member=member,
        may_choose_zone=_may_choose_zone(place),
        initial=_asked_times(request, place, member),
    )
    fix = None
    if request.method == "POST" and form.is_valid():
        try:
            time_entry_add(
                actor=place.seat.actor,
                company=place.seat.company,
                member=member,
                time=form.when(),
                fields=form.what(),
                fix=_fix(request),
                reason=form.cleaned_data.get("reason", ""),
            )
        except RuleBroken as error:
            fix = _refused(form, error)
        else:
            return _done(request, place, _("The entry is added."))
    return _render(
        request,
        place,
        form,
        fix=fix,
        title=_("Add time"),
        who=_people_picker(place, member),
        person=member.full_name,
    )


@entries_view
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """Those who may not change it are shown its history instead."""
    row = time_entry_for(place.seat, entry)
    if row.deleted_at is not None or not place.may_change(row.team_member_id):
        if request.method == "POST":
            raise PermissionRefused("time-entries:manage")
        return redirect("entries:history", place.seat.company.public_id, entry)
    form = EntryForm(
        request.POST or None,
        place=place,
        member=row.team_member,
        entry=row,
        may_choose_zone=_may_choose_zone(place),
        initial=_moved_times(request),
    )
    fix = None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, place, row, form)
        except EntryChangedMeanwhile as error:
            form.add_error(None, error.text)
        except RuleBroken as error:
            fix = _refused(form, error)
        else:
            return _done(request, place, _("Saved."))
    return _render(
        request,
        place,
        form,
        fix=fix,
        title=_("Edit time"),
        person=row.team_member.full_name,
        version=request.POST.get("version") or row.version,
        links=_links(request, place, row),
        **facts.beside(place, row),
    )


def _save(request: HttpRequest, place: Place, row: TimeEntry, form: EntryForm) -> None:
    version = request.POST.get("version", "")
    time_entry_update(
        actor=place.seat.actor,
        entry=row,
        time=form.when(),
        fields=form.what(),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        fix=_fix(request),
        reason=form.cleaned_data.get("reason", ""),
    )


@entries_view
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """Asks why when it is somebody else's time; an administrator can bring it back."""
    row = time_entry_for(place.seat, entry, "delete")
    owed = row.team_member_id != place.seat.actor.team_member_id
    form = ReasonForm(request.POST if request.method == "POST" else None, is_owed=owed)
    if request.method == "POST" and form.is_valid():
        try:
            time_entry_delete(actor=place.seat.actor, entry=row, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            form.add_error(None, error.text)
        else:
            return _done(request, place, _("The entry is deleted. Its history stays."))
    return _small(
        request,
        place,
        row,
        form,
        title=_("Delete this entry?"),
        confirm=_("Delete"),
        variant="danger",
    )


@entries_view
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """Cuts a finished stretch in two, so that each part can be for something else."""
    row = time_entry_for(place.seat, entry, "update")
    if row.kind != TimeEntry.Kind.REGULAR or row.ended_at is None:
        raise NotFound(entry)
    half = (row.started_at + (row.ended_at - row.started_at) / 2).astimezone(
        zone_named(row.time_zone)
    )
    initial = {"at_on": half.date(), "at": half.time().replace(second=0, microsecond=0)}
    form = SplitForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _first, second = time_entry_split(
                actor=place.seat.actor, entry=row, at=form.instant(row.time_zone)
            )
        except RuleBroken as error:
            add_rule(form, error)
        else:
            messages.success(request, _("The entry is split. Change the second part if needed."))
            return redirect("entries:entry", place.seat.company.public_id, second.public_id)
    return _small(request, place, row, form, title=_("Split this entry"), confirm=_("Split"))


def _member_asked(request: HttpRequest, place: Place) -> TeamMember:
    """Whom the new entry is for: who was asked for, else oneself, else the first one may."""
    asked = request.POST.get("member") or request.GET.get("who", "")
    if asked:
        return member_tracked(place.seat, asked[:40])
    if place.own is not None and place.manages_own:
        return place.own
    people = people_offered(place, limit=1)
    if not people:
        raise PermissionRefused("own-time:manage")
    return people[0]


def _asked_times(request: HttpRequest, place: Place, member: TeamMember) -> dict[str, Any]:
    """What the address fills in; a new entry is for today, between two hours."""
    day = day_asked(request.GET.get("on", ""), place.today(member))
    filled: dict[str, Any] = {
        "how": "manual" if request.GET.get("hours") else "regular",
        "activity": "work",
        "starts_on": day,
        "ends_on": day,
        "time_zone": place.zone_of(member).key,
        "job": request.GET.get("job", "")[:40],
    }
    return filled | _moved_times(request)


def _moved_times(request: HttpRequest) -> dict[str, Any]:
    """Times that the timeline hands over, as typed."""
    names = {"start": "starts_at", "end": "ends_at", "end_on": "ends_on", "start_on": "starts_on"}
    return {name: request.GET[key][:10] for key, name in names.items() if request.GET.get(key)}


def _may_choose_zone(place: Place) -> bool:
    return place.manages_others or place.seat.time_settings.people_change_time_zone


def _fix(request: HttpRequest) -> Fix:
    return Fix.SHORTEN_OTHERS if request.POST.get("fix") == Fix.SHORTEN_OTHERS else Fix.NONE


def _refused(form: EntryForm, error: RuleBroken) -> str:
    """Says it on the form; for an overlap, returns the words of the one-click fix."""
    add_rule(form, error)
    if isinstance(error, EntryOverlaps):
        return _("Save, and shorten the other entries around it")
    return ""


def _done(request: HttpRequest, place: Place, text: str) -> HttpResponse:
    messages.success(request, text)
    target = next_url(request, place)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": target})
    return redirect(target)


def next_url(request: HttpRequest, place: Place) -> str:
    """Where the person came from, within this company's pages; else the list by day."""
    target = request.POST.get("next") or request.GET.get("next", "")
    home = f"/c/{place.seat.company.public_id}/"
    if target.startswith(home) and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return place.url("days")


def _people_picker(place: Place, member: TeamMember) -> str:
    """Switches the person the form is for; empty when there is only oneself."""
    if not place.manages_others:
        return ""
    people = people_offered(place)
    if all(each.pk != member.pk for each in people):
        people.insert(0, member)
    picker = Picker()
    picker.options = people_options(people, [member.public_id])
    picker.search_label = _("Search people")
    picker.search_url = place.url("choices_people") + "?change=1"
    return picker.render("member", None, {"id": "entry-member"})


def _links(request: HttpRequest, place: Place, row: TimeEntry) -> list[tuple[str, str, str]]:
    """(words, address, icon) of what else can be done with the entry."""
    back = urlencode({"next": next_url(request, place)})
    links = []
    if row.kind == TimeEntry.Kind.REGULAR and row.ended_at is not None:
        links.append((_("Split"), f"{place.url('split', row.public_id)}?{back}", "cut"))
    is_regular = row.kind == TimeEntry.Kind.REGULAR
    if is_regular and row.activity == TimeEntry.Activity.WORK:
        links.append((_("Insert a break"), place.url("insert_break", row.public_id), "coffee"))
    links.append((_("History"), place.url("history", row.public_id), "history"))
    links.append((_("Delete"), f"{place.url('delete', row.public_id)}?{back}", "trash"))
    return links


def _render(
    request: HttpRequest, place: Place, form: EntryForm, *, fix: str | None, **context: Any
) -> HttpResponse:
    in_dialog = bool(request.htmx)  # type: ignore[attr-defined]
    context |= {
        "form": form,
        "fix": fix or "",
        "fix_value": Fix.SHORTEN_OTHERS.value,
        "here": request.get_full_path(),
        "next": next_url(request, place),
        "fields_url": f"{place.url('choices_fields')}?member={form.member.public_id}",
        "zone": words.zone_text(form.zone),
        "crumbs": [Crumb(_("Time"), place.url("days"))],
        "in_dialog": in_dialog,
    }
    template = "entries/editor_form.html" if in_dialog else "entries/editor.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _small(
    request: HttpRequest,
    place: Place,
    row: TimeEntry,
    form: Any,
    **context: Any,
) -> HttpResponse:
    zone = zone_named(row.time_zone)
    start = row.started_at.astimezone(zone)
    about = f"{row.team_member.full_name}, {words.weekday_text(row.local_on)}"
    if row.ended_at is not None:
        about += f", {clock_text(start)} – {clock_text(row.ended_at.astimezone(zone))}"
    context = {"variant": "primary"} | context
    return render(
        request,
        "entries/small.html",
        {
            "form": form,
            "about": about,
            "next": next_url(request, place),
            "crumbs": [Crumb(_("Time"), place.url("days"))],
            **context,
        },
        status=422 if form.errors else 200,
    )
