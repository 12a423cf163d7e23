"""What stands beside one entry: the raw punches that made it and its files. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from pointage.features.timeentries.models import Attachment, Punch, TimeEntry

_MOST = 100


def punches_of(entry: TimeEntry, also: Collection[str] = ()) -> Sequence[Punch]:
    """Punches that opened or closed the entry, and those of the public ids `also` (what its
    history names: a switch belongs to the entry it opened), by the device's clock. One query."""
    found = Punch.objects.filter(
        Q(time_entry=entry) | Q(public_id__in=also), team_member_id=entry.team_member_id
    )
    return list(found.order_by("device_at", "id")[:_MOST])


def files_of(entry: TimeEntry) -> Sequence[Attachment]:
    """Files that were not removed, oldest first. One query."""
    kept = Attachment.objects.filter(time_entry=entry, removed_at__isnull=True)
    return list(kept.order_by("added_at", "id")[:_MOST])
