"""The registry of what invitations are for. Each feature says what accepting one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import Invitation, User


class Purpose:
    """What a kind of invitation means. Subclass it and register with `@purpose("…")`.

    `accept` and `declined` run inside the transaction that answers the invitation, which is
    locked; raising a `RuleBroken` leaves the invitation unanswered and shows the words.
    """

    def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
        """Makes the person what was promised; returns the path to land on ("/c/<company>/")."""
        raise NotImplementedError

    def declined(self, invitation: Invitation) -> None:
        """Undoes what was waiting for the answer."""

    def also_told(self, invitation: Invitation) -> Iterable[int]:
        """Ids of users told of the answer besides the inviter, such as the client's lead."""
        return ()

    def notice_path(self, invitation: Invitation) -> str:
        """Where the notice of an answer leads those who are told."""
        return "/"


PurposeClass = TypeVar("PurposeClass", bound=type)

_REGISTRY: dict[str, Purpose] = {}


def purpose(code: str) -> Callable[[PurposeClass], PurposeClass]:
    """Registers a purpose. Put it in the feature's `purposes.py` or `tasks.py`: both are looked
    for on first use, so it works in the web, the worker and the command line alike."""

    def register(cls: PurposeClass) -> PurposeClass:
        if not issubclass(cls, Purpose):
            # A class that only has `accept` and `declined` gets the rest from `Purpose`.
            _REGISTRY[code] = type(cls.__name__, (cls, Purpose), {})()
        else:
            _REGISTRY[code] = cls()
        return cls

    return register


def purpose_of(code: str) -> Purpose:
    """Raises `LookupError` for a code no feature registered: a programming mistake."""
    if code not in _REGISTRY:
        autodiscover_modules("purposes", "tasks")
    try:
        return _REGISTRY[code]
    except KeyError:
        raise LookupError(f"No feature registered the invitation purpose {code!r}") from None
