"""What pages about books, imports and issues show: typed rows, a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pointage.features.books.choices import Track, TrackingChoices
from pointage.features.books.models import ImportRun
from pointage.foundation.tenancy.scope import tenant_scope


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
