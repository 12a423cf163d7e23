"""The clock's state and lists as the page's scripts read them (`js/clock/model.js` says what each
name means). Reads only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from pointage.features.companies.models import BreakRule
from pointage.features.companies.queries import tracking_of
from pointage.features.jobs import carried
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.timeentries import queries
from pointage.features.timeentries.models import Attachment, TimeEntry
from pointage.features.timeentries.queries import ClockState, EntryRow
from pointage.features.timeentries.values import EntryFields
from pointage.web.formats import locale_name
from pointage.web.seats import user_of

Json = dict[str, Any]
NO_CHOICE: dict[str, Any] = {
    "job": "",
    "label": "",
    "path": "",
    "service_item": "",
    "cost_class": "",
    "location": "",
    "billable": None,
    "custom_values": {},
}


def state_of(request: HttpRequest, seat: CompanySeat, member: TeamMember) -> Json:
    """What the clock shows of a person now. Needs the company in scope."""
    known = queries.clock_state(member, seat.company)
    rows = queries.entries_between(
        seat.company.pk, first_on=known.today, last_on=known.today, member_ids=[member.pk]
    )
    running = known.running
    if running is not None and all(row.id != running.id for row in rows):
        rows.insert(0, running)
    entries = [_entry(row) for row in rows]
    current = next((entry for entry in entries if entry["ended_at"] is None), None)
    if current is not None and running is not None:
        _complete(current, running, seat)
    user = user_of(request)
    return {
        "at": _instant(known.now),
        "today": known.today.isoformat(),
        "csrf": get_token(request),
        "time_zone": known.time_zone,
        "person": {"id": user.public_id, "name": user.full_name},
        "entries": entries,
        "running": current,
        "last": fields_choice(known.last_fields) if known.last_fields else NO_CHOICE,
        "totals": {
            "day": known.day_seconds,
            "week": known.week_seconds,
            "week_first_on": known.week_first_on.isoformat(),
            "week_last_on": (known.week_first_on + timedelta(days=6)).isoformat(),
        },
        "recent": [job.public_id for job in known.recent_jobs],
        "breaks": breaks_of(known, seat.company.pk),
    }


def breaks_of(known: ClockState, company_id: int) -> list[Json]:
    """Breaks that may be taken by hand; in a company without any rule, a plain unpaid one, whose
    id is empty."""
    if known.breaks:
        return [
            {"id": rule.public_id, **_without(asdict(rule), "public_id")} for rule in known.breaks
        ]
    has_rules = BreakRule.objects.filter(
        company_id=company_id, is_active=True, archived_at__isnull=True
    ).exists()
    plain = {"id": "", "name": "", "minutes": 0, "is_paid": False, "cannot_end_early": False}
    return [] if has_rules else [plain]


def lists_of(seat: CompanySeat, member: TeamMember) -> Json:
    """What the person may choose from, also without a signal. Needs the company in scope."""
    tracked = tracking_of(seat.company.pk)
    nothing: list[carried.NamedItem] = []
    return {
        "jobs": carried.carried_jobs(member),
        "service_item": carried.carried_service_items() if tracked.service_items else nothing,
        "cost_class": carried.carried_cost_classes() if tracked.cost_classes else nothing,
        "location": carried.carried_locations() if tracked.locations else nothing,
        "fields": carried.carried_fields(member),
        "billable": tracked.billable,
    }


def fields_choice(fields: EntryFields) -> Json:
    """A choice as the scripts keep it."""
    label, path = job_words(fields.job.full_name if fields.job else "")
    return {
        "job": fields.job.public_id if fields.job else "",
        "label": label,
        "path": path,
        "service_item": fields.service_item.public_id if fields.service_item else "",
        "cost_class": fields.cost_class.public_id if fields.cost_class else "",
        "location": fields.location.public_id if fields.location else "",
        "billable": fields.is_billable,
        "custom_values": dict(fields.custom_values),
    }


def job_words(full_name: str) -> tuple[str, str]:
    """A job's own name, and the path of its parents with arrows."""
    path, _, name = full_name.rpartition(":")
    return name, path.replace(":", " › ")


def _entry(row: EntryRow) -> Json:
    label, path = job_words(row.job_name or "")
    return {
        "id": row.public_id,
        "activity": row.activity,
        "kind": row.kind,
        "started_at": _instant(row.started_at),
        "ended_at": None if row.is_running else _instant(row.ended_at or row.started_at),
        "seconds": row.seconds,
        "local_on": row.local_on.isoformat(),
        "choice": {
            "job": row.job_public_id or "",
            "label": label,
            "path": path,
            "service_item": row.service_item_public_id or "",
            "cost_class": row.cost_class_public_id or "",
            "location": row.location_public_id or "",
            "billable": row.is_billable,
            "custom_values": dict(row.custom_values),
        },
        "break_rule": row.break_rule_public_id or "",
        "break_name": row.break_rule_name or "",
        "returns_to": None,
        "confirmation": row.confirmation,
        "notes": [],
        "files": [],
    }


def _complete(entry: Json, row: EntryRow, seat: CompanySeat) -> None:
    """Adds to the running stretch what only it shows: notes, files, where a break returns to."""
    if row.returns_to_id is not None:
        before = queries.entry_rows(TimeEntry.objects.filter(pk=row.returns_to_id))
        entry["returns_to"] = _entry(before[0])["choice"] if before else None
    if not row.is_work:
        return
    if row.note:
        entry["notes"].append({"body": row.note, "at": entry["started_at"], "author": ""})
    if seat.time_settings.has_notes:
        entry["notes"] += [
            {"body": note.body, "at": _instant(note.written_at), "author": note.author_name}
            for note in queries.notes_of(TimeEntry(pk=row.id))
        ]
    if seat.time_settings.has_attachments:
        entry["files"] = _files(row.id, seat)


def _files(entry_id: int, seat: CompanySeat) -> list[Json]:
    found = Attachment.objects.filter(time_entry_id=entry_id, removed_at__isnull=True)
    return [
        {
            "name": name,
            "detail": size_text(size),
            "href": reverse("clock:file", args=[seat.company.public_id, public_id]),
        }
        for public_id, name, size in found.order_by("id").values_list("public_id", "name", "size")
    ]


def size_text(size: int) -> str:
    """« 240 kB », « 2.4 MB »."""
    if size < 1_000_000:
        return _("%(size)s kB") % {"size": max(1, round(size / 1000))}
    megabytes = format_decimal(Decimal(size) / 1_000_000, format="0.#", locale=locale_name())
    return _("%(size)s MB") % {"size": megabytes}


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _without(values: Json, name: str) -> Json:
    return {key: value for key, value in values.items() if key != name}
