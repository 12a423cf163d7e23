"""Notes and files of an entry on their own page: for its person and whoever may change it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from pointage.features.timeentries.models import Attachment, EntryNote, TimeEntry
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, codes, use
from tests.features.time.test_attachments import PDF, exif, jpeg, png
from tests.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entry(world: World) -> TimeEntry:
    return add(world, at("8:00", day=17), at("12:00", day=17))


@pytest.fixture
def wendy(world: World, signed_in: SignIn) -> Browser:
    return signed_in(world.wendy)


@pytest.fixture(autouse=True)
def scope(world: World) -> Any:
    with tenant_scope(companies=[world.boulangerie.pk]):
        yield


def url(entry: TimeEntry, end: str = "beside/") -> str:
    return f"/c/{entry.company.public_id}/time/{entry.public_id}/{end}"


def sent(content: bytes, name: str = "four.png", **more: str) -> dict[str, Any]:
    return {"act": "file", "file": SimpleUploadedFile(name, content), **more}


def shown(browser: Browser, entry: TimeEntry) -> str:
    return html.unescape(browser.get(url(entry)).content.decode())


def test_the_limit_is_said_before_anything_is_chosen(wendy: Browser, entry: TimeEntry) -> None:
    page = shown(wendy, entry)
    assert "PNG, JPEG ou PDF, au plus 10\u00a0Mo" in page
    assert url(entry) in wendy.get(url(entry, "history/")).content.decode()


def test_a_note_is_added_once_by_a_worker_who_may_not_change_the_entry(
    wendy: Browser, entry: TimeEntry, world: World
) -> None:
    note = {"act": "note", "client_id": "n1", "body": "عند الفرن 🚚\nreçu"}
    for _ in range(2):
        assert wendy.post(url(entry), note).status_code == 302
    kept = EntryNote.objects.get()
    assert (kept.body, kept.author_name) == ("عند الفرن 🚚\nreçu", world.wendy.full_name)
    assert "عند الفرن 🚚" in shown(wendy, entry)


def test_a_photo_taken_sideways_is_shown_upright_without_its_place(
    wendy: Browser, entry: TimeEntry
) -> None:
    assert wendy.post(url(entry), sent(jpeg(exif(6)), "four.jpg")).status_code == 302
    file = Attachment.objects.get()
    answer = wendy.get(url(entry, f"files/{file.public_id}/"))
    assert answer.content.count(b"Exif") == 1
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in answer.content
    assert b"GPS" not in answer.content


def test_a_picture_is_turned_and_removed_and_history_says_so(
    wendy: Browser, entry: TimeEntry, world: World
) -> None:
    wendy.post(url(entry), sent(png(), description="Le four"))
    file = Attachment.objects.get()
    assert file.description == "Le four"
    turn = {"act": "turn", "file": file.public_id, "rotation": "90"}
    assert wendy.post(url(entry), turn).status_code == 302
    answer = wendy.get(url(entry, f"files/{file.public_id}/"))
    assert b"eXIf" in answer.content
    assert answer.content.startswith(png()[:33])
    wendy.post(url(entry), {"act": "remove", "file": file.public_id})
    assert wendy.get(url(entry, f"files/{file.public_id}/")).status_code == 404
    assert codes(world)[-1] == "time_entry.attachment_removed"


def test_files_are_served_so_that_nothing_in_them_runs(wendy: Browser, entry: TimeEntry) -> None:
    wendy.post(url(entry), sent(PDF + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "a.pdf"))
    answer = wendy.get(url(entry, f"files/{Attachment.objects.get().public_id}/"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00", "Seules les images PNG et JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Seules les images"),
        (b"<html><script>alert(1)</script>", "Seules les images"),
        (png()[:30], "endommagée"),
        (b"%PDF-" + b"0" * 10 * 1024 * 1024, "dépasse 10\u00a0Mo"),
    ],
    ids=["a program", "svg", "html", "half a picture", "too large"],
)
def test_what_cannot_be_attached_is_refused_beside_the_box(
    content: bytes, words: str, wendy: Browser, entry: TimeEntry
) -> None:
    answer = wendy.post(url(entry), sent(content, "photo.jpg"))
    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "posted",
    [
        {"act": "note", "client_id": "n1", "body": "   "},
        {"act": "note", "client_id": "", "body": "Bonjour"},
        {"act": "turn", "file": "\x00", "rotation": "90"},
        {"act": "file"},
        {"act": "dance"},
    ],
)
def test_posts_without_sense_change_nothing(
    posted: dict[str, str], wendy: Browser, entry: TimeEntry
) -> None:
    assert wendy.post(url(entry), posted).status_code in (404, 422)
    assert not EntryNote.objects.exists()


def test_nobody_writes_beside_somebody_elses_time(
    world: World, signed_in: SignIn, entry: TimeEntry
) -> None:
    alices = add(world, at("8:00", day=17), at("9:00", day=17), member=world.alice_member)
    alice, wendy = signed_in(world.alice), signed_in(world.wendy)
    alice.post(url(alices), sent(png()))
    file = Attachment.objects.get()
    note = {"act": "note", "client_id": "n1", "body": "Bonjour"}
    assert wendy.post(url(alices), note).status_code == 404
    assert wendy.get(url(alices, f"files/{file.public_id}/")).status_code == 404
    mine = {"act": "remove", "file": file.public_id}
    assert wendy.post(url(entry), mine).status_code == 404
    assert signed_in(world.peter).get(url(entry)).status_code == 404
    assert (EntryNote.objects.count(), Attachment.objects.get().removed_at) == (0, None)


def test_a_worker_does_not_remove_what_an_administrator_added(
    world: World, signed_in: SignIn, wendy: Browser, entry: TimeEntry
) -> None:
    signed_in(world.alice).post(url(entry), sent(png()))
    assert 'value="remove"' not in shown(wendy, entry)
    posted = {"act": "remove", "file": Attachment.objects.get().public_id}
    assert wendy.post(url(entry), posted).status_code == 403
    assert Attachment.objects.get().removed_at is None


def test_a_company_without_notes_and_files_offers_neither(
    world: World, wendy: Browser, entry: TimeEntry
) -> None:
    use(world, has_notes=False)
    assert 'name="body"' not in shown(wendy, entry)
    use(world, has_notes=False, has_attachments=False)
    assert wendy.get(url(entry)).status_code == 403
    assert not re.search(url(entry), wendy.get(url(entry, "history/")).content.decode())
