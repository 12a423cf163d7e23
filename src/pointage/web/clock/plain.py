"""The clock for browsers without scripts: every choice and question as plain form fields, and what
they sent as a punch. Not: the rules, which are the services'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.companies.words import job_label
from pointage.features.jobs.models import CustomField, Job
from pointage.features.jobs.queries import FieldRow, fields_for
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.chosen import chosen_rows
from pointage.features.timeentries.models import Punch, Source
from pointage.features.timeentries.values import EntryFields, PunchValues
from pointage.web.clock.payload import without_nul
from pointage.web.clock.state import lists_of

#: Also the names of what a form posts; custom fields are `custom_<public id>`.
CHOICES: Final = ("job", "service_item", "cost_class", "location")
_CUSTOM: Final = "custom_"
_BILLABLE: Final = {"yes": True, "no": False}
_MODES: Final = {CustomField.Kind.WHOLE: "numeric", CustomField.Kind.DECIMAL: "decimal"}

Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainField:
    """A select of `options` (value, label, chosen), or without any a box holding `value`."""

    name: str
    label: str
    options: Sequence[Option] = ()
    value: str = ""
    mode: str = "text"


def plain_fields(
    seat: CompanySeat, member: TeamMember, state: dict[str, Any], job: Job | None
) -> list[PlainField]:
    """Job, items, billable and the questions of `job`, with the last answers given already."""
    lists = lists_of(seat, member)
    last = current_choice(state)
    jobs = [(row.id, f"{row.above}:{row.name}".lstrip(":")) for row in lists["jobs"]]
    labels = {
        "service_item": _("Service item"),
        "cost_class": _("Class"),
        "location": _("Location"),
    }
    found = [_select("job", job_label(seat.time_settings), jobs, last["job"])]
    for name, label in labels.items():
        options = [(item.id, item.name) for item in lists[name]]
        if options:
            found.append(_select(name, label, options, last[name]))
    if lists["billable"]:
        answers = [("yes", _("Yes")), ("no", _("No"))]
        chosen = {True: "yes", False: "no"}.get(last["billable"], "")
        found.append(_select("billable", pgettext("time", "Billable"), answers, chosen))
    values = last["custom_values"]
    asked = fields_for(member, job, map(str, values.values()), with_waiting=True)
    return found + [_custom(row, str(values.get(row.public_id, ""))) for row in asked]


def current_choice(state: dict[str, Any]) -> dict[str, Any]:
    """What runs, or what ran last."""
    choice: dict[str, Any] = (state["running"] or {}).get("choice") or state["last"]
    return choice


def remembered(state: dict[str, Any]) -> list[tuple[str, str]]:
    """The last choice as hidden fields: what the usual tap is for."""
    last = state["last"]
    kept = [(name, last[name]) for name in CHOICES]
    return kept + [(_CUSTOM + key, str(value)) for key, value in last["custom_values"].items()]


def punch_of(posted: QueryDict, company_id: int, source: Source) -> PunchValues:
    """The punch that a form asks for, made now. Needs the company in scope."""
    sent = {name: without_nul(posted.get(name, "")).strip() for name in posted}
    kinds = (*CHOICES, "break_rule")
    wanted = {kind: sent.get(kind, "")[:12] for kind in kinds}
    chosen = chosen_rows(company_id, wanted.items())
    rows: dict[str, Any] = {kind: chosen.rows.get((kind, wanted[kind])) for kind in kinds}
    unknown = [kind for kind in kinds if wanted[kind] and rows[kind] is None]
    break_rule = rows.pop("break_rule")
    custom = {
        name.removeprefix(_CUSTOM): value
        for name, value in sent.items()
        if name.startswith(_CUSTOM) and value
    }
    note, billable = sent.get("note", ""), _BILLABLE.get(sent.get("billable", ""))
    answers = wanted | {"note": note, "billable": billable, "custom_values": custom}
    return PunchValues(
        client_id=sent.get("client_id", ""),
        action="start_break" if "break_rule" in sent else sent.get("action", ""),
        device_at=timezone.now(),
        source=source,
        fields=EntryFields(**rows, is_billable=billable, note=note, custom_values=custom),
        break_rule=break_rule,
        unknown=unknown[0] if unknown else "",
        data={name: value for name, value in answers.items() if value not in ("", None, {})},
    )


def unanswered(
    seat: CompanySeat, member: TeamMember, state: dict[str, Any], values: PunchValues
) -> str:
    """What must be answered before this tap counts, in words; empty: nothing. Without it a tap
    that only lacks an answer would trouble a manager."""
    running, fields = state["running"], values.fields or EntryFields()
    if running and running["activity"] != "work":
        return ""
    settings = seat.time_settings
    has_job = fields.job or (running and running["choice"]["job"])
    if settings.requires_job and not has_job:
        return _("Choose first: %(job)s.") % {"job": job_label(settings)}
    if values.action != Punch.Action.CLOCK_OUT or not running:
        return ""
    given = {**running["choice"]["custom_values"], **fields.custom_values}
    job = fields.job or job_of(state, seat.company.pk)
    rows = fields_for(member, job, map(str, given.values()))
    lacking = [row.name for row in rows if _is_owed(row) and not given.get(row.public_id)]
    if lacking:
        return _("Answer first: %(names)s.") % {"names": ", ".join(lacking)}
    needs_note = settings.has_notes and settings.requires_notes
    if needs_note and not (fields.note or running["notes"]):
        return _("Write a note about the work, then clock out.")
    return ""


def job_of(state: dict[str, Any], company_id: int) -> Job | None:
    """The job that runs, or ran last."""
    public_id = current_choice(state)["job"]
    found = chosen_rows(company_id, [("job", public_id)]).rows.get(("job", public_id))
    return found if isinstance(found, Job) else None


def _is_owed(row: FieldRow) -> bool:
    return row.must_be_answered and row.only_item is None


def _custom(row: FieldRow, value: str) -> PlainField:
    name = _CUSTOM + row.public_id
    label = _("%(name)s (required)") % {"name": row.name} if row.must_be_answered else row.name
    if row.kind == CustomField.Kind.LIST:
        return _select(name, label, [(item.public_id, item.name) for item in row.items], value)
    mode = _MODES.get(CustomField.Kind(row.kind), "text")
    return PlainField(name=name, label=label, value=value, mode=mode)


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> PlainField:
    shown = [("", "–", chosen == ""), *((value, text, value == chosen) for value, text in options)]
    return PlainField(name=name, label=label, options=shown)
