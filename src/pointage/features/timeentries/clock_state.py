"""What the clock's page shows of one person: the running stretch, totals, last choice, breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.companies.queries import pay_settings_on
from pointage.features.jobs.models import Job
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.entry_queries import (
    EntryRow,
    day_totals,
    entry_rows,
    latest_entries_of,
)
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.break_choice import manual_rules_of
from pointage.features.timeentries.values import EntryFields
from pointage.rules.timekeeping import local_date, zone_named

#: Entries looked through for the last choice and the jobs used lately.
_LATELY: Final = 40
_RECENT_JOBS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOffered:
    """A break that the person may take by hand."""

    public_id: str
    name: str
    minutes: int
    is_paid: bool
    cannot_end_early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """`day_seconds` and `week_seconds` are work and paid breaks that are over; the running stretch
    (since `running.started_at`) comes on top of the day and week of its `local_on`."""

    now: datetime
    time_zone: str
    today: date
    week_first_on: date
    running: EntryRow | None
    day_seconds: int
    week_seconds: int
    last_fields: EntryFields | None
    recent_jobs: tuple[Job, ...]
    breaks: tuple[BreakOffered, ...]


def clock_state(member: TeamMember, company: Company | None = None) -> ClockState:
    """Five queries, one more before the first pay settings start, and one more without `company`.
    Needs the company in scope."""
    company = company or member.company
    now = timezone.now()
    zone_name = member.time_zone or company.time_zone
    today = local_date(now, zone_named(zone_name))
    first_on = _week_first_on(company.pk, today)
    running = TimeEntry.objects.filter(
        team_member_id=member.pk, ended_at__isnull=True, kind=TimeEntry.Kind.REGULAR
    )
    totals = day_totals(
        company.pk, first_on=first_on, last_on=first_on + timedelta(days=6), member_ids=[member.pk]
    )
    paid = {day: total.paid for (_, day), total in totals.items()}
    lately = list(latest_entries_of(member.pk, _LATELY))
    work = [entry for entry in lately if entry.activity == TimeEntry.Activity.WORK]
    return ClockState(
        now=now,
        time_zone=zone_name,
        today=today,
        week_first_on=first_on,
        running=next(iter(entry_rows(running)), None),
        day_seconds=paid.get(today, 0),
        week_seconds=sum(paid.values()),
        last_fields=EntryFields.of(work[0]) if work else None,
        recent_jobs=_recent_jobs(work),
        breaks=_breaks(member),
    )


def _week_first_on(company_id: int, today: date) -> date:
    """The first day of the company's week; Sunday until it says otherwise."""
    settings = pay_settings_on(company_id, today)
    week_start = settings.week_start if settings is not None else 0
    return today - timedelta(days=(today.isoweekday() - week_start) % 7)


def _recent_jobs(work: list[TimeEntry]) -> tuple[Job, ...]:
    jobs: dict[int, Job] = {}
    for entry in work:
        if entry.job is not None and entry.job.is_active:
            jobs.setdefault(entry.job.pk, entry.job)
    return tuple(jobs.values())[:_RECENT_JOBS]


def _breaks(member: TeamMember) -> tuple[BreakOffered, ...]:
    return tuple(
        BreakOffered(
            public_id=rule.public_id or "",
            name=rule.name,
            minutes=rule.minutes,
            is_paid=rule.is_paid,
            cannot_end_early=rule.cannot_end_early,
        )
        for rule in manual_rules_of(member.pk)
    )
