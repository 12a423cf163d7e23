"""Undoes a link to an existing account within its 30 days: the app is uninstalled, the books are
let go, and what the link changed goes back. Not: leaving a client (services.removals)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pointage.features.books.models import BooksConnection
from pointage.features.books.services.undo import UndoResult, link_undo
from pointage.features.practice.access import FirmSeat, grant_permissions
from pointage.features.practice.errors import LinkNotUndoable
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Installation,
    Subscription,
)
from pointage.features.practice.services.installations import owner_name
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def installation_undo(*, actor: Actor, seat: FirmSeat, installation: Installation) -> UndoResult:
    """Takes the link back; the account and the firm's access to it stay as the client gave them.

    Raises `LinkNotUndoable` and what `books.link_undo` raises (`UndoTooLate`, `ImportUnderWay`).
    """
    actor.require("apps:install")
    with transaction.atomic():
        if installation.client_id is None or installation.company_id is None:
            raise LinkNotUndoable
        client = Client.objects.select_for_update().get(pk=installation.client_id, firm=seat.firm)
        row = (
            Installation.objects.select_for_update(of=("self",))
            .select_related("client", "firm")
            .get(pk=installation.pk)
        )
        company_id = installation.company_id
        grant = AccountantGrant.objects.filter(
            company_id=company_id, firm=seat.firm, state=AccountantGrant.State.ACTIVE
        ).first()
        if row.state != Installation.State.INSTALLED or grant is None:
            raise LinkNotUndoable
        inside = actor.in_company(company_id, grant_permissions(grant, seat.member))
        with tenant_scope(companies=[company_id]):
            connection = BooksConnection.objects.exclude(
                state=BooksConnection.State.UNLINKED
            ).first()
            if connection is None:
                raise LinkNotUndoable
            result = link_undo(actor=inside, connection=connection)
        _end(actor, client, row)
    return result


def _end(actor: Actor, client: Client, row: Installation) -> None:
    now = timezone.now()
    Subscription.objects.filter(
        company=row.company, firm_id=row.firm_id, state=Subscription.State.ACTIVE
    ).update(state=Subscription.State.ENDED, ended_on=timezone.localdate())
    client.company = None
    client.save(update_fields=["company"])
    row.state = Installation.State.UNINSTALLED
    row.version += 1
    row.save(update_fields=["state", "version", "changed_at"])
    event_record(
        actor=actor,
        code="installation.undone",
        obj=row,
        label=owner_name(row),
        firm_id=row.firm_id,
        company_id=row.company_id,
        before={"state": Installation.State.INSTALLED.value},
        after={"state": row.state, "at": now.isoformat()},
    )
