"""What rooms to the right of the team add to it: books say which fields are theirs, practice says
who else wants to hear of an answer. They register when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pointage.features.team.models import TeamMember
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import Invitation


@dataclass(frozen=True, slots=True)
class BooksOwned:
    """Field names of a person that the books keep, and what those books are called."""

    fields: frozenset[str]
    books_name: str


class BeforeArchive(Protocol):
    """Called in the archiving transaction, with the person's row locked and the company in scope.
    May refuse by raising a `RuleBroken`."""

    def __call__(self, *, actor: Actor, member: TeamMember, stops_clock: bool) -> None: ...


OwnedFields = Callable[[int, Sequence[int]], Mapping[int, BooksOwned]]
OnTheClock = Callable[[TeamMember], bool]
AlsoTold = Callable[[Invitation], Iterable[int]]

_owned: list[OwnedFields] = []
_also_told: list[AlsoTold] = []
_before_archive: list[BeforeArchive] = []
_on_the_clock: list[OnTheClock] = []


def books_own(function: OwnedFields) -> OwnedFields:
    """Registers `function(company_id, member ids)`: what the books own, by member id. It runs with
    the company in scope, in at most three queries whatever the number of ids."""
    _owned.append(function)
    return function


def also_tell(function: AlsoTold) -> AlsoTold:
    """Registers `function(invitation)`: ids of users told of a team invitation's answer."""
    _also_told.append(function)
    return function


def before_archive(function: BeforeArchive) -> BeforeArchive:
    """Registers what must be settled before a person is archived, such as a running clock."""
    _before_archive.append(function)
    return function


def settle_before_archive(*, actor: Actor, member: TeamMember, stops_clock: bool) -> None:
    for function in _before_archive:
        function(actor=actor, member=member, stops_clock=stops_clock)


def on_the_clock(function: OnTheClock) -> OnTheClock:
    """Registers `function(member)`: whether the person's clock runs. One query, in scope."""
    _on_the_clock.append(function)
    return function


def is_on_the_clock(member: TeamMember) -> bool:
    return any(function(member) for function in _on_the_clock)


def books_owned(company_id: int, member_ids: Sequence[int]) -> dict[int, BooksOwned]:
    """What the books keep of these people; those the books do not know are left out."""
    found: dict[int, BooksOwned] = {}
    for function in _owned:
        found |= function(company_id, member_ids)
    return found


def also_told(invitation: Invitation) -> list[int]:
    return [user_id for function in _also_told for user_id in function(invitation)]
