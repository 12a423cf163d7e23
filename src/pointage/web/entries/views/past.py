"""The history of an entry, the list of deleted ones, and bringing one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from pointage.features.timeentries.access import attachment_for, time_entry_for
from pointage.features.timeentries.errors import EntryOverlaps
from pointage.features.timeentries.listing import deleted_page
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.entries import time_entry_restore
from pointage.features.timeentries.values import Fix
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.rules.timekeeping import zone_named
from pointage.web.attached import attached_file
from pointage.web.components.values import (
    Action,
    Badge,
    Column,
    Crumb,
    Definition,
    Empty,
    Row,
    Table,
    Text,
    Tone,
)
from pointage.web.entries import facts, words
from pointage.web.entries.days import correction_url
from pointage.web.entries.place import Place, entries_view, may_restore, tools
from pointage.web.formats import clock_text, moment_text
from pointage.web.hours import hours_text


@entries_view
@require_GET
def history(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """Everything that was ever done to an entry; for whoever may see it, the person included."""
    row = time_entry_for(place.seat, entry)
    history_words = facts.HistoryWords(place, row)
    punches = facts.punch_table(row, history_words.rows)
    deleted = row.deleted_at is not None
    return render(
        request,
        "entries/history.html",
        {
            "person": row.team_member.full_name,
            "definitions": _definitions(place, row),
            "badge": Badge(_("Deleted"), Tone.DANGER, "trash") if deleted else "",
            "events": history_words.events(),
            "punches": punches if punches.rows else None,
            "edit_url": place.url("entry", entry)
            if not deleted and place.may_change(row.team_member_id)
            else "",
            "restore_url": place.url("restore", entry) if deleted and may_restore(place) else "",
            "fix_value": Fix.SHORTEN_OTHERS.value if request.GET.get("overlaps") else "",
            "correction_url": ""
            if deleted or place.may_change(row.team_member_id)
            else correction_url(place, entry, row.team_member_id),
            "crumbs": [Crumb(_("Time"), place.url("days"))],
            **facts.beside(place, row),
        },
    )


@entries_view
@require_GET
def deleted(request: HttpRequest, place: Place) -> HttpResponse:
    """For administrators: what was deleted, newest first."""
    _require_restore(place)
    page = deleted_page(
        place.seat.company.pk, place.visible(), before=request.GET.get("before", "")[:40]
    )
    how = place.hours_format()
    rows = [
        Row(
            [
                Text(line.member_name, href=place.url("history", line.public_id)),
                Text(words.weekday_text(line.local_on), note=words.span_of(line)),
                words.length_of(line, how, place.now),
                words.what_of(line),
                moment_text(line.deleted_at, zone_named(line.time_zone)) if line.deleted_at else "",
            ],
            actions=[
                Action(
                    _("Restore"),
                    place.url("restore", line.public_id),
                    "arrow-back-up",
                    post=True,
                ),
                Action(_("History"), place.url("history", line.public_id), "history"),
            ],
            actions_label=_("Actions for %(person)s, %(time)s")
            % {"person": line.member_name, "time": words.span_of(line)},
        )
        for line in page.rows
    ]
    table = Table(
        caption=_("Deleted entries"),
        columns=[
            Column(_("Person"), main=True),
            Column(pgettext("start and end", "Time")),
            Column(_("Hours"), align="end"),
            Column(_("What for")),
            Column(_("Deleted")),
        ],
        rows=rows,
        empty=Empty(_("Nothing was deleted"), _("Deleted entries stay here."), "trash-off"),
    )
    older = f"?before={page.older}" if page.older else ""
    return render(
        request,
        "entries/deleted.html",
        {"tools": tools(place, "deleted"), "table": table, "older_url": older},
    )


@entries_view
@require_POST
def restore(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """Brings it back; what is in its way is shortened only when that is asked for."""
    _require_restore(place)
    row = time_entry_for(place.seat, entry, "restore")
    fix = Fix.SHORTEN_OTHERS if request.POST.get("fix") == Fix.SHORTEN_OTHERS else Fix.NONE
    try:
        time_entry_restore(actor=place.seat.actor, entry=row, fix=fix)
    except RuleBroken as error:
        messages.error(request, error.text)
        asks = "?overlaps=1" if isinstance(error, EntryOverlaps) else ""
        return redirect(place.url("history", entry) + asks)
    messages.success(request, _("The entry is restored."))
    return redirect("entries:history", place.seat.company.public_id, entry)


@entries_view
@require_GET
def file(request: HttpRequest, place: Place, entry: str, attachment: str) -> HttpResponse:
    """A file of an entry, for whoever may see the entry; the browser shows or saves it."""
    found = attachment_for(place.seat, attachment)
    if found.time_entry.public_id != entry:
        raise NotFound(attachment)
    return attached_file(found)


def _require_restore(place: Place) -> None:
    if not may_restore(place):
        raise PermissionRefused("time-entries:manage")


def _definitions(place: Place, entry: TimeEntry) -> list[Definition]:
    zone = zone_named(entry.time_zone)
    start = clock_text(entry.started_at.astimezone(zone))
    end = clock_text(entry.ended_at.astimezone(zone)) if entry.ended_at else ""
    times = f"{start} – {end}" if end else _("since %(start)s") % {"start": start}
    if entry.kind == TimeEntry.Kind.MANUAL:
        times = str(words.KINDS[entry.kind])
    what = entry.job.full_name.replace(":", " › ") if entry.job else ""
    if entry.break_rule is not None:
        what = entry.break_rule.name
    found = [
        Definition(_("Date"), words.weekday_text(entry.local_on)),
        Definition(pgettext("start and end", "Time"), times, words.zone_text(entry.time_zone)),
        Definition(_("Hours"), hours_text(entry.seconds, place.hours_format())),
        Definition(_("What for"), what or str(words.ACTIVITIES[entry.activity])),
    ]
    if entry.note:
        found.append(Definition(_("Note"), entry.note))
    found.append(Definition(_("Source"), str(words.SOURCES.get(entry.source, entry.source))))
    return found
