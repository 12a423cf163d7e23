"""The only writer of history. Call inside the transaction of the change that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.prepared import PreparedInsert

_INSERT: Final = PreparedInsert(HistoryEvent)


def event_record(
    *,
    actor: Actor,
    code: str,
    obj: models.Model,
    label: str = "",
    company_id: int | None = None,
    firm_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> HistoryEvent:
    """Writes one event beside the change. `before` and `after` hold only the fields that changed,
    as JSON values. An actor with both a firm and a company is an accountant in a client's company.

    Raises `RuntimeError` outside a transaction: history that can outlive its change is worthless.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("event_record must run inside the transaction of the change")
    accountant = actor.firm_id is not None and (company_id or actor.company_id) is not None
    event = HistoryEvent(
        at=timezone.now(),
        code=code,
        company_id=company_id,
        firm_id=firm_id,
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        acting_firm_id=actor.firm_id if accountant else None,
        acting_firm_name=actor.firm_name[:200] if accountant else "",
        object_type=obj._meta.model_name or "",
        object_id=str(getattr(obj, "public_id", "") or obj.pk),
        object_label=(label or str(obj))[:200],
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason[:500],
        source=actor.source.value,
        request_id=actor.request_id,
    )
    return _INSERT.save(event)
