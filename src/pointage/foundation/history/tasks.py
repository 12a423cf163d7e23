"""Scheduled work of history: sealing what has happened since the last round."""

from __future__ import annotations

from datetime import timedelta

from pointage.foundation.history.sealing import events_seal
from pointage.foundation.outbox.registry import scheduled


@scheduled("history.seal", every=timedelta(minutes=15))
def history_seal() -> None:
    events_seal()
