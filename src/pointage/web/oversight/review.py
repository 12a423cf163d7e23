"""Finished strings for « To review »: correction requests and exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.errors import refusal_words
from pointage.features.timeentries.models import CorrectionRequest, Punch, TimeEntry, TimeException
from pointage.features.timeentries.services.device_clock import OFFSET
from pointage.features.timeentries.services.rows import snapshot
from pointage.rules.timekeeping import UnknownZone, zone_named
from pointage.web.components.paging import count_text
from pointage.web.components.values import (
    Action,
    Badge,
    Column,
    Crumb,
    Definition,
    Empty,
    Pagination,
    Row,
    Tab,
    Table,
    Text,
    Tone,
)
from pointage.web.entries.words import CustomWords
from pointage.web.formats import clock_text, day_text, moment_text
from pointage.web.hours import hours_text

STATES: Final[dict[str, tuple[Promise, Tone]]] = {
    CorrectionRequest.State.PENDING: (pgettext_lazy("correction request", "Waiting"), Tone.WARNING),
    CorrectionRequest.State.APPROVED: (
        pgettext_lazy("correction request", "Approved"),
        Tone.SUCCESS,
    ),
    CorrectionRequest.State.REFUSED: (pgettext_lazy("correction request", "Refused"), Tone.DANGER),
    CorrectionRequest.State.WITHDRAWN: (
        pgettext_lazy("correction request", "Withdrawn"),
        Tone.NEUTRAL,
    ),
}
EXCEPTION_STATES: Final[dict[str, tuple[Promise, Tone]]] = {
    TimeException.State.OPEN: (pgettext_lazy("exception", "To look at"), Tone.WARNING),
    TimeException.State.RESOLVED: (pgettext_lazy("exception", "Resolved"), Tone.SUCCESS),
    TimeException.State.DISMISSED: (pgettext_lazy("exception", "Dismissed"), Tone.NEUTRAL),
}
KINDS: Final[dict[str, Promise]] = {
    TimeException.Kind.MISSING_CLOCK_OUT: gettext_lazy("Missing clock-out"),
    TimeException.Kind.LONG_SHIFT: gettext_lazy("Long shift"),
    TimeException.Kind.MISSING_BREAK: gettext_lazy("Missing break"),
    TimeException.Kind.PUNCH_REFUSED: gettext_lazy("Refused punch"),
    TimeException.Kind.EDIT_AFTER_SUBMISSION: gettext_lazy("Changed after submission"),
    TimeException.Kind.UNSYNCED_TOO_LONG: gettext_lazy("Sent late"),
    TimeException.Kind.DEVICE_CLOCK_WRONG: gettext_lazy("Wrong device clock"),
    TimeException.Kind.CLOCKED_OUT_AUTOMATICALLY: gettext_lazy("Clocked out automatically"),
    TimeException.Kind.CREW_REJECTED: gettext_lazy("Crew entry rejected"),
}
ACTIONS: Final[dict[str, Promise]] = {
    Punch.Action.CLOCK_IN: gettext_lazy("Clock in"),
    Punch.Action.CLOCK_OUT: gettext_lazy("Clock out"),
    Punch.Action.SWITCH: gettext_lazy("Switch"),
    Punch.Action.START_BREAK: gettext_lazy("Start of a break"),
    Punch.Action.END_BREAK: gettext_lazy("End of a break"),
}


def tabs(company: str, active: str, waiting: int, found: int | None) -> list[Tab]:
    """`found` None: no exceptions for this person, and no tabs at all."""
    if found is None:
        return []
    return [
        Tab(
            _("Exceptions"),
            reverse("oversight:exceptions", args=[company]),
            active == "exceptions",
            count_text(found),
        ),
        Tab(
            _("Correction requests"),
            reverse("oversight:corrections", args=[company]),
            active == "corrections",
            count_text(waiting),
        ),
    ]


def state_links(here: str, shows_all: bool) -> list[Tab]:
    return [
        Tab(_("To deal with"), here, not shows_all),
        Tab(_("All"), f"{here}?state=all", shows_all),
    ]


def correction_crumbs(seat: CompanySeat) -> list[Crumb]:
    return [
        Crumb(
            _("Correction requests"),
            reverse("oversight:corrections", args=[seat.company.public_id]),
        )
    ]


def corrections_table(
    rows: Sequence[CorrectionRequest], seat: CompanySeat, pages: Pagination, *, shows_all: bool
) -> Table:
    return Table(
        caption=_("Correction requests"),
        columns=[
            Column(_("Person"), main=True),
            Column(_("Asked for")),
            Column(_("Why")),
            Column(_("Status")),
        ],
        rows=[_correction_row(row, seat) for row in rows],
        empty=Empty(
            _("No request is waiting") if not shows_all else _("No requests yet"),
            _("People ask for a correction from an entry, with a reason."),
            "checklist",
        ),
        pagination=pages,
        id="corrections",
    )


def _correction_row(row: CorrectionRequest, seat: CompanySeat) -> Row:
    word, tone = STATES[row.state]
    href = reverse("oversight:correction", args=[seat.company.public_id, row.public_id])
    zone = zone_named(seat.company.time_zone)
    return Row(
        cells=[
            Text(row.team_member.full_name, moment_text(row.requested_at, zone), href),
            _span_words(row.after, seat),
            row.reason,
            Badge(str(word), tone),
        ]
    )


def correction_context(row: CorrectionRequest, seat: CompanySeat) -> dict[str, Any]:
    """Everything the page of one request says."""
    word, tone = STATES[row.state]
    zone = zone_named(seat.company.time_zone)
    before, after = row.before, row.after
    is_gone = bool(after.get("delete"))
    changes = [] if is_gone else _changes(before, after, seat)
    return {
        "title": _("Correction asked by %(name)s") % {"name": row.team_member.full_name},
        "badge": Badge(str(word), tone),
        "asked": _("Asked on %(when)s") % {"when": moment_text(row.requested_at, zone)},
        "reason": row.reason,
        "changes": changes,
        "is_missing": before is None,
        "is_gone": is_gone,
        "now_lines": _lines(before, seat) if before else [],
        "answer": row.answer,
        "decided": _("%(name)s, %(when)s")
        % {"name": row.decided_by_name, "when": moment_text(row.decided_at, zone)}
        if row.decided_at
        else "",
        "history_url": _url("entries:history", seat, row.time_entry.public_id)
        if row.time_entry
        else "",
    }


def entry_lines(entry: TimeEntry, seat: CompanySeat) -> list[Definition]:
    """An entry as it stands, for the page that asks for a change of it."""
    return _lines(snapshot(entry), seat)


def _labels(seat: CompanySeat) -> dict[str, str]:
    return {
        "day": _("Day"),
        "start": _("Start"),
        "end": _("End"),
        "hours": _("Hours"),
        "job": job_label(seat.time_settings),
        "answers": _("Other answers"),
        "note": _("Note"),
    }


def _words(kept: Mapping[str, Any], seat: CompanySeat) -> dict[str, str]:
    """A kept entry or wish as words, by the names of `_labels`."""
    found = {"job": kept.get("job") or "–", "note": kept.get("note") or "–"}
    if kept.get("kind") == "manual":
        seconds = hours_text(int(kept["seconds"]), seat.time_settings.hours_format)
        return {"day": day_text(date.fromisoformat(kept["local_on"])), "hours": seconds} | found
    start = _local(kept["started_at"], kept["time_zone"])
    words = {"day": day_text(start.date()), "start": clock_text(start)}
    if kept.get("ended_at"):
        end = _local(kept["ended_at"], kept["time_zone"])
        shown = clock_text(end)
        words["end"] = shown if end.date() == start.date() else f"{day_text(end.date())}, {shown}"
    else:
        words["end"] = _("on the clock")
    return words | found


def _lines(kept: Mapping[str, Any], seat: CompanySeat) -> list[Definition]:
    labels, words = _labels(seat), _words(kept, seat) | _answers(seat, kept)[0]
    return [Definition(labels[name], text) for name, text in words.items()]


def _answers(seat: CompanySeat, *sides: Mapping[str, Any]) -> list[dict[str, str]]:
    """For each kept entry or wish, its answers to custom fields; empty without any. At most two
    queries."""
    values = [side.get("custom_values") or {} for side in sides]
    custom = CustomWords(seat.company.pk, values)
    return [{"answers": text} if (text := custom.text(each)) else {} for each in values]


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], seat: CompanySeat
) -> list[dict[str, Any]]:
    """Each line of the wish beside what stands there; `is_changed` where they differ."""
    answers = _answers(seat, after, before or {})
    labels, wished = _labels(seat), _words(after, seat) | answers[0]
    stands = _words(before, seat) | answers[1] if before else {}
    names = [name for name in labels if name in wished or name in stands]
    return [
        {
            "label": labels[name],
            "before": stands.get(name, "–"),
            "after": wished.get(name, "–"),
            "is_changed": bool(before) and stands.get(name) != wished.get(name),
        }
        for name in names
    ]


def _span_words(after: Mapping[str, Any], seat: CompanySeat) -> str:
    if after.get("delete"):
        return _("Delete the entry")
    words = _words(after, seat)
    if "hours" in words:
        return _("%(day)s, %(hours)s") % words
    return _("%(day)s, %(start)s to %(end)s") % words


# -- exceptions --------------------------------------------------------------------------------


def exceptions_table(
    rows: Sequence[TimeException], seat: CompanySeat, pages: Pagination, *, shows_all: bool
) -> Table:
    return Table(
        caption=_("Exceptions"),
        columns=[
            Column(_("Person"), main=True),
            Column(_("What")),
            Column(_("Details")),
            Column(_("Status")),
        ],
        rows=[_exception_row(row, seat) for row in rows],
        empty=Empty(
            _("Nothing to look at"),
            _("Missing clock-outs, long shifts, missing breaks and refused punches appear here."),
            "circle-check",
        ),
        pagination=pages,
        id="exceptions",
    )


def _exception_row(row: TimeException, seat: CompanySeat) -> Row:
    word, tone = EXCEPTION_STATES[row.state]
    entry = row.time_entry
    edit = _url("entries:entry", seat, entry.public_id) if entry and not entry.deleted_at else ""
    actions = [Action(_("Open the entry"), edit, icon="edit")] if edit else []
    if row.punch_id and not entry and (add := _url("entries:new", seat)):
        actions.append(Action(_("Enter this time"), _add_url(add, row, seat), icon="clock-plus"))
    if row.state == TimeException.State.OPEN:
        close = reverse("oversight:exception_close", args=[seat.company.public_id, row.public_id])
        actions.append(
            Action(_("Deal with it"), close, icon="check", dialog=f"close-{row.public_id}")
        )
    return Row(
        cells=[
            Text(row.team_member.full_name, day_text(row.local_on)),
            str(KINDS[row.kind]),
            _details(row, seat),
            Text(str(word), _closed(row, seat)) if row.closed_at else Badge(str(word), tone),
        ],
        actions=actions,
        actions_label=_("Actions for %(name)s") % {"name": row.team_member.full_name},
    )


def exception_dialogs(rows: Sequence[TimeException], seat: CompanySeat) -> list[dict[str, str]]:
    """A dialog for each open one: resolved or dismissed, with a remark."""
    return [
        {
            "id": f"close-{row.public_id}",
            "title": f"{KINDS[row.kind]} – {row.team_member.full_name}, {day_text(row.local_on)}",
            "details": _details(row, seat),
            "action": reverse(
                "oversight:exception_close", args=[seat.company.public_id, row.public_id]
            ),
        }
        for row in rows
        if row.state == TimeException.State.OPEN
    ]


def _details(row: TimeException, seat: CompanySeat) -> str:
    data, how = row.data, seat.time_settings.hours_format
    match row.kind:
        case TimeException.Kind.LONG_SHIFT:
            return _("%(worked)s worked; the limit is %(limit)s") % {
                "worked": hours_text(data["worked_seconds"], how),
                "limit": hours_text(data["limit_seconds"], how),
            }
        case TimeException.Kind.MISSING_BREAK:
            return _("%(worked)s without a break; one is due after %(limit)s") % {
                "worked": hours_text(data["worked_seconds"], how),
                "limit": hours_text(data["limit_seconds"], how),
            }
        case TimeException.Kind.CLOCKED_OUT_AUTOMATICALLY:
            return _("Still on the clock after %(limit)s; the clock stopped by itself") % {
                "limit": hours_text(data["limit_seconds"], how)
            }
        case TimeException.Kind.UNSYNCED_TOO_LONG:
            return _("The phone sent it %(late)s later") % {
                "late": hours_text(data["late_seconds"], how)
            }
        case TimeException.Kind.DEVICE_CLOCK_WRONG:
            return _offset_words(data["offset_seconds"], how)
        case TimeException.Kind.PUNCH_REFUSED if row.punch is not None:
            return _refused(row.punch, data, seat)
        case TimeException.Kind.MISSING_CLOCK_OUT:
            return _("The entry has a start and no end")
    return ""


def _offset_words(seconds: int, how: str) -> str:
    by = hours_text(abs(seconds), how)
    if seconds < 0:
        return _("The device's clock was %(by)s ahead; check the times of that day") % {"by": by}
    return _("The device's clock was %(by)s behind; check the times of that day") % {"by": by}


def _zone_of(punch: Punch, seat: CompanySeat) -> ZoneInfo:
    """The punch's zone; the company's when the device sent one that does not exist."""
    try:
        return zone_named(punch.time_zone)
    except UnknownZone:
        return zone_named(seat.company.time_zone)


def _refused(punch: Punch, data: Mapping[str, Any], seat: CompanySeat) -> str:
    """Which tap, when by the device's clock and ours, why it was refused, and its note."""
    zone = _zone_of(punch, seat)
    kept = data.get("data", data)
    why = refusal_words(punch.refusal, kept) if isinstance(kept, dict) else punch.refusal
    sentences = [
        _("%(action)s of %(when)s, received %(received)s. %(why)s")
        % {
            "action": ACTIONS[punch.action],
            "when": moment_text(punch.device_at, zone),
            "received": moment_text(punch.received_at, zone),
            "why": why,
        }
    ]
    if offset := punch.data.get(OFFSET):
        sentences.append(_offset_words(offset, seat.time_settings.hours_format) + ".")
    if note := punch.data.get("note"):
        sentences.append(_("Note: %(note)s") % {"note": note})
    return " ".join(sentences)


def _closed(row: TimeException, seat: CompanySeat) -> str:
    if row.closed_at is None:
        return ""
    when = moment_text(row.closed_at, zone_named(seat.company.time_zone))
    who = row.closed_by_name or _("by itself")
    return ", ".join(part for part in (who, when, row.remark) if part)


def _add_url(add: str, row: TimeException, seat: CompanySeat) -> str:
    """The editor for a new entry, with the person, the day and the refused punch's hour."""
    asked = {"who": row.team_member.public_id, "on": row.local_on.isoformat()}
    if row.punch is not None:
        local = row.punch.device_at.astimezone(_zone_of(row.punch, seat))
        side = "end" if row.punch.action == Punch.Action.CLOCK_OUT else "start"
        asked |= {side: local.strftime("%H:%M"), "job": str(row.punch.data.get("job", ""))}
    return f"{add}?{urlencode(asked)}"


def _local(at: str, zone: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(zone_named(zone))


def _url(name: str, seat: CompanySeat, *ids: str) -> str:
    try:
        return reverse(name, args=[seat.company.public_id, *ids])
    except NoReverseMatch:  # a room that is not there
        return ""
