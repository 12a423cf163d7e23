"""How the outbox and its workers are doing: for `/readyz`, `pointage doctor` and operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from pointage.foundation.outbox.models import OutboxMessage, ScheduledJob, WorkerHeartbeat


@dataclass(frozen=True, slots=True)
class OutboxState:
    """`worker_seconds`: since a worker was last seen (None: never). `oldest_seconds`: how long the
    oldest message that could be worked on has waited (0: none waits)."""

    worker_seconds: int | None
    oldest_seconds: int
    failed: int
    failed_jobs: tuple[str, ...]


def outbox_state(now: datetime) -> OutboxState:
    """Four small queries on indexed columns."""
    seen_at = WorkerHeartbeat.objects.aggregate(last=Max("seen_at"))["last"]
    waiting = OutboxMessage.objects.filter(
        state=OutboxMessage.State.WAITING, next_attempt_at__lte=now
    )
    oldest = waiting.aggregate(first=Min("next_attempt_at"))["first"]
    return OutboxState(
        worker_seconds=None if seen_at is None else int((now - seen_at).total_seconds()),
        oldest_seconds=0 if oldest is None else int((now - oldest).total_seconds()),
        failed=OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count(),
        failed_jobs=tuple(
            ScheduledJob.objects.exclude(last_error="").values_list("name", flat=True)
        ),
    )
