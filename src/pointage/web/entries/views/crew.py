"""Clocking several people at once: who is on what now, and one punch for all who are ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import Punch, Source, TimeEntry
from pointage.features.timeentries.queries import EntryRow, running_entries
from pointage.features.timeentries.services.clock import crew_punch
from pointage.features.timeentries.values import PunchResult, PunchValues
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge, Tone
from pointage.web.entries import words
from pointage.web.entries.place import Place, entries_view, people_named, people_offered, tools
from pointage.web.entries.what_form import WhatForm

#: People shown at once; a search finds the others.
_SHOWN: Final = 60
#: People clocked in one go.
_MOST: Final = 100
_RESULTS: Final = "entries_crew_results"
_ACTIONS: Final = {
    Punch.Action.CLOCK_IN: (gettext_lazy("Clock in"), "player-play"),
    Punch.Action.SWITCH: (gettext_lazy("Switch"), "switch-horizontal"),
    Punch.Action.CLOCK_OUT: (gettext_lazy("Clock out"), "player-stop"),
}


@dataclass(frozen=True, slots=True)
class CrewLine:
    """A person to tick, and what they are on now."""

    public_id: str
    name: str
    badge: Badge
    what: str
    since: str
    checked: bool


@entries_view
@require_http_methods(["GET", "POST"])
def crew(request: HttpRequest, place: Place) -> HttpResponse:
    """For those who may enter others' time. Each person's result is told by itself."""
    if not place.manages_others:
        raise PermissionRefused("time-entries:manage")
    if request.method == "POST":
        return _punch(request, place)
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    people = people_offered(place, text=text, limit=_SHOWN)
    results = request.session.pop(_RESULTS, None) or []
    return _render(request, place, people, text=text, results=results)


def _punch(request: HttpRequest, place: Place) -> HttpResponse:
    action = request.POST.get("action", "")
    chosen = request.POST.getlist("people")[:_MOST]
    people = [m for m in people_named(place, chosen) if place.managed.covers(m.pk)]
    text = request.POST.get("q", "")[:100]
    shown = people_offered(place, text=text, limit=_SHOWN)
    if not people or action not in _ACTIONS:
        error = _("Tick at least one person.")
        return _render(request, place, shown, text=text, error=error, status=422)
    form = WhatForm(request.POST, place=place, member=people[0])
    if not form.is_valid():
        return _render(request, place, shown, text=text, form=form, chosen=chosen, status=422)
    fields = form.what() if action != Punch.Action.CLOCK_OUT else None
    batch = request.POST.get("batch", "")[:24] or get_random_string(16)
    now = timezone.now()

    def values_for(member: TeamMember) -> PunchValues:
        return PunchValues(
            # the same page sent twice is the same punch
            client_id=f"crew-{batch}-{member.public_id}"[:64],
            action=action,
            device_at=now,
            time_zone=place.zone_of(member).key,
            source=Source.CREW,
            fields=fields,
            data={"job": form.cleaned_data.get("job", "")},
        )

    results = crew_punch(
        actor=place.seat.actor,
        company=place.seat.company,
        members=people,
        values_for=values_for,
    )
    request.session[_RESULTS] = [
        _result(member, result) for member, result in zip(people, results, strict=True)
    ]
    return redirect(f"{place.url('crew')}?q={text}" if text else place.url("crew"))


def _result(member: TeamMember, result: PunchResult) -> dict[str, str]:
    """What became of one person's punch, as kept until the page shows it."""
    done = {
        Punch.Action.CLOCK_IN: _("Clocked in"),
        Punch.Action.SWITCH: _("Switched"),
        Punch.Action.CLOCK_OUT: _("Clocked out"),
    }
    return {
        "name": member.full_name,
        "text": result.refusal_text or str(done[Punch.Action(result.punch.action)]),
        "tone": "danger" if result.refusal else "success",
    }


def _render(
    request: HttpRequest,
    place: Place,
    people: list[TeamMember],
    *,
    text: str,
    form: WhatForm | None = None,
    results: list[dict[str, str]] | None = None,
    chosen: list[str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    ids = [member.pk for member in people]
    running = {
        line.member_id: line for line in running_entries(place.seat.company.pk, member_ids=ids)
    }
    lines = [_line(place, member, running.get(member.pk), chosen or []) for member in people]
    on_clock = sum(1 for member in people if member.pk in running)
    context: dict[str, Any] = {
        "tools": tools(place, "crew"),
        "lines": lines,
        "summary": ngettext(
            "%(count)s person on the clock", "%(count)s people on the clock", on_clock
        )
        % {"count": count_text(on_clock)},
        "actions": [(str(code), label, icon) for code, (label, icon) in _ACTIONS.items()],
        "batch": get_random_string(16),
        "results": results or [],
        "error": error,
        "text": text,
        "here": place.url("crew"),
    }
    if people:
        context |= {
            "form": form or WhatForm(place=place, member=people[0]),
            "fields_url": f"{place.url('choices_fields')}?member={people[0].public_id}",
        }
    return render(request, "entries/crew.html", context, status=status)


def _line(
    place: Place, member: TeamMember, running: EntryRow | None, chosen: list[str]
) -> CrewLine:
    badge = Badge(_("Out"), Tone.NEUTRAL)
    what = since = ""
    if running is not None:
        is_work = running.activity == TimeEntry.Activity.WORK
        badge = (
            Badge(_("On the clock"), Tone.SUCCESS, "player-play")
            if is_work
            else Badge(_("On break"), Tone.INFO, "coffee")
        )
        what = words.what_of(running)
        so_far = words.length_of(running, place.hours_format(), place.now)
        since = f"{words.span_of(running)} · {so_far}"
    return CrewLine(
        member.public_id, member.full_name, badge, what, since, member.public_id in chosen
    )
