"""What pages about books, imports and issues show: typed rows, a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from pointage.features.books.choices import Track, TrackingChoices
from pointage.features.books.models import (
    Books,
    BooksConnection,
    CompanyFileRecord,
    ImportIssue,
    ImportRun,
    Mapping,
)
from pointage.features.books.services.importing.archiving import MODELS
from pointage.features.books.services.importing.work import LOCAL_MODEL
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.protocol import Kind


@dataclass(frozen=True, slots=True)
class KindProgress:
    """How far one list is. `total` is an estimate: the books may change meanwhile."""

    track: Track
    total: int
    created: int = 0
    linked: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    in_doubt: int = 0
    errors: int = 0

    @property
    def done(self) -> int:
        return (
            self.created
            + self.linked
            + self.updated
            + self.unchanged
            + self.skipped
            + self.in_doubt
            + self.errors
        )

    @property
    def imported(self) -> int:
        """Brought in by this run: made new, or linked to one of ours."""
        return self.created + self.linked


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """A run as the live page shows it."""

    public_id: str
    state: ImportRun.State
    kinds: tuple[KindProgress, ...]
    total: int
    done: int
    imported: int
    updated: int
    skipped: int
    in_doubt: int
    errors: int
    last_error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is worth looking again."""
        return self.state in (ImportRun.State.QUEUED, ImportRun.State.RUNNING)

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when the run is done."""
        if self.state == ImportRun.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


def import_progress(run: ImportRun) -> ImportProgress:
    """The run's newest state: one query."""
    with tenant_scope(companies=[run.company_id]):
        run = ImportRun.objects.get(pk=run.pk)
    return progress_of(run)


def progress_of(run: ImportRun) -> ImportProgress:
    """The same from a row that was just read."""
    kinds = tuple(
        KindProgress(
            track=track,
            **({"total": 0} | run.counts.get(track.value, {})),
        )
        for track in TrackingChoices.of_names(run.kinds).tracks()
    )
    return ImportProgress(
        public_id=run.public_id,
        state=ImportRun.State(run.state),
        kinds=kinds,
        total=run.total,
        done=sum(kind.done for kind in kinds),
        imported=run.imported,
        updated=run.updated,
        skipped=run.skipped,
        in_doubt=run.in_doubt,
        errors=run.errors,
        last_error=run.last_error,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


def record_list(
    books: Books, kind: Kind, *, search: str = "", active: bool = True
) -> QuerySet[CompanyFileRecord]:
    """Records of one kind by name; `search` looks in names, addresses and numbers.

    Evaluate inside `tenant_scope(books=[…])`.
    """
    rows = CompanyFileRecord.objects.filter(books=books, kind=kind.value, is_active=active)
    for word in search.split()[:6]:
        rows = rows.filter(
            Q(full_name__icontains=word)
            | Q(email__icontains=word)
            | Q(number__icontains=word)
            | Q(code__icontains=word)
        )
    return rows.order_by("full_name", "pk")


def record_counts(books: Books) -> dict[tuple[Kind, bool], int]:
    """Records by kind and whether they are active: one query."""
    with tenant_scope(books=[books.pk]):
        rows = list(
            CompanyFileRecord.objects.values_list("kind", "is_active").annotate(number=Count("pk"))
        )
    return {(Kind(kind), active): number for kind, active, number in rows}


def parent_choices(books: Books, *, without: str = "") -> list[tuple[str, str]]:
    """(external id, path) of the active customers another may be put under."""
    with tenant_scope(books=[books.pk]):
        rows = CompanyFileRecord.objects.filter(kind=Kind.CUSTOMER.value, is_active=True).order_by(
            "full_name"
        )
        return list(rows.exclude(external_id=without).values_list("external_id", "full_name"))


def open_issues(connection: BooksConnection) -> QuerySet[ImportIssue]:
    """What still needs somebody's decision, errors first. Evaluate inside the company's scope."""
    return (
        ImportIssue.objects.filter(run__connection=connection, resolved_at=None)
        .exclude(severity=ImportIssue.Severity.SKIPPED)
        .order_by("-severity", "name", "pk")
    )


def link_candidates(issue: ImportIssue, *, search: str = "") -> list[tuple[str, str]]:
    """(public id, name) of our objects a record may be linked to: the one the issue speaks of
    first, then those without a record, at most 50. Evaluate inside the company's scope."""
    local_model = LOCAL_MODEL[Kind(issue.kind)]
    model = MODELS[local_model]
    mapped = Mapping.objects.filter(
        connection_id=issue.run.connection_id, kind=issue.kind, local_model=local_model
    )
    rows: QuerySet[Any] = model._default_manager.exclude(pk__in=mapped.values("local_id"))
    names = {
        "team_member": ("family_name", "given_name", "email"),
        "job": ("full_name",),
    }.get(local_model, ("name",))
    active = {"state": "active"} if local_model == "team_member" else {"is_active": True}
    rows = rows.filter(**active)
    for word in search.split()[:6]:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    meant = rows.filter(pk=issue.data.get("other_id") or 0)
    shown = {row.public_id: str(row) for row in (*meant, *rows.order_by(*names)[:50])}
    return list(shown.items())
