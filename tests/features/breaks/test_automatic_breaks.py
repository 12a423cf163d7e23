"""Automatic breaks: added to clocked time at clock-out, cut out of the work around them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointage.features.companies.models import BreakRule
from pointage.features.timeentries import hooks
from pointage.features.timeentries.breaks import Stretch, plan_automatic
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.breaks import (
    break_rules_apply,
    breaks_after_clock_out,
)
from pointage.features.timeentries.services.entries import time_entry_update
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import Interval
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
    use,
)
from tests.world import World

FIVE_HOURS: dict[str, Any] = {"is_automatic": True, "is_manual": False, "after_seconds": 5 * 3600}
AT_NOON: dict[str, Any] = {"is_automatic": True, "starts_minute": 12 * 60}


def clocked(world: World, start: str, end: str) -> None:
    punch(world, "clock_in", at(start))
    punch(world, "clock_out", at(end))


# -- at clock-out ------------------------------------------------------------------------------


def test_long_work_gets_its_break_after_so_many_hours(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    clocked(world, "8:00", "17:00")
    assert spans(world) == [
        "08:00-13:00 work",
        "13:00-13:30 unpaid_break",
        "13:30-17:00 work",
    ]


def test_short_work_gets_none(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    clocked(world, "8:00", "13:00")
    assert spans(world) == ["08:00-13:00 work"]


def test_work_just_past_the_limit_gets_its_break_inside_the_work(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    clocked(world, "8:00", "13:10")
    assert spans(world) == ["08:00-12:40 work", "12:40-13:10 unpaid_break"]


def test_history_says_that_the_program_did_it(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    clocked(world, "8:00", "17:00")
    made = next(entry for entry in entries(world) if entry.activity != "work")
    event = next(each for each in history(world) if each.object_id == made.public_id)
    assert event.after is not None
    assert (event.actor_name, event.after["automatic_break"], event.after["source"]) == (
        "Pointage",
        "Lunch",
        "automatic",
    )
    assert (made.source, made.end_source) == ("automatic", "automatic")


@pytest.mark.parametrize("rule_taken", ["Lunch", "Long"])
def test_a_break_of_the_rule_or_one_as_long_taken_by_hand_is_enough(
    world: World, rule_taken: str
) -> None:
    both: dict[str, Any] = {"is_automatic": True, "is_manual": True, "after_seconds": 5 * 3600}
    rules = {"Lunch": break_rule(world, **both), "Long": break_rule(world, "Long", minutes=30)}
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("10:00"), break_rule=rules[rule_taken])
    punch(world, "end_break", at("10:30"))
    punch(world, "clock_out", at("17:00"))
    assert [span for span in spans(world) if "break" in span] == ["10:00-10:30 unpaid_break"]


def test_a_short_rest_does_not_replace_lunch(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    rest = break_rule(world, "Rest", minutes=15, is_paid=True)
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("10:00"), break_rule=rest)
    punch(world, "end_break", at("10:15"))
    punch(world, "clock_out", at("17:00"))
    assert [span for span in spans(world) if "break" in span] == [
        "10:00-10:15 paid_break",
        "13:15-13:45 unpaid_break",
    ]


def test_a_break_at_a_time_of_day_needs_presence_from_start_to_end(world: World) -> None:
    break_rule(world, **AT_NOON)
    clocked(world, "8:00", "12:20")
    assert spans(world) == ["08:00-12:20 work"]


def test_a_break_at_a_time_of_day_is_placed_there_across_a_change_of_job(world: World) -> None:
    break_rule(world, **AT_NOON)
    punch(world, "clock_in", at("8:00"))
    punch(world, "switch", at("12:10"))
    punch(world, "clock_out", at("16:00"))
    assert spans(world) == [
        "08:00-12:00 work",
        "12:00-12:30 unpaid_break",
        "12:30-16:00 work",
    ]


def test_days_that_are_not_ticked_get_no_break(world: World) -> None:
    weekend = 0b1000001
    break_rule(world, **FIVE_HOURS, days=weekend)
    clocked(world, "8:00", "17:00")  # a Tuesday
    assert spans(world) == ["08:00-17:00 work"]


def test_two_rules_are_applied_in_order_and_never_on_each_other(world: World) -> None:
    break_rule(world, "First", **AT_NOON)
    break_rule(world, "Second", is_automatic=True, after_seconds=4 * 3600, minutes=45)
    clocked(world, "8:00", "17:00")
    assert spans(world) == [
        "08:00-12:00 work",
        "12:00-12:30 unpaid_break",
        "12:30-13:15 unpaid_break",
        "13:15-17:00 work",
    ]


@pytest.mark.parametrize("first", ["Lunch", "Rest"])
def test_lunch_and_rest_are_both_added_whichever_came_first(world: World, first: str) -> None:
    lunch: dict[str, Any] = {"is_automatic": True, "after_seconds": 5 * 3600}
    rest: dict[str, Any] = {
        "is_automatic": True, "after_seconds": 2 * 3600, "minutes": 15, "is_paid": True,
    }  # fmt: skip
    for name in sorted(["Lunch", "Rest"], key=lambda each: each != first):
        break_rule(world, name, **(lunch if name == "Lunch" else rest))
    clocked(world, "8:00", "17:00")
    breaks = [span for span in spans(world) if "break" in span]
    assert sorted(each.split()[1] for each in breaks) == ["paid_break", "unpaid_break"]
    assert breaks[0] == "10:00-10:15 paid_break"


def test_one_break_by_hand_replaces_one_rule_only(world: World) -> None:
    long = break_rule(world, "Long", minutes=30)
    break_rule(world, "Lunch", is_manual=False, is_automatic=True, after_seconds=5 * 3600)
    break_rule(world, "Supper", is_manual=False, is_automatic=True, after_seconds=8 * 3600)
    punch(world, "clock_in", at("6:00"))
    punch(world, "start_break", at("10:00"), break_rule=long)
    punch(world, "end_break", at("10:30"))
    punch(world, "clock_out", at("18:00"))
    assert [span for span in spans(world) if "break" in span] == [
        "10:00-10:30 unpaid_break",
        "14:30-15:00 unpaid_break",
    ]


def test_a_break_of_the_rule_cut_short_by_hand_is_not_added_again(world: World) -> None:
    lunch = break_rule(world, is_automatic=True, is_manual=True, after_seconds=5 * 3600)
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("12:00"), break_rule=lunch)
    punch(world, "end_break", at("12:10"))
    punch(world, "clock_out", at("17:00"))
    assert [span for span in spans(world) if "break" in span] == ["12:00-12:10 unpaid_break"]


def test_a_break_over_midnight_is_cut_where_the_company_cuts_days(world: World) -> None:
    use(world, splits_at_midnight=True)
    break_rule(world, **FIVE_HOURS)
    punch(world, "clock_in", at("18:45", day=23))
    punch(world, "clock_out", at("4:00"))
    assert spans(world) == [
        "18:45-23:45 work",
        "23:45-00:00 unpaid_break",
        "00:00-00:15 unpaid_break",
        "00:15-04:00 work",
    ]


def test_a_break_by_hand_that_midnight_cut_counts_as_one(world: World) -> None:
    use(world, splits_at_midnight=True)
    long = break_rule(world, "Long", minutes=30)
    break_rule(world, **FIVE_HOURS)
    punch(world, "clock_in", at("18:00", day=23))
    punch(world, "start_break", at("23:45", day=23), break_rule=long)
    punch(world, "end_break", at("0:15"))
    punch(world, "clock_out", at("4:00"))
    assert sum("break" in span for span in spans(world)) == 2


def test_a_start_that_was_edited_on_the_clock_still_gets_its_break(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    punch(world, "clock_in", at("9:00"))
    (running,) = entries(world)
    time_entry_update(
        actor=seat(world, world.alice).actor,
        entry=running,
        time=RegularTime(started_at=at("8:00"), ended_at=None, time_zone="America/Toronto"),
        fields=EntryFields(),
        version=running.version,
    )
    punch(world, "clock_out", at("17:00"))
    assert spans(world)[1:2] == ["13:00-13:30 unpaid_break"]


def test_a_rule_for_somebody_else_changes_nothing(world: World) -> None:
    break_rule(world, **FIVE_HOURS, is_for_everyone=False)
    clocked(world, "8:00", "17:00")
    assert spans(world) == ["08:00-17:00 work"]


def test_the_hook_run_twice_adds_nothing(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    clocked(world, "8:00", "17:00")
    before = codes(world)
    with tenant_scope(companies=[world.boulangerie.pk]):
        breaks_after_clock_out(TimeEntry.objects.order_by("started_at")[0], at("17:00"))
    assert codes(world) == before


def test_work_past_midnight_gets_one_break(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    punch(world, "clock_in", at("20:00", day=23))
    punch(world, "clock_out", at("4:00"))
    assert [span for span in spans(world) if "break" in span] == ["01:00-01:30 unpaid_break"]


def test_a_locked_day_gets_no_break_and_keeps_nobody_on_the_clock(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule(world, **FIVE_HOURS)
    punch(world, "clock_in", at("18:00", day=23))
    punch(world, "switch", at("0:30"))
    monday = date(2026, 11, 23)
    monkeypatch.setattr(
        hooks, "_is_locked", [lambda _member, day: "approved" if day == monday else ""]
    )
    assert punch(world, "clock_out", at("1:00")).refusal == ""
    assert spans(world) == ["18:00-00:30 work", "00:30-01:00 work"]


# -- typed time --------------------------------------------------------------------------------


def test_typed_time_gets_no_break_by_itself(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    add(world, at("8:00"), at("17:00"))
    assert spans(world) == ["08:00-17:00 work"]


def test_an_editor_may_ask_for_the_rules(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    entry = add(world, at("8:00"), at("17:00"))
    made = break_rules_apply(actor=seat(world, world.alice).actor, entry=entry)
    again = break_rules_apply(actor=seat(world, world.alice).actor, entry=entry)
    assert (len(made), again) == (1, [])
    assert spans(world)[1] == "13:00-13:30 unpaid_break"
    assert history(world)[-1].actor_name == "Alice Côté"


def test_whoever_may_not_change_the_entry_may_not_apply_rules(world: World) -> None:
    break_rule(world, **FIVE_HOURS)
    entry = add(world, at("8:00"), at("17:00"))
    with pytest.raises(PermissionRefused):
        break_rules_apply(actor=seat(world, world.wendy).actor, entry=entry)
    assert spans(world) == ["08:00-17:00 work"]


# -- properties --------------------------------------------------------------------------------

ZONES = ["America/Toronto", "America/St_Johns", "Europe/Paris", "Pacific/Auckland"]
START = datetime(2026, 3, 7, 12, tzinfo=UTC)  # around the clocks' change in Canada


@st.composite
def shifts(draw: st.DrawFn) -> list[Stretch]:
    """Work, with breaks taken by hand in between, without gaps."""
    at = START + timedelta(minutes=draw(st.integers(0, 36 * 60)))
    found = []
    for number in range(draw(st.integers(1, 6))):
        end = at + timedelta(seconds=draw(st.integers(60, 6 * 3600)))
        is_break = number % 2 == 1 and draw(st.booleans())
        activity = "unpaid_break" if is_break else "work"
        found.append(Stretch(Interval(at, end), activity, 99 if is_break else None))
        at = end
    return found


@st.composite
def rule_lists(draw: st.DrawFn) -> list[BreakRule]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        by_clock = draw(st.booleans())
        found.append(
            BreakRule(
                pk=number + 1,
                minutes=draw(st.integers(1, 90)),
                is_paid=draw(st.booleans()),
                is_automatic=True,
                after_seconds=None if by_clock else draw(st.integers(60, 10 * 3600)),
                starts_minute=draw(st.integers(0, 1439)) if by_clock else None,
                days=draw(st.integers(1, 127)),
            )
        )
    return found


@given(shift=shifts(), rules=rule_lists(), zone=st.sampled_from(ZONES))
def test_planned_breaks_lie_in_work_and_never_on_each_other(
    shift: list[Stretch], rules: list[BreakRule], zone: str
) -> None:
    placed = plan_automatic(shift, rules, ZoneInfo(zone))
    taken = [each.span for each in shift if not each.is_work] + [each.span for each in placed]
    for number, one in enumerate(taken):
        assert not any(one.overlaps(other) for other in taken[number + 1 :])
    for each in placed:
        assert each.span.seconds == each.rule.minutes * 60
        assert shift[0].span.start <= each.span.start
        assert each.span.end <= shift[-1].span.end


@given(shift=shifts(), rules=rule_lists(), zone=st.sampled_from(ZONES))
def test_work_and_breaks_add_up_to_the_shift(
    shift: list[Stretch], rules: list[BreakRule], zone: str
) -> None:
    placed = plan_automatic(shift, rules, ZoneInfo(zone))
    added = sum(each.span.seconds for each in placed)
    work = sum(each.span.seconds for each in shift if each.is_work)
    taken = sum(each.span.seconds for each in shift if not each.is_work)
    whole = Interval(shift[0].span.start, shift[-1].span.end).seconds
    assert work - added > 0 or not placed
    assert (work - added) + added + taken == whole
