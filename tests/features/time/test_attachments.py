"""Files on an entry: told by their content, without the place where they were taken, kept once."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from pointage.features.timeentries import access, errors
from pointage.features.timeentries.models import Attachment, TimeEntry
from pointage.features.timeentries.services import (
    attachment_add,
    attachment_path,
    attachment_remove,
    attachment_turn,
)
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from tests.features.time.helpers import add, at, codes, seat, use
from tests.world import World

PLACE = b"GPS 45.5017 -73.5673"
PDF = b"%PDF-1.7\n1 0 obj\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*extra: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int) -> bytes:
    tag = struct.pack("<HHII", 0x0112, 3, 1, orientation)
    tiff = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 1) + tag + b"\x00" * 4 + PLACE
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def jpeg(*extra: bytes, after: bytes = b"") -> bytes:
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\x00") + b"".join(extra) + scan + b"\xff\xd9" + after


def huge_png() -> bytes:
    """A few hundred bytes that claim 2.5 thousand million points."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png()[33:]


@pytest.fixture
def entry(world: World) -> TimeEntry:
    return add(world, at("8:00"), at("12:00"))


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def attach(world: World, entry: TimeEntry, content: bytes, name: str = "oven.png") -> Attachment:
    return attachment_add(
        actor=seat(world, world.wendy).actor, entry=entry, name=name, content=content
    )


def kept(world: World) -> list[Attachment]:
    with tenant_scope(companies=[world.boulangerie.pk]):
        return list(Attachment.objects.filter(removed_at__isnull=True))


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(png(), "image/png"), (jpeg(), "image/jpeg"), (PDF, "application/pdf")],
)
def test_the_content_tells_the_kind_whatever_the_name(
    world: World, entry: TimeEntry, content: bytes, content_type: str
) -> None:
    file = attach(world, entry, content, "C:\\photos\\four\u202egpj.exe")
    assert (file.content_type, file.name) == (content_type, "fourgpj.exe")
    assert attachment_path(file).read_bytes() == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert codes(world)[-1] == "time_entry.attachment_added"


@pytest.mark.parametrize(
    "content",
    [
        png(chunk(b"eXIf", PLACE), chunk(b"tEXt", b"Comment\x00" + PLACE)),
        jpeg(exif(1), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE)),
        jpeg(segment(0xED, PLACE), segment(0xFE, PLACE), after=b"\xff\xd8" + exif(1)),
        png(chunk(b"caBX", PLACE), chunk(b"prVt", PLACE)),
        jpeg(segment(0xE2, b"MPF\x00" + PLACE), segment(0xE0, b"JFXX\x00" + PLACE)),
    ],
)
def test_a_picture_does_not_tell_where_it_was_taken(
    world: World, entry: TimeEntry, content: bytes
) -> None:
    file = attach(world, entry, content)
    assert PLACE not in attachment_path(file).read_bytes()
    assert attachment_path(file).read_bytes() in (png(), jpeg())


@pytest.mark.parametrize(("orientation", "degrees"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_a_picture_taken_sideways_is_shown_upright(
    world: World, entry: TimeEntry, orientation: int, degrees: int
) -> None:
    assert attach(world, entry, jpeg(exif(orientation))).rotation == degrees


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"GIF89a", errors.AttachmentKindUnknown),
        (b"", errors.AttachmentKindUnknown),
        (b"<svg onload='x'/>", errors.AttachmentKindUnknown),
        (png()[:20], errors.AttachmentDamaged),
        (b"\xff\xd8\xff\xe1\xff\xff", errors.AttachmentDamaged),
        (b"%PDF-" + b"0" * 10 * 1024 * 1024, errors.AttachmentTooLarge),
        (huge_png(), errors.PictureTooLarge),
        (jpeg(segment(0xC2, b"\x08\xff\xff\xff\xff\x01")), errors.PictureTooLarge),
    ],
)
def test_what_cannot_be_attached_leaves_nothing(
    world: World, entry: TimeEntry, media: Path, content: bytes, error: type[RuleBroken]
) -> None:
    with pytest.raises(error):
        attach(world, entry, content)
    assert (kept(world), list(media.rglob("*"))) == ([], [])


def test_ten_megabytes_are_allowed(world: World, entry: TimeEntry) -> None:
    assert attach(world, entry, PDF.ljust(10 * 1024 * 1024, b"0")).size == 10 * 1024 * 1024


def test_a_company_without_attachments_takes_none(world: World, entry: TimeEntry) -> None:
    use(world, has_attachments=False)
    with pytest.raises(errors.AttachmentsOff):
        attach(world, entry, png())
    assert kept(world) == []


def test_the_same_picture_sent_again_is_the_first_one(
    world: World, entry: TimeEntry, media: Path
) -> None:
    attach(world, entry, png())
    attach(world, entry, png())
    assert (len(kept(world)), len([p for p in media.rglob("*") if p.is_file()])) == (1, 1)


def test_a_removed_file_is_gone_from_the_entry_and_stays_in_history(
    world: World, entry: TimeEntry
) -> None:
    file = attach(world, entry, png())
    wendy = seat(world, world.wendy)
    attachment_turn(actor=wendy.actor, attachment=file, rotation=90)
    with pytest.raises(errors.RotationUnknown):
        attachment_turn(actor=wendy.actor, attachment=file, rotation=45)
    attachment_remove(actor=wendy.actor, attachment=file)
    assert (kept(world), codes(world)[-1]) == ([], "time_entry.attachment_removed")
    assert attachment_path(file).exists()
    with pytest.raises(NotFound):
        access.attachment_for(wendy, file.public_id)


def test_a_file_is_found_only_by_those_who_see_the_entry(world: World) -> None:
    entry = add(world, at("8:00"), at("9:00"), member=world.alice_member)
    alice, wendy = seat(world, world.alice), seat(world, world.wendy)
    file = attachment_add(actor=alice.actor, entry=entry, name="a.png", content=png())
    assert access.attachment_for(alice, file.public_id) == file
    with pytest.raises(NotFound):
        access.attachment_for(wendy, file.public_id)
    with pytest.raises(NotFound):
        access.attachment_for(seat(world, world.peter, world.dairy), file.public_id)
    with pytest.raises(PermissionRefused):
        attachment_remove(actor=wendy.actor, attachment=file)
    assert len(kept(world)) == 1
