"""Clocks out people who forgot to: after the company's hours, and after seven days in any case.
Safe to run twice, and late: the clock stops at the instant it was due, whenever the program runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from pointage.features.companies.models import Company, TimeSettings
from pointage.features.companies.time_values import HARD_STOP_SECONDS
from pointage.features.timeentries import hooks
from pointage.features.timeentries.errors import EntryLocked
from pointage.features.timeentries.models import Source, TimeEntry, TimeException
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.clock_out_news import clock_out_tell
from pointage.features.timeentries.services.overlaps import stretches_of
from pointage.features.timeentries.services.people import Locked, person_locked
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.shifts import Span, shift_around, shift_start
from pointage.foundation.identity.actors import system_actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.timekeeping import elapsed, zone_named

log = structlog.get_logger("pointage.time")

_HARD_STOP: Final = timedelta(seconds=HARD_STOP_SECONDS)
_COMPANIES_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A running entry whose shift lasts longer than it may."""

    company_id: int
    entry_id: int


def clock_out_everybody_due(now: datetime | None = None) -> int:
    """Clocks out everybody who is due, in every active company; returns how many. Each person has
    a transaction of their own, so that one failure holds up nobody else."""
    now = now or timezone.now()
    done = 0
    for found in forgotten_shifts(now):
        try:
            done += clock_out_automatically(found, now) is not None
        except EntryLocked:
            log.warning("clock_out_on_locked_day", entry=found.entry_id)
    return done


def forgotten_shifts(now: datetime) -> list[Forgotten]:
    """Whom to clock out. Three queries for up to 500 companies, whatever the number of entries:
    the companies' limits, the running entries that may be due, and what those people did before."""
    companies = Company.objects.filter(status=Company.Status.ACTIVE).order_by("pk")
    ids = list(companies.values_list("pk", flat=True))
    found: list[Forgotten] = []
    for start in range(0, len(ids), _COMPANIES_AT_ONCE):
        chunk = ids[start : start + _COMPANIES_AT_ONCE]
        with tenant_scope(companies=chunk):
            found += _forgotten_in_scope(now)
    return found


def _forgotten_in_scope(now: datetime) -> list[Forgotten]:
    limits = _limits()
    running = list(
        TimeEntry.objects.filter(kind=TimeEntry.Kind.REGULAR, ended_at__isnull=True)
        .filter(_may_be_due(limits, now))
        .values_list("pk", "company_id", "team_member_id", "started_at")
    )
    earlier = _spans_before((row[2] for row in running), now)
    return [
        Forgotten(company_id, pk)
        for pk, company_id, member_id, started_at in running
        if shift_start(earlier[member_id], Span(member_id, started_at, None))
        + limits.get(company_id, _HARD_STOP)
        <= now
    ]


def _limits() -> dict[int, timedelta]:
    """Hours after which each company clocks people out, never more than seven days."""
    chosen = TimeSettings.objects.filter(clock_out_after_seconds__isnull=False)
    return {
        company_id: min(timedelta(seconds=seconds or HARD_STOP_SECONDS), _HARD_STOP)
        for company_id, seconds in chosen.values_list("company_id", "clock_out_after_seconds")
    }


def _may_be_due(limits: Mapping[int, timedelta], now: datetime) -> Q:
    """Running entries of people who were at work when the limit began to run. They may have been
    away since: `shift_start` says."""
    by_limit: dict[timedelta, list[int]] = defaultdict(list)
    for company_id, limit in limits.items():
        by_limit[limit].append(company_id)
    wanted = _at_work_at(now - _HARD_STOP)
    for limit, ids in by_limit.items():
        wanted |= Q(company_id__in=ids) & _at_work_at(now - limit)
    return wanted


def _at_work_at(instant: datetime) -> Q:
    covering = TimeEntry.objects.filter(
        team_member_id=OuterRef("team_member_id"),
        started_at__gte=instant - _HARD_STOP,
        started_at__lte=instant,
        ended_at__gt=instant,
    )
    return Q(started_at__lte=instant) | Q(Exists(covering))


def _spans_before(member_ids: Iterable[int], now: datetime) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    members = set(member_ids)
    if not members:
        return spans
    ended = TimeEntry.objects.filter(
        team_member_id__in=members,
        kind=TimeEntry.Kind.REGULAR,
        # What began earlier makes the shift longer than it may be in any case.
        started_at__gte=now - _HARD_STOP - timedelta(days=1),
        ended_at__isnull=False,
    ).order_by("started_at", "id")
    for row in ended.values_list("team_member_id", "started_at", "ended_at"):
        spans[row[0]].append(Span(*row))
    return spans


def clock_out_automatically(found: Forgotten, now: datetime) -> TimeEntry | None:
    """Ends the shift at the instant it was due, adds its automatic breaks, marks it for managers
    and tells those who should know. None when there is nothing to do any more. Raises
    `EntryLocked`.

    Work begun after that instant (the program was down meanwhile) ends now instead.
    """
    with transaction.atomic(), tenant_scope(companies=[found.company_id]):
        entry = TimeEntry.objects.filter(pk=found.entry_id).first()
        if entry is None:
            return None
        company = Company.objects.get(pk=found.company_id)
        locked = person_locked(company, entry.team_member_id)
        entry = stretches_of(locked.member.pk).filter(pk=entry.pk, ended_at=None).first()
        if entry is None:
            return None
        limit = _limit_of(locked)
        since = shift_around(entry)[0].started_at
        due = since + limit
        if due > now:
            return None
        ends_at = due if due > entry.started_at else now.replace(microsecond=0)
        rows.check_open(entry)
        beside = {"clocked_out_after_seconds": int(limit.total_seconds())}
        act = Act(actor=system_actor(), locked=locked, beside=beside)
        rows.entry_end(act, entry, ends_at, Source.AUTOMATIC)
        _mark(locked, entry, since, ends_at, limit)
        hooks.clocked_out(entry, ends_at)
        clock_out_tell(locked, entry, since, ends_at)
    return entry


def _limit_of(locked: Locked) -> timedelta:
    seconds = locked.settings.clock_out_after_seconds
    return _HARD_STOP if seconds is None else min(timedelta(seconds=seconds), _HARD_STOP)


def _mark(
    locked: Locked, entry: TimeEntry, since: datetime, ends_at: datetime, limit: timedelta
) -> None:
    zone = zone_named(entry.time_zone)
    data: dict[str, Any] = {
        "started_at": since.astimezone(zone).isoformat(),
        "ended_at": ends_at.astimezone(zone).isoformat(),
        "seconds": elapsed(since, ends_at),
        "limit_seconds": limit // timedelta(seconds=1),
        "is_hard_stop": limit == _HARD_STOP,
    }
    TimeException.objects.get_or_create(
        company=locked.company,
        key=f"clocked_out_automatically:{entry.public_id}",
        defaults={
            "team_member": locked.member,
            "kind": TimeException.Kind.CLOCKED_OUT_AUTOMATICALLY,
            "local_on": entry.local_on,
            "time_entry": entry,
            "data": data,
            "found_at": timezone.now(),
        },
    )
