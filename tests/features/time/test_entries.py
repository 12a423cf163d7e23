"""Entries typed, changed, split, deleted and restored; each refusal leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from pointage.features.timeentries import errors
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services import (
    time_entry_delete,
    time_entry_restore,
    time_entry_split,
    time_entry_update,
)
from pointage.features.timeentries.values import EntryFields, Fix, RegularTime
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from tests.features.time.helpers import (
    add,
    at,
    codes,
    entries,
    history,
    job,
    punch,
    seat,
    spans,
    type_hours,
    use,
)
from tests.world import World


def change(
    world: World, entry: TimeEntry, start: datetime, end: datetime | None, **options: object
) -> TimeEntry:
    return time_entry_update(
        actor=options.pop("actor", None) or seat(world, world.alice).actor,  # type: ignore[arg-type]
        entry=entry,
        time=RegularTime(started_at=start, ended_at=end, time_zone="America/Toronto"),
        fields=options.pop("fields", None) or EntryFields(),  # type: ignore[arg-type]
        version=options.pop("version", entry.version),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


def test_a_typed_entry_and_its_history(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"), reason="forgot")
    [event] = history(world)
    assert (entry.seconds, entry.local_on.isoformat()) == (4 * 3600, "2026-11-24")
    assert (event.code, event.reason, event.actor_name) == (
        "time_entry.created",
        "forgot",
        "Alice Côté",
    )
    assert event.after is not None
    assert event.after["ended_at"] == "2026-11-24T12:00:00-05:00"


def test_hours_without_start_and_end_count_for_their_day(world: World) -> None:
    entry = type_hours(world, 7 * 3600)
    assert (entry.kind, entry.ended_at, entry.seconds) == ("manual", None, 7 * 3600)
    add(world, at("0:00"), at("12:00"))
    assert len(entries(world)) == 2


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (at("8:00"), at("7:59"), errors.ClockOutBeforeIn),
        (at("8:00"), at("8:00"), errors.ClockOutBeforeIn),
        (at("0:00", day=22), at("6:00", day=23), errors.EntryTooLong),
        (at("18:00"), at("19:00"), errors.TooFarInFuture),
        (at("18:50"), None, errors.TooFarInFuture),
    ],
)
def test_times_that_cannot_be_are_refused(
    world: World, start: datetime, end: datetime | None, error: type[RuleBroken]
) -> None:
    with pytest.raises(error) as raised:
        add(world, start, end)
    assert "{" not in raised.value.text
    assert (entries(world), codes(world)) == ([], [])


def test_a_day_holds_no_more_than_a_day(world: World) -> None:
    type_hours(world, 20 * 3600)
    with pytest.raises(errors.DayTooLong):
        type_hours(world, 4 * 3600 + 1)
    with pytest.raises(errors.EntryTooLong):
        type_hours(world, 30 * 3600)
    with pytest.raises(errors.NothingTyped):
        type_hours(world, 0)
    assert len(entries(world)) == 1


def test_an_unknown_zone_is_refused(world: World) -> None:
    with pytest.raises(errors.UnknownZone):
        add(world, at("8:00"), at("9:00"), time_zone="Eastern")
    assert entries(world) == []


def test_an_overlap_names_the_entries_in_the_way(world: World) -> None:
    first = add(world, at("8:00"), at("12:00"), fields=EntryFields(job=job(world, "Bread")))
    with pytest.raises(errors.EntryOverlaps) as raised:
        add(world, at("11:00"), at("13:00"))
    assert raised.value.data["conflicts"] == [first.public_id]
    assert all(word in raised.value.text for word in ("Wendy Bélanger", "Bread", "8:00", "12:00"))
    assert ".." not in raised.value.text
    assert spans(world) == ["08:00-12:00 work"]


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("11:00", "13:00", ["08:00-11:00 work", "11:00-13:00 work"]),
        ("7:00", "9:00", ["07:00-09:00 work", "09:00-12:00 work"]),
        ("9:00", "10:00", ["08:00-09:00 work", "09:00-10:00 work", "10:00-12:00 work"]),
        ("8:00", "12:00", ["08:00-12:00 work"]),
        ("7:00", "13:00", ["07:00-13:00 work"]),
    ],
)
def test_one_click_makes_room_and_tells_of_each_entry_it_touched(
    world: World, start: str, end: str, left: list[str]
) -> None:
    old = add(world, at("8:00"), at("12:00"))
    add(world, at(start), at(end), fix=Fix.SHORTEN_OTHERS)
    assert spans(world) == left
    touched = [event for event in history(world)[1:] if event.object_id == old.public_id]
    assert len(touched) == 1


def test_room_is_made_around_running_work(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    add(world, at("10:00"), at("11:00"), fix=Fix.SHORTEN_OTHERS)
    assert spans(world) == ["08:00-10:00 work", "10:00-11:00 work", "11:00- work"]


def test_a_change_counts_versions_and_keeps_the_fields_before(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    change(world, entry, at("8:30"), at("12:00"), reason="wrong")
    [changed] = entries(world)
    event = history(world)[-1]
    assert (changed.version, changed.seconds, event.reason) == (2, 12600, "wrong")
    assert event.before == {"seconds": 14400, "started_at": "2026-11-24T08:00:00-05:00"}


def test_a_form_on_an_older_version_is_refused(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    change(world, entry, at("8:30"), at("12:00"))
    with pytest.raises(errors.EntryChangedMeanwhile):
        change(world, entry, at("9:00"), at("12:00"), version=1)
    assert spans(world) == ["08:30-12:00 work"]


def test_a_deleted_entry_comes_back(world: World) -> None:
    alice = seat(world, world.alice).actor
    entry = add(world, at("8:00"), at("12:00"))
    time_entry_delete(actor=alice, entry=entry, reason="twice")
    assert spans(world) == []
    time_entry_restore(actor=alice, entry=entry)
    assert spans(world) == ["08:00-12:00 work"]
    assert codes(world)[1:] == ["time_entry.deleted", "time_entry.restored"]


def test_a_deleted_entry_does_not_come_back_over_another(world: World) -> None:
    alice = seat(world, world.alice).actor
    entry = add(world, at("8:00"), at("12:00"))
    time_entry_delete(actor=alice, entry=entry)
    add(world, at("9:00"), at("10:00"))
    with pytest.raises(errors.EntryOverlaps):
        time_entry_restore(actor=alice, entry=entry)
    assert spans(world) == ["09:00-10:00 work"]


def test_an_entry_is_split_in_two(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    alice = seat(world, world.alice).actor
    first, second = time_entry_split(actor=alice, entry=entry, at=at("9:00"))
    assert (first.seconds, second.seconds) == (3600, 3 * 3600)
    with pytest.raises(errors.SplitOutside):
        time_entry_split(actor=alice, entry=first, at=at("10:00"))
    assert spans(world) == ["08:00-09:00 work", "09:00-12:00 work"]


def test_a_job_of_another_company_is_not_found(world: World) -> None:
    foreign = job(world, "Oil", company=world.garage)
    with pytest.raises(NotFound):
        add(world, at("8:00"), at("9:00"), fields=EntryFields(job=foreign))
    assert entries(world) == []


def test_billable_follows_the_job(world: World) -> None:
    entry = add(
        world, at("8:00"), at("9:00"), fields=EntryFields(job=job(world, "B", is_billable=True))
    )
    assert entry.is_billable


@pytest.mark.parametrize("act", ["add", "change", "delete", "restore", "split"])
def test_a_worker_who_does_not_manage_own_time_changes_nothing(world: World, act: str) -> None:
    wendy = seat(world, world.wendy).actor
    entry = add(world, at("8:00"), at("12:00"))
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: add(world, at("13:00"), at("14:00"), actor=wendy),
        "change": lambda: change(world, entry, at("9:00"), at("12:00"), actor=wendy),
        "delete": lambda: time_entry_delete(actor=wendy, entry=entry),
        "restore": lambda: time_entry_restore(actor=wendy, entry=entry),
        "split": lambda: time_entry_split(actor=wendy, entry=entry, at=at("9:00")),
    }
    with pytest.raises(PermissionRefused):
        acts[act]()
    assert (spans(world), codes(world)) == (["08:00-12:00 work"], ["time_entry.created"])


def test_a_worker_who_manages_own_time_types_it(world: World) -> None:
    use(world, people_manage_own_time=True)
    add(world, at("13:00"), at("14:00"), actor=seat(world, world.wendy).actor)
    assert spans(world) == ["13:00-14:00 work"]


def test_an_actor_of_another_company_is_refused(world: World) -> None:
    peter = seat(world, world.peter, world.dairy).actor
    entry = add(world, at("8:00"), at("12:00"))
    with pytest.raises(NotFound):
        add(world, at("13:00"), at("14:00"), actor=peter)
    with pytest.raises(NotFound):
        time_entry_delete(actor=peter, entry=entry)
    assert spans(world) == ["08:00-12:00 work"]
