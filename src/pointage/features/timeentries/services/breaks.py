"""Puts breaks into work that is over: automatic ones at clock-out, or when an editor asks for the
rules, and one by hand. The work around a break is cut; first start and last end never move."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries import break_errors, errors, hooks
from pointage.features.timeentries.breaks import (
    Placed,
    Stretch,
    activity_of,
    automatic_rules_for,
    middle_of,
    plan_automatic,
)
from pointage.features.timeentries.models import Source, TimeEntry
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.break_choice import manual_rules_of
from pointage.features.timeentries.services.entries import entry_opened
from pointage.features.timeentries.services.overlaps import make_room
from pointage.features.timeentries.services.people import person_locked
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.services.times import whole_second
from pointage.features.timeentries.shifts import clocked_part, shift_around
from pointage.features.timeentries.values import Fix
from pointage.features.timeentries.words import clock_words
from pointage.foundation.identity.actors import Actor, system_actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import Interval, zone_named

_Activity = TimeEntry.Activity


@hooks.after_clock_out
def breaks_after_clock_out(entry: TimeEntry, at: datetime) -> None:
    """Adds the automatic breaks that the clocked shift of `entry` lacks, once the clock stopped at
    `at`. Runs inside the clock-out; a second run adds nothing. A break that would fall on a
    locked day is left out: it must not keep anybody from clocking out."""
    rules = automatic_rules_for(entry.company_id, entry.team_member_id)
    if not rules:
        return
    act = Act(actor=system_actor(), locked=person_locked(entry.company, entry.team_member_id))
    shift = clocked_part(shift_around(entry), stopped_at=at)
    for each in _missing(shift, rules):
        with suppress(errors.EntryLocked), transaction.atomic():
            _insert(act, _work_at(shift, each.span.start), each.rule, each.span, Source.AUTOMATIC)


def break_rules_apply(*, actor: Actor, entry: TimeEntry, reason: str = "") -> list[TimeEntry]:
    """Adds the automatic breaks that the shift of `entry` lacks, typed work included: for an editor
    who ticks « apply break rules ». Returns the new breaks. Same permissions as changing it."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened(actor, entry, reason)
        if row.kind != TimeEntry.Kind.REGULAR or row.ended_at is None:
            return []
        rules = automatic_rules_for(row.company_id, row.team_member_id)
        shift = shift_around(row)
        return [
            _insert(act, _work_at(shift, each.span.start), each.rule, each.span, Source.WEB)
            for each in _missing(shift, rules)
        ]


def break_insert(
    *,
    actor: Actor,
    entry: TimeEntry,
    rule: BreakRule,
    version: int,
    started_at: datetime | None = None,
    minutes: int | None = None,
    reason: str = "",
) -> TimeEntry:
    """Puts a break into finished, clocked work that the form showed in `version`: in the middle and
    as long as its rule says, unless told otherwise. Returns the break.

    Same permissions as changing the entry. Raises `BreakNotInsertable`, `BreakNotForPerson`,
    `BreakTooLong`, `BreakOutsideWork`, `EntryChangedMeanwhile`, `EntryLocked`.
    """
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened(actor, entry, reason)
        if row.version != version:
            raise errors.EntryChangedMeanwhile
        span = break_span(row, rule, started_at=started_at, minutes=minutes)
        return _insert(act, row, rule, span, Source.WEB)


def break_span(
    entry: TimeEntry,
    rule: BreakRule,
    *,
    started_at: datetime | None = None,
    minutes: int | None = None,
) -> Interval:
    """Where `break_insert` would put the break; changes nothing. Needs the company in scope; raises
    what it raises about the work and the break."""
    work = insertable_span(entry)
    if all(each.pk != rule.pk for each in manual_rules_of(entry.team_member_id)):
        raise break_errors.BreakNotForPerson(field="rule")
    return _span_inside(entry, work, rule.minutes if minutes is None else minutes, started_at)


def insertable_span(entry: TimeEntry) -> Interval:
    """The work that a break can be put into. Raises `BreakNotInsertable`; two queries."""
    is_done = entry.ended_at is not None and entry.activity == _Activity.WORK
    if not is_done or all(each.pk != entry.pk for each in clocked_part(shift_around(entry))):
        raise break_errors.BreakNotInsertable
    assert entry.ended_at is not None
    return Interval(entry.started_at, entry.ended_at)


def _span_inside(
    entry: TimeEntry, work: Interval, minutes: int, started_at: datetime | None
) -> Interval:
    if not 0 < minutes * 60 < work.seconds:
        raise break_errors.BreakTooLong(field="minutes", minutes=-(-work.seconds // 60))
    start = middle_of(work, minutes) if started_at is None else whole_second(started_at)
    end = start + timedelta(minutes=minutes)
    if start < work.start or end > work.end:
        zone = zone_named(entry.time_zone)
        raise break_errors.BreakOutsideWork(
            field="started_at",
            first=clock_words(work.start.astimezone(zone)),
            last=clock_words(work.end.astimezone(zone)),
        )
    return Interval(start, end)


def _missing(shift: Sequence[TimeEntry], rules: Sequence[BreakRule]) -> list[Placed]:
    if not shift or any(each.ended_at is None for each in shift):
        return []
    parts = [
        Stretch(Interval(each.started_at, each.ended_at), each.activity, each.break_rule_id)
        for each in shift
        if each.ended_at is not None
    ]
    return plan_automatic(parts, rules, zone_named(shift[0].time_zone))


def _work_at(shift: Sequence[TimeEntry], at: datetime) -> TimeEntry:
    return next(each for each in reversed(shift) if each.started_at <= at)


def _insert(act: Act, work: TimeEntry, rule: BreakRule, span: Interval, source: str) -> TimeEntry:
    """The break itself (its first piece, where midnight cuts it); the work in its way is shortened
    or split, each with its history."""
    beside = {"break_inserted": rule.name}
    if source == Source.AUTOMATIC:
        beside = {"automatic_break": rule.name}
    act = Act(actor=act.actor, locked=act.locked, reason=act.reason, beside=beside)
    make_room(act, span.start, span.end, Fix.SHORTEN_OTHERS)
    entry = TimeEntry(
        company_id=work.company_id,
        team_member_id=work.team_member_id,
        kind=TimeEntry.Kind.REGULAR,
        activity=activity_of(rule),
        break_rule=rule,
        time_zone=work.time_zone,
        source=source,
        end_source=source,
        returns_to_id=work.pk,
    )
    rows.set_span(entry, span.start, span.end)
    rows.save_pieces(act, entry, before=None)
    return entry
