"""The clock: in, out, switch, breaks; each punch kept, applied once, or refused with its data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pointage.features.timeentries.values import EntryFields
from pointage.foundation.identity.actors import PermissionRefused
from tests.features.time.helpers import (
    NOW,
    at,
    break_rule,
    codes,
    entries,
    exceptions,
    history,
    job,
    punch,
    punches,
    seat,
    spans,
    use,
)
from tests.world import World


def test_a_day_is_one_stretch_from_in_to_out(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    result = punch(world, "clock_out", at("16:30"))
    assert result.entry is not None
    assert (spans(world), result.entry.seconds) == (["08:00-16:30 work"], 8 * 3600 + 1800)
    assert (len(punches(world)), exceptions(world)) == (2, [])


def test_history_tells_both_times_of_a_punch_that_waited(world: World) -> None:
    punch(world, "clock_in", at("8:00"), was_queued=True, source="phone")
    event = history(world)[0]
    assert event.after is not None
    assert (event.code, event.after["started_at"]) == (
        "time_entry.created",
        "2026-11-24T08:00:00-05:00",
    )
    assert event.after["received_at"] == "2026-11-24T18:30:00-05:00"
    assert (event.after["was_queued"], event.after["source"]) == (True, "phone")


def test_a_retry_is_the_same_punch(world: World) -> None:
    first = punch(world, "clock_in", at("8:00"), client_id="a")
    again = punch(world, "clock_in", at("8:00"), client_id="a")
    assert (again.is_repeat, again.punch) == (True, first.punch)
    assert again.entry == first.entry
    assert (len(entries(world)), len(punches(world))) == (1, 1)


def test_a_retry_of_a_refused_punch_says_why_again(world: World) -> None:
    punch(world, "clock_out", at("8:00"), client_id="a")
    again = punch(world, "clock_out", at("8:00"), client_id="a")
    assert (again.is_repeat, again.refusal) == (True, "not_on_the_clock")
    assert "Wendy Bélanger" in again.refusal_text
    assert len(exceptions(world)) == 1


def test_switching_ends_one_job_and_begins_the_next_at_the_same_instant(world: World) -> None:
    bread, cake = job(world, "Bread"), job(world, "Cake")
    punch(world, "clock_in", at("8:00"), fields=EntryFields(job=bread))
    punch(world, "switch", at("10:00"), fields=EntryFields(job=cake))
    first, second = entries(world)
    assert (first.job, first.ended_at) == (bread, second.started_at)
    assert (second.job, second.ended_at) == (cake, None)


def test_ending_a_break_returns_to_the_job(world: World) -> None:
    bread, lunch = job(world, "Bread"), break_rule(world)
    punch(world, "clock_in", at("8:00"), fields=EntryFields(job=bread))
    punch(world, "start_break", at("12:00"), break_rule=lunch)
    punch(world, "end_break", at("12:30"))
    assert spans(world) == ["08:00-12:00 work", "12:00-12:30 unpaid_break", "12:30- work"]
    assert [entry.job for entry in entries(world)] == [bread, None, bread]


@pytest.mark.parametrize(("paid", "activity"), [(True, "paid_break"), (False, "unpaid_break")])
def test_a_break_is_paid_as_its_rule_says(world: World, paid: bool, activity: str) -> None:
    rule = break_rule(world, is_paid=paid)
    punch(world, "clock_in", at("8:00"))
    result = punch(world, "start_break", at("12:00"), break_rule=rule)
    assert result.entry is not None
    assert result.entry.activity == activity


def test_clocking_out_ends_a_break_too(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("12:00"))
    punch(world, "clock_out", at("12:10"))
    assert spans(world) == ["08:00-12:00 work", "12:00-12:10 unpaid_break"]


@pytest.mark.parametrize(
    ("before", "action", "when", "refusal"),
    [
        (["clock_in"], "clock_in", "9:00", "already_on_the_clock"),
        ([], "clock_out", "9:00", "not_on_the_clock"),
        ([], "switch", "9:00", "not_on_the_clock"),
        ([], "start_break", "9:00", "not_on_the_clock"),
        ([], "end_break", "9:00", "not_on_the_clock"),
        (["clock_in"], "end_break", "9:00", "not_on_break"),
        (["clock_in", "start_break"], "start_break", "10:00", "already_on_break"),
        (["clock_in"], "clock_out", "7:00", "clock_out_before_in"),
        ([], "clock_in", "19:00", "too_far_in_future"),
    ],
)
def test_what_does_not_fit_is_refused_and_kept(
    world: World, before: list[str], action: str, when: str, refusal: str
) -> None:
    for number, earlier in enumerate(before):
        punch(world, earlier, at(f"8:{number}0"))
    stood, told = spans(world), codes(world)
    result = punch(world, action, at(when), data={"job": "x"}, client_id="tap")
    assert (result.refusal, result.entry, spans(world)) == (refusal, None, stood)
    [kept] = exceptions(world)
    assert (kept.kind, kept.punch_id) == ("punch_refused", result.punch.pk)
    assert (result.punch.data, result.punch.refusal) == ({"job": "x"}, refusal)
    assert codes(world) == [*told, "punch.refused"]
    assert "{" not in result.refusal_text


def test_an_unknown_zone_is_refused(world: World) -> None:
    result = punch(world, "clock_in", at("8:00"), time_zone="Eastern")
    assert (result.refusal, entries(world)) == ("unknown_zone", [])
    assert len(exceptions(world)) == 1


def test_ten_minutes_ahead_is_a_device_clock_that_is_a_little_fast(world: World) -> None:
    assert punch(world, "clock_in", NOW + timedelta(minutes=10)).refusal == ""


def test_a_break_that_cannot_end_early_does_not(world: World) -> None:
    rule = break_rule(world, cannot_end_early=True)
    punch(world, "clock_in", at("8:00"))
    punch(world, "start_break", at("12:00"), break_rule=rule)
    early = punch(world, "end_break", at("12:29"))
    assert early.refusal == "break_too_short"
    assert "12:30" in early.refusal_text
    assert punch(world, "end_break", at("12:30")).refusal == ""


def test_a_break_without_rule_is_refused_once_the_company_has_rules(world: World) -> None:
    break_rule(world)
    punch(world, "clock_in", at("8:00"))
    assert punch(world, "start_break", at("12:00")).refusal == "break_not_offered"


def test_a_late_pair_is_put_where_it_belongs(world: World) -> None:
    punch(world, "clock_in", at("13:00"))
    punch(world, "clock_in", at("8:00"))
    assert [each.kind for each in exceptions(world)] == ["missing_clock_out"]
    punch(world, "clock_out", at("12:00"))
    assert spans(world) == ["08:00-12:00 work", "13:00- work"]
    assert [each.state for each in exceptions(world)] == ["resolved"]


def test_a_late_day_with_its_break_is_put_where_it_belongs(world: World) -> None:
    punch(world, "clock_in", at("17:00"))
    for action, when in [
        ("clock_in", "8:00"),
        ("start_break", "12:00"),
        ("end_break", "12:30"),
        ("clock_out", "16:00"),
    ]:
        assert punch(world, action, at(when)).refusal == ""
    assert spans(world) == [
        "08:00-12:00 work",
        "12:00-12:30 unpaid_break",
        "12:30-16:00 work",
        "17:00- work",
    ]


def test_a_late_clock_in_whose_end_never_comes_stays_among_the_exceptions(world: World) -> None:
    punch(world, "clock_in", at("13:00"))
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("14:00"))
    assert spans(world) == ["08:00-08:00 work", "13:00-14:00 work"]
    assert [each.state for each in exceptions(world)] == ["open"]


def test_a_late_clock_in_inside_other_work_is_refused(world: World) -> None:
    punch(world, "clock_in", at("8:00"))
    punch(world, "clock_out", at("12:00"))
    result = punch(world, "clock_in", at("9:00"))
    assert (result.refusal, spans(world)) == ("entry_overlaps", ["08:00-12:00 work"])
    assert "8:00" in result.refusal_text


def test_a_late_switch_divides_what_the_clock_ended_since(world: World) -> None:
    bread, cake = job(world, "Bread"), job(world, "Cake")
    punch(world, "clock_in", at("8:00"), fields=EntryFields(job=bread))
    punch(world, "clock_out", at("16:00"))
    punch(world, "switch", at("12:00"), fields=EntryFields(job=cake))
    assert spans(world) == ["08:00-12:00 work", "12:00-16:00 work"]
    assert [entry.job for entry in entries(world)] == [bread, cake]


def test_the_job_that_the_company_requires(world: World) -> None:
    use(world, requires_job=True)
    assert punch(world, "clock_in", at("8:00")).refusal == "job_required"
    assert entries(world) == []


def test_a_note_that_the_company_requires_is_asked_at_the_end(world: World) -> None:
    use(world, requires_notes=True)
    punch(world, "clock_in", at("8:00"))
    assert punch(world, "clock_out", at("12:00")).refusal == "note_required"
    done = punch(world, "clock_out", at("12:01"), fields=EntryFields(note="كعك 🥐"))
    assert done.entry is not None
    assert (done.refusal, done.entry.note) == ("", "كعك 🥐")


def test_an_archived_job_is_refused_with_its_data(world: World) -> None:
    old = job(world, "Old", is_active=False)
    result = punch(world, "clock_in", at("8:00"), fields=EntryFields(job=old))
    assert (result.refusal, entries(world)) == ("job_archived", [])


def test_a_night_is_cut_at_midnight_when_the_company_wants(world: World) -> None:
    use(world, splits_at_midnight=True)
    punch(world, "clock_in", at("22:00", day=23))
    punch(world, "clock_out", at("6:00"))
    assert spans(world) == ["22:00-00:00 work", "00:00-06:00 work"]
    assert [entry.local_on.day for entry in entries(world)] == [23, 24]
    assert sum(entry.seconds for entry in entries(world)) == 8 * 3600


def test_a_phone_needs_its_permission(world: World) -> None:
    use(world, people_use_phones=False)
    with pytest.raises(PermissionRefused):
        punch(world, "clock_in", at("8:00"), source="phone")
    assert (entries(world), punches(world)) == ([], [])


def test_a_worker_clocks_nobody_else(world: World) -> None:
    with pytest.raises(PermissionRefused):
        punch(world, "clock_in", at("8:00"), member=world.alice_member)
    assert punches(world) == []


def test_whoever_is_clocked_by_somebody_else_is_asked(world: World) -> None:
    use(world, crew_clock_in_asks=True)
    alice = seat(world, world.alice).actor
    result = punch(world, "clock_in", at("8:00"), actor=alice, source="crew")
    assert result.entry is not None
    assert result.entry.confirmation == "asked"
