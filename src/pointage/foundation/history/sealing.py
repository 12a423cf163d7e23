"""Seals history into a hash chain a company, and walks the chains to find what was altered.

A seal proves that events were not edited, removed, added or swapped since it was made. Losing the
newest events *and* their seals is seen only by somebody who kept the chain's head elsewhere: heads
are written to the log, into every backup, and by `pointage verify-history --write-heads`.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from pointage.foundation.history.models import HistoryEvent, HistorySeal

log = structlog.get_logger("pointage.history")

#: Events that belong to no company.
NO_COMPANY = 0
START = "0" * 64
#: Clocks of two machines may disagree; younger events wait for the next round.
MARGIN = timedelta(seconds=60)
_BATCH = 2000
_MARK = struct.Struct(">Q8s")


class Fault(StrEnum):
    CHANGED = "changed"  # its content is not what was sealed
    MISSING = "missing"  # it was sealed and is gone
    ADDED = "added"  # it was put among sealed events afterwards
    SEAL = "seal"  # the seal itself does not fit the chain
    HEAD = "head"  # a head kept elsewhere is not in the chain: the newest seals are gone


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing wrong with a company's chain."""

    company_id: int
    fault: Fault
    event_id: int


@dataclass(frozen=True, slots=True)
class ChainReport:
    """A walked chain. `unsealed` events are younger than the last seal: nothing proves them yet."""

    company_id: int
    sealed: int
    unsealed: int
    last_event_id: int
    digest: str
    broken: Break | None


def event_canonical(event: HistoryEvent) -> bytes:
    """The bytes a seal covers: every field, sorted keys, no spaces, instants in UTC."""
    fields = {field.attname: getattr(event, field.attname) for field in event._meta.concrete_fields}
    fields["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(
        fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def events_seal(*, now: datetime | None = None) -> int:
    """Seals every event that is old enough; returns how many. Safe to run twice and at once."""
    horizon = min((now or timezone.now()) - MARGIN, *_open_transactions())
    total = 0
    while count := _batch_seal(horizon):
        total += count
    return total


def _open_transactions() -> list[datetime]:
    """Starts of transactions that may still add an event with a lower id than one we see."""
    if connection.vendor != "postgresql":
        return [datetime.max.replace(tzinfo=UTC)]  # one writer at a time: ids follow commits
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(min(xact_start), 'infinity') = 'infinity', min(xact_start)"
            " FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
        )
        nobody, oldest = cursor.fetchone()
    return [datetime.max.replace(tzinfo=UTC) if nobody else oldest]


def _batch_seal(horizon: datetime) -> int:
    """Seals the next events of all companies, in one transaction, so that everything up to the
    newest seal's event is sealed whoever it belongs to."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # one sealer at a time, no lock on the tables
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pointage history seal'))")
        sealed_to = HistorySeal.objects.aggregate(last=Max("last_event_id"))["last"] or 0
        waiting = HistoryEvent.objects.filter(id__gt=sealed_to)
        too_young = waiting.filter(at__gte=horizon).aggregate(first=Min("id"))["first"]
        if too_young is not None:
            waiting = waiting.filter(id__lt=too_young)
        per_company: dict[int, list[HistoryEvent]] = defaultdict(list)
        events = list(waiting.order_by("id")[:_BATCH])
        for event in events:
            per_company[event.company_id or NO_COMPANY].append(event)
        for company_id, own in per_company.items():
            _seal(company_id, own)
    return len(events)


def _seal(company_id: int, events: list[HistoryEvent]) -> None:
    last = HistorySeal.objects.filter(company_id=company_id).order_by("last_event_id").last()
    running = last.digest if last else START
    marks = bytearray()
    for event in events:
        running = _take_in(running, event)
        marks += _MARK.pack(event.pk, bytes.fromhex(running[:16]))
    HistorySeal.objects.create(
        company_id=company_id,
        last_event_id=events[-1].pk,
        event_count=len(events),
        digest=running,
        marks=bytes(marks),
        sealed_at=timezone.now(),
    )
    log.info("history_head", company_id=company_id, event_id=events[-1].pk, digest=running)


def _take_in(running: str, event: HistoryEvent) -> str:
    return hashlib.sha256(running.encode() + event_canonical(event)).hexdigest()


# -- walking ----------------------------------------------------------------------------------


def heads() -> dict[int, tuple[int, str]]:
    """Company id -> (last sealed event, digest): what to keep outside the database."""
    newest = HistorySeal.objects.values("company_id").annotate(last=Max("last_event_id"))
    ends = {row["company_id"]: row["last"] for row in newest}
    rows = HistorySeal.objects.filter(last_event_id__in=set(ends.values()))
    return {
        seal.company_id: (seal.last_event_id, seal.digest)
        for seal in rows
        if ends[seal.company_id] == seal.last_event_id
    }


def chains_verify(
    kept_heads: Mapping[int, tuple[int, str]] | None = None,
) -> Iterator[ChainReport]:
    """Walks the chain of every company that has events, seals or a kept head, one at a time.

    `kept_heads` are heads saved earlier; a chain that no longer contains one was cut.
    """
    kept_heads = kept_heads or {}
    companies = {
        company_id or NO_COMPANY
        for company_id in HistoryEvent.objects.values_list("company_id", flat=True).distinct()
    }
    companies |= set(HistorySeal.objects.values_list("company_id", flat=True).distinct())
    for company_id in sorted(companies | set(kept_heads)):
        yield chain_verify(company_id, kept_heads.get(company_id))


def chain_verify(company_id: int, kept_head: tuple[int, str] | None = None) -> ChainReport:
    """Walks one chain up to its first break. Reads every event once, in pages."""
    events = _Cursor(_events_of(company_id))
    digest, sealed, last_event_id = START, 0, 0
    head_met = kept_head is None
    for seal in HistorySeal.objects.filter(company_id=company_id).order_by("last_event_id"):
        digest_after, broken = _link_walk(seal, digest, events)
        if broken is not None:
            return ChainReport(company_id, sealed, 0, last_event_id, digest, broken)
        digest, sealed, last_event_id = digest_after, sealed + seal.event_count, seal.last_event_id
        head_met = head_met or kept_head == (last_event_id, digest)
    broken = None
    if not head_met and kept_head is not None:
        broken = Break(company_id, Fault.HEAD, kept_head[0])
    unsealed = sum(1 for _ in events)
    return ChainReport(company_id, sealed, unsealed, last_event_id, digest, broken)


def _link_walk(seal: HistorySeal, digest: str, events: _Cursor) -> tuple[str, Break | None]:
    def at_fault(fault: Fault, event_id: int) -> tuple[str, Break]:
        return digest, Break(seal.company_id, fault, event_id)

    marks = bytes(seal.marks)
    if len(marks) != seal.event_count * _MARK.size:
        return at_fault(Fault.SEAL, seal.last_event_id)
    for event_id, mark in _MARK.iter_unpack(marks):
        event = events.peek()
        if event is None or event.pk > event_id:
            return at_fault(Fault.MISSING, event_id)
        if event.pk < event_id:
            return at_fault(Fault.ADDED, event.pk)
        digest = _take_in(digest, event)
        if bytes.fromhex(digest[:16]) != mark:
            return at_fault(Fault.CHANGED, event_id)
        events.step()
    if digest != seal.digest or event_id != seal.last_event_id:
        return at_fault(Fault.SEAL, seal.last_event_id)
    return digest, None


class _Cursor:
    """Events one after the other, with a look at the next."""

    def __init__(self, events: Iterator[HistoryEvent]) -> None:
        self._events = events
        self._next = next(events, None)

    def peek(self) -> HistoryEvent | None:
        return self._next

    def step(self) -> None:
        self._next = next(self._events, None)

    def __iter__(self) -> Iterator[HistoryEvent]:
        while self._next is not None:
            yield self._next
            self.step()


def _events_of(company_id: int) -> Iterator[HistoryEvent]:
    own = HistoryEvent.objects.filter(company_id=company_id or None).order_by("id")
    last = 0
    while page := list(own.filter(id__gt=last)[:_BATCH]):
        yield from page
        last = page[-1].pk
