"""Reads of history for pages and reports: one query a page, rows ready to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.history.words import sentence

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilters:
    """What to keep; an empty filter keeps everything. `since` is included, `until` is not."""

    codes: tuple[str, ...] = ()
    actor_id: int | None = None
    acting_firm_id: int | None = None
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; `words` is its sentence in the active language."""

    id: int
    at: datetime
    code: str
    words: str
    actor_name: str
    acting_firm_name: str
    object_type: str
    object_id: str
    object_label: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class EventPage:
    rows: tuple[EventRow, ...]
    page: int
    has_next: bool


def event_list(
    *,
    company_id: int | None = None,
    firm_id: int | None = None,
    filters: EventFilters | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> EventPage:
    """Newest first. Give exactly one of `company_id` and `firm_id`: the caller has already
    checked that the reader may see that company or firm. Raises `ValueError` otherwise."""
    if (company_id is None) == (firm_id is None):
        raise ValueError("history is read for one company or for one firm")
    place = {"company_id": company_id} if company_id is not None else {"firm_id": firm_id}
    events = _filtered(HistoryEvent.objects.filter(**place), filters or EventFilters())
    page = max(page, 1)
    first = (page - 1) * per_page
    found = list(events.order_by("-id")[first : first + per_page + 1])
    return EventPage(tuple(_row(event) for event in found[:per_page]), page, len(found) > per_page)


def _filtered(events: QuerySet[HistoryEvent], filters: EventFilters) -> QuerySet[HistoryEvent]:
    conditions = {
        "code__in": filters.codes,
        "actor_id": filters.actor_id,
        "acting_firm_id": filters.acting_firm_id,
        "object_type": filters.object_type,
        "object_id": filters.object_id,
        "at__gte": filters.since,
        "at__lt": filters.until,
    }
    return events.filter(**{name: value for name, value in conditions.items() if value})


def _row(event: HistoryEvent) -> EventRow:
    return EventRow(
        id=event.pk,
        at=event.at,
        code=event.code,
        words=sentence(event.code, event.object_label),
        actor_name=event.actor_name,
        acting_firm_name=event.acting_firm_name,
        object_type=event.object_type,
        object_id=event.object_id,
        object_label=event.object_label,
        before=event.before or {},
        after=event.after or {},
        reason=event.reason,
        source=event.source,
    )


#: How far back the list of people to filter by looks, so that its cost does not grow.
_RECENT = 500


def recent_actors(company_id: int) -> list[tuple[int, str]]:
    """(user id, name) of whoever did something in the company lately, by name."""
    rows = (
        HistoryEvent.objects.filter(company_id=company_id)
        .order_by("-id")
        .values_list("actor_id", "actor_name")[:_RECENT]
    )
    names: dict[int, str] = {}
    for actor_id, name in rows:
        if actor_id is not None:
            names.setdefault(actor_id, name)
    return sorted(names.items(), key=lambda item: item[1].casefold())
