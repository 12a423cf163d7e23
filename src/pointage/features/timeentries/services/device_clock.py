"""What an applied punch tells of the device's clock: one that goes wrong, or a tap that was held
back for too long, stands among the exceptions. Refuses nothing and corrects nothing: both times of
a punch are kept as they came."""

from __future__ import annotations

from typing import Any, Final

from pointage.features.timeentries.errors import FUTURE_SECONDS
from pointage.features.timeentries.models import Punch, TimeException
from pointage.features.timeentries.services.people import Locked
from pointage.rules.timekeeping import elapsed, local_date, zone_named

#: In `Punch.data`: whole seconds by which the device's clock was behind ours when it sent the
#: punch; negative: ahead. Absent: right to the minute, or not told.
OFFSET: Final = "device_offset"
#: Less is a matter of the network, not of the clock.
SMALL_OFFSET: Final = 60


def note_device_clock(locked: Locked, punch: Punch) -> None:
    """Makes the exceptions of a punch that was applied; none for the usual one, at no cost. Needs
    the person's lock."""
    late = elapsed(punch.device_at, punch.received_at)
    offset = int(punch.data.get(OFFSET, 0))
    if abs(offset) > FUTURE_SECONDS:
        _note_wrong_clock(locked, punch, offset)
    elif late > locked.settings.unsynced_after_seconds:
        key = f"{TimeException.Kind.UNSYNCED_TOO_LONG.value}:{punch.public_id}"
        _note(locked, punch, TimeException.Kind.UNSYNCED_TOO_LONG, key, {"late_seconds": late})


def _note_wrong_clock(locked: Locked, punch: Punch, offset: int) -> None:
    """One a person and day: whoever looks at the first sees to the clock."""
    kind = TimeException.Kind.DEVICE_CLOCK_WRONG
    day = local_date(punch.device_at, zone_named(punch.time_zone))
    key = f"{kind.value}:{locked.member.pk}:{day.isoformat()}"
    if not TimeException.objects.filter(company_id=locked.company.pk, key=key).exists():
        _note(locked, punch, kind, key, {"offset_seconds": offset})


def _note(locked: Locked, punch: Punch, kind: str, key: str, data: dict[str, Any]) -> None:
    TimeException.objects.create(
        company=locked.company,
        team_member=locked.member,
        kind=kind,
        local_on=local_date(punch.device_at, zone_named(punch.time_zone)),
        time_entry=punch.time_entry,
        punch=punch,
        data=data,
        key=key,
        found_at=punch.received_at,
    )
