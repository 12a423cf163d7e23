"""Reads every row of a file against the team and says what would become of it. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pointage.features.companies.models import Company
from pointage.features.team import errors as team_errors
from pointage.features.team.files import errors
from pointage.features.team.files.cells import read_cell
from pointage.features.team.files.columns import (
    Column,
    columns_of,
    columns_writable,
    unread_titles,
)
from pointage.features.team.files.keeping import Keeping
from pointage.features.team.files.matching import People
from pointage.features.team.files.people_rows import PLAIN, Team, column_values, user_type_of
from pointage.features.team.files.plan import Change, Draft, Fate, Plan, RowFate
from pointage.features.team.models import TeamMember
from pointage.features.team.services.groups import NAME_LIMIT
from pointage.features.team.values import PayValues, TeamMemberValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor
from pointage.ledgers.company_file.cleaning import DateOrder, infer_date_order
from pointage.ledgers.company_file.reading import Row, RowRole, Table

MAX_ROWS: Final = 50_000
_DATES: Final = (Column.HIRED_ON, Column.ENDED_ON)
#: What an empty cell can empty, and with what.
_EMPTIED: Final[Mapping[Column, Any]] = {
    **dict.fromkeys(
        (
            Column.FAMILY_NAME, Column.USERNAME, Column.EMAIL, Column.EMPLOYEE_NUMBER,
            Column.PAYROLL_ID, Column.MOBILE, Column.TIME_ZONE, Column.LANGUAGE, Column.ADDRESS,
        ),
        "",
    ),
    Column.HIRED_ON: None,
    Column.ENDED_ON: None,
    Column.PAY_RATE: None,
    Column.GROUPS: (),
}  # fmt: skip
_ARCHIVED, _ACTIVE = TeamMember.State.ARCHIVED, TeamMember.State.ACTIVE
_TOLD_EVERY: Final = 1000


def plan_rows(
    *,
    actor: Actor,
    company: Company,
    table: Table,
    team: Team,
    empties: bool = False,
    told: Callable[[int], None] | None = None,
) -> Plan:
    """The fate of every row. `empties`: an empty cell empties the field, instead of leaving it.
    `told` hears how many rows were read, now and then.

    Raises `ColumnTwice`, `NameColumnMissing`, `PeopleFileTooLong`, and `FileRefused` of the
    reader. Needs the company in scope.
    """
    places = columns_of(table.header)
    writable = columns_writable(actor)
    rows = rows_of(table)
    planner = _Planner(
        actor, company, team, {c: p for c, p in places.items() if c in writable}, rows, empties
    )
    fates = []
    for number, row in enumerate(rows, start=1):
        fates.append(planner.fate(row))
        if told is not None and number % _TOLD_EVERY == 0:
            told(number)
    return Plan(
        tuple(fates),
        tuple(planner.new_groups.values()),
        tuple(unread_titles(table.header, places)),
        tuple(column for column in places if column not in writable),
    )


def rows_of(table: Table) -> list[Row]:
    """The rows that are about people. Raises `PeopleFileTooLong`, and `FileRefused` of the
    reader."""
    rows = [row for row in table.rows() if row.role is RowRole.DATA]
    if len(rows) > MAX_ROWS:
        raise errors.PeopleFileTooLong(field="file", limit=MAX_ROWS)
    return rows


class _Planner:
    """What is known so far while the rows are gone through once."""

    def __init__(
        self,
        actor: Actor,
        company: Company,
        team: Team,
        places: Mapping[Column, int],
        rows: Iterable[Row],
        empties: bool,
    ) -> None:
        self._company, self._team, self._places = company, team, places
        self._empties = empties
        self._people = People(team.people, team.merged_into)
        self._row_of: dict[str, int] = {}
        self._keeping = Keeping(actor, company, team)
        self._orders: dict[Column, DateOrder | None] = {}
        for column in _DATES:
            if column in places:
                texts = [row.cells[places[column]] for row in rows]
                self._orders[column] = infer_date_order(texts)
        if Column.USERNAME in places:
            self._keeping.reserve(row.cells[places[Column.USERNAME]] for row in rows)
        self._blank = column_values(TeamMember(company=company), ())
        self.new_groups: dict[str, str] = {}

    def fate(self, row: Row) -> RowFate:
        """Never raises for what a row holds: the row is refused, the others go on."""
        name = self._name(row)
        try:
            return self._fate(row, name)
        except RuleBroken as error:
            column = Column(error.field) if error.field in set(Column) else None
            return RowFate(
                row=row.number, fate=Fate.REFUSED, name=name[:160], why=error, column=column
            )

    def _fate(self, row: Row, name: str) -> RowFate:
        said = self._said(row)
        if not name:
            raise errors.RowNeedsName(field=Column.GIVEN_NAME)
        found = self._people.find(said, name)
        if found is not None and found.public_id in self._row_of:
            raise errors.PersonTwiceInFile(row=self._row_of[found.public_id])
        if found is None:
            return self._new(row, name, said)
        return self._known(row, found, said)

    def _new(self, row: Row, name: str, said: Mapping[Column, Any]) -> RowFate:
        fields = {column.value: said[column] for column in PLAIN if column in said}
        if not fields.get("given_name"):
            fields["given_name"], fields["family_name"] = fields.get("family_name", ""), ""
        member = TeamMember(company=self._company, user_type=TeamMember.UserType.WORKER)
        fields = self._checked(member, fields)
        fields |= self._rights(member, said)
        if said.get(Column.IS_ENABLED) is False:
            fields["state"] = _ARCHIVED
        if not fields["username"]:
            fields["username"] = self._keeping.username_for(fields)
        groups = self._groups(said)
        for field, value in fields.items():
            setattr(member, field, value)
        self._keeping.check_new(member)
        namesakes = bool(self._people.of_name(name))
        self._keeping.take(member, row.number)
        self._will_make(groups)
        self._row_of[member.public_id] = row.number
        self._people.add(member)
        return RowFate(
            row=row.number,
            fate=Fate.NEW,
            name=member.full_name,
            changes=_changes(self._blank, column_values(member, groups or ())),
            has_namesake=namesakes,
            draft=Draft(member, groups=groups or None),
        )

    def _known(self, row: Row, member: TeamMember, said: Mapping[Column, Any]) -> RowFate:
        names = self._team.groups_of.get(member.pk, ())
        fields = {column.value: said[column] for column in PLAIN if column in said}
        if not fields.get("given_name"):
            fields.pop("given_name", None)
            if fields.get("family_name") == member.given_name and not member.family_name:
                del fields["family_name"]
        if any(getattr(member, field) != value for field, value in fields.items()):
            fields = self._checked(member, fields)
        fields |= self._rights(member, said)
        if (enabled := said.get(Column.IS_ENABLED)) is not None:
            fields["state"] = _ACTIVE if enabled else _ARCHIVED
        wanted = {f: value for f, value in fields.items() if getattr(member, f) != value}
        groups = self._groups(said)
        if groups is not None and _same(groups, names):
            groups = None
        self._row_of[member.public_id] = row.number
        if not wanted and groups is None:
            return RowFate(row=row.number, fate=Fate.UNCHANGED, name=member.full_name)
        before = {field: getattr(member, field) for field in wanted}
        shown = column_values(member, names)
        self._keeping.check_changed(member, wanted, moves=groups is not None)
        for field, value in wanted.items():
            setattr(member, field, value)
        self._keeping.take(member, row.number)
        self._will_make(groups)
        is_back = wanted.get("state") == _ACTIVE
        return RowFate(
            row=row.number,
            fate=Fate.RESTORED if is_back else Fate.CHANGED,
            name=member.full_name,
            changes=_changes(shown, column_values(member, names if groups is None else groups)),
            draft=Draft(member, before, groups, names),
        )

    def _name(self, row: Row) -> str:
        places = (Column.GIVEN_NAME, Column.FAMILY_NAME)
        parts = (row.cells[self._places[each]] for each in places if each in self._places)
        return " ".join(part for part in parts if part)

    def _said(self, row: Row) -> dict[Column, Any]:
        """What each cell says; cells that say nothing are left out."""
        if row.extra:
            raise errors.RowTooWide(value=row.extra[:60])
        said: dict[Column, Any] = {}
        for column, place in self._places.items():
            text = row.cells[place]
            if place in row.cut:
                raise team_errors.TextTooLong(field=column, limit=300)
            if text:
                said[column] = read_cell(column, text, self._orders.get(column))
            elif self._empties and column in _EMPTIED:
                said[column] = _EMPTIED[column]
        return said

    def _checked(self, member: TeamMember, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the person and their pay, made whole from what the person has. Raises a
        `RuleBroken` that names the field."""
        values = {
            name: fields.get(name, getattr(member, name)) for name in TeamMemberValues.__slots__
        }
        pay = {name: fields.get(name, getattr(member, name)) for name in PayValues.__slots__}
        checked = TeamMemberValues(**values).columns() | PayValues(**pay).columns()
        return {**fields, **{name: checked[name] for name in checked if name in fields}} | (
            {} if member.pk else checked
        )

    def _rights(self, member: TeamMember, said: Mapping[Column, Any]) -> dict[str, Any]:
        user_type, ticks = user_type_of(member.user_type, member.custom_permissions, said)
        return {"user_type": str(user_type), "custom_permissions": ticks}

    def _groups(self, said: Mapping[Column, Any]) -> tuple[str, ...] | None:
        """Names of the groups the row wants, as they are written here; None: the row says
        nothing."""
        wanted = said.get(Column.GROUPS)
        if wanted is None:
            return None
        names = []
        for name in wanted:
            if len(name) > NAME_LIMIT:
                raise team_errors.GroupNameRequired(field=Column.GROUPS, limit=NAME_LIMIT)
            here = self._team.groups.get(name.casefold())
            names.append(here or self.new_groups.get(name.casefold(), name))
        return tuple(sorted(names))

    def _will_make(self, groups: Iterable[str] | None) -> None:
        """Groups that are nowhere yet are made, once a row that is not refused wants them."""
        for name in groups or ():
            if name.casefold() not in self._team.groups:
                self.new_groups.setdefault(name.casefold(), name)


def _same(one: Iterable[str], other: Iterable[str]) -> bool:
    return sorted(one) == sorted(other)


def _changes(before: Mapping[Column, Any], after: Mapping[Column, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(column, before[column], after[column])
        for column in Column
        if column is not Column.ID and before[column] != after[column]
    )
