"""Where devices send punches and notes, and ask for the clock's state and lists. The punches'
address is the busiest of the site: it does nothing that is not asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.chosen import Chosen, chosen_rows, entry_named
from pointage.features.timeentries.errors import ATTACHMENT_LIMIT
from pointage.features.timeentries.models import Punch, Source, TimeEntry
from pointage.features.timeentries.services.attachments import attachment_add
from pointage.features.timeentries.services.clock import punch_record
from pointage.features.timeentries.services.device_clock import OFFSET, SMALL_OFFSET
from pointage.features.timeentries.services.notes import entry_note_add
from pointage.features.timeentries.values import EntryFields, PunchResult, PunchValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.clock.doors import answer, clock_door, is_other_person, refusal
from pointage.web.clock.ending import with_endings
from pointage.web.clock.payload import (
    Malformed,
    NoteIn,
    PunchesIn,
    PunchIn,
    notes_from,
    punches_from,
    without_nul,
)
from pointage.web.clock.state import lists_of, state_of

_CHOICES = ("job", "service_item", "cost_class", "location", "break_rule")


@require_POST
@clock_door
def punches(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> HttpResponse:
    """Takes up to 50 punches in order; each is applied, refused (and kept for a manager), or known
    already. Answers `{"results": […], "state": …}`; the state only when asked for."""
    sent = punches_from(request.body)
    if is_other_person(request, sent.person):
        return refusal(409, "other_person")
    values = _values_of(seat, sent, source_of(request))
    results = [
        punch_record(actor=seat.actor, company=seat.company, member=member, values=each)
        for each in with_endings(seat, sent.punches, values)
    ]
    body: dict[str, Any] = {"results": [_result(each) for each in results]}
    if sent.state:
        body["state"] = state_now(request, seat, member)
    return answer(body)


@require_POST
@clock_door
def notes(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> HttpResponse:
    """Takes up to 50 running notes in order; answers like `punches`."""
    sent = notes_from(request.body)
    if is_other_person(request, sent.person):
        return refusal(409, "other_person")
    results = [
        _added(
            seat,
            member,
            each,
            lambda entry, each=each: entry_note_add(  # type: ignore[misc]
                actor=seat.actor,
                entry=entry,
                client_id=each.client_id,
                body=each.body,
                written_at=each.device_at,
            ),
        )
        for each in sent.notes
    ]
    body: dict[str, Any] = {"results": results}
    if sent.state:
        body["state"] = state_now(request, seat, member)
    return answer(body)


@require_POST
@clock_door
def files(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> HttpResponse:
    """Takes one file as a form: `client_id`, `entry` or `punch`, `name`, `file`; answers like
    `punches`. The same file again on the same entry is the first one."""
    if is_other_person(request, request.POST.get("person", "")):
        return refusal(409, "other_person")
    upload = request.FILES.get("file")
    if upload is None or upload.size is None:
        raise Malformed("no file", 0)
    # One byte too many is enough for the service to refuse it.
    content = upload.read(ATTACHMENT_LIMIT + 1)
    target = _Target(
        client_id=_posted(request, "client_id", 64),
        entry=_posted(request, "entry", 12),
        punch=_posted(request, "punch", 64),
    )
    name = _posted(request, "name", 400) or upload.name or ""
    result = _added(
        seat,
        member,
        target,
        lambda entry: attachment_add(actor=seat.actor, entry=entry, name=name, content=content),
    )
    return answer({"results": [result], "state": state_now(request, seat, member)})


@require_GET
@clock_door
def state(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> HttpResponse:
    return answer({"state": state_now(request, seat, member)})


@require_GET
@clock_door
def lists(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> HttpResponse:
    with tenant_scope(companies=[seat.company.pk]):
        return answer(lists_of(seat, member))


def state_now(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> dict[str, Any]:
    with tenant_scope(companies=[seat.company.pk]):
        return state_of(request, seat, member)


def source_of(request: HttpRequest) -> Source:
    """Phone or desk, by what the browser says of itself."""
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    agent = request.headers.get("User-Agent", "")
    return Source.PHONE if hint == "?1" or "Mobi" in agent else Source.WEB


def _posted(request: HttpRequest, name: str, limit: int) -> str:
    return without_nul(request.POST.get(name, ""))[:limit]


@dataclass(frozen=True, slots=True)
class _Target:
    """What a file is for, as `NoteIn` says it for notes."""

    client_id: str
    entry: str
    punch: str


def _added(
    seat: CompanySeat,
    member: TeamMember,
    sent: NoteIn | _Target,
    add: Callable[[TimeEntry], object],
) -> dict[str, Any]:
    """What became of a note or file. What a rule refuses stays on the device, which is told."""
    with tenant_scope(companies=[seat.company.pk]):
        entry = entry_named(member.pk, sent.entry, sent.punch)
    said = {"client_id": sent.client_id, "outcome": Punch.Outcome.REFUSED}
    if entry is None:
        return said | {"refusal": "entry_gone", "text": _("Its entry is not there any more.")}
    try:
        add(entry)
    except RuleBroken as error:
        return said | {"refusal": error.code, "text": error.text}
    return said | {"outcome": Punch.Outcome.APPLIED, "entry": entry.public_id}


def _values_of(seat: CompanySeat, sent: PunchesIn, source: Source) -> list[PunchValues]:
    """The punches with the rows they chose."""
    wanted = {(kind, getattr(each, kind)) for each in sent.punches for kind in _CHOICES}
    if any(public_id for _, public_id in wanted):
        with tenant_scope(companies=[seat.company.pk]):
            chosen = chosen_rows(seat.company.pk, wanted)
    else:
        chosen = Chosen({})
    beside = _clock_offset(sent.sent_at)
    return [_values(each, chosen, source, beside) for each in sent.punches]


def _values(
    each: PunchIn, chosen: Chosen, source: Source, beside: Mapping[str, Any]
) -> PunchValues:
    rows: dict[str, Any] = {}
    unknown = ""
    for kind in _CHOICES:
        try:
            rows[kind] = chosen.get(kind, getattr(each, kind))
        except KeyError:  # removed since the device took its lists along
            rows[kind], unknown = None, kind
    break_rule = rows.pop("break_rule")
    return PunchValues(
        client_id=each.client_id,
        action=each.action,
        device_at=each.device_at,
        time_zone=each.time_zone,
        source=source,
        was_queued=each.queued,
        fields=EntryFields(
            **rows,
            is_billable=each.billable,
            note=each.note,
            custom_values={key: v for key, v in each.custom_values.items() if v != ""},
        ),
        break_rule=break_rule,
        unknown=unknown,
        data={**_as_sent(each), **beside},
    )


def _clock_offset(sent_at: datetime | None) -> dict[str, int]:
    """How far the device's clock is behind ours, when that is more than the network takes."""
    behind = 0 if sent_at is None else round((timezone.now() - sent_at).total_seconds())
    return {OFFSET: behind} if abs(behind) > SMALL_OFFSET else {}


def _as_sent(each: PunchIn) -> Mapping[str, Any]:
    """What was chosen, without what the punch has columns for and what was left empty."""
    sent: dict[str, Any] = msgspec.to_builtins(each)
    kept = (*_CHOICES, "billable", "custom_values", "note")
    return {name: sent[name] for name in kept if sent[name] not in ("", None, {})}


def _result(result: PunchResult) -> dict[str, Any]:
    punch = result.punch
    said = {
        "client_id": punch.client_id,
        "outcome": punch.outcome,
        "entry": result.entry.public_id if result.entry else "",
        "is_repeat": result.is_repeat,
    }
    if result.refusal:
        said |= {"refusal": result.refusal, "text": result.refusal_text}
    return said
