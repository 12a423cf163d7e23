"""Correction requests: a person proposes other times with a reason, somebody who may change them
decides, both are told. The change itself goes through the services of entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.features.timeentries import review_errors as errors
from pointage.features.timeentries.errors import TimeRule
from pointage.features.timeentries.models import CorrectionRequest, TimeEntry
from pointage.features.timeentries.services import telling
from pointage.features.timeentries.services.entries import (
    time_entry_add,
    time_entry_delete,
    time_entry_update,
)
from pointage.features.timeentries.services.fields import (
    check_fields,
    check_note,
    check_note_given,
)
from pointage.features.timeentries.services.people import (
    Locked,
    check_active,
    check_company,
    check_may_manage,
    person_locked,
)
from pointage.features.timeentries.services.rows import snapshot
from pointage.features.timeentries.services.times import put_time
from pointage.features.timeentries.values import (
    CustomValues,
    EntryFields,
    EntryTime,
    Fix,
    ManualTime,
    RegularTime,
)
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope

REASON_LIMIT: Final = 500
_State = CorrectionRequest.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person asks for: other times, job, note and answers (None: those that the entry
    has); or `time` None: the entry deleted."""

    time: EntryTime | None
    job: Job | None = None
    note: str = ""
    custom_values: CustomValues | None = None


def correction_request(
    *,
    actor: Actor,
    company: Company,
    member: TeamMember,
    entry: TimeEntry | None,
    wish: Wish,
    reason: str,
) -> CorrectionRequest:
    """Asks for a change of one's own entry, or (`entry` None) for one that is missing.

    Needs `own-time:track` and to be that person. Raises `CorrectionsOff`, `CorrectionPending`,
    `CorrectionReasonRequired`, `CorrectionUnchanged` and the rules of typed times and of what time
    is for, so that what is asked can be approved as it is. An overlap is no obstacle here: whoever
    decides sees it.
    """
    check_company(actor, company)
    if actor.team_member_id != member.pk:
        raise PermissionRefused("own-time:track")
    actor.require("own-time:track")
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        locked = person_locked(company, member.pk)
        check_active(locked.member)
        if not locked.settings.people_request_corrections:
            raise errors.CorrectionsOff
        row = _own_entry(entry, member) if entry is not None else None
        before, after = _compared(locked, row, wish)
        request = CorrectionRequest.objects.create(
            company=company,
            team_member=locked.member,
            time_entry=row,
            before=before,
            after=after,
            reason=_checked(reason, errors.CorrectionReasonRequired, "reason"),
            requested_at=timezone.now(),
            requested_by_id=actor.user_id,
        )
        event_record(
            actor=actor,
            code="correction_request.made",
            obj=request,
            label=locked.member.full_name,
            company_id=company.pk,
            before=before,
            after=after,
            reason=reason,
        )
        telling.correction_asked(request, company)
    return request


def correction_withdraw(*, actor: Actor, request: CorrectionRequest) -> CorrectionRequest:
    """The person takes the request back. Raises `CorrectionDecided`, `PermissionRefused`."""
    if actor.team_member_id != request.team_member_id:
        raise PermissionRefused("own-time:track")
    with transaction.atomic(), tenant_scope(companies=[request.company_id]):
        row = _pending(request)
        _close(actor, row, _State.WITHDRAWN, "")
    return row


def correction_approve(
    *,
    actor: Actor,
    request: CorrectionRequest,
    version: int | None = None,
    fix: Fix = Fix.NONE,
    answer: str = "",
) -> CorrectionRequest:
    """Makes the change asked for, under the decider's name and with the request's reason, and
    tells the person. `version` is the entry's as the decider saw it.

    Needs reach over the person's time. Raises `CorrectionDecided`, `EntryChangedMeanwhile`,
    `EntryOverlaps` (nothing is decided then) and the other rules of entries.
    """
    with transaction.atomic(), tenant_scope(companies=[request.company_id]):
        row = _pending(request)
        check_may_manage(actor, row.team_member_id)
        answer = _short(answer)
        row.time_entry = _carried_out(actor, row, version, fix)
        _close(actor, row, _State.APPROVED, answer)
        telling.correction_decided(row)
    return row


def correction_refuse(
    *, actor: Actor, request: CorrectionRequest, answer: str
) -> CorrectionRequest:
    """Leaves the time as it is and tells the person why. Needs reach over the person's time.
    Raises `CorrectionDecided`, `CorrectionAnswerRequired`."""
    with transaction.atomic(), tenant_scope(companies=[request.company_id]):
        row = _pending(request)
        check_may_manage(actor, row.team_member_id)
        _close(
            actor,
            row,
            _State.REFUSED,
            _checked(answer, errors.CorrectionAnswerRequired, "answer"),
        )
        telling.correction_decided(row)
    return row


def wish_json(wish: Wish, custom_values: CustomValues) -> dict[str, Any]:
    """How a wish is kept: local ISO instants for people, public ids for programs."""
    time, job = wish.time, wish.job
    if time is None:
        return {"delete": True}
    kept: dict[str, Any] = {
        "time_zone": time.time_zone,
        "activity": str(time.activity),
        "job_id": job.public_id if job else "",
        "job": job.full_name if job else "",
        "note": wish.note,
        "custom_values": dict(custom_values),
    }
    if isinstance(time, ManualTime):
        return kept | {
            "kind": "manual",
            "local_on": time.local_on.isoformat(),
            "seconds": time.seconds,
        }
    return kept | {
        "kind": "regular",
        "started_at": time.started_at.isoformat(),
        "ended_at": time.ended_at.isoformat() if time.ended_at else "",
    }


def wish_time(kept: dict[str, Any]) -> EntryTime:
    """The times of a kept wish that does not ask for a deletion."""
    if kept["kind"] == "manual":
        return ManualTime(
            local_on=date.fromisoformat(kept["local_on"]),
            seconds=kept["seconds"],
            time_zone=kept["time_zone"],
            activity=kept["activity"],
        )
    return RegularTime(
        started_at=datetime.fromisoformat(kept["started_at"]),
        ended_at=datetime.fromisoformat(kept["ended_at"]) if kept["ended_at"] else None,
        time_zone=kept["time_zone"],
        activity=kept["activity"],
    )


def _compared(
    locked: Locked, entry: TimeEntry | None, wish: Wish
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The entry as it is and as wished, once the wish is known to be possible."""
    check_note(wish.note)
    if wish.time is not None:
        scratch = TimeEntry(company=locked.company, team_member=locked.member)
        if entry is not None:
            scratch.pk, scratch.seconds = entry.pk, entry.seconds
        put_time(locked, scratch, wish.time)
    elif entry is None:
        raise errors.CorrectionUnchanged
    checked = _checked_fields(locked, entry, wish)
    after = wish_json(wish, checked.custom_values)
    if entry is None:
        return None, after
    before = snapshot(entry) | {"job_id": entry.job.public_id if entry.job else ""}
    before = {name: before.get(name, "") for name in _SHOWN if name in before}
    if wish.time is not None and not _differs(locked, entry, wish, checked):
        raise errors.CorrectionUnchanged
    return before, after


_SHOWN: Final = (
    "kind", "started_at", "ended_at", "local_on", "seconds", "time_zone", "activity", "job",
    "job_id", "note", "custom_values",
)  # fmt: skip


def _checked_fields(locked: Locked, entry: TimeEntry | None, wish: Wish) -> EntryFields:
    """What the time would be for. Raises what the entry's own service would on approval."""
    fields = _fields_of(entry, wish.job, wish.note, wish.custom_values)
    if wish.time is None or wish.time.activity != TimeEntry.Activity.WORK:
        return fields
    checked = check_fields(locked, fields, kept=entry)
    check_note_given(locked, wish.note, entry)
    return checked


def _fields_of(
    entry: TimeEntry | None, job: Job | None, note: str, custom_values: CustomValues | None
) -> EntryFields:
    """The entry's fields with what is wished in their place."""
    if entry is None:
        return EntryFields(job=job, note=note, custom_values=custom_values or {})
    kept = EntryFields.of(entry)
    return replace(
        kept,
        job=job,
        note=note,
        is_billable=kept.is_billable if job == kept.job else None,
        custom_values=kept.custom_values if custom_values is None else custom_values,
    )


def _differs(locked: Locked, entry: TimeEntry, wish: Wish, checked: EntryFields) -> bool:
    assert wish.time is not None
    scratch = TimeEntry(company=locked.company, team_member=locked.member)
    scratch.pk, scratch.seconds = entry.pk, entry.seconds
    put_time(locked, scratch, wish.time)
    same = ("kind", "started_at", "ended_at", "local_on", "seconds", "activity")
    return (
        any(getattr(scratch, name) != getattr(entry, name) for name in same)
        or (wish.job.pk if wish.job else None) != entry.job_id
        or wish.note != entry.note
        or dict(checked.custom_values) != entry.custom_values
    )


def _carried_out(
    actor: Actor, request: CorrectionRequest, version: int | None, fix: Fix
) -> TimeEntry | None:
    entry, wished, reason = request.time_entry, request.after, request.reason
    if wished.get("delete"):
        assert entry is not None
        time_entry_delete(actor=actor, entry=entry, reason=reason)
        return entry
    job = Job.objects.filter(public_id=wished["job_id"]).first() if wished["job_id"] else None
    fields = _fields_of(entry, job, wished["note"], wished.get("custom_values"))
    if entry is None:
        return time_entry_add(
            actor=actor,
            company=request.company,
            member=request.team_member,
            time=wish_time(wished),
            fields=fields,
            fix=fix,
            reason=reason,
        )
    return time_entry_update(
        actor=actor,
        entry=entry,
        time=wish_time(wished),
        fields=fields,
        version=entry.version if version is None else version,
        fix=fix,
        reason=reason,
    )


def _own_entry(entry: TimeEntry, member: TeamMember) -> TimeEntry:
    row = (
        TimeEntry.objects.select_related(
            "job", "service_item", "cost_class", "location", "break_rule"
        )
        .filter(pk=entry.pk, team_member=member)
        .first()
    )
    if row is None:
        raise NotFound(entry.public_id)
    if CorrectionRequest.objects.filter(time_entry=row, state=_State.PENDING).exists():
        raise errors.CorrectionPending
    return row


def _pending(request: CorrectionRequest) -> CorrectionRequest:
    row = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("company", "team_member", "time_entry__job", "time_entry__company")
        .filter(pk=request.pk)
        .first()
    )
    if row is None:
        raise NotFound(request.public_id)
    if row.state != _State.PENDING:
        raise errors.CorrectionDecided
    return row


_CODES: Final[dict[str, str]] = {
    _State.APPROVED: "correction_request.approved",
    _State.REFUSED: "correction_request.refused",
    _State.WITHDRAWN: "correction_request.withdrawn",
}


def _close(actor: Actor, request: CorrectionRequest, state: str, answer: str) -> None:
    request.state, request.answer = state, answer
    request.decided_at = timezone.now()
    request.decided_by_id, request.decided_by_name = actor.user_id, actor.name[:200]
    request.save(
        update_fields=[
            "state", "answer", "decided_at", "decided_by_id", "decided_by_name", "time_entry",
        ]
    )  # fmt: skip
    event_record(
        actor=actor,
        code=_CODES[state],
        obj=request,
        label=request.team_member.full_name,
        company_id=request.company_id,
        before={"state": _State.PENDING.value},
        after={"state": str(state)},
        reason=answer,
    )


def _checked(text: str, error: type[TimeRule], field: str) -> str:
    text = text.replace("\x00", "").strip()
    if not 0 < len(text) <= REASON_LIMIT:
        raise error(field=field, limit=REASON_LIMIT)
    return text


def _short(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > REASON_LIMIT:
        raise errors.RemarkTooLong(field="answer", limit=REASON_LIMIT)
    return text
