"""What rooms to the right of the team add to it: books say which fields are theirs, practice says
who else wants to hear of an answer, every room says which of its rows follow a person into another
record. They register when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import CharField, Count, QuerySet, Value
from django.utils.functional import Promise

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """Rows of one table that follow a person when two records of that person become one.

    * `label`: kept for ever in `TeamMemberMerge.moved`; `title`: what the page calls them.
    * `rows`: all rows of the table, of whatever person; needs the company in scope.
    * `column`: where the person's row number stands.
    * `once_per`: a column of which a person may have each value only once. Rows that the kept
      record has too stay where they are.
    * `permission`: needed as soon as there is anything to move.
    * `check`: called with the kept and the merged record; raises a `RuleBroken` when these rows
      cannot be one person's.
    * `beside`: what else changes in a row that moves, either way, such as its version.
    """

    label: str
    title: Promise
    rows: Callable[[], QuerySet[Any]]
    column: str = "team_member_id"
    once_per: str = ""
    permission: str = ""
    check: Callable[[TeamMember, TeamMember], None] | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)


OwnedFields = Callable[[int, Sequence[int]], Mapping[int, BooksOwned]]
OnTheClock = Callable[[TeamMember], bool]
AlsoTold = Callable[[Invitation], Iterable[int]]

_owned: list[OwnedFields] = []
_also_told: list[AlsoTold] = []
_before_archive: list[BeforeArchive] = []
_on_the_clock: list[OnTheClock] = []
_movables: dict[str, Movable] = {}


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


def moves_with_person(movable: Movable) -> None:
    """Registers rows that follow a person into another record."""
    _movables[movable.label] = movable


def movables() -> list[Movable]:
    """Everything registered, in order of label."""
    return [_movables[label] for label in sorted(_movables)]


def rows_counted(member_ids: Sequence[int]) -> list[tuple[str, dict[int, int]]]:
    """For each kind of row that any of these people has: its title, and how many by person. One
    query."""
    parts = [
        movable.rows()
        .filter(**{f"{movable.column}__in": member_ids})
        .order_by()
        .values_list(Value(movable.label, output_field=CharField()), movable.column)
        .annotate(number=Count("pk"))
        for movable in movables()
    ]
    found: dict[str, dict[int, int]] = {}
    for label, member_id, number in parts[0].union(*parts[1:], all=True):
        found.setdefault(label, {})[member_id] = number
    return [(str(each.title), found[each.label]) for each in movables() if each.label in found]
