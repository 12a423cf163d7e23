"""Breaks put into clocked work afterwards, by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries import break_errors, errors
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.breaks import break_insert
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import (
    add,
    at,
    break_rule,
    codes,
    entries,
    history,
    punch,
    seat,
    spans,
    type_hours,
)
from tests.world import World


@pytest.fixture
def lunch(world: World) -> BreakRule:
    return break_rule(world)


def clocked(world: World, start: str = "8:00", end: str = "16:00") -> TimeEntry:
    punch(world, "clock_in", at(start))
    entry = punch(world, "clock_out", at(end)).entry
    assert entry is not None
    return entry


def insert(world: World, entry: TimeEntry, rule: BreakRule, **options: object) -> TimeEntry:
    options = {"actor": seat(world, world.alice).actor, "version": entry.version, **options}
    return break_insert(entry=entry, rule=rule, **options)  # type: ignore[arg-type]


def test_a_break_goes_into_the_middle_and_is_as_long_as_its_rule(
    world: World, lunch: BreakRule
) -> None:
    made = insert(world, clocked(world), lunch)
    assert spans(world) == [
        "08:00-11:45 work",
        "11:45-12:15 unpaid_break",
        "12:15-16:00 work",
    ]
    assert (made.break_rule_id, made.source) == (lunch.pk, "web")
    event = next(each for each in history(world) if each.object_id == made.public_id)
    assert event.after is not None
    assert (event.actor_name, event.after["break_inserted"]) == ("Alice Côté", "Lunch")


def test_start_and_length_may_be_chosen(world: World, lunch: BreakRule) -> None:
    insert(world, clocked(world), lunch, started_at=at("12:00"), minutes=45)
    assert spans(world)[1] == "12:00-12:45 unpaid_break"


def test_a_second_break_goes_into_what_is_left(world: World, lunch: BreakRule) -> None:
    rest = break_rule(world, "Rest", minutes=15, is_paid=True)
    insert(world, clocked(world), lunch)
    afternoon = entries(world)[-1]
    insert(world, afternoon, rest, started_at=at("14:00"))
    assert spans(world)[3] == "14:00-14:15 paid_break"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"started_at": at("7:59")}, break_errors.BreakOutsideWork),
        ({"started_at": at("15:31")}, break_errors.BreakOutsideWork),
        ({"minutes": 480}, break_errors.BreakTooLong),
        ({"version": 99}, errors.EntryChangedMeanwhile),
    ],
)
def test_a_break_that_does_not_fit_is_refused(
    world: World, lunch: BreakRule, options: dict[str, object], error: type[RuleBroken]
) -> None:
    entry = clocked(world)
    before = codes(world)
    with pytest.raises(error) as raised:
        insert(world, entry, lunch, **options)
    assert raised.value.text
    assert (spans(world), codes(world)) == (["08:00-16:00 work"], before)


def test_typed_time_takes_no_break_afterwards(world: World, lunch: BreakRule) -> None:
    for entry in (add(world, at("8:00"), at("16:00")), type_hours(world, 3600)):
        with pytest.raises(break_errors.BreakNotInsertable):
            insert(world, entry, lunch)


def test_running_work_and_breaks_take_none(world: World, lunch: BreakRule) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("12:00"), break_rule=lunch)
    punch(world, "end_break", at("12:30"))
    for entry in entries(world)[1:]:
        with pytest.raises(break_errors.BreakNotInsertable):
            insert(world, entry, lunch)


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"is_automatic": True, "is_manual": False, "after_seconds": 86_400},
        {"is_for_everyone": False},
    ],
)
def test_a_break_that_the_person_may_not_take_is_refused(
    world: World, fields: dict[str, Any]
) -> None:
    rule = break_rule(world, **fields)
    with pytest.raises(break_errors.BreakNotForPerson):
        insert(world, clocked(world), rule)


def test_workers_without_the_right_insert_nothing(world: World, lunch: BreakRule) -> None:
    entry = clocked(world)
    with pytest.raises(PermissionRefused):
        insert(world, entry, lunch, actor=seat(world, world.wendy).actor)
    assert spans(world) == ["08:00-16:00 work"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.integers(0, 12 * 3600),
    length=st.integers(120, 6 * 3600),
    break_at=st.integers(0, 6 * 3600),
    minutes=st.integers(1, 90),
    is_paid=st.booleans(),
)
def test_a_break_never_moves_start_and_end_and_all_seconds_add_up(
    world: World, start: int, length: int, break_at: int, minutes: int, is_paid: bool
) -> None:
    with tenant_scope(companies=[world.boulangerie.pk]):
        TimeEntry.with_deleted.update(deleted_at=at("0:00"))
    rule = break_rule(world, f"B{minutes}", minutes=minutes, is_paid=is_paid)
    begin: datetime = at("0:00") + timedelta(seconds=start)
    end = begin + timedelta(seconds=length)
    punch(world, "clock_in", begin)
    entry = punch(world, "clock_out", end).entry
    assert entry is not None
    try:
        insert(world, entry, rule, started_at=begin + timedelta(seconds=break_at))
    except (break_errors.BreakOutsideWork, break_errors.BreakTooLong):
        inserted = 0
    else:
        inserted = minutes * 60
    found = entries(world)
    assert (found[0].started_at, found[-1].ended_at) == (begin, end)
    work = sum(each.seconds for each in found if each.activity == "work")
    breaks = sum(each.seconds for each in found if each.activity != "work")
    assert (work + breaks, breaks) == (length, inserted)
