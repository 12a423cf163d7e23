"""The shape of what devices send to the clock, and the answers. A shape that is wrong names the
item at fault; what the rules of time say is for the services."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec

#: Things a device may send at once.
BATCH_LIMIT: Final = 50
_ITEM = re.compile(r"\$\.\w+\[(\d+)\]")

PublicId = Annotated[str, msgspec.Meta(max_length=12)]
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Note = Annotated[str, msgspec.Meta(max_length=4000)]


class EndingIn(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered while the clock ran, about the work that a switch ends."""

    service_item: PublicId = ""
    cost_class: PublicId = ""
    location: PublicId = ""
    billable: bool | None = None
    custom_values: dict[PublicId, str | int] = {}  # msgspec copies it for each punch


class PunchIn(msgspec.Struct, frozen=True, kw_only=True):
    """One tap. Empty choices mean none; an empty zone means the person's."""

    client_id: ClientId
    action: Literal["clock_in", "clock_out", "switch", "start_break", "end_break"]
    device_at: Instant
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = ""
    queued: bool = False
    job: PublicId = ""
    service_item: PublicId = ""
    cost_class: PublicId = ""
    location: PublicId = ""
    billable: bool | None = None
    custom_values: dict[PublicId, str | int] = {}  # msgspec copies it for each punch
    note: Note = ""
    break_rule: PublicId = ""
    ending: EndingIn | None = None


class NoteIn(msgspec.Struct, frozen=True, kw_only=True):
    """A running note on `entry`, or on the entry that the punch with that client id opened."""

    client_id: ClientId
    body: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    device_at: Instant
    entry: PublicId = ""
    punch: Annotated[str, msgspec.Meta(max_length=64)] = ""
    queued: bool = False


class PunchesIn(msgspec.Struct, frozen=True, kw_only=True):
    """`person`: public id of the user whose queue this is; another's session is turned away.
    `state`: whether the answer brings the whole state."""

    punches: Annotated[list[PunchIn], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    person: PublicId = ""
    state: bool = False


class NotesIn(msgspec.Struct, frozen=True, kw_only=True):
    """As `PunchesIn`, for notes."""

    notes: Annotated[list[NoteIn], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    person: PublicId = ""
    state: bool = False


class Malformed(Exception):
    """The request cannot be read. `item` is the place of the item at fault, when one is."""

    def __init__(self, detail: str, item: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.item = item


_PUNCHES = msgspec.json.Decoder(PunchesIn)
_NOTES = msgspec.json.Decoder(NotesIn)
_ENCODER = msgspec.json.Encoder()


def punches_from(body: bytes) -> PunchesIn:
    """Raises `Malformed`."""
    try:
        return _PUNCHES.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _malformed(error) from error


def notes_from(body: bytes) -> NotesIn:
    """Raises `Malformed`."""
    try:
        return _NOTES.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _malformed(error) from error


def to_json(value: Any) -> bytes:
    return _ENCODER.encode(value)


def _malformed(error: Exception) -> Malformed:
    found = _ITEM.search(str(error))
    return Malformed(str(error), int(found[1]) if found else None)
