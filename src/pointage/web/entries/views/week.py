"""The time card of a week: shown, typed into like a spreadsheet, saved at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pointage.features.companies.words import job_label
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.choices import job_names
from pointage.features.timeentries.errors import EntryChangedMeanwhile, EntryDeleted
from pointage.features.timeentries.hooks import lock_of
from pointage.features.timeentries.queries import EntryRow, entries_between
from pointage.features.timeentries.services.weeks import WeekCell, WeekRefused, week_save
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.entries import words
from pointage.web.entries.card import (
    Card,
    cells_changed,
    conflicts_tell,
    keys_typed,
    note_typed,
    shown_state,
    typed_text,
)
from pointage.web.entries.forms import hours_help
from pointage.web.entries.pickers import Picker, people_options
from pointage.web.entries.place import (
    Place,
    day_asked,
    entries_view,
    is_offered,
    people_offered,
    person_asked,
    tools,
    week_of,
    week_start_on,
)
from pointage.web.entries.week import (
    DAYS,
    MOST_ROWS,
    Cell,
    Grid,
    RowKey,
    WeekRow,
    total_seconds,
    week_days,
)
from pointage.web.entries.what_form import WhatForm
from pointage.web.formats import span_text
from pointage.web.hours import hours_text, hours_typed

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7 * _DAY


@entries_view
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, place: Place) -> HttpResponse:
    """`?who=` and `?on=`; posting saves, or (`add`, `copy`) gives the card back with more rows."""
    if not is_offered(place, "week"):
        return redirect(tools(place, "")[0].href)
    card = _card(request, place)
    if request.method == "GET":
        return _render(request, card)
    if not card.may_change:
        raise PermissionRefused("own-time:manage")
    card.typed = request.POST
    card.keys = keys_typed(request.POST)
    if "copy" in request.POST:
        return _copied(request, card)
    if "add" in request.POST:
        return _added(request, card)
    if "new" in request.POST:
        return _render(request, card)
    cells = cells_changed(card)
    reason = request.POST.get("reason", "").strip()[:500]
    if card.is_others and not reason and any(cell.entry for cell in cells):
        card.errors["reason"] = _("Say why you change somebody else's time.")
    if not card.errors and not card.conflicts:
        _save(card, cells, reason)
    if card.conflicts:
        card = _read_again(card)
    if card.errors:
        return _render(request, card, status=422)
    messages.success(request, _("The week is saved.") if cells else _("Nothing was changed."))
    return redirect(_url(card, card.first))


def _save(card: Card, cells: list[WeekCell], reason: str) -> None:
    """Every cell or none; what is refused stands in the card's errors and conflicts."""
    try:
        week_save(
            actor=card.place.seat.actor,
            company=card.place.seat.company,
            member=card.member,
            cells=cells,
            reason=reason,
        )
    except WeekRefused as refused:
        for name, error in refused.errors.items():
            if isinstance(error, (EntryChangedMeanwhile, EntryDeleted)):
                card.conflicts[name] = ""
            else:
                card.errors[name] = error.text


def _read_again(card: Card) -> Card:
    """The card with what stands now, what was typed and what differs."""
    again = _card_of(card.place, card.member, card.first)
    again.typed, again.keys = card.typed, card.keys
    again.errors, again.conflicts = card.errors, card.conflicts
    conflicts_tell(again)
    return again


def _card(request: HttpRequest, place: Place) -> Card:
    member = person_asked(place, request.GET.get("who", "")[:40])
    day = day_asked(request.GET.get("on", ""), place.today(member))
    return _card_of(place, member, week_of(day, week_start_on(place.seat.company.pk, day)))


def _card_of(place: Place, member: TeamMember, first: date) -> Card:
    entries = _entries(place, member, first)
    grid = Grid(
        first,
        entries,
        now=place.now,
        how=place.hours_format(),
        includes_clocked=place.seat.time_settings.week_includes_clocked,
    )
    may_change = place.may_change(member.pk) and member.state == TeamMember.State.ACTIVE
    locks = {on: lock_of(member.pk, on) for on in (first + _DAY * n for n in range(DAYS))}
    return Card(place, member, first, entries, grid, grid.keys_in_order(), may_change, locks)


def _entries(place: Place, member: TeamMember, first: date) -> list[EntryRow]:
    return entries_between(
        place.seat.company.pk,
        first_on=first,
        last_on=first + _WEEK - _DAY,
        member_ids=[member.pk],
    )


def _copied(request: HttpRequest, card: Card) -> HttpResponse:
    """Rows of the week before, without their hours."""
    before = Grid(
        card.first - _WEEK,
        _entries(card.place, card.member, card.first - _WEEK),
        now=card.place.now,
        how=card.place.hours_format(),
        includes_clocked=True,
    )
    known = {key.plain for key in card.keys}
    new = [key.plain for key in before.keys_in_order() if key.plain not in known]
    card.keys += list(dict.fromkeys(new))[: MOST_ROWS - len(card.keys)]
    if not new:
        messages.info(request, _("Last week has no other row."))
    return _render(request, card)


def _added(request: HttpRequest, card: Card) -> HttpResponse:
    """One more row, for what was chosen below the card."""
    form = WhatForm(
        request.POST, place=card.place, member=card.member, with_note=False, prefix="new"
    )
    if form.is_valid():
        what = form.what()
        key = RowKey(
            job=what.job.public_id if what.job else "",
            service_item=what.service_item.public_id if what.service_item else "",
            cost_class=what.cost_class.public_id if what.cost_class else "",
            location=what.location.public_id if what.location else "",
            is_billable=what.is_billable,
            custom=tuple(sorted((k, v) for k, v in what.custom_values.items() if v != "")),
        )
        while key in card.keys:
            key = replace(key, nth=key.nth + 1)
        card.keys = [*card.keys, key][:MOST_ROWS]
        return _render(request, card)
    return _render(request, card, form=form, status=422)


def _what_form(card: Card) -> WhatForm:
    return WhatForm(place=card.place, member=card.member, with_note=False, prefix="new")


def _form_context(place: Place, member: TeamMember, form: WhatForm) -> dict[str, Any]:
    fields = f"{place.url('choices_fields')}?prefix=new&member={member.public_id}"
    return {"form": form, "fields_url": fields}


@entries_view
@require_GET
def row(request: HttpRequest, place: Place) -> HttpResponse:
    """The fragment that asks what a new row is for; loaded only when somebody wants one."""
    member = person_asked(place, request.GET.get("who", "")[:40])
    form = WhatForm(place=place, member=member, with_note=False, prefix="new")
    return render(request, "entries/week_row.html", _form_context(place, member, form))


def _rows(card: Card) -> list[WeekRow]:
    custom = words.CustomWords(
        card.place.seat.company.pk, [dict(key.custom) for key in card.keys if key.custom]
    )
    new = [key.chosen() for key in card.keys if key not in card.grid.found]
    names = job_names(card.place.seat.company.pk, new)
    rows = []
    for row, key in enumerate(card.keys):
        title, detail = card.grid.detail(key, custom)
        if not title and not detail:
            parts = [names.get(public_id, "") for public_id in key.chosen().values()]
            title = parts[0].replace(":", " › ")
            detail = " · ".join(
                part for part in [*parts[1:], custom.text(dict(key.custom))] if part
            )
        title = title or _("Without %(job)s") % {"job": job_label(card.place.seat.time_settings)}
        rows.append(
            WeekRow(
                key.token(),
                title,
                detail,
                [_shown(card, key, row, day, title) for day in range(DAYS)],
                is_fixed=row >= MOST_ROWS,
            )
        )
    breaks = card.grid.break_row(len(rows))
    return [*rows, breaks] if breaks else rows


def _shown(card: Card, key: RowKey, row: int, day: int, title: str) -> Cell:
    cell = card.grid.cell(key, row, day)
    on = card.first + _DAY * day
    label = _("Hours of %(day)s, %(job)s") % {"day": words.weekday_text(on), "job": title}
    cell = replace(cell, label=label, locked=card.locks.get(on, ""))
    if card.typed is None or f"h-{cell.name}" not in card.typed:
        return cell
    return replace(
        cell,
        typed=typed_text(card, f"h-{cell.name}"),
        note=note_typed(card, cell.name, shown_state(card, cell.name)),
        state=card.conflicts.get(cell.name, card.typed.get(f"s-{cell.name}", cell.state)),
        error=card.errors.get(cell.name, ""),
    )


def _url(card: Card, on: date) -> str:
    return f"{card.place.url('week')}?who={card.member.public_id}&on={on.isoformat()}"


def _render(
    request: HttpRequest, card: Card, *, form: WhatForm | None = None, status: int = 200
) -> HttpResponse:
    place = card.place
    how = place.hours_format()
    by_day = request.GET.get("layout", "") == "day" or (
        "layout" not in request.GET and place.seat.time_settings.week_opens_by_day
    )
    day = day_asked(request.GET.get("on", ""), place.today(card.member))
    active = (day - card.first).days
    context = {
        "tools": tools(place, "week"),
        "person": card.member.full_name,
        "is_others": card.is_others,
        "may_change": card.may_change,
        "days": week_days(card.first, place.today(card.member), card.locks),
        "rows": _rows(card),
        "row_count": len(card.keys),
        "job_head": job_label(place.seat.time_settings),
        "span_text": span_text(card.first, card.first + _WEEK - _DAY),
        "total": hours_text(total_seconds(card.entries, place.now), how),
        "zero": hours_text(0, how),
        "sample": hours_typed(30_600, how),
        "hours_format": how,
        "hours_help": hours_help(),
        "has_notes": place.seat.time_settings.has_notes,
        "before_url": _url(card, card.first - _WEEK),
        "after_url": _url(card, card.first + _WEEK),
        "today_url": f"{place.url('week')}?who={card.member.public_id}",
        "layout_url": f"{_url(card, day)}&layout={'week' if by_day else 'day'}",
        "by_day": by_day,
        "active_day": active if 0 <= active < DAYS else 0,
        "errors": list(card.errors.values()),
        "reason_error": card.errors.get("reason", ""),
        "reason": card.typed.get("reason", "") if card.typed else "",
        "is_typed": card.typed is not None,
        "switcher": _switcher(place, card.member),
        "on": card.first.isoformat(),
        "here": _url(card, day),
        "week_url": place.url("week"),
        "days_url": f"{place.url('days')}?who={card.member.public_id}",
    }
    if card.may_change:
        context["row_url"] = f"{place.url('week_row')}?who={card.member.public_id}"
        if form is None and "new" in request.POST:
            form = _what_form(card)
        if form is not None:
            context |= _form_context(card.place, card.member, form)
    return render(request, "entries/week.html", context, status=status)


def _switcher(place: Place, member: TeamMember) -> str:
    """Other people whose week may be seen; empty when there are none."""
    if not place.sees_others:
        return ""
    people = people_offered(place, to_change=False)
    if all(each.pk != member.pk for each in people):
        people.insert(0, member)
    picker = Picker()
    picker.options = people_options(people, [member.public_id])
    picker.search_label = _("Search people")
    picker.search_url = place.url("choices_people") + "?single=1"
    return picker.render("who", None, {"id": "week-who"})
