"""The worker: claims outbox messages and scheduled jobs, runs them, survives being killed.

Any number of workers may run: a row is claimed by a conditional update whose row count decides. A
claim is a lease; a worker that dies leaves a lease that runs out and another one goes on. Attempts
count at the claim, so a message that kills its worker does not come back for ever.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.db import close_old_connections, connection
from django.db.models import F, Q
from django.db.utils import OperationalError
from django.utils import timezone

from pointage.foundation.outbox.models import OutboxMessage, ScheduledJob, WorkerHeartbeat
from pointage.foundation.outbox.registry import HANDLERS, JOBS, GiveUp, Job, RetryLater

T = TypeVar("T")
log = structlog.get_logger("pointage.worker")

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 15
IDLE_SECONDS = 0.5
HEARTBEAT_SECONDS = 10
LANES = 2  # a long import must not hold up the mail


def run(*, once: bool = False, stop: threading.Event | None = None) -> None:
    """Works until `stop` is set; with `once`, until nothing is due any more."""
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    if once:
        _drain(name)
        return
    stop = stop or threading.Event()
    lanes = [
        threading.Thread(target=_lane, args=(f"{name}:{number}", stop), name=f"lane-{number}")
        for number in range(LANES)
    ]
    for lane in lanes:
        lane.start()
    log.info("worker_started", worker=name, topics=len(HANDLERS), jobs=len(JOBS))
    while not stop.is_set():
        _guarded(lambda: _beat(name))
        _guarded(lambda: jobs_run_due(name))
        stop.wait(HEARTBEAT_SECONDS / 10)
    for lane in lanes:
        lane.join(timeout=LEASE.total_seconds())
    _guarded(lambda: WorkerHeartbeat.objects.filter(worker=name).delete())
    log.info("worker_stopped", worker=name)


def _drain(name: str) -> None:
    jobs_run_due(name)
    while message_handle_next(name):
        pass


def _lane(name: str, stop: threading.Event) -> None:
    while not stop.is_set():
        worked = _guarded(lambda: message_handle_next(name))
        if not worked:
            stop.wait(IDLE_SECONDS)
    connection.close()


def _guarded(work: Callable[[], T]) -> T | None:
    """Runs one step; a database that is away or busy is waited for, never fatal."""
    try:
        close_old_connections()
        return work()
    except OperationalError as error:
        log.warning("database_unavailable", error=str(error)[:200])
        connection.close()
        return None


def message_handle_next(worker: str) -> bool:
    """Claims and handles one due message. Returns False when none is due."""
    message = _claim(worker)
    if message is None:
        return False
    structlog.contextvars.bind_contextvars(message_id=message.pk, topic=message.topic)
    try:
        _handle(message)
    finally:
        structlog.contextvars.unbind_contextvars("message_id", "topic")
    return True


def _claim(worker: str) -> OutboxMessage | None:
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = OutboxMessage.objects.filter(
        free, state=OutboxMessage.State.WAITING, next_attempt_at__lte=now
    ).order_by("next_attempt_at", "id")
    for pk in due.values_list("pk", flat=True)[:5]:
        claimed = OutboxMessage.objects.filter(
            free, pk=pk, state=OutboxMessage.State.WAITING, next_attempt_at__lte=now
        ).update(lease_until=now + LEASE, leased_by=worker, attempts=F("attempts") + 1)
        if claimed:
            return OutboxMessage.objects.get(pk=pk)
    return None


def lease_extend(message: OutboxMessage) -> None:
    """Long work calls this between its steps so that nobody else takes the message over."""
    OutboxMessage.objects.filter(pk=message.pk, leased_by=message.leased_by).update(
        lease_until=timezone.now() + LEASE
    )


def _handle(message: OutboxMessage) -> None:
    try:
        handler = HANDLERS.get(message.topic)
        if handler is None:
            raise GiveUp(f"No handler for topic {message.topic!r}")
        handler(message)
    except RetryLater as error:
        _put_back(message, str(error), error.after_seconds)
    except GiveUp as error:
        _finish(message, OutboxMessage.State.FAILED, str(error))
        log.error("message_failed", error=str(error)[:200])
    except OperationalError:
        raise  # the lease runs out and the message comes back
    except Exception as error:
        log.exception("handler_broke")
        _put_back(message, f"{type(error).__name__}: {error}", None)
    else:
        _finish(message, OutboxMessage.State.DONE, "")


def _finish(message: OutboxMessage, state: str, error: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk, leased_by=message.leased_by).update(
        state=state,
        lease_until=None,
        last_error=error[:500],
        done_at=timezone.now() if state == OutboxMessage.State.DONE else None,
    )


def _put_back(message: OutboxMessage, error: str, after_seconds: int | None) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _finish(message, OutboxMessage.State.FAILED, error)
        log.error("message_failed", error=error[:200], attempts=message.attempts)
        return
    pause = after_seconds if after_seconds is not None else backoff_seconds(message.attempts)
    OutboxMessage.objects.filter(pk=message.pk, leased_by=message.leased_by).update(
        lease_until=None,
        next_attempt_at=timezone.now() + timedelta(seconds=pause),
        last_error=error[:500],
    )
    log.info("message_put_back", pause=pause, attempts=message.attempts)


def backoff_seconds(attempts: int) -> int:
    """5 s, 10 s, 20 s, … up to one hour: about 9 hours over all attempts."""
    return int(min(5 * 2 ** max(attempts - 1, 0), 3600))


def _beat(name: str) -> None:
    now = timezone.now()
    seen = WorkerHeartbeat.objects.filter(worker=name).first()
    if seen is None or now - seen.seen_at > timedelta(seconds=HEARTBEAT_SECONDS):
        WorkerHeartbeat.objects.update_or_create(worker=name, defaults={"seen_at": now})
        WorkerHeartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def jobs_run_due(worker: str) -> None:
    """Runs every scheduled job that is due, each claimed by one worker only."""
    now = timezone.now()
    known = dict(ScheduledJob.objects.values_list("name", "next_run_at"))
    for job in JOBS.values():
        if job.name not in known:
            ScheduledJob.objects.get_or_create(name=job.name, defaults={"next_run_at": now})
        elif known[job.name] > now:
            continue
        if _claim_job(job, now):
            _run_job(job, worker)


def _claim_job(job: Job, now: datetime) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return bool(
        ScheduledJob.objects.filter(free, name=job.name, next_run_at__lte=now).update(
            lease_until=now + LEASE
        )
    )


def _run_job(job: Job, worker: str) -> None:
    error = ""
    try:
        job.run()
    except OperationalError:
        raise
    except Exception as broken:
        log.exception("job_broke", job=job.name, worker=worker)
        error = f"{type(broken).__name__}: {broken}"[:500]
    now = timezone.now()
    ScheduledJob.objects.filter(name=job.name).update(
        lease_until=None, last_run_at=now, next_run_at=now + job.every, last_error=error
    )
