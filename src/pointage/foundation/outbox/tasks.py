"""The outbox keeps itself tidy."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import scheduled

KEEP_DONE = timedelta(days=30)


@scheduled("outbox.tidy", every=timedelta(hours=6))
def outbox_tidy() -> None:
    """Deletes messages done long ago; failed ones stay until somebody looks at them."""
    OutboxMessage.objects.filter(
        state=OutboxMessage.State.DONE, done_at__lt=timezone.now() - KEEP_DONE
    ).delete()
