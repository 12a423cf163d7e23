"""Makes what the program did give way to a punch that arrives late: automatic breaks are taken out
of the finished shift before the punch is applied (and looked for again afterwards), and an
automatic clock-out is replaced by the real one. Never undoes what people punched or typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pointage.features.timeentries.models import Source, TimeEntry
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.exceptions import exceptions_settle
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.shifts import Edges, is_clocked, punched_edges, shift_around
from pointage.foundation.identity.actors import system_actor

_Activity = TimeEntry.Activity


def automatic_breaks_withdraw(act: Act, inside: TimeEntry) -> bool:
    """Takes the automatic breaks out of the finished shift that `inside` is part of: the work
    around each is one stretch again. Returns whether there were any. Raises `EntryLocked`."""
    own = Act(actor=system_actor(), locked=act.locked)
    found, anchor = False, inside
    while True:
        shift = shift_around(anchor)
        taken = next((each for each in shift if _is_automatic_break(each)), None)
        if taken is None or shift[-1].ended_at is None or len(shift) == 1:
            return found
        found, anchor = True, _without(own, shift, taken)


def is_finished(entry: TimeEntry) -> bool:
    """Whether the clock has stopped on the shift that `entry` is part of."""
    shift = shift_around(entry)
    return bool(shift) and shift[-1].ended_at is not None


def stopped_by_the_program(entry: TimeEntry) -> bool:
    """Whether the shift that `entry` is part of ended by an automatic clock-out."""
    shift = shift_around(entry)
    return bool(shift) and shift[-1].ended_at is not None and _was_stopped(shift[-1])


def automatic_clock_out_replace(act: Act, entry: TimeEntry, at: datetime) -> bool:
    """Removes what the program let run on after `at`, inside `entry`, up to its clock-out, so that
    `entry` can end there. False, with nothing changed, when a person ended the shift or did
    anything after `at`."""
    shift = shift_around(entry)
    after = [each for each in shift if each.started_at >= at]
    edges = punched_edges([entry.team_member_id], at, shift[-1].ended_at)
    touched = any(is_clocked(each, edges) or each.source != entry.source for each in after)
    if touched or not _was_stopped(shift[-1]):
        return False
    for each in after:
        rows.entry_remove(act, each)
    exceptions_settle(act, [f"clocked_out_automatically:{each.public_id}" for each in shift])
    return True


def _was_stopped(last: TimeEntry) -> bool:
    return last.end_source == Source.AUTOMATIC and not _is_automatic_break(last)


def _is_automatic_break(entry: TimeEntry) -> bool:
    return entry.source == Source.AUTOMATIC and entry.activity != _Activity.WORK


def _without(act: Act, shift: Sequence[TimeEntry], taken: TimeEntry) -> TimeEntry:
    """Removes the break; the work beside it fills its time. Returns an entry beside it."""
    place = next(number for number, each in enumerate(shift) if each.pk == taken.pk)
    before = shift[place - 1] if place else None
    after = shift[place + 1] if place + 1 < len(shift) else None
    edges = punched_edges([taken.team_member_id], taken.started_at, taken.ended_at)
    rows.entry_remove(act, taken)
    if before is not None and before.activity == _Activity.WORK:
        end, end_source = taken.ended_at, before.end_source
        if after is not None and _is_rest_of(before, after, edges):
            rows.entry_remove(act, after)
            end, end_source = after.ended_at, after.end_source
        _stretch(act, before, before.started_at, end, end_source)
        return before
    if after is not None and after.activity == _Activity.WORK:
        _stretch(act, after, taken.started_at, after.ended_at, after.end_source)
    found = after or before
    assert found is not None
    return found


def _is_rest_of(before: TimeEntry, after: TimeEntry, edges: Edges) -> bool:
    """Whether the break cut `after` off `before`: the same work, not begun by a punch."""
    same = ("activity", "job_id", "service_item_id", "cost_class_id", "location_id", "note",
            "custom_values", "is_billable", "time_zone")  # fmt: skip
    begun = (after.team_member_id, after.started_at) in edges
    return not begun and all(getattr(before, name) == getattr(after, name) for name in same)


def _stretch(
    act: Act, entry: TimeEntry, start: datetime, end: datetime | None, end_source: str
) -> None:
    marks = rows.marked(entry)
    rows.set_span(entry, start, end)
    entry.end_source = end_source
    rows.save_pieces(act, entry, marks)
