"""For load balancers and monitoring: does the process live, and can it serve? Says which part is
not well, never why: the reasons are for `pointage doctor`, on the machine itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pointage.foundation.outbox.queries import outbox_state

WORKER_SECONDS = 60
OUTBOX_SECONDS = 15 * 60

_migrated = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing else, so a slow database never restarts the web."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything the site needs is there, else 503."""
    checks = {name: "ok" if _holds(check) else "failed" for name, check in CHECKS.items()}
    is_ready = "failed" not in checks.values()
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    """Read once in the life of a process: a database never becomes less migrated under it."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _worker() -> bool:
    seconds = outbox_state(timezone.now()).worker_seconds
    return seconds is not None and seconds < WORKER_SECONDS


def _outbox() -> bool:
    return outbox_state(timezone.now()).oldest_seconds < OUTBOX_SECONDS


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "worker": _worker,
    "outbox": _outbox,
}
