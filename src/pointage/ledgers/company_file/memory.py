"""A company file held in memory: for dry runs, imports of files without a database, and tests.

Complete, but lasts no longer than the object; the lasting store is made with Django elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import islice

from pointage.ledgers.protocol import (
    BadPage,
    ChangeSet,
    Counts,
    Kind,
    LedgerCompany,
    Page,
    Record,
    RecordKey,
    Role,
    StaleCursor,
)


class MemoryStore:
    """Implements ``CompanyFileStore``. Every write takes the next revision, kept as its version."""

    def __init__(self, company: LedgerCompany, records: Iterable[Record] = ()) -> None:
        self._company = company
        self._records: dict[RecordKey, Record] = {}
        # Per kind, the places of its records in ascending order, and who stands there.
        self._places: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        self._at: dict[int, RecordKey] = {}
        self._place: dict[RecordKey, int] = {}
        self._last_place = 0
        self._log: list[RecordKey] = []
        for record in records:
            self.save(record)

    def save(self, record: Record) -> Record:
        """Create or replace; returns the record with its new version."""
        key = RecordKey(record.kind, record.external_id)
        self._log.append(key)
        if key not in self._place:
            self._last_place += 1
            self._place[key] = self._last_place
            self._at[self._last_place] = key
            self._places[record.kind].append(self._last_place)
        saved = replace(record, version=str(len(self._log)))
        self._records[key] = saved
        return saved

    def remove(self, kind: Kind, external_id: str) -> None:
        """Forget a record; unknown ones are ignored."""
        key = RecordKey(kind, external_id)
        if self._records.pop(key, None) is not None:
            place = self._place.pop(key)
            del self._at[place]
            self._places[kind].remove(place)
            self._log.append(key)

    def company(self) -> LedgerCompany:
        return self._company

    def counts(self) -> Counts:
        active = [record for record in self._records.values() if record.active]
        kinds = Counter(record.kind for record in active)
        roles = Counter(record.role for record in active if record.kind is Kind.CUSTOMER)
        return Counts(
            employees=kinds[Kind.EMPLOYEE],
            contractors=kinds[Kind.CONTRACTOR],
            customers=kinds[Kind.CUSTOMER] - roles[Role.SUB_CUSTOMER] - roles[Role.PROJECT],
            sub_customers=roles[Role.SUB_CUSTOMER],
            projects=roles[Role.PROJECT],
            service_items=kinds[Kind.SERVICE_ITEM],
            cost_classes=kinds[Kind.COST_CLASS],
            locations=kinds[Kind.LOCATION],
        )

    def list(self, kind: Kind, *, page: str | None, limit: int, include_inactive: bool) -> Page:
        after = 0
        if page is not None:
            if not page.isdecimal():
                raise BadPage(page)
            after = int(page)
        places = self._places[kind]
        shown: list[Record] = []
        last = after
        for place in islice(places, bisect_right(places, after), None):
            record = self._records[self._at[place]]
            if not (record.active or include_inactive):
                continue
            if len(shown) == limit:
                return Page(tuple(shown), str(last))
            shown.append(record)
            last = place
        return Page(tuple(shown))

    def get(self, kind: Kind, external_id: str) -> Record | None:
        return self._records.get(RecordKey(kind, external_id))

    def cursor(self) -> str:
        return str(len(self._log))

    def changed_since(self, kinds: Collection[Kind], cursor: str, *, limit: int) -> ChangeSet:
        if not cursor.isdecimal() or int(cursor) > len(self._log):
            raise StaleCursor(cursor)
        start = int(cursor)
        stop = min(start + limit, len(self._log))
        touched = dict.fromkeys(key for key in self._log[start:stop] if key.kind in kinds)
        upserts = tuple(self._records[key] for key in touched if key in self._records)
        removed = tuple(key for key in touched if key not in self._records)
        return ChangeSet(upserts, removed, str(stop), complete=stop == len(self._log))
