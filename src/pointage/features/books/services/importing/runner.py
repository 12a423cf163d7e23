"""Advances an import run by one page: reads from the ledger, then writes page and position in one
transaction. Safe to repeat and to kill at any moment. Does not decide when to run (`tasks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pointage.features.books.choices import Track, TrackingChoices
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import Books, BooksConnection, ImportRun, Mapping
from pointage.features.books.services.importing.archiving import archive_chosen, archive_removed
from pointage.features.books.services.importing.dimensions import (
    CostClassImport,
    LocationImport,
    ServiceItemImport,
)
from pointage.features.books.services.importing.jobs import JobImport
from pointage.features.books.services.importing.people import PeopleImport
from pointage.features.books.services.importing.records import KindImport
from pointage.features.books.services.importing.work import Fate, Work
from pointage.features.companies.models import Company
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, Source
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.names import MAX_DEPTH
from pointage.ledgers.protocol import Kind, KindNotReadable, Ledger, Record, RecordKey, StaleCursor

IMPORTS: dict[Kind, type[KindImport]] = {
    Kind.EMPLOYEE: PeopleImport,
    Kind.CONTRACTOR: PeopleImport,
    Kind.CUSTOMER: JobImport,
    Kind.SERVICE_ITEM: ServiceItemImport,
    Kind.COST_CLASS: CostClassImport,
    Kind.LOCATION: LocationImport,
}
OPEN_STATES = (ImportRun.State.QUEUED, ImportRun.State.RUNNING)
_RACES = 3
"""Times a page is tried again when somebody else took a name or an address in between."""


@dataclass(frozen=True, slots=True)
class RunKey:
    """Where a run lives; what the outbox message carries."""

    company_id: int
    books_id: int
    run_id: int


@dataclass(frozen=True, slots=True)
class _Slice:
    """What was read for one step, and the position after it."""

    records: Sequence[Record]
    removed: Sequence[RecordKey]
    position: dict[str, Any]
    ancestors: dict[str, Record | None] = field(default_factory=dict)
    finished: bool = False


def run_actor(run: ImportRun) -> Actor:
    """Who history says did this: the person who started the run, or the program itself."""
    return Actor(
        user_id=run.started_by_id,
        name=run.started_by_name or "Pointage",
        firm_id=run.acting_firm_id,
        firm_name=run.acting_firm_name,
        company_id=run.company_id,
        source=Source.IMPORT,
    )


def run_advance(key: RunKey) -> bool:
    """One step of the run. Returns False when there is nothing more to do.

    Raises a `LedgerError` when the books do not answer; nothing of the step is then written.
    """
    with tenant_scope(companies=[key.company_id], books=[key.books_id]):
        run = ImportRun.objects.filter(pk=key.run_id).first()
    if run is None or run.state not in OPEN_STATES:
        return False
    books = Books.objects.get(pk=key.books_id)
    ledger = ledger_for(books)
    if run.state == ImportRun.State.QUEUED:
        _begin(key, run, ledger)
        return True
    step = _read(run, ledger)
    for attempt in range(_RACES):
        try:
            return _write(key, run.position, step)
        except IntegrityError:
            if attempt == _RACES - 1:
                raise
    return True


def _begin(key: RunKey, run: ImportRun, ledger: Ledger) -> None:
    """Notes what will be read, and a mark of now from which later changes are asked."""
    choices = TrackingChoices.of_names(run.kinds)
    full = run.position.get("mode") != "changes"
    cursor = ledger.cursor() if full else ""
    totals = choices.totals(ledger.counts()) if full else {}
    with tenant_scope(companies=[key.company_id]), transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=key.run_id)
        if run.state != ImportRun.State.QUEUED:
            return
        run.state = ImportRun.State.RUNNING
        run.started_at = timezone.now()
        if full and not run.position:
            run.position = {"mode": "full", "step": 0, "page": None, "cursor": cursor}
            run.total = sum(totals.values())
            run.counts = {track.value: {"total": number} for track, number in totals.items()}
        run.save(update_fields=["state", "started_at", "position", "total", "counts"])
        event_record(
            actor=run_actor(run),
            code="import.started",
            obj=run,
            company_id=run.company_id,
            after={"kinds": run.kinds, "total": run.total},
        )


def _read(run: ImportRun, ledger: Ledger) -> _Slice:
    """The next page of records, with the parents it needs; no transaction is open."""
    choices = TrackingChoices.of_names(run.kinds)
    if run.position.get("mode") == "changes":
        try:
            found = ledger.changes(choices.kinds(), run.position["cursor"])
        except StaleCursor:
            full = {"mode": "full", "step": 0, "page": None, "cursor": ledger.cursor()}
            return _Slice((), (), full)
        position = run.position | {"cursor": found.next_cursor}
        records = [record for record in found.upserts if choices.wants(record)]
        ancestors = ancestors_of(run, ledger, records)
        return _Slice(records, found.removed, position, ancestors, finished=found.complete)
    kinds = choices.kinds()
    step = run.position["step"]
    if step >= len(kinds):
        return _Slice((), (), run.position, finished=True)
    following = run.position | {"step": step + 1, "page": None}
    try:
        page = ledger.list(kinds[step], page=run.position["page"], include_inactive=True)
    except KindNotReadable:
        return _Slice((), (), following)
    if page.next_page is not None:
        following = run.position | {"page": page.next_page}
    records = [record for record in page.records if choices.wants(record)]
    return _Slice(records, (), following, ancestors_of(run, ledger, records))


def ancestors_of(
    run: ImportRun, ledger: Ledger, records: Sequence[Record]
) -> dict[str, Record | None]:
    """Parents that are not in the page and not brought in yet, up to the top: a child may come
    before its parent, and a parent that is not chosen still links its children to its own."""
    here = {record.external_id for record in records if record.kind is Kind.CUSTOMER}
    wanted = {
        record.parent_external_id
        for record in records
        if record.kind is Kind.CUSTOMER and record.parent_external_id
    } - here
    found: dict[str, Record | None] = {}
    for _ in range(2 * MAX_DEPTH):
        if not wanted:
            break
        with tenant_scope(companies=[run.company_id]):
            known = set(
                Mapping.objects.filter(
                    connection_id=run.connection_id,
                    kind=Kind.CUSTOMER.value,
                    external_id__in=wanted,
                ).values_list("external_id", flat=True)
            )
        fetched = {parent: ledger.get(Kind.CUSTOMER, parent) for parent in sorted(wanted - known)}
        found |= fetched
        above = {each.parent_external_id for each in fetched.values() if each}
        wanted = {parent for parent in above if parent} - here - found.keys()
    return found


def _write(key: RunKey, position: dict[str, Any], step: _Slice) -> bool:
    with tenant_scope(companies=[key.company_id], books=[key.books_id]), transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=key.run_id)
        if run.state not in OPEN_STATES or run.position != position:
            return run.state in OPEN_STATES  # another worker was here in the meantime
        connection = BooksConnection.objects.get(pk=run.connection_id)
        work = work_for(run, connection, step.ancestors)
        ahead = [each for each in step.ancestors.values() if each and work.choices.wants(each)]
        records_apply(work, [*ahead, *step.records])
        archive_removed(work, step.removed)
        if step.finished:
            archive_chosen(work)
        run.position = step.position
        fates_add(run, work.fates)
        _page_event(run, work)
        if step.finished:
            _finish(run, connection)
        run.save(
            update_fields=[
                "state", "position", "total", "imported", "updated", "skipped", "in_doubt",
                "errors", "counts", "finished_at", "last_error",
            ]
        )  # fmt: skip
        return not step.finished


def work_for(
    run: ImportRun, connection: BooksConnection, ancestors: dict[str, Record | None] | None = None
) -> Work:
    return Work(
        run=run,
        choices=TrackingChoices.of_names(run.kinds),
        primary_admin_id=Company.objects.values_list("primary_admin_id", flat=True).get(
            pk=run.company_id
        ),
        decisions=run.decisions,
        ancestors=ancestors or {},
        keep_changes=connection.undo_until is not None and timezone.now() < connection.undo_until,
    )


def records_apply(work: Work, records: Iterable[Record]) -> None:
    """Every record finds its fate, kind by kind. Call in the transaction and scope of the page."""
    by_kind: dict[Kind, dict[str, Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, {})[record.external_id] = record
    for kind, importer in IMPORTS.items():
        if kind in by_kind:
            importer(work, kind).apply(list(by_kind[kind].values()))


def fates_add(run: ImportRun, fates: Counter[tuple[Track, Fate]]) -> None:
    """Adds a page's fates to the run's totals."""
    for (track, fate), number in fates.items():
        counts = run.counts.setdefault(track.value, {})
        counts[fate.value] = max(counts.get(fate.value, 0) + number, 0)

    def total(*wanted: Fate) -> int:
        return sum(counts.get(fate.value, 0) for counts in run.counts.values() for fate in wanted)

    run.imported = total(Fate.CREATED, Fate.LINKED)
    run.updated = total(Fate.UPDATED)
    run.skipped = total(Fate.SKIPPED)
    run.in_doubt = total(Fate.IN_DOUBT)
    run.errors = total(Fate.ERROR)
    if run.position.get("mode") == "changes":
        run.total = total(*Fate)


def _page_event(run: ImportRun, work: Work) -> None:
    fates: dict[str, dict[str, int]] = {}
    for (track, fate), number in work.fates.items():
        if number:
            fates.setdefault(track.value, {})[fate.value] = number
    if fates or work.after:
        event_record(
            actor=run_actor(run),
            code="import.page_applied",
            obj=run,
            company_id=run.company_id,
            before=work.before or None,
            after={"fates": fates, **work.after},
        )


def _finish(run: ImportRun, connection: BooksConnection) -> None:
    now = timezone.now()
    run.state = ImportRun.State.DONE
    run.finished_at = now
    run.last_error = ""
    connection.cursor = run.position["cursor"]
    connection.last_ok_at = now
    connection.state = BooksConnection.State.ACTIVE
    connection.save(update_fields=["cursor", "last_ok_at", "state"])
    event_record(
        actor=run_actor(run),
        code="import.finished",
        obj=run,
        company_id=run.company_id,
        after={
            "imported": run.imported,
            "updated": run.updated,
            "skipped": run.skipped,
            "in_doubt": run.in_doubt,
            "errors": run.errors,
        },
    )
