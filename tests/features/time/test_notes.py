"""Running notes, confirmations of clocked time, and who is told when somebody touches time."""

from __future__ import annotations

import pytest

from pointage.features.timeentries import errors
from pointage.features.timeentries.models import EntryNote, TimeEntry
from pointage.features.timeentries.queries import notes_of
from pointage.features.timeentries.services import (
    entry_confirm,
    entry_note_add,
    entry_reject,
    time_entry_update,
)
from pointage.features.timeentries.values import EntryFields, RegularTime
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.notices.models import Notice
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, codes, exceptions, history, punch, seat, spans, use
from tests.world import World

MIXED = "🥐👩🏽‍🍳 fini à 8 h 30 — مرحبا بالعالم \u200f(שלום)\n  deux espaces  "


def write(world: World, entry: TimeEntry, body: str = "Done", client_id: str = "n1") -> EntryNote:
    return entry_note_add(
        actor=seat(world, world.wendy).actor,
        entry=entry,
        client_id=client_id,
        body=body,
        written_at=at("9:00"),
    )


def bodies(world: World, entry: TimeEntry) -> list[str]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return [note.body for note in notes_of(entry)]


def asked(world: World) -> TimeEntry:
    use(world, crew_clock_in_asks=True)
    alice = seat(world, world.alice).actor
    entry = punch(world, "clock_in", at("8:00"), actor=alice, source="crew").entry
    assert entry is not None
    return entry


def test_a_note_is_kept_letter_for_letter(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    write(world, entry, MIXED)
    assert bodies(world, entry) == [MIXED]
    assert history(world)[-1].after == {
        "running_note": MIXED,
        "device_at": "2026-11-24T09:00:00-05:00",
        "received_at": "2026-11-24T18:30:00-05:00",
    }


def test_a_note_sent_twice_is_one_note(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    assert write(world, entry).pk == write(world, entry).pk
    assert (bodies(world, entry), codes(world)[1:]) == (["Done"], ["time_entry.note_added"])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("  \n ", errors.NoteEmpty),
        ("x" * 4001, errors.NoteTooLong),
        ("a\x00b", errors.TextUnreadable),
        ("half \ud83d", errors.TextUnreadable),
    ],
)
def test_a_note_that_cannot_be_kept_is_refused(
    world: World, body: str, error: type[RuleBroken]
) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    with pytest.raises(error):
        write(world, entry, body)
    assert (bodies(world, entry), codes(world)) == ([], ["time_entry.created"])


def test_nobody_writes_on_the_time_of_somebody_else_without_reach(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"), member=world.alice_member)
    with pytest.raises(PermissionRefused):
        write(world, entry)
    assert bodies(world, entry) == []


def test_an_accountant_of_another_client_finds_no_entry(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    with pytest.raises(NotFound):
        entry_note_add(
            actor=seat(world, world.peter, world.dairy).actor,
            entry=entry,
            client_id="n",
            body="x",
            written_at=at("9:00"),
        )


def test_a_running_note_is_note_enough(world: World) -> None:
    use(world, requires_notes=True)
    entry = punch(world, "clock_in", at("8:00")).entry
    assert entry is not None
    write(world, entry)
    assert punch(world, "clock_out", at("12:00")).refusal == ""


def test_a_person_confirms_what_somebody_else_clocked(world: World) -> None:
    entry = asked(world)
    notice = Notice.objects.get()
    assert (notice.user_id, notice.code) == (world.wendy.pk, "time_entry.asked")
    confirmed = entry_confirm(actor=seat(world, world.wendy).actor, entry=entry)
    assert (confirmed.confirmation, codes(world)[-1]) == ("confirmed", "time_entry.confirmed")
    with pytest.raises(errors.NothingToConfirm):
        entry_confirm(actor=seat(world, world.wendy).actor, entry=entry)


def test_a_rejected_entry_is_deleted_and_managers_find_it(world: World) -> None:
    entry = asked(world)
    entry_reject(actor=seat(world, world.wendy).actor, entry=entry, reason="I was off")
    assert (spans(world), codes(world)[-1]) == ([], "time_entry.deleted")
    [found] = exceptions(world)
    assert (found.kind, found.data["reason"]) == ("crew_rejected", "I was off")


def test_nobody_confirms_for_somebody_else(world: World) -> None:
    entry = asked(world)
    with pytest.raises(PermissionRefused):
        entry_confirm(actor=seat(world, world.alice).actor, entry=entry)
    with pytest.raises(PermissionRefused):
        entry_reject(actor=seat(world, world.alice).actor, entry=entry)
    assert spans(world) == ["08:00- work"]


def test_administrators_hear_of_a_changed_note_where_they_asked_for_it(world: World) -> None:
    use(world, note_edits_tell_administrators=True, people_manage_own_time=True)
    entry = add(world, at("8:00"), at("12:00"))
    Notice.objects.all().delete()
    time_entry_update(
        actor=seat(world, world.wendy).actor,
        entry=entry,
        time=RegularTime(started_at=at("8:00"), ended_at=at("12:00"), time_zone="America/Toronto"),
        fields=EntryFields(note="Bread"),
        version=1,
    )
    notice = Notice.objects.get()
    assert (notice.user_id, notice.code) == (world.alice.pk, "time_entry.note_changed")


def test_a_person_hears_when_somebody_else_changes_their_time(world: World) -> None:
    entry = add(world, at("8:00"), at("12:00"))
    time_entry_update(
        actor=seat(world, world.alice).actor,
        entry=entry,
        time=RegularTime(started_at=at("8:30"), ended_at=at("12:00"), time_zone="America/Toronto"),
        fields=EntryFields(),
        version=1,
    )
    notice = Notice.objects.get()
    assert (notice.user_id, notice.code) == (world.wendy.pk, "time_entry.changed")
