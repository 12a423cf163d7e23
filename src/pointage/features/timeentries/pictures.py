"""Recognises what may be attached by its bytes, and takes out of pictures where and by whom they
were taken. Not a decoder: pixels are never touched. PDF files stay as they are."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
PDF: Final = "application/pdf"

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
#: PNG chunks that are not needed to show the picture and may tell of its maker and place.
_TALKATIVE: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
#: JPEG segments kept: JFIF (APP0), colour profile (APP2), Adobe's colour transform (APP14).
_KEPT_APPS: Final = frozenset({0xE0, 0xE2, 0xEE})
_APPS: Final = range(0xE0, 0xF0)
_EXIF, _COMMENT, _SCAN, _END = 0xE1, 0xFE, 0xDA, 0xD9
#: Inside a scan, 0xFF is followed by 0x00, a restart marker or padding; anything else ends it.
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ORIENTATION: Final = 0x0112
#: Exif orientation -> degrees to turn to the right; mirrored ones are as good as upright.
_DEGREES: Final = {3: 180, 6: 90, 8: 270}


class PictureDamaged(ValueError):
    """The bytes begin like a picture and do not go on like one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file ready to keep. `rotation` is how far to turn it to the right when shown."""

    content: bytes
    content_type: str
    rotation: int = 0


def recognised(content: bytes) -> str:
    """The content type, told by the first bytes; empty for what is not offered."""
    if content.startswith(_PNG_START):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PDF if content.startswith(b"%PDF-") else ""


def without_place(content: bytes, content_type: str) -> Picture:
    """The file without Exif, XMP, IPTC and comments. Raises `PictureDamaged`."""
    try:
        if content_type == PNG:
            return Picture(_PNG_START + b"".join(_png_kept(content)), PNG)
        if content_type == JPEG:
            return _jpeg(content)
    except (struct.error, IndexError) as error:
        raise PictureDamaged from error
    return Picture(content, content_type)


def _png_kept(content: bytes) -> Iterator[bytes]:
    at = len(_PNG_START)
    kind = b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise PictureDamaged
        if kind not in _TALKATIVE:
            yield content[at:end]
        at = end


def _jpeg(content: bytes) -> Picture:
    """Segment by segment to the end of the picture. What cameras append behind it (previews, depth
    maps, each with a place of its own) is left out."""
    kept = [content[:2]]
    rotation = 0
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            raise PictureDamaged
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _END:
            kept.append(content[at : at + 2])
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise PictureDamaged
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, end)
            end = found.start() if found else len(content)
        body = content[at + 4 : end]
        if marker == _EXIF and body.startswith(b"Exif\x00\x00"):
            rotation = _DEGREES.get(_orientation(body[6:]), rotation)
        elif (marker not in _APPS or marker in _KEPT_APPS) and marker != _COMMENT:
            kept.append(content[at:end])
        at = end
    return Picture(b"".join(kept), JPEG, rotation)


def _orientation(tiff: bytes) -> int:
    """The orientation tag of an Exif block; 1 (upright) when there is none that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, first)
        for number in range(entries):
            tag, _kind, _count, value = struct.unpack_from(
                order + "HHIH", tiff, first + 2 + 12 * number
            )
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 1
    return 1
