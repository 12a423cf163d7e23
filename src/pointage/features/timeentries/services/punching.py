"""Applies one punch to a person's entries, in the order of the devices' clocks: a late punch goes
where it belongs or is refused. Keeping the punch itself is for `clock`.

A stretch that a late clock-in begins, before others, is empty until its clock-out arrives: it ends
where it starts, with no `end_source`, and a missing clock-out stands among the exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from pointage.features.timeentries import errors, hooks
from pointage.features.timeentries.models import Punch, TimeEntry, TimeException
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.break_choice import check_break_over, check_break_rule
from pointage.features.timeentries.services.fields import check_fields, check_note_given
from pointage.features.timeentries.services.late import (
    automatic_breaks_withdraw,
    automatic_clock_out_replace,
    is_finished,
    stopped_by_the_program,
)
from pointage.features.timeentries.services.news import clocked_tell
from pointage.features.timeentries.services.overlaps import overlap_of, stretches_of
from pointage.features.timeentries.services.people import is_the_program
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.services.times import whole_second
from pointage.features.timeentries.values import EntryFields, PunchValues
from pointage.foundation.tenancy.prepared import PreparedQuery
from pointage.rules.timekeeping import zone_named

_Activity = TimeEntry.Activity
_Action = Punch.Action


@dataclass(frozen=True, slots=True)
class Standing:
    """What the person was doing at an instant: the stretch that runs then (`active`), or one that
    is over by now but covers it; and whether stretches start later."""

    active: TimeEntry | None
    covering: TimeEntry | None
    has_later: bool


@dataclass(frozen=True, slots=True)
class _Work:
    """One punch being applied. `at` is the device's instant, whole seconds, UTC."""

    act: Act
    values: PunchValues
    zone: str
    at: datetime
    standing: Standing

    @property
    def person(self) -> str:
        return self.act.locked.member.full_name


def punch_apply(act: Act, values: PunchValues, zone: str) -> TimeEntry:
    """Applies the punch and returns the entry that it opened, or closed (clock-out). Raises the
    rule that refuses it; what it wrote by then must be rolled back."""
    at = whole_second(values.device_at)
    member_id, company_id = act.locked.member.pk, act.locked.company.pk
    standing = standing_at(member_id, at, company_id)
    divided = standing.covering
    if divided is None:
        return _ACTIONS[_Action(values.action)](_Work(act, values, zone, at, standing))
    if automatic_breaks_withdraw(act, divided):
        standing = standing_at(member_id, at, company_id)
    entry = _ACTIONS[_Action(values.action)](_Work(act, values, zone, at, standing))
    if is_finished(entry):
        # What the punch left of the shift may be owed its breaks.
        hooks.clocked_out(entry, at)
    return entry


def standing_at(member_id: int, at: datetime, company_id: int) -> Standing:
    """One query for a punch that is the newest so far, two for a late one."""
    newest = _NEWEST.run(company_id=company_id, member=member_id)
    has_later = bool(newest) and newest[0].started_at > at
    if has_later:
        earlier = stretches_of(member_id).filter(started_at__lte=at)
        newest = list(earlier.order_by("-started_at", "-id")[:2])
    current = max(newest, key=lambda each: (each.started_at, *_lasting(each)), default=None)
    if current is None:
        return Standing(None, None, has_later)
    if current.ended_at is None or awaits_its_end(current):
        return Standing(current, None, has_later)
    return Standing(None, current if current.ended_at > at else None, has_later)


_NEWEST: Final = PreparedQuery(
    lambda member: TimeEntry.objects.filter(
        team_member_id=member, kind=TimeEntry.Kind.REGULAR
    ).order_by("-started_at", "-id")[:2],
    "member",
)


def _lasting(entry: TimeEntry) -> tuple[bool, int, int]:
    """Of two stretches with one start, the one that lasts, then the younger."""
    return (entry.ended_at is None, entry.seconds, entry.pk)


def awaits_its_end(entry: TimeEntry) -> bool:
    """Whether a late clock-in began it and its clock-out has not arrived."""
    return entry.ended_at == entry.started_at and not entry.end_source


# -- the five actions --------------------------------------------------------------------------


def _clock_in(work: _Work) -> TimeEntry:
    standing = work.standing
    if standing.active is not None:
        raise errors.AlreadyOnTheClock(
            person=work.person, started_at=_local(standing.active.started_at, standing.active)
        )
    if standing.covering is not None:
        raise overlap_of(work.act.locked, [standing.covering])
    locked = work.act.locked
    entry = _new(work, _Activity.WORK, work.values.fields or EntryFields())
    asks = locked.settings.crew_clock_in_asks and not is_the_program(work.act.actor)
    if asks and work.act.actor.team_member_id != locked.member.pk:
        entry.confirmation = TimeEntry.Confirmation.ASKED
    _open(work, entry, ends_at=None, end_source="")
    clocked_tell(work.act, entry)
    return entry


def _clock_out(work: _Work) -> TimeEntry:
    entry = work.standing.active
    if entry is None:
        entry = _let_run_on(work)
    fields = completed(entry, work.values.fields)
    is_work = entry.activity == _Activity.WORK
    checked = check_fields(work.act.locked, fields, kept=entry, is_work=is_work)
    if is_work:
        check_note_given(work.act.locked, fields.note, entry)
    _end(work, entry, checked)
    hooks.clocked_out(entry, work.at)
    return entry


def _let_run_on(work: _Work) -> TimeEntry:
    """The stretch that the program ended later than the person did. Raises why there is none."""
    covering = work.standing.covering
    if covering is None or not automatic_clock_out_replace(work.act, covering, work.at):
        raise _cannot_clock_out(work)
    return covering


def _switch(work: _Work) -> TimeEntry:
    current = _current(work)
    _check_break_over(work, current)
    entry = _new(work, _Activity.WORK, work.values.fields or EntryFields())
    if current.activity != _Activity.WORK:
        return _change_over(work, current, entry)
    return _change_over(work, current, entry, amended=work.values.ending or EntryFields())


def _start_break(work: _Work) -> TimeEntry:
    current = _current(work)
    if current.activity != _Activity.WORK:
        raise errors.AlreadyOnBreak(
            person=work.person, started_at=_local(current.started_at, current)
        )
    rule = work.values.break_rule
    check_break_rule(work.act.locked, rule)
    paid = rule is not None and rule.is_paid
    entry = _new(work, _Activity.PAID_BREAK if paid else _Activity.UNPAID_BREAK, EntryFields())
    entry.break_rule = rule
    entry.returns_to = current
    return _change_over(work, current, entry, amended=work.values.fields)


def _end_break(work: _Work) -> TimeEntry:
    current = _current(work)
    if current.activity == _Activity.WORK:
        raise errors.NotOnBreak(person=work.person)
    _check_break_over(work, current)
    entry = _new(work, _Activity.WORK, None)
    if current.returns_to_id is not None:
        back_to = TimeEntry.with_deleted.select_related(*rows.NAMED).get(pk=current.returns_to_id)
        rows.copy_fields(back_to, entry)
        entry.note = ""
    return _change_over(work, current, entry)


_ACTIONS = {
    _Action.CLOCK_IN: _clock_in,
    _Action.CLOCK_OUT: _clock_out,
    _Action.SWITCH: _switch,
    _Action.START_BREAK: _start_break,
    _Action.END_BREAK: _end_break,
}


# -- their parts -------------------------------------------------------------------------------


def _current(work: _Work) -> TimeEntry:
    """The stretch that the punch ends: the one that runs, or one that a later punch of the clock
    ended already, which a late punch then divides. Raises `NotOnTheClock`, `EntryOverlaps`."""
    standing = work.standing
    if standing.active is not None:
        return standing.active
    if standing.covering is None:
        raise errors.NotOnTheClock(person=work.person)
    stopped = stopped_by_the_program(standing.covering)
    if not stopped and not _ended_by_a_punch(standing.covering):
        raise overlap_of(work.act.locked, [standing.covering])
    return standing.covering


def _ended_by_a_punch(entry: TimeEntry) -> bool:
    assert entry.ended_at is not None
    second = (entry.ended_at, entry.ended_at.replace(microsecond=999_999))
    return Punch.objects.filter(
        team_member_id=entry.team_member_id,
        outcome=Punch.Outcome.APPLIED,
        device_at__range=second,
    ).exists()


def _cannot_clock_out(work: _Work) -> errors.TimeRule:
    covering = work.standing.covering
    if covering is not None and covering.ended_at is not None:
        return errors.AlreadyClockedOut(
            person=work.person, ended_at=_local(covering.ended_at, covering)
        )
    member_id = work.act.locked.member.pk
    running = stretches_of(member_id).filter(ended_at__isnull=True).first()
    if running is not None:
        return errors.ClockOutBeforeIn(started_at=_local(running.started_at, running))
    return errors.NotOnTheClock(person=work.person)


def _check_break_over(work: _Work, current: TimeEntry) -> None:
    if current.activity != _Activity.WORK:
        check_break_over(current, work.at)


def _change_over(
    work: _Work, current: TimeEntry, entry: TimeEntry, *, amended: EntryFields | None = None
) -> TimeEntry:
    """Ends one stretch and begins the next at the same instant."""
    ends_at = None if awaits_its_end(current) else current.ended_at
    end_source = current.end_source
    checked = _completed(work, current, amended) if amended is not None else None
    _end(work, current, checked)
    return _open(work, entry, ends_at=ends_at, end_source=end_source)


def _completed(work: _Work, entry: TimeEntry, amended: EntryFields) -> EntryFields:
    """What the work that ends was for. Nothing may be owed when other work begins; a break is held
    up by no question, since the same work goes on after it and is asked about at its end. Work that
    began before the company asked for a job can be left for one that has a job."""
    closing = _Action(work.values.action) is _Action.SWITCH
    fields = completed(entry, amended)
    if closing:
        check_note_given(work.act.locked, fields.note, entry)
    return check_fields(work.act.locked, fields, kept=entry, closing=closing, needs_job=False)


def _end(work: _Work, entry: TimeEntry, fields: EntryFields | None) -> None:
    rows.check_open(entry)
    before = rows.marked(entry)
    awaited = awaits_its_end(entry)
    if fields is not None:
        rows.set_fields(entry, fields)
    rows.set_span(entry, entry.started_at, work.at)
    entry.end_source = work.values.source
    rows.save_pieces(work.act, entry, before)
    if awaited:
        _settle_awaited(entry)


def _new(work: _Work, activity: str, fields: EntryFields | None) -> TimeEntry:
    locked = work.act.locked
    entry = TimeEntry(
        company=locked.company,
        team_member=locked.member,
        kind=TimeEntry.Kind.REGULAR,
        activity=activity,
        time_zone=work.zone,
        source=work.values.source,
    )
    if fields is not None:
        is_work = activity == _Activity.WORK
        rows.set_fields(entry, check_fields(locked, fields, is_work=is_work, closing=False))
    return entry


def _open(work: _Work, entry: TimeEntry, *, ends_at: datetime | None, end_source: str) -> TimeEntry:
    """Begins a stretch: it runs; or ends where the divided one did; or waits for its end because
    others start later."""
    awaits = ends_at is None and work.standing.has_later
    rows.set_span(entry, work.at, work.at if awaits else ends_at)
    entry.end_source = "" if ends_at is None else end_source
    rows.save_pieces(work.act, entry, before=None)
    if awaits:
        _note_awaited(work, entry)
    return entry


def _note_awaited(work: _Work, entry: TimeEntry) -> None:
    TimeException.objects.create(
        company=work.act.locked.company,
        team_member=work.act.locked.member,
        kind=TimeException.Kind.MISSING_CLOCK_OUT,
        local_on=entry.local_on,
        time_entry=entry,
        data={"started_at": _local(entry.started_at, entry), "late": True},
        key=f"missing_clock_out:{entry.public_id}",
        found_at=timezone.now(),
    )


def _settle_awaited(entry: TimeEntry) -> None:
    TimeException.objects.filter(
        key=f"missing_clock_out:{entry.public_id}", state=TimeException.State.OPEN
    ).update(state=TimeException.State.RESOLVED, closed_at=timezone.now())


def completed(entry: TimeEntry, given: EntryFields | None) -> EntryFields:
    """The entry's fields with those that were given in their place."""
    fields = EntryFields.of(entry)
    if given is None:
        return fields
    billable = given.is_billable
    if billable is None and (given.job is None or given.job.pk == entry.job_id):
        billable = entry.is_billable
    return replace(
        fields,
        job=given.job or fields.job,
        service_item=given.service_item or fields.service_item,
        cost_class=given.cost_class or fields.cost_class,
        location=given.location or fields.location,
        is_billable=billable,
        note=given.note or fields.note,
        custom_values={**fields.custom_values, **given.custom_values},
    )


def _local(at: datetime, entry: TimeEntry) -> str:
    return at.astimezone(zone_named(entry.time_zone)).isoformat()
