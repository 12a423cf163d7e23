"""Starting, retrying and failing import runs. The work itself is `importing.runner`, done by the
worker; these services only decide that it shall happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pointage.features.books.choices import TrackingChoices
from pointage.features.books.errors import (
    ImportUnderWay,
    NothingToImport,
    NotLinked,
    RunNotFailed,
)
from pointage.features.books.models import BooksConnection, ImportRun
from pointage.features.companies.models import TrackingSettings
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.outbox.services import message_add
from pointage.foundation.tenancy.scope import tenant_scope

TOPIC = "books.import"


def import_start(
    *,
    actor: Actor,
    connection: BooksConnection,
    choices: TrackingChoices,
    decisions: Mapping[str, Mapping[str, Any]] | None = None,
) -> ImportRun:
    """Queues a run that brings the chosen lists in; the worker does it after the commit.

    `decisions` is the accepted plan of a link (`services.links.decisions_of`). Works inside the
    caller's transaction. Raises `ImportUnderWay`, `NothingToImport`, `NotLinked`.
    """
    if not choices.tracks():
        raise NothingToImport
    return _run_add(actor, connection, choices, decisions or {}, position={})


def import_changes_start(*, actor: Actor, connection: BooksConnection) -> ImportRun:
    """Queues a run over what changed in the books since the last one; never exports anything.

    Raises `ImportUnderWay`, `NotLinked`.
    """
    position = {"mode": "changes", "cursor": connection.cursor}
    return _run_add(actor, connection, tracking_of(connection), {}, position=position)


def tracking_of(connection: BooksConnection) -> TrackingChoices:
    """What the company tracks now."""
    with tenant_scope(companies=[connection.company_id]):
        settings = TrackingSettings.objects.filter(company_id=connection.company_id).first()
    return TrackingChoices() if settings is None else TrackingChoices.of_settings(settings)


def _run_add(
    actor: Actor,
    connection: BooksConnection,
    choices: TrackingChoices,
    decisions: Mapping[str, Mapping[str, Any]],
    position: dict[str, Any],
) -> ImportRun:
    with tenant_scope(companies=[connection.company_id]), transaction.atomic():
        connection = BooksConnection.objects.select_for_update().get(pk=connection.pk)
        if connection.state == BooksConnection.State.UNLINKED:
            raise NotLinked
        if ImportRun.objects.filter(connection=connection, state__in=_OPEN).exists():
            raise ImportUnderWay
        run = ImportRun.objects.create(
            company_id=connection.company_id,
            connection=connection,
            kinds=choices.names(),
            decisions={key: dict(value) for key, value in decisions.items()},
            position=position,
            started_by_id=actor.user_id,
            started_by_name=actor.name,
            acting_firm_id=actor.firm_id,
            acting_firm_name=actor.firm_name,
        )
        event_record(
            actor=actor,
            code="import.queued",
            obj=run,
            company_id=run.company_id,
            firm_id=actor.firm_id,
            after={"kinds": run.kinds},
        )
        _message(run, connection, run.public_id)
    return run


_OPEN = [ImportRun.State.QUEUED, ImportRun.State.RUNNING]


def _message(run: ImportRun, connection: BooksConnection, key: str) -> None:
    message_add(
        topic=TOPIC,
        key=f"{TOPIC}:{key}",
        payload={
            "company_id": run.company_id,
            "books_id": connection.books_id,
            "run_id": run.pk,
        },
        company_id=run.company_id,
    )


def import_retry(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Goes on with a run that stopped, where it stopped. Raises `RunNotFailed`, `NotLinked`,
    `ImportUnderWay`."""
    with tenant_scope(companies=[run.company_id]), transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        connection = BooksConnection.objects.select_for_update().get(pk=run.connection_id)
        if run.state != ImportRun.State.FAILED:
            raise RunNotFailed
        if connection.state == BooksConnection.State.UNLINKED:
            raise NotLinked
        if ImportRun.objects.filter(connection=connection, state__in=_OPEN).exists():
            raise ImportUnderWay
        run.state = ImportRun.State.RUNNING if run.started_at else ImportRun.State.QUEUED
        run.last_error = ""
        run.finished_at = None
        run.save(update_fields=["state", "last_error", "finished_at"])
        event = event_record(
            actor=actor,
            code="import.retried",
            obj=run,
            company_id=run.company_id,
            firm_id=actor.firm_id,
        )
        _message(run, connection, f"{run.public_id}:{event.pk}")
    return run
