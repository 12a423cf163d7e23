"""The team as a file sees it: everybody with their groups, in a few queries; a person's value in
each column; and which user type the columns about rights stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from django.db.models import BigIntegerField, Value

from pointage.features.team.files.columns import Column
from pointage.features.team.hooks import BooksOwned, books_owned
from pointage.features.team.models import Group, GroupMember, TeamMember, TeamMemberMerge
from pointage.features.team.permissions import USER_TYPE_PERMISSIONS
from pointage.features.team.services.rules import rights_of

#: Columns that feed one field of the person, whose name is the column's value.
PLAIN: Final = (
    Column.GIVEN_NAME,
    Column.FAMILY_NAME,
    Column.USERNAME,
    Column.EMAIL,
    Column.EMPLOYEE_NUMBER,
    Column.PAYROLL_ID,
    Column.HIRED_ON,
    Column.ENDED_ON,
    Column.PAY_RATE,
    Column.PAY_RATE_PER,
    Column.IS_SALARIED,
    Column.IS_EXEMPT,
    Column.MANAGES_OWN_TIME,
    Column.USES_PHONE,
    Column.MOBILE,
    Column.TIME_ZONE,
    Column.LANGUAGE,
    Column.KIND,
    Column.ADDRESS,
)
_TICKS: Final = {Column.SEES_PRESENCE: "presence:view", Column.USES_KIOSK: "pin:use"}
_Type = TeamMember.UserType
_ASKED_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody, archived people too, by row number; each person's groups by name, sorted; the
    active groups by name in lower case; what the books own; and into whose record one was merged.
    Equal marks, equal teams."""

    people: tuple[TeamMember, ...]
    groups_of: Mapping[int, tuple[str, ...]]
    groups: Mapping[str, str]
    owned: Mapping[int, BooksOwned]
    merged_into: Mapping[int, int]
    mark: str


def team_read(company_id: int, *, locked: bool = False) -> Team:
    """Three queries, and some more of the books for every ten thousand people. `locked` keeps
    everybody else's hands off these people until the transaction ends. Needs the company in
    scope."""
    people = TeamMember.objects.filter(company_id=company_id).order_by("pk")
    found = tuple(people.select_for_update() if locked else people)
    ids = iter([member.pk for member in found])
    owned: dict[int, BooksOwned] = {}
    while some := list(islice(ids, _ASKED_AT_ONCE)):
        owned |= books_owned(company_id, some)
    by_name, groups_of = _groups_read(company_id)
    merges = TeamMemberMerge.objects.filter(company_id=company_id, undone_at__isnull=True)
    merged = dict(merges.order_by("pk").values_list("merged_id", "kept_id"))
    mark = _mark(found, groups_of, by_name, owned, merged)
    return Team(found, groups_of, by_name, owned, merged, mark)


def _mark(people: Sequence[TeamMember], *others: object) -> str:
    names = [field.attname for field in TeamMember._meta.concrete_fields]
    digest = sha256(repr(others).encode())
    for member in people:
        digest.update(repr([member.__dict__[name] for name in names]).encode())
    return digest.hexdigest()


def _groups_read(company_id: int) -> tuple[dict[str, str], dict[int, tuple[str, ...]]]:
    """Active groups by name in lower case, and the names of everybody's. One query."""
    active = Group.objects.filter(company_id=company_id, is_active=True).order_by()
    rows = GroupMember.objects.filter(company_id=company_id, group__is_active=True).order_by()
    nobody = Value(0, output_field=BigIntegerField())
    found: dict[int, list[str]] = {}
    names = rows.values_list("team_member_id", "group__name")
    for member_id, name in names.union(active.values_list(nobody, "name"), all=True):
        found.setdefault(member_id, []).append(name)
    groups = {name.casefold(): name for name in sorted(found.pop(0, []))}
    return groups, {member_id: tuple(sorted(names)) for member_id, names in found.items()}


def groups_by_person(company_id: int) -> dict[int, tuple[str, ...]]:
    """Names of everybody's active groups, sorted. One query."""
    rows = GroupMember.objects.filter(company_id=company_id, group__is_active=True)
    found: dict[int, list[str]] = {}
    for member_id, name in rows.values_list("team_member_id", "group__name"):
        found.setdefault(member_id, []).append(name)
    return {member_id: tuple(sorted(names)) for member_id, names in found.items()}


def column_values(member: TeamMember, groups: Sequence[str]) -> dict[Column, Any]:
    """The person's value in every column."""
    values: dict[Column, Any] = {column: getattr(member, column.value) for column in PLAIN}
    values[Column.ID] = member.public_id
    values[Column.GROUPS] = tuple(groups)
    values[Column.IS_ENABLED] = member.state == TeamMember.State.ACTIVE
    rights = _rights(member.user_type, tuple(member.custom_permissions))
    values[Column.IS_ADMINISTRATOR] = member.user_type == _Type.ADMINISTRATOR
    for column, code in _TICKS.items():
        values[column] = code in rights
    return values


def user_type_of(
    user_type: str, custom: Sequence[str], said: Mapping[Column, Any]
) -> tuple[str, list[str]]:
    """The user type and its ticks once the columns about rights were obeyed. A tick more than a
    type has makes a custom user; without it the person is of that type again."""
    admin = said.get(Column.IS_ADMINISTRATOR)
    if admin or (admin is None and user_type == _Type.ADMINISTRATOR):
        return _Type.ADMINISTRATOR, []
    if user_type == _Type.ADMINISTRATOR:
        user_type, custom = _Type.WORKER, []
    is_custom = user_type == _Type.CUSTOM
    before = frozenset(custom) if is_custom else USER_TYPE_PERMISSIONS[user_type]
    codes = set(before)
    for column, code in _TICKS.items():
        if said.get(column) is not None:
            (codes.add if said[column] else codes.discard)(code)
    if codes == before:
        return user_type, list(custom)
    for each in (_Type.WORKER, _Type.PAYROLL_MANAGER):
        if codes == USER_TYPE_PERMISSIONS[each]:
            return each, []
    return _Type.CUSTOM, sorted(codes)


@lru_cache(maxsize=1024)
def _rights(user_type: str, custom: tuple[str, ...]) -> frozenset[str]:
    return rights_of(user_type, custom)
