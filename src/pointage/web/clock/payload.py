"""The shape of what devices send to the clock, and the answers. A shape that is wrong names the
item at fault; what the rules of time say is for the services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from django.utils.translation import gettext as _

#: Things a device may send at once.
BATCH_LIMIT: Final = 50
_ITEM = re.compile(r"\$\.\w+\[(\d+)\]")

PublicId = Annotated[str, msgspec.Meta(max_length=12)]
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Note = Annotated[str, msgspec.Meta(max_length=4000)]
#: Years a device's clock may show. A dead battery says 1970, which a rule refuses; beyond these
#: lies what cannot be turned into a local date.
YEARS: Final = range(1900, 2200)


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
    `sent_at`: the device's clock as it sends, which tells how wrong it goes. `state`: whether the
    answer brings the whole state."""

    punches: Annotated[list[PunchIn], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    person: PublicId = ""
    sent_at: Instant | None = None
    state: bool = False


class NotesIn(msgspec.Struct, frozen=True, kw_only=True):
    """As `PunchesIn`, for notes."""

    notes: Annotated[list[NoteIn], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    person: PublicId = ""
    state: bool = False


class Malformed(Exception):
    """The request cannot be read. `detail` is for whoever writes a device's program, `text` for the
    person who holds it; `item` is the place of the item at fault, when one is."""

    def __init__(self, detail: str, item: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.item = item

    @property
    def text(self) -> str:
        return _("The server cannot read this. Show it to your manager.")


_PUNCHES = msgspec.json.Decoder(PunchesIn)
_NOTES = msgspec.json.Decoder(NotesIn)
_ENCODER = msgspec.json.Encoder()
_Sent = TypeVar("_Sent")


def punches_from(body: bytes) -> PunchesIn:
    """Raises `Malformed`."""
    sent = _decoded(_PUNCHES, body)
    _check_years(each.device_at for each in sent.punches)
    return sent


def notes_from(body: bytes) -> NotesIn:
    """Raises `Malformed`."""
    sent = _decoded(_NOTES, body)
    _check_years(each.device_at for each in sent.notes)
    return sent


def to_json(value: Any) -> bytes:
    return _ENCODER.encode(value)


def without_nul(text: str) -> str:
    """No keyboard writes NUL and no database keeps it: a tap is not lost for it."""
    return text.replace("\x00", "")


def _decoded(decoder: msgspec.json.Decoder[_Sent], body: bytes) -> _Sent:
    try:
        if b"\\u0000" in body:
            body = to_json(_cleaned(msgspec.json.decode(body)))
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from error


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_nul(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {without_nul(key): _cleaned(each) for key, each in value.items()}
    return value


def _check_years(instants: Iterable[datetime]) -> None:
    for place, at in enumerate(instants):
        if at.year not in YEARS:
            raise Malformed(f"year {at.year} - at item {place}", place)


def _malformed(error: Exception) -> Malformed:
    found = _ITEM.search(str(error))
    return Malformed(str(error), int(found[1]) if found else None)
