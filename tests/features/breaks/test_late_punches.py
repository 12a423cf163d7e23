"""Punches that a phone sends after the program has added breaks or stopped the clock: what really
happened wins, and what people punched or typed is not undone."""

from __future__ import annotations

from typing import Any

import pytest

from pointage.features.timeentries.models import TimeException
from pointage.features.timeentries.services.automatic import clock_out_everybody_due
from tests.features.time.helpers import add, at, break_rule, codes, exceptions, punch, spans, use
from tests.world import World

HOUR = 3600
LUNCH: dict[str, Any] = {"is_automatic": True, "is_manual": True, "after_seconds": 5 * HOUR}


def late(world: World, action: str, when: str, **values: Any) -> str:
    """The code of the rule that refused a punch from the phone's queue; empty when applied."""
    return punch(world, action, at(when), was_queued=True, **values).refusal


def open_kinds(world: World) -> list[str]:
    return [each.kind for each in exceptions(world) if each.state == "open"]


def test_a_real_lunch_takes_the_place_of_the_automatic_one(world: World) -> None:
    lunch = break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("17:00"))
    assert late(world, "start_break", "11:30", break_rule=lunch) == ""
    assert late(world, "end_break", "12:15") == ""
    assert spans(world) == [
        "08:00-11:30 work",
        "11:30-12:15 unpaid_break",
        "12:15-17:00 work",
    ]


def test_a_late_rest_leaves_lunch_due(world: World) -> None:
    break_rule(world, **LUNCH)
    rest = break_rule(world, "Rest", minutes=15, is_paid=True)
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("17:00"))
    assert late(world, "start_break", "10:00", break_rule=rest) == ""
    assert late(world, "end_break", "10:15") == ""
    assert [span for span in spans(world) if "break" in span] == [
        "10:00-10:15 paid_break",
        "13:15-13:45 unpaid_break",
    ]


def test_the_persons_own_clock_out_replaces_the_automatic_one(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    assert spans(world)[-1] == "13:30-18:00 work"
    assert late(world, "clock_out", "16:00") == ""
    assert spans(world) == [
        "08:00-13:00 work",
        "13:00-13:30 unpaid_break",
        "13:30-16:00 work",
    ]
    assert TimeException.Kind.CLOCKED_OUT_AUTOMATICALLY not in open_kinds(world)
    assert "time_exception.resolved" in codes(world)


def test_a_short_day_loses_the_break_that_only_the_long_one_was_owed(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    assert late(world, "clock_out", "12:00") == ""
    assert spans(world) == ["08:00-12:00 work"]


def test_a_whole_day_from_the_phone_after_the_program_stopped_the_clock(world: World) -> None:
    use(world, clock_out_after_seconds=10 * HOUR)
    lunch = break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    clock_out_everybody_due()
    for action, when, values in (
        ("start_break", "12:00", {"break_rule": lunch}),
        ("end_break", "12:30", {}),
        ("switch", "14:00", {}),
        ("clock_out", "16:30", {}),
    ):
        assert late(world, action, when, **values) == "", action
    assert spans(world) == [
        "08:00-12:00 work",
        "12:00-12:30 unpaid_break",
        "12:30-14:00 work",
        "14:00-16:30 work",
    ]
    assert open_kinds(world) == []


def test_a_late_clock_out_over_midnight_where_days_are_cut(world: World) -> None:
    use(world, clock_out_after_seconds=8 * HOUR, splits_at_midnight=True)
    punch(world, "clock_in", at("20:00", day=23))
    clock_out_everybody_due()
    assert spans(world) == ["20:00-00:00 work", "00:00-04:00 work"]
    assert punch(world, "clock_out", at("23:00", day=23), was_queued=True).refusal == ""
    assert spans(world) == ["20:00-23:00 work"]


def test_a_clock_out_of_ones_own_is_not_replaced(world: World) -> None:
    break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("17:00"))
    before = spans(world)
    assert late(world, "clock_out", "16:00") == "already_clocked_out"
    assert spans(world) == before


def test_typed_time_is_left_alone(world: World) -> None:
    add(world, at("8:00"), at("17:00"))
    assert late(world, "clock_out", "16:00") == "already_clocked_out"
    assert late(world, "start_break", "12:00") == "entry_overlaps"
    assert spans(world) == ["08:00-17:00 work"]


@pytest.mark.parametrize("action", ["clock_in", "end_break"])
def test_a_refused_punch_leaves_the_automatic_break_as_it_was(world: World, action: str) -> None:
    break_rule(world, **LUNCH)
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("17:00"))
    before = spans(world)
    assert late(world, action, "11:00") != ""
    assert spans(world) == before
