"""Whom a row is about: found by what identifies a person, never by guessing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pointage.features.team.files import errors
from pointage.features.team.files.columns import Column
from pointage.features.team.models import TeamMember
from pointage.ledgers.names import fold

#: In this order: the first that somebody has says who is meant, and the others must not disagree.
_IDENTIFIERS: Final = (
    Column.EMAIL,
    Column.PAYROLL_ID,
    Column.EMPLOYEE_NUMBER,
    Column.USERNAME,
)
_ACTIVE: Final = TeamMember.State.ACTIVE


class People:
    """An index of people by everything that identifies them. People found in the file are added
    as they are planned, so that two rows about one person meet. What identified a record that was
    merged into another one leads to the other."""

    def __init__(
        self, people: Iterable[TeamMember], merged_into: Mapping[int, int] = MappingProxyType({})
    ) -> None:
        self._by_id: dict[str, TeamMember] = {}
        self._by: dict[tuple[str, str], list[TeamMember]] = {}
        self._by_name: dict[str, list[TeamMember]] = {}
        everybody = {member.pk: member for member in people}
        for member in everybody.values():
            meant = member
            while meant.pk in merged_into:
                meant = everybody[merged_into[meant.pk]]
            self.add(member, meant)

    def add(self, member: TeamMember, meant: TeamMember | None = None) -> None:
        """`meant`: who is found by what identifies `member`, where that is another record."""
        found = meant or member
        self._by_id[member.public_id] = found
        _note(self._by_name.setdefault(fold(member.full_name), []), found)
        for column in _IDENTIFIERS:
            if text := getattr(member, column.value):
                _note(self._by.setdefault((column, _key(column, text)), []), found)

    def find(self, said: Mapping[Column, Any], name: str) -> TeamMember | None:
        """The person a row means; None: somebody new. A row without any identifier means the one
        person of exactly that name. Raises `PersonUnknown`, `PersonUnclear`."""
        if public_id := said.get(Column.ID):
            member = self._by_id.get(str(public_id).lower())
            if member is None:
                raise errors.PersonUnknown(field=Column.ID, value=str(public_id)[:60])
            return member
        given = [column for column in _IDENTIFIERS if said.get(column)]
        if not given:
            return _only(self.of_name(name), None)
        found: TeamMember | None = None
        for column in given:
            candidates = self._by.get((column, _key(column, said[column])), [])
            if found is None:
                found = _only(candidates, column)
            elif candidates and found not in candidates:
                raise _unclear([found, *candidates], column)
        return found

    def of_name(self, name: str) -> list[TeamMember]:
        return self._by_name.get(fold(name), [])


def _only(candidates: list[TeamMember], column: Column | None) -> TeamMember | None:
    """The one candidate, an active one before archived ones."""
    for among in ([each for each in candidates if each.state == _ACTIVE], candidates):
        if len(among) == 1:
            return among[0]
        if among:
            raise _unclear(among, column)
    return None


def _unclear(people: list[TeamMember], column: Column | None) -> errors.PersonUnclear:
    names = ", ".join(dict.fromkeys(member.full_name for member in people[:3]))
    return errors.PersonUnclear(field=column or "", names=names)


def _note(people: list[TeamMember], member: TeamMember) -> None:
    if member not in people:
        people.append(member)


def _key(column: Column, text: str) -> str:
    return text.lower() if column in (Column.EMAIL, Column.USERNAME) else text
