"""Who wants to know when a mail bounced. Features register in their `tasks.py`."""

from __future__ import annotations

from collections.abc import Callable

from pointage.foundation.notices.models import OutgoingMail

BounceHook = Callable[[OutgoingMail], None]
BOUNCE_HOOKS: list[BounceHook] = []


def when_bounced(function: BounceHook) -> BounceHook:
    """Registers a function called, in the transaction that marks the mail, once per bounce."""
    BOUNCE_HOOKS.append(function)
    return function
