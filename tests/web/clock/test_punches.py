"""Punches, notes and files as devices send them: applied once, refused without loss, never half."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from pointage.features.jobs.models import CustomField, Job, ServiceItem
from pointage.features.timeentries.models import (
    Attachment,
    EntryNote,
    Punch,
    TimeEntry,
    TimeException,
)
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.web.clock.conftest import MORNING, Send, punch
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_seven(monkeypatch: pytest.MonkeyPatch) -> Any:
    with time_machine.travel(MORNING + timedelta(minutes=2), tick=False):
        yield


@pytest.fixture(autouse=True)
def scope(world: World, at_seven: None) -> Any:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def test_a_tap_opens_an_entry_at_the_devices_time(send: Send, job: Job, world: World) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_in", job=job.public_id)]})
    assert answer.status_code == 200
    entry = TimeEntry.objects.get()
    assert answer.json()["results"] == [
        {"client_id": "t1", "outcome": "applied", "entry": entry.public_id, "is_repeat": False}
    ]
    assert (entry.started_at, entry.ended_at, entry.job_id) == (MORNING, None, job.pk)
    kept = Punch.objects.get()
    assert kept.device_at == MORNING
    assert kept.received_at == MORNING + timedelta(minutes=2)
    assert kept.data == {"job": job.public_id}


def test_a_switch_keeps_what_was_answered_about_the_work_it_ends(
    send: Send, job: Job, world: World
) -> None:
    company = world.boulangerie
    asked = CustomField.objects.create(company=company, name="Four", kind="text", is_required=True)
    item = ServiceItem.objects.create(company=company, name="Cuisson")
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    later = MORNING + timedelta(minutes=1)
    switch = punch("t2", "switch", later, job=job.public_id)
    result = send("punches/", {"punches": [switch]}).json()["results"][0]
    assert result["refusal"] == "field_required"
    answers = {"custom_values": {asked.public_id: "3"}, "service_item": item.public_id}
    send("punches/", {"punches": [{**switch, "client_id": "t3", "ending": answers}]})
    first, second = TimeEntry.objects.order_by("started_at")
    assert (first.custom_values, first.service_item) == ({asked.public_id: "3"}, item)
    assert (second.job_id, second.custom_values, second.ended_at) == (job.pk, {}, None)
    assert Punch.objects.get(client_id="t3").data["ending"] == answers


def test_the_same_tap_again_is_the_same_punch(send: Send) -> None:
    first = send("punches/", {"punches": [punch("t1", "clock_in")]}).json()["results"][0]
    again = send("punches/", {"punches": [punch("t1", "clock_in")]}).json()["results"][0]
    assert again == {**first, "is_repeat": True}
    assert TimeEntry.objects.count() == Punch.objects.count() == 1


def test_a_queue_arrives_in_order_with_both_times(send: Send) -> None:
    later = MORNING + timedelta(minutes=1)
    sent = [punch("t1", "clock_in", queued=True), punch("t2", "clock_out", later, queued=True)]
    answer = send("punches/", {"punches": sent, "state": True})
    assert [each["outcome"] for each in answer.json()["results"]] == ["applied", "applied"]
    entry = TimeEntry.objects.get()
    assert (entry.started_at, entry.ended_at, entry.seconds) == (MORNING, later, 60)
    assert [each.was_queued for each in Punch.objects.order_by("id")] == [True, True]
    state = answer.json()["state"]
    assert state["running"] is None
    assert state["totals"]["day"] == 60


def test_a_refused_punch_is_kept_for_the_manager_and_the_device_told_why(send: Send) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_out")]})
    result = answer.json()["results"][0]
    assert (result["outcome"], result["refusal"]) == ("refused", "not_on_the_clock")
    assert result["text"]
    assert Punch.objects.get().outcome == "refused"
    assert TimeException.objects.get().kind == "punch_refused"
    assert not TimeEntry.objects.exists()


def test_a_refusal_stops_nothing_that_follows(send: Send) -> None:
    sent = [punch("t1", "clock_out"), punch("t2", "clock_in")]
    results = send("punches/", {"punches": sent}).json()["results"]
    assert [each["outcome"] for each in results] == ["refused", "applied"]


def test_an_archived_job_is_refused_with_its_data(send: Send, job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(is_active=False)
    result = send("punches/", {"punches": [punch("t1", "clock_in", job=job.public_id)]}).json()
    assert result["results"][0]["refusal"] == "job_archived"
    assert Punch.objects.get().data == {"job": job.public_id}


MALFORMED = [
    ("no id", {"action": "clock_in", "device_at": MORNING.isoformat()}),
    ("empty id", punch("", "clock_in")),
    ("long id", punch("x" * 65, "clock_in")),
    ("unknown action", punch("t2", "dance")),
    ("no zone in the time", {**punch("t2", "clock_in"), "device_at": "2026-11-24T06:58:00"}),
    ("no time at all", {**punch("t2", "clock_in"), "device_at": "soon"}),
    ("a fraction as answer", punch("t2", "clock_in", custom_values={"f": 1.5})),
    ("a year that no calendar has", {**punch("t2", "clock_in"), "device_at": "0001-01-01T00:00Z"}),
    ("the last of all years", {**punch("t2", "clock_in"), "device_at": "9999-12-31T23:59-12:00"}),
    ("a note too long", punch("t2", "clock_in", note="x" * 4001)),
]


@pytest.mark.parametrize(("why", "bad"), MALFORMED, ids=[why for why, _ in MALFORMED])
def test_what_cannot_be_read_names_the_item_and_nothing_is_written(
    why: str, bad: dict[str, Any], send: Send
) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_in"), bad]})
    assert answer.status_code == 400, why
    assert answer.json()["error"]["code"] == "malformed"
    assert answer.json()["error"]["item"] == 1
    assert "gestionnaire" in answer.json()["error"]["text"]
    assert not Punch.objects.exists()


@pytest.mark.parametrize("body", ["", "{", b"\xff\xfe", "[]", '{"punches": []}'])
def test_what_is_no_batch_is_refused(body: str | bytes, send: Send) -> None:
    assert send("punches/", body).status_code == 400
    assert not Punch.objects.exists()


def test_more_than_fifty_at_once_are_refused_whole(send: Send) -> None:
    answer = send("punches/", {"punches": [punch(f"t{n}", "clock_in") for n in range(51)]})
    assert answer.status_code == 400
    assert not Punch.objects.exists()


def test_another_companys_job_is_not_known(send: Send, world: World) -> None:
    with tenant_scope(companies=[world.dairy.pk]):
        theirs = Job.objects.create(company=world.dairy, name="Milk", full_name="Milk")
    answer = send("punches/", {"punches": [punch("t1", "clock_in", job=theirs.public_id)]})
    assert answer.json()["results"][0]["refusal"] == "choice_gone"
    assert not TimeEntry.objects.exists()


def test_a_job_removed_since_is_refused_with_its_data_and_stops_nothing(send: Send) -> None:
    sent = [punch("t1", "clock_in", job="000000000000"), punch("t2", "clock_in")]
    results = send("punches/", {"punches": sent}).json()["results"]
    assert [each["outcome"] for each in results] == ["refused", "applied"]
    assert TimeException.objects.get().punch is not None
    assert Punch.objects.get(client_id="t1").data == {"job": "000000000000"}


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (MORNING + timedelta(hours=3), "too_far_in_future"),
        (datetime(1970, 1, 1, tzinfo=UTC), "too_long_ago"),
        (MORNING - timedelta(days=91), "too_long_ago"),
    ],
    ids=["hours ahead", "a dead battery", "a season back"],
)
def test_a_device_that_lost_its_date_is_refused_into_the_list(
    at: datetime, refusal: str, send: Send
) -> None:
    result = send("punches/", {"punches": [punch("t1", "clock_in", at)]}).json()["results"][0]
    assert (result["refusal"], bool(result["text"])) == (refusal, True)
    assert Punch.objects.get().device_at == at
    assert TimeException.objects.get().kind == "punch_refused"
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize("hours", [3, -3], ids=["behind", "ahead"])
def test_a_device_whose_clock_is_hours_wrong_stands_once_among_the_exceptions(
    hours: int, send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    wrong = MORNING + timedelta(minutes=2) - timedelta(hours=hours)
    tapped = wrong - timedelta(hours=4)
    sent = [punch("t1", "clock_in", tapped), punch("t2", "clock_out", wrong - timedelta(hours=3.5))]
    send("punches/", {"punches": sent, "sent_at": wrong.isoformat()})
    found = TimeException.objects.get()
    assert (found.kind, found.data) == ("device_clock_wrong", {"offset_seconds": hours * 3600})
    assert TimeEntry.objects.get().started_at == tapped
    page = signed_in(world.alice).get(f"/c/{world.boulangerie.public_id}/oversight/exceptions/")
    assert ("avançait" if hours < 0 else "retardait") in page.content.decode()


def test_a_clock_that_is_right_to_the_minute_is_not_worth_a_word(send: Send) -> None:
    sent_at = (MORNING + timedelta(minutes=1, seconds=10)).isoformat()
    send("punches/", {"punches": [punch("t1", "clock_in")], "sent_at": sent_at})
    assert not TimeException.objects.exists()
    assert Punch.objects.get().data == {}


def test_what_no_database_keeps_is_left_out_and_the_tap_counts(send: Send) -> None:
    odd = punch("t\x001", "clock_in", time_zone="America/Toronto\x00", note="Four\x00 \u202e🚚")
    results = send("punches/", {"punches": [odd | {"custom_values": {"f\x00": "x\x00"}}]}).json()
    assert results["results"][0]["outcome"] == "applied"
    note = {"client_id": "n1", "punch": "t1", "body": "a\x00b", "device_at": MORNING.isoformat()}
    send("notes/", {"notes": [note]})
    assert (TimeEntry.objects.get().note, EntryNote.objects.get().body) == ("Four \u202e🚚", "ab")


def test_signed_out_is_told_in_json(send: Send, clock_url: str) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_in")]}, browser=Browser())
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed_out")
    assert Browser().get(f"{clock_url}state/").status_code == 401
    assert not Punch.objects.exists()


def test_one_persons_queue_never_goes_out_as_anothers(
    send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    body = {"person": world.wendy.public_id, "punches": [punch("t1", "clock_in")]}
    answer = send("punches/", body, browser=signed_in(world.alice))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "other_person")
    assert not Punch.objects.exists()


def test_an_accountant_has_no_clock(
    send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_in")]}, signed_in(world.marie))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


def test_another_companys_person_finds_no_clock(
    send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    answer = send("punches/", {"punches": [punch("t1", "clock_in")]}, signed_in(world.peter))
    assert answer.status_code == 404


def test_a_foreign_page_cannot_punch(world: World, clock_url: str) -> None:
    careful = Browser(enforce_csrf_checks=True)
    careful.force_login(world.wendy, "allauth.account.auth_backends.AuthenticationBackend")
    body = json.dumps({"punches": [punch("t1", "clock_in")]})
    answer = careful.post(f"{clock_url}punches/", body, content_type="application/json")
    assert answer.status_code == 403
    assert not Punch.objects.exists()


def test_a_phone_needs_to_be_allowed(send: Send, world: World, wendy: Browser) -> None:
    world.wendy_member.uses_phone = False
    world.wendy_member.save(update_fields=["uses_phone"])
    wendy.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 16) Mobile Safari"
    answer = send("punches/", {"punches": [punch("t1", "clock_in")]})
    assert answer.status_code == 403
    assert not Punch.objects.exists()


def test_a_phone_is_told_by_its_browser(send: Send, wendy: Browser) -> None:
    wendy.defaults["HTTP_SEC_CH_UA_MOBILE"] = "?1"
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    assert Punch.objects.get().source == "phone"


# -- notes -------------------------------------------------------------------------------------


def note(client_id: str, body: str, **more: Any) -> dict[str, Any]:
    return {"client_id": client_id, "body": body, "device_at": MORNING.isoformat(), **more}


def test_a_note_finds_the_entry_its_tap_opened_and_keeps_every_letter(send: Send) -> None:
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    words = "Livraison 🚚 שלום\nذكرى"
    sent = {"notes": [note("n1", words, punch="t1")], "state": True}
    answer = send("notes/", sent)
    assert answer.json()["results"][0]["outcome"] == "applied"
    assert EntryNote.objects.get().body == words
    assert answer.json()["state"]["running"]["notes"][0]["body"] == words
    assert send("notes/", sent).json()["results"][0]["outcome"] == "applied"
    assert EntryNote.objects.count() == 1


def test_a_note_without_an_entry_is_refused_with_words(send: Send) -> None:
    result = send("notes/", {"notes": [note("n1", "Lost", punch="never")]}).json()["results"][0]
    assert (result["outcome"], result["refusal"]) == ("refused", "entry_gone")
    assert result["text"]


def test_nobody_writes_on_anothers_entry(
    send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    send("punches/", {"punches": [punch("t1", "clock_in")]}, signed_in(world.alice))
    entry = TimeEntry.objects.get()
    result = send("notes/", {"notes": [note("n1", "Hello", entry=entry.public_id)]}).json()
    assert result["results"][0]["outcome"] == "refused"
    assert not EntryNote.objects.exists()


def test_the_id_of_somebody_elses_note_stops_only_that_note(
    send: Send, world: World, signed_in: Callable[[User], Browser]
) -> None:
    alice = signed_in(world.alice)
    send("punches/", {"punches": [punch("t1", "clock_in")]}, alice)
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    send("notes/", {"notes": [note("n1", "À moi", punch="t1")]}, alice)
    sent = [note("n1", "Pas à toi", punch="t1"), note("n2", "Mais oui", punch="t1")]
    results = send("notes/", {"notes": sent}).json()["results"]
    assert [each.get("refusal") for each in results] == ["client_id_taken", None]
    assert set(EntryNote.objects.values_list("body", flat=True)) == {"À moi", "Mais oui"}


@pytest.mark.parametrize("body", ["", "x" * 4001])
def test_a_note_of_no_letters_or_too_many_is_malformed(body: str, send: Send) -> None:
    assert send("notes/", {"notes": [note("n1", body, punch="t1")]}).status_code == 400


# -- files -------------------------------------------------------------------------------------


def png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_photo_sent_twice_is_kept_once_and_can_be_opened(
    send: Send, wendy: Browser, clock_url: str
) -> None:
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    for _ in range(2):
        photo = SimpleUploadedFile("four.png", png(), "image/png")
        form = {"client_id": "f1", "punch": "t1", "name": "four.png", "file": photo}
        answer = wendy.post(f"{clock_url}files/", form)
        assert answer.json()["results"][0]["outcome"] == "applied"
    [shown] = answer.json()["state"]["running"]["files"]
    assert shown["name"] == "four.png"
    assert Attachment.objects.count() == 1
    opened: Any = wendy.get(shown["href"])
    assert opened.getvalue().startswith(b"\x89PNG")
    for closing in opened._resource_closers:
        closing()
    assert opened.headers["Content-Type"] == "image/png"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"MZ\x90\x00", "attachment_kind_unknown"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (10 * 1024 * 1024), "attachment_too_large"),
    ],
    ids=["a program", "over 10 MB"],
)
def test_other_files_are_refused_with_words(
    content: bytes, refusal: str, send: Send, wendy: Browser, clock_url: str
) -> None:
    send("punches/", {"punches": [punch("t1", "clock_in")]})
    form = {"client_id": "f1", "punch": "t1", "file": SimpleUploadedFile("x.png", content)}
    result = wendy.post(f"{clock_url}files/", form).json()["results"][0]
    assert (result["outcome"], result["refusal"]) == ("refused", refusal)
    assert result["text"]
    assert not Attachment.objects.exists()


def test_a_form_without_a_file_is_malformed(wendy: Browser, clock_url: str) -> None:
    assert wendy.post(f"{clock_url}files/", {"client_id": "f1"}).status_code == 400
