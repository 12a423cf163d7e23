"""Who handles which topic, and what runs on a schedule. Features register in their `tasks.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pointage.foundation.outbox.models import OutboxMessage

Handler = Callable[[OutboxMessage], None]


class RetryLater(Exception):
    """The other side is not there now. `after_seconds` None lets the worker choose the pause."""

    def __init__(self, reason: str, after_seconds: int | None = None) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class GiveUp(Exception):
    """Trying again cannot help; the message is marked failed with this reason."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], None]


HANDLERS: dict[str, Handler] = {}
JOBS: dict[str, Job] = {}


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Registers the function that handles messages of `topic`. It must be safe to run twice."""

    def register(function: Handler) -> Handler:
        HANDLERS[topic] = function
        return function

    return register


def scheduled(name: str, *, every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function to run about every `every`, on one worker at a time."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        JOBS[name] = Job(name, every, function)
        return function

    return register
