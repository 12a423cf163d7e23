"""Rounding counts differently what was punched, and never touches what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.companies.time_values import rounding_policy
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.rounding import (
    Countable,
    countable_entries,
    counted_seconds,
    fairness,
)
from pointage.features.timeentries.services import time_entry_update
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import ROUNDING_MINUTES, RoundingPolicy
from tests.features.time.helpers import (
    add,
    at,
    break_rule,
    entries,
    punch,
    seat,
    type_hours,
)
from tests.world import World

QUARTER = rounding_policy(15, "nearest", "nearest")
OFF = RoundingPolicy()
TODAY = date(2026, 11, 24)


def countable(world: World) -> list[Countable]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return countable_entries(world.boulangerie.pk, first_on=TODAY, last_on=TODAY)


def counted(world: World, policy: RoundingPolicy = QUARTER) -> list[int]:
    found = countable(world)
    seconds = counted_seconds(found, policy)
    return [seconds[each.id] for each in found]


def hm(hours: int, minutes: int = 0) -> int:
    return hours * 3600 + minutes * 60


@pytest.mark.parametrize(
    ("mode", "end"), [("up", hm(16, 30)), ("down", hm(16, 15)), ("nearest", hm(16, 15))]
)
def test_sixteen_sixteen_becomes_what_the_direction_says(world: World, mode: str, end: int) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("16:16"))
    assert counted(world, rounding_policy(15, "nearest", mode)) == [end - hm(8)]


def test_stored_seconds_stay_as_they_were_punched(world: World) -> None:
    punch(world, "clock_in", at("8:03"))
    punch(world, "clock_out", at("16:16"))
    before = [entry.seconds for entry in entries(world)]
    assert counted(world) == [hm(8, 15)]
    assert [entry.seconds for entry in entries(world)] == before == [hm(8, 13)]


def test_without_rounding_what_is_stored_counts(world: World) -> None:
    punch(world, "clock_in", at("8:03"))
    punch(world, "clock_out", at("16:16"))
    assert counted(world, OFF) == [hm(8, 13)]


def test_typed_time_is_never_rounded(world: World) -> None:
    add(world, at("8:03"), at("9:16"))
    type_hours(world, hm(1, 7))
    assert sorted(counted(world)) == [hm(1, 7), hm(1, 13)]


def test_an_edited_end_is_not_rounded_and_the_punched_start_still_is(world: World) -> None:
    punch(world, "clock_in", at("8:03"))
    entry = punch(world, "clock_out", at("16:16")).entry
    assert entry is not None
    time_entry_update(
        actor=seat(world, world.alice).actor,
        entry=entry,
        time=RegularTime(started_at=at("8:03"), ended_at=at("16:20"), time_zone="America/Toronto"),
        fields=EntryFields(),
        version=entry.version,
    )
    assert counted(world) == [hm(8, 20)]  # 8:00 to 16:20


def test_a_change_of_job_is_rounded_once_for_both(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "switch", at("10:08"))
    punch(world, "clock_out", at("12:00"))
    assert counted(world, rounding_policy(15, "down", "up")) == [hm(2), hm(2)]


def test_breaks_are_rounded_too_and_nothing_overlaps(world: World) -> None:
    lunch = break_rule(world)
    punch(world, "clock_in", at("8:03"))
    punch(world, "start_break", at("12:02"), break_rule=lunch)
    punch(world, "end_break", at("12:34"))
    punch(world, "clock_out", at("17:01"))
    assert counted(world) == [hm(4), hm(0, 30), hm(4, 30)]


def test_an_automatic_break_keeps_its_length(world: World) -> None:
    break_rule(world, minutes=20, is_automatic=True, after_seconds=hm(4))
    punch(world, "clock_in", at("8:03"))
    punch(world, "clock_out", at("17:01"))
    assert counted(world) == [hm(4, 3), hm(0, 20), hm(4, 37)]


def test_fairness_says_who_gained_and_who_lost(world: World) -> None:
    punch(world, "clock_in", at("8:03"))  # gains 3 minutes
    punch(world, "switch", at("10:08"))
    punch(world, "clock_out", at("16:16"))  # loses 1 minute
    (line,) = fairness(countable(world), QUARTER, {world.wendy_member.pk: "Wendy"})
    assert (line.person, line.stretches, line.gained, line.lost) == ("Wendy", 1, 120, 0)


# -- properties --------------------------------------------------------------------------------

policies = st.builds(
    rounding_policy,
    st.sampled_from(ROUNDING_MINUTES),
    st.sampled_from(["up", "down", "nearest"]),
    st.sampled_from(["up", "down", "nearest"]),
)


@st.composite
def punched_days(draw: st.DrawFn) -> list[Countable]:
    """One person's clocked day: stretches that touch, paid or not."""
    at_ = datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 86_400)))
    found = []
    for number in range(draw(st.integers(1, 6))):
        end = at_ + timedelta(seconds=draw(st.integers(1, 5 * 3600)))
        activity = draw(st.sampled_from(TimeEntry.Activity.values))
        found.append(
            Countable(
                id=number,
                member_id=1,
                activity=activity,
                started_at=at_,
                ended_at=end,
                time_zone="America/Toronto",
                seconds=int((end - at_).total_seconds()),
                is_start_punched=True,
                is_end_punched=True,
            )
        )
        at_ = end
    return found


@given(day=punched_days(), policy=policies)
def test_what_counts_is_what_fairness_says(day: list[Countable], policy: RoundingPolicy) -> None:
    seconds = counted_seconds(day, policy)
    paid = sum(seconds[each.id] for each in day if each.is_paid)
    stored = sum(each.seconds for each in day if each.is_paid)
    assert paid - stored == sum(line.net for line in fairness(day, policy, {}))
    assert min(seconds.values()) >= 0


@given(day=punched_days(), minutes=st.sampled_from(ROUNDING_MINUTES))
def test_rounding_to_the_nearest_moves_the_whole_by_less_than_a_step(
    day: list[Countable], minutes: int
) -> None:
    policy = rounding_policy(minutes, "nearest", "nearest")
    whole = sum(counted_seconds(day, policy).values())
    assert abs(whole - sum(each.seconds for each in day)) <= minutes * 60


@given(day=punched_days())
def test_rounding_nothing_changes_nothing(day: list[Countable]) -> None:
    assert counted_seconds(day, OFF) == {each.id: each.seconds for each in day}
