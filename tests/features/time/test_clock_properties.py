"""Whatever order punches come in, time stays sound; on the nights the clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pointage.features.timeentries.models import Punch, TimeEntry
from pointage.features.timeentries.services import time_entry_add
from pointage.features.timeentries.values import EntryFields, Fix, RegularTime
from pointage.foundation.errors import RuleBroken
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import Interval, local_date, union_seconds, zone_named
from tests.features.time.helpers import NOW, add, at, entries, job, punch, punches, seat, use
from tests.world import World, person

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

ACTIONS = list(Punch.Action.values)
PUNCHES = st.lists(
    st.tuples(
        st.sampled_from([*ACTIONS, "clock_in", "clock_out"]),
        st.integers(min_value=0, max_value=48 * 3600),
    ),
    min_size=1,
    max_size=14,
)
SPANS = st.lists(
    st.tuples(st.integers(0, 48 * 60), st.integers(1, 12 * 60), st.sampled_from(list(Fix))),
    min_size=1,
    max_size=8,
)
RELAXED = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def forget(world: World) -> None:
    """A fresh person for each example: the punches of the last one are kept for ever."""
    with tenant_scope(companies=[world.boulangerie.pk]):
        world.wendy_member = person(world.boulangerie, "Wendy", "Bélanger", "")


def assert_sound(found: list[TimeEntry]) -> None:
    regular = [each for each in found if each.kind == "regular"]
    assert sum(each.ended_at is None for each in regular) <= 1
    closed = [each for each in regular if each.ended_at is not None]
    spans = [Interval(each.started_at, each.ended_at or each.started_at) for each in closed]
    assert union_seconds(spans) == sum(each.seconds for each in closed)
    for each in regular:
        assert each.local_on == local_date(each.started_at, zone_named(each.time_zone))
        if each.ended_at is None:
            later = [span for span in spans if span.end > each.started_at]
            assert later == []


def of(world: World) -> list[TimeEntry]:
    return [each for each in entries(world) if each.team_member_id == world.wendy_member.pk]


@RELAXED
@given(sent=PUNCHES, splits=st.booleans())
def test_punches_in_any_order_leave_sound_time(
    world: World, sent: list[tuple[str, int]], splits: bool
) -> None:
    use(world, splits_at_midnight=splits)
    forget(world)
    alice = seat(world, world.alice).actor
    before = len(punches(world))
    for action, seconds in sent:
        when = min(START + timedelta(seconds=seconds), NOW)
        punch(world, action, when, actor=alice, member=world.wendy_member, source="crew")
    assert_sound(of(world))
    assert len(punches(world)) == before + len(sent)


@RELAXED
@given(sent=PUNCHES)
def test_punches_in_the_order_of_the_clock_add_up_to_the_time_between(
    world: World, sent: list[tuple[str, int]]
) -> None:
    forget(world)
    alice = seat(world, world.alice).actor
    in_order = sorted((seconds, action) for action, seconds in sent)
    worked, since = timedelta(0), None
    for seconds, action in [*in_order, (49 * 3600, "clock_out")]:
        when = min(START + timedelta(seconds=seconds), NOW)
        result = punch(world, action, when, actor=alice, member=world.wendy_member, source="crew")
        if result.refusal == "" and action == "clock_in":
            since = when
        if result.refusal == "" and action == "clock_out":
            assert since is not None
            worked += when - since
    assert sum(each.seconds for each in of(world)) == worked.total_seconds()


@RELAXED
@given(typed=SPANS)
def test_typed_stretches_never_overlap_and_the_newest_keeps_its_time(
    world: World, typed: list[tuple[int, int, Fix]]
) -> None:
    forget(world)
    for start, minutes, fix in typed:
        began = datetime(2026, 11, 20, 5, 0, tzinfo=UTC) + timedelta(minutes=start)
        time = RegularTime(
            started_at=began, ended_at=began + timedelta(minutes=minutes), time_zone="Asia/Kolkata"
        )
        before = [(each.pk, each.version) for each in of(world)]
        try:
            entry = time_entry_add(
                actor=seat(world, world.alice).actor,
                company=world.boulangerie,
                member=world.wendy_member,
                time=time,
                fields=EntryFields(),
                fix=fix,
            )
        except RuleBroken:
            assert fix is Fix.NONE
            assert [(each.pk, each.version) for each in of(world)] == before
        else:
            assert entry.seconds == minutes * 60
    assert_sound(of(world))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        # 8 March 2026: the clocks jump from 2:00 to 3:00; 1 November: from 2:00 back to 1:00.
        (at("22:00", day=7, month=3), at("6:00", day=8, month=3), 7),
        (at("22:00", day=31, month=10), at("6:00", day=1, month=11), 9),
        (at("1:30", day=1, month=11), at("1:30", day=1, month=11).replace(fold=1), 1),
    ],
)
def test_the_night_the_clocks_change_has_its_real_hours(
    world: World, start: datetime, end: datetime, hours: int
) -> None:
    assert add(world, start, end).seconds == hours * 3600


def test_a_night_cut_at_midnight_keeps_its_real_hours(world: World) -> None:
    use(world, splits_at_midnight=True)
    punch(world, "clock_in", at("20:00", day=31, month=10), fields=EntryFields(job=job(world, "A")))
    punch(world, "clock_out", at("20:00", day=1, month=11))
    assert [each.seconds for each in entries(world)] == [4 * 3600, 21 * 3600]
    assert [each.job is None for each in entries(world)] == [False, False]


def test_a_zone_whose_midnight_does_not_exist(world: World) -> None:
    """In Cairo the last Friday of April begins at 1:00."""
    use(world, splits_at_midnight=True)
    start = datetime(2026, 4, 23, 19, 0, tzinfo=UTC)
    add(world, start, start + timedelta(hours=5), time_zone="Africa/Cairo")
    assert [(each.local_on.day, each.seconds // 3600) for each in entries(world)] == [
        (23, 3),
        (24, 2),
    ]
