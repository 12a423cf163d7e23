"""A day as a column of hours for each person: stretches to look at, to drag and to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.queries import EntryRow, entries_between
from pointage.rules.timekeeping import start_of_day, zone_named
from pointage.web.entries import words
from pointage.web.entries.pickers import Picker, people_options
from pointage.web.entries.place import (
    Place,
    day_asked,
    entries_view,
    is_offered,
    people_named,
    people_offered,
    person_asked,
    tools,
)
from pointage.web.formats import clock_text
from pointage.web.hours import hours_text

_DAY: Final = timedelta(days=1)
#: Columns beside each other.
MOST_PEOPLE: Final = 12
_LAST_MINUTE: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch by the wall clock of its day: minutes from midnight. `moves`: it may be dragged."""

    url: str
    title: str
    span: str
    hours: str
    tone: str
    starts: int
    ends: int
    moves: bool
    is_running: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A person's day. `new_url` opens the editor; empty where nothing may be added."""

    name: str
    zone: str
    total: str
    new_url: str
    blocks: list[Block]
    manual: list[Block]


@entries_view
@require_GET
def timeline(request: HttpRequest, place: Place) -> HttpResponse:
    """`?on=` a day, `who=` people (several for those who may); oneself without."""
    if not is_offered(place, "timeline"):
        return redirect(tools(place, "")[0].href)
    people = people_named(place, request.GET.getlist("who")[:MOST_PEOPLE])
    if not people:
        people = [person_asked(place, "")]
    on = day_asked(request.GET.get("on", ""), place.today(people[0]))
    lines = entries_between(
        place.seat.company.pk,
        first_on=on - _DAY,  # a night shift reaches into the day
        last_on=on,
        member_ids=[member.pk for member in people],
    )
    here = f"{place.url('timeline')}?{request.GET.urlencode()}"
    lanes = [
        _lane(place, member, on, [line for line in lines if line.member_id == member.pk], here)
        for member in people
    ]
    who = [("who", member.public_id) for member in people]

    def url(day: date) -> str:
        return f"{place.url('timeline')}?{urlencode([('on', day.isoformat()), *who])}"

    return render(
        request,
        "entries/timeline.html",
        {
            "tools": tools(place, "timeline"),
            "lanes": lanes,
            "day": words.weekday_text(on),
            "on": on.isoformat(),
            "hours": _hour_marks(),
            "before_url": url(on - _DAY),
            "after_url": url(on + _DAY),
            "today_url": url(place.today(people[0])),
            "here": place.url("timeline"),
            "picker": _picker(place, people),
        },
    )


def _lane(place: Place, member: TeamMember, on: date, lines: list[EntryRow], here: str) -> Lane:
    how = place.hours_format()
    may_change = place.may_change(member.pk) and member.state == TeamMember.State.ACTIVE
    blocks, manual = [], []
    total = 0
    for line in lines:
        if line.local_on == on and line.activity != TimeEntry.Activity.UNPAID_BREAK:
            total += words.seconds_so_far(line, place.now)
        block = _block(place, line, on, here, may_change)
        if line.kind == TimeEntry.Kind.MANUAL:
            if line.local_on == on:
                manual.append(block)
        elif block.ends > block.starts or line.local_on == on:
            blocks.append(block)
    new = {"who": member.public_id, "on": on.isoformat(), "next": here}
    return Lane(
        name=member.full_name,
        zone=words.zone_text(place.zone_of(member).key),
        total=hours_text(total, how),
        new_url=f"{place.url('new')}?{urlencode(new)}" if may_change else "",
        blocks=blocks,
        manual=manual,
    )


def _block(place: Place, line: EntryRow, on: date, here: str, may_change: bool) -> Block:
    zone = zone_named(line.time_zone)

    def minute(at_is_end: bool) -> int:
        """Minutes of the wall clock on `on`, cut at its midnights."""
        at = (line.ended_at or place.now) if at_is_end else line.started_at
        local = at.astimezone(zone)
        if local.date() < on:
            return 0
        if local.date() > on:
            return _LAST_MINUTE
        return local.hour * 60 + local.minute

    inside = line.local_on == on and (
        line.ended_at is None or line.ended_at <= start_of_day(on + _DAY, zone)
    )
    page = "entry" if may_change else "history"
    url = f"{place.url(page, line.public_id)}?{urlencode({'next': here})}"
    is_work = line.activity == TimeEntry.Activity.WORK
    return Block(
        url=url,
        title=words.what_of(line) or _("Work"),
        span=words.span_of(line),
        hours=words.length_of(line, place.hours_format(), place.now),
        tone="accent" if is_work else "info",
        starts=minute(False),
        ends=minute(True),
        moves=may_change and inside and line.ended_at is not None,
        is_running=line.is_running,
    )


def _hour_marks() -> list[str]:
    """« 0 h 00 » … « 23 h 00 » by the reader's clock."""
    return [clock_text(datetime(2026, 1, 1, hour, tzinfo=UTC)) for hour in range(24)]


def _picker(place: Place, people: list[TeamMember]) -> str:
    if not place.sees_others:
        return ""
    chosen = [member.public_id for member in people]
    known = {member.pk for member in people}
    offered = people_offered(place, to_change=False)
    picker = Picker(several=True)
    picker.options = people_options(
        [*people, *(member for member in offered if member.pk not in known)], chosen
    )
    picker.nothing = _("Nobody")
    picker.search_label = _("Search people")
    picker.search_url = place.url("choices_people")
    return picker.render("who", None, {"id": "timeline-who"})
