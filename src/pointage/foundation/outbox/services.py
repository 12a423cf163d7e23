"""The only way to put work into the outbox. Call inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from pointage.foundation.outbox.models import OutboxMessage


def message_add(
    *,
    topic: str,
    key: str,
    payload: Mapping[str, Any],
    company_id: int | None = None,
    firm_id: int | None = None,
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Adds one message; the same `key` again returns the first one and adds nothing.

    `payload` is JSON and holds ids, never rows. Raises `RuntimeError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("message_add must run inside the transaction of the change")
    message, _ = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "topic": topic,
            "payload": dict(payload),
            "company_id": company_id,
            "firm_id": firm_id,
            "next_attempt_at": not_before or timezone.now(),
        },
    )
    return message
