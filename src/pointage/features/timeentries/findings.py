"""Finds what managers must look at: long shifts and missing breaks. Reads only;
`services/exceptions.py` keeps what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from pointage.features.companies.models import TimeSettings
from pointage.features.timeentries.models import TimeEntry, TimeException
from pointage.rules.timekeeping import elapsed

_Kind = TimeException.Kind
#: Between two stretches, less than this is no break: a switch of job, a second punch.
_TOUCHING: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at. `key` is the same each time it is found."""

    kind: str
    key: str
    member_id: int
    local_on: date
    entry_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A regular entry, as far as findings need it. `ended_at` of a running one is now."""

    entry_id: int
    member_id: int
    local_on: date
    started_at: datetime
    ended_at: datetime
    is_work: bool


def findings_since(
    company_id: int, settings: TimeSettings, *, since: date, now: datetime
) -> list[Finding]:
    """Findings of a company's days from `since` on, running entries included. One query; needs
    the company in scope."""
    stretches = _stretches(company_id, since, now)
    found: list[Finding] = []
    for (member_id, _day), of_shift in groupby(_by_shift(stretches), key=lambda pair: pair[0]):
        shift = [stretch for _, stretch in of_shift]
        found += _of_shift(member_id, shift, settings)
    return found


def _stretches(company_id: int, since: date, now: datetime) -> list[Stretch]:
    rows = (
        TimeEntry.objects.filter(
            company_id=company_id, kind=TimeEntry.Kind.REGULAR, local_on__gte=since
        )
        .order_by("team_member_id", "started_at")
        .values_list(
            "pk", "team_member_id", "local_on", "started_at", "ended_at", "activity"
        )
    )  # fmt: skip
    return [
        Stretch(pk, member, day, start, end or max(now, start), activity == TimeEntry.Activity.WORK)
        for pk, member, day, start, end, activity in rows
    ]


def _by_shift(stretches: Iterable[Stretch]) -> Iterator[tuple[tuple[int, date], Stretch]]:
    """Each stretch with its person and the day its shift began: a shift goes on while stretches
    touch, so a night shift cut at midnight is one."""
    key: tuple[int, date] | None = None
    last: Stretch | None = None
    for stretch in stretches:
        goes_on = (
            last is not None
            and last.member_id == stretch.member_id
            and (
                stretch.started_at - last.ended_at < _TOUCHING
                or (key is not None and key[1] == stretch.local_on)
            )
        )
        if not goes_on:
            key = (stretch.member_id, stretch.local_on)
        assert key is not None
        last = stretch
        yield key, stretch


def _of_shift(member_id: int, shift: list[Stretch], settings: TimeSettings) -> Iterator[Finding]:
    first = shift[0]
    limit = settings.long_shift_after_seconds
    worked = sum(elapsed(s.started_at, s.ended_at) for s in shift if s.is_work)
    if limit is not None and worked > limit:
        yield Finding(
            kind=_Kind.LONG_SHIFT,
            key=f"{_Kind.LONG_SHIFT.value}:{member_id}:{first.local_on.isoformat()}",
            member_id=member_id,
            local_on=first.local_on,
            entry_id=shift[-1].entry_id,
            data={"worked_seconds": worked, "limit_seconds": limit},
        )
    limit = settings.missing_break_after_seconds
    if limit is None:
        return
    longest, entry_id = _longest_without_break(shift)
    if longest > limit:
        yield Finding(
            kind=_Kind.MISSING_BREAK,
            key=f"{_Kind.MISSING_BREAK.value}:{member_id}:{first.local_on.isoformat()}",
            member_id=member_id,
            local_on=first.local_on,
            entry_id=entry_id,
            data={"worked_seconds": longest, "limit_seconds": limit},
        )


def _longest_without_break(shift: list[Stretch]) -> tuple[int, int]:
    """Seconds of the longest run of work that nothing interrupts, and its last entry."""
    longest, entry_id = 0, shift[0].entry_id
    run, end = 0, None
    for stretch in shift:
        if not stretch.is_work:
            run, end = 0, None
            continue
        if end is None or stretch.started_at - end >= _TOUCHING:
            run = 0
        run += elapsed(stretch.started_at, stretch.ended_at)
        end = stretch.ended_at
        if run > longest:
            longest, entry_id = run, stretch.entry_id
    return longest, entry_id
