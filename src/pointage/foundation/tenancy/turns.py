"""Lets writers to an SQLite file in one after the other. SQLite itself lets a waiting writer sleep
and try again, so that under load one waits a second while others pass. Not for correctness: a
writer that does not come this way is still kept out by SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

try:
    import fcntl
except ImportError:  # Windows: SQLite's own way of waiting has to do
    fcntl = None  # type: ignore[assignment]


@contextmanager
def own_turn() -> Iterator[None]:
    """Waits until no other thread or process of this machine that asks is writing. Nothing to wait
    for on PostgreSQL, inside a transaction, and for a database that is no file."""
    name = str(connection.settings_dict["NAME"])
    queues = fcntl is not None and connection.vendor == "sqlite" and "memory" not in name
    if not queues or connection.in_atomic_block:
        yield
        return
    queue = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield
    finally:
        os.close(queue)  # lets the next one in
