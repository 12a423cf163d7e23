"""The exception list: found once, settled when the time is mended, closed with a name."""

from __future__ import annotations

import pytest

from pointage.features.timeentries import review_errors as errors
from pointage.features.timeentries.models import TimeException
from pointage.features.timeentries.services.entries import time_entry_delete
from pointage.features.timeentries.services.exceptions import exception_close, exceptions_refresh
from pointage.foundation.identity.actors import PermissionRefused
from tests.features.time.helpers import add, at, codes, exceptions, punch, seat, use
from tests.world import World

Kind = TimeException.Kind


def kinds(world: World, state: str = "open") -> list[str]:
    return [each.kind for each in exceptions(world) if each.state == state]


def test_a_long_shift_is_found_once_and_settled_when_mended(world: World) -> None:
    use(world, missing_break_after_seconds=None)
    entry = add(world, at("6:00"), at("18:30"))
    assert exceptions_refresh(world.boulangerie) == 1
    assert exceptions_refresh(world.boulangerie) == 0
    assert kinds(world) == [Kind.LONG_SHIFT]
    assert exceptions(world)[0].data["worked_seconds"] == 12 * 3600 + 1800
    time_entry_delete(actor=seat(world, world.alice).actor, entry=entry)
    exceptions_refresh(world.boulangerie)
    assert kinds(world) == [] and kinds(world, "resolved") == [Kind.LONG_SHIFT]


def test_stretches_of_one_shift_add_up_over_switches(world: World) -> None:
    use(world, missing_break_after_seconds=None)
    add(world, at("6:00"), at("12:00"))
    add(world, at("12:00"), at("18:10"))
    exceptions_refresh(world.boulangerie)
    assert kinds(world) == [Kind.LONG_SHIFT]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("8:00", "13:00")], []),
        ([("8:00", "13:01")], [Kind.MISSING_BREAK]),
        ([("8:00", "11:00"), ("11:00", "14:00")], [Kind.MISSING_BREAK]),
        ([("8:00", "11:00"), ("11:30", "15:00")], []),
    ],
)
def test_work_without_a_break(world: World, spans: list[tuple[str, str]], found: list[str]) -> None:
    for start, end in spans:
        add(world, at(start), at(end))
    exceptions_refresh(world.boulangerie)
    assert kinds(world) == found


def test_a_break_taken_on_the_clock_interrupts(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("12:00"))
    punch(world, "end_break", at("12:30"))
    punch(world, "clock_out", at("16:30"))
    exceptions_refresh(world.boulangerie)
    assert kinds(world) == []


def test_limits_can_be_switched_off(world: World) -> None:
    use(world, long_shift_after_seconds=None, missing_break_after_seconds=None)
    add(world, at("4:00"), at("18:00"))
    assert exceptions_refresh(world.boulangerie) == 0


def test_a_running_shift_is_told_with_its_latest_length(world: World) -> None:
    use(world, missing_break_after_seconds=None, long_shift_after_seconds=3600)
    punch(world, "clock_in", at("8:00"))
    exceptions_refresh(world.boulangerie)
    (found,) = exceptions(world)
    assert found.data["worked_seconds"] == 10 * 3600 + 1800  # it is 18:30


def test_closing_says_who_and_only_once(world: World) -> None:
    add(world, at("6:00"), at("18:30"))
    exceptions_refresh(world.boulangerie)
    (first, *_) = exceptions(world)
    with pytest.raises(PermissionRefused):
        exception_close(actor=seat(world, world.wendy).actor, exception=first, state="dismissed")
    actor = seat(world, world.alice).actor
    done = exception_close(
        actor=actor, exception=first, state="dismissed", remark="Inventory night"
    )
    assert (done.state, done.closed_by_name) == ("dismissed", world.alice.full_name)
    assert codes(world)[-1] == "time_exception.dismissed"
    with pytest.raises(errors.ExceptionClosed):
        exception_close(actor=actor, exception=first, state="resolved")
    exceptions_refresh(world.boulangerie)  # what was dismissed does not come back
    assert first.kind not in kinds(world)


def test_other_companies_are_left_alone(world: World) -> None:
    add(world, at("6:00"), at("18:30"))
    assert exceptions_refresh(world.garage) == 0
    assert exceptions(world) == []


def test_a_punch_that_a_device_held_too_long_is_listed(world: World) -> None:
    use(world, unsynced_after_seconds=3600)
    punch(world, "clock_in", at("8:00"), was_queued=True)
    punch(world, "clock_out", at("18:00"), was_queued=True)  # half an hour late: fine
    (found,) = exceptions(world)
    assert found.kind == Kind.UNSYNCED_TOO_LONG
    assert found.data["late_seconds"] == 10 * 3600 + 1800
    assert found.time_entry_id is not None
