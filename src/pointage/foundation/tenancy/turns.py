"""Lets writers to an SQLite file in one after the other. SQLite itself lets a waiting writer sleep
and try again, so that under load one waits a second while others pass. Not for correctness: a
writer that does not come this way is still kept out by SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.db import connection

try:
    import fcntl
except ImportError:  # Windows: SQLite's own way of waiting has to do
    fcntl = None  # type: ignore[assignment]

_own = threading.local()


@contextmanager
def own_turn() -> Iterator[None]:
    """Waits until no other thread or process of this machine that asks is writing. Nothing to wait
    for on PostgreSQL, inside a transaction, and for a database that is no file."""
    file = None if connection.in_atomic_block else _queue()
    if file is None:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _queue() -> IO[bytes] | None:
    """This thread's handle of the file beside the database on which writers queue."""
    name = str(connection.settings_dict["NAME"])
    if fcntl is None or connection.vendor != "sqlite" or "memory" in name:
        return None
    if getattr(_own, "name", None) != name:
        _own.name, _own.file = name, open(f"{name}-turn", "ab")  # noqa: PTH123, SIM115
    file: IO[bytes] = _own.file
    return file
