"""The worker's side of imports: running what was queued, and looking every five minutes whether
the books of a linked company changed. Nothing here ever writes to the books."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from pointage.features.books.errors import ImportUnderWay, NotLinked
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import BooksConnection, FileUpload, ImportRun
from pointage.features.books.services.files import TOPIC as FILE_TOPIC
from pointage.features.books.services.files import file_apply, file_give_back
from pointage.features.books.services.importing.runner import (
    OPEN_STATES,
    RunKey,
    run_actor,
    run_advance,
)
from pointage.features.books.services.imports import (
    TOPIC,
    import_changes_start,
    tracking_of,
)
from pointage.features.companies.models import Company
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, Source, system_actor
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import GiveUp, RetryLater, handler, scheduled
from pointage.foundation.outbox.worker import MAX_ATTEMPTS, lease_extend
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.protocol import (
    LedgerError,
    NeedsReconnect,
    StaleCursor,
    Throttled,
    Unavailable,
)

log = structlog.get_logger("pointage.books")

EVERY = timedelta(minutes=5)
_COMPANIES_AT_ONCE = 200


@handler(TOPIC)
def import_run(message: OutboxMessage) -> None:
    """Advances the run page by page until it is done. Each page commits with its position, so
    whoever takes the message over goes on where it stopped."""
    key = RunKey(
        message.payload["company_id"], message.payload["books_id"], message.payload["run_id"]
    )
    try:
        while run_advance(key):
            lease_extend(message)
    except Throttled as error:
        raise RetryLater("throttled", error.after_seconds) from error
    except Unavailable as error:
        if message.attempts >= MAX_ATTEMPTS:
            _fail(key, "unavailable")
        raise RetryLater("unavailable") from error
    except NeedsReconnect as error:
        _fail(key, "needs_reconnect")
        raise GiveUp("needs_reconnect") from error
    except LedgerError as error:
        _fail(key, "refused")
        raise GiveUp(f"{type(error).__name__}: {error}") from error
    except Exception:
        if message.attempts >= MAX_ATTEMPTS:
            _fail(key, "broken")
        raise


@handler(FILE_TOPIC)
def file_apply_handle(message: OutboxMessage) -> None:
    """Applies a large file; one that cannot be applied becomes a dry run again."""
    payload = message.payload
    with tenant_scope(books=[payload["books_id"]]):
        upload = FileUpload.objects.filter(pk=payload["upload_id"]).select_related("books").first()
    if upload is None or upload.state != FileUpload.State.APPLYING:
        return
    actor = Actor(
        user_id=payload["user_id"],
        name=payload["name"],
        firm_id=payload["firm_id"],
        firm_name=payload["firm_name"],
        company_id=payload["company_id"],
        source=Source.IMPORT,
    )
    try:
        file_apply(actor=actor, upload=upload, company_id=payload["company_id"])
    except RuleBroken as error:
        file_give_back(upload)
        raise GiveUp(error.code) from error
    except Exception:
        if message.attempts >= MAX_ATTEMPTS:
            file_give_back(upload)
        raise


def _fail(key: RunKey, reason: str) -> None:
    """The run stops here, visibly; `import_retry` goes on."""
    with tenant_scope(companies=[key.company_id]), transaction.atomic():
        run = ImportRun.objects.select_for_update().filter(pk=key.run_id).first()
        if run is None or run.state not in OPEN_STATES:
            return
        run.state = ImportRun.State.FAILED
        run.finished_at = timezone.now()
        run.last_error = reason
        run.save(update_fields=["state", "finished_at", "last_error"])
        if reason == "needs_reconnect":
            BooksConnection.objects.filter(pk=run.connection_id).update(
                state=BooksConnection.State.NEEDS_RECONNECT
            )
        event_record(
            actor=run_actor(run),
            code="import.failed",
            obj=run,
            company_id=run.company_id,
            reason=reason,
        )


@scheduled("books.changes", every=EVERY)
def changes_look() -> None:
    """Queues an import for every linked company whose books changed, and only for those."""
    ids = list(
        Company.objects.filter(status=Company.Status.ACTIVE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(ids), _COMPANIES_AT_ONCE):
        chunk = ids[start : start + _COMPANIES_AT_ONCE]
        with tenant_scope(companies=chunk):
            connections = list(
                BooksConnection.objects.filter(state=BooksConnection.State.ACTIVE)
                .exclude(cursor="")
                .select_related("books")
            )
        _look_at(connections)


def _look_at(connections: Iterable[BooksConnection]) -> None:
    quiet: dict[int, list[int]] = {}
    for connection in connections:
        try:
            changed = _has_changed(connection)
        except LedgerError as error:
            log.warning("books_not_read", connection=connection.pk, error=type(error).__name__)
            continue
        if changed:
            with suppress(ImportUnderWay, NotLinked):
                import_changes_start(actor=system_actor(), connection=connection)
        else:
            quiet.setdefault(connection.company_id, []).append(connection.pk)
    if quiet:
        pks = [pk for each in quiet.values() for pk in each]
        with tenant_scope(companies=list(quiet)):
            BooksConnection.objects.filter(pk__in=pks).update(last_ok_at=timezone.now())


def _has_changed(connection: BooksConnection) -> bool:
    """Whether anything the company tracks was written since. Equal marks need no listing."""
    ledger = ledger_for(connection.books)
    if ledger.cursor() == connection.cursor:
        return False
    choices = tracking_of(connection)
    try:
        found = ledger.changes(choices.kinds(), connection.cursor)
    except StaleCursor:
        return True
    if found.removed or not found.complete or any(map(choices.wants, found.upserts)):
        return True
    with tenant_scope(companies=[connection.company_id]):
        BooksConnection.objects.filter(pk=connection.pk).update(cursor=found.next_cursor)
    return False
