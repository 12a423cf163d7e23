"""Checks typed times and puts them on a row. Changes nothing in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from pointage.features.timeentries import errors
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.services.rows import set_span
from pointage.features.timeentries.values import EntryTime, ManualTime, RegularTime
from pointage.rules.timekeeping import (
    UnknownZone,
    elapsed,
    local_date,
    start_of_day,
    to_utc,
    zone_named,
)

_FUTURE = timedelta(seconds=errors.FUTURE_SECONDS)
_PAST = timedelta(days=errors.PAST_DAYS)


def whole_second(at: datetime) -> datetime:
    """The instant in UTC without its fraction, so that the seconds of neighbours add up."""
    return to_utc(at).replace(microsecond=0)


def check_zone(name: str) -> str:
    """The name. Raises `errors.UnknownZone`."""
    try:
        zone_named(name)
    except UnknownZone as error:
        raise errors.UnknownZone(field="time_zone", zone=name[:64]) from error
    return name


def check_not_future(at: datetime, field: str) -> None:
    """Raises `TooFarInFuture` beyond ten minutes ahead."""
    if at > timezone.now() + _FUTURE:
        raise errors.TooFarInFuture(field=field, minutes=errors.FUTURE_SECONDS // 60)


def check_device_time(at: datetime) -> None:
    """Raises `TooFarInFuture`, or `TooLongAgo` for a clock that lost its date."""
    check_not_future(at, "device_at")
    if at < timezone.now() - _PAST:
        raise errors.TooLongAgo(field="device_at", days=errors.PAST_DAYS)


def put_time(locked: Locked, entry: TimeEntry, time: EntryTime) -> None:
    """Sets kind, activity, zone and times of the row. Raises `UnknownZone`, `ClockOutBeforeIn`,
    `EntryTooLong`, `TooFarInFuture`, `NothingTyped`, `DayTooLong`, `ActivityUnknown`."""
    if time.activity not in TimeEntry.Activity.values:
        raise errors.ActivityUnknown(field="activity")
    entry.time_zone = check_zone(time.time_zone)
    entry.activity = time.activity
    if isinstance(time, RegularTime):
        _put_regular(entry, time)
    else:
        _put_manual(locked, entry, time)


def _put_regular(entry: TimeEntry, time: RegularTime) -> None:
    start = whole_second(time.started_at)
    end = whole_second(time.ended_at) if time.ended_at is not None else None
    check_not_future(start, "started_at")
    if end is not None:
        if end <= start:
            local = start.astimezone(zone_named(time.time_zone))
            raise errors.ClockOutBeforeIn(field="ended_at", started_at=local.isoformat())
        check_not_future(end, "ended_at")
        seconds = elapsed(start, end)
        was_so = entry.pk is not None and seconds == entry.seconds
        if seconds > errors.DAY_SECONDS and not was_so:
            raise errors.EntryTooLong(
                field="ended_at", entry_seconds=seconds, limit_seconds=errors.DAY_SECONDS
            )
    entry.kind = TimeEntry.Kind.REGULAR
    entry.break_rule = time.break_rule
    set_span(entry, start, end)


def _put_manual(locked: Locked, entry: TimeEntry, time: ManualTime) -> None:
    zone = zone_named(time.time_zone)
    if time.seconds <= 0:
        raise errors.NothingTyped(field="seconds")
    if time.local_on > local_date(timezone.now() + _FUTURE, zone):
        raise errors.TooFarInFuture(field="local_on", minutes=errors.FUTURE_SECONDS // 60)
    if time.seconds > errors.DAY_SECONDS:
        raise errors.EntryTooLong(
            field="seconds", entry_seconds=time.seconds, limit_seconds=errors.DAY_SECONDS
        )
    others = TimeEntry.objects.filter(
        team_member_id=locked.member.pk, kind=TimeEntry.Kind.MANUAL, local_on=time.local_on
    ).exclude(pk=entry.pk)
    day = time.seconds + (others.aggregate(total=Sum("seconds"))["total"] or 0)
    if day > errors.DAY_SECONDS:
        raise errors.DayTooLong(
            field="seconds",
            person=locked.member.full_name,
            day_seconds=day,
            day_on=time.local_on.isoformat(),
            limit_seconds=errors.DAY_SECONDS,
        )
    entry.kind = TimeEntry.Kind.MANUAL
    entry.break_rule = None
    entry.started_at, entry.ended_at = start_of_day(time.local_on, zone), None
    entry.local_on, entry.seconds, entry.end_source = time.local_on, time.seconds, ""
