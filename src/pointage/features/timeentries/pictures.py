"""Recognises what may be attached by its bytes, and takes out of pictures where and by whom they
were taken. Not a decoder: pixels are never touched. PDF files stay as they are."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
PDF: Final = "application/pdf"

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
#: PNG chunks kept: what shows the picture and its colours. All others may tell of its maker and
#: place: Exif, texts, the hour, content credentials, whatever a camera invents next.
_SHOWING: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB"}
    | {b"bKGD", b"hIST", b"pHYs", b"sPLT", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"}
)
#: JPEG segments kept, with how each begins: JFIF (APP0), colour profile (APP2), Adobe's colour
#: transform (APP14). Others of the same number hold previews and indexes of more pictures.
_KEPT_APPS: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
#: Points of the largest picture. Few bytes can ask a browser for gigabytes of memory; the largest
#: cameras of phones make 200 million.
MOST_POINTS: Final = 250_000_000
#: JPEG markers of frames, which hold the size: SOF0 to SOF15 without DHT, JPG and DAC.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APPS: Final = range(0xE0, 0xF0)
_EXIF, _COMMENT, _SCAN, _END = 0xE1, 0xFE, 0xDA, 0xD9
#: Inside a scan, 0xFF is followed by 0x00, a restart marker or padding; anything else ends it.
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ORIENTATION: Final = 0x0112
#: Exif orientation -> degrees to turn to the right; mirrored ones are as good as upright.
_DEGREES: Final = {3: 180, 6: 90, 8: 270}
_CODES: Final = {degrees: code for code, degrees in _DEGREES.items()}


class PictureDamaged(ValueError):
    """The bytes begin like a picture and do not go on like one."""


class PictureTooLarge(ValueError):
    """More points than `MOST_POINTS`."""


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
    """The file without Exif, XMP, IPTC and comments. Raises `PictureDamaged`,
    `PictureTooLarge`."""
    try:
        if content_type == PNG:
            return Picture(_PNG_START + b"".join(_png_kept(content)), PNG)
        if content_type == JPEG:
            return _jpeg(content)
    except (struct.error, IndexError) as error:
        raise PictureDamaged from error
    return Picture(content, content_type)


def turned(content: bytes, content_type: str, rotation: int) -> bytes:
    """A picture of ours as it is shown: `rotation` (0, 90, 180 or 270 degrees to the right) written
    into it as the one Exif tag that browsers heed."""
    code = _CODES.get(rotation)
    if code is None or content_type not in (PNG, JPEG):
        return content
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, code, 0, 0)
    if content_type == JPEG:
        body = b"Exif\x00\x00" + tiff
        return content[:2] + struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body + content[2:]
    head = len(_PNG_START) + 25  # the signature and IHDR, which is always first
    checked = b"eXIf" + tiff
    chunk = struct.pack(">I", len(tiff)) + checked + struct.pack(">I", zlib.crc32(checked))
    return content[:head] + chunk + content[head:]


def _png_kept(content: bytes) -> Iterator[bytes]:
    at = len(_PNG_START)
    kind = b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise PictureDamaged
        if kind == b"IHDR":
            _check_points(*struct.unpack_from(">II", content, at + 8))
        if kind in _SHOWING:
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
        elif _is_kept(marker, body):
            kept.append(content[at:end])
        at = end
    return Picture(b"".join(kept), JPEG, rotation)


def _is_kept(marker: int, body: bytes) -> bool:
    """Whether a JPEG segment shows the picture. Raises `PictureTooLarge`."""
    if marker in _FRAMES:
        height, width = struct.unpack_from(">HH", body, 1)
        _check_points(width, height)
    if marker in _APPS:
        return marker in _KEPT_APPS and body.startswith(_KEPT_APPS[marker])
    return marker != _COMMENT


def _check_points(width: int, height: int) -> None:
    if width * height > MOST_POINTS:
        raise PictureTooLarge


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
