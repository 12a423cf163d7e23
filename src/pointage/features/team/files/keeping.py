"""The rules a row must keep beside those of its own values: each identifier once, nobody beyond the
actor's rights, an administrator left, and what the books own left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pointage.features.companies.models import Company
from pointage.features.team import errors as team_errors
from pointage.features.team.files import errors
from pointage.features.team.files.people_rows import Team
from pointage.features.team.hooks import settle_before_archive
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.foundation.identity.actors import Actor
from pointage.ledgers.names import fold

_ADMINISTRATOR: Final = TeamMember.UserType.ADMINISTRATOR
_ACTIVE: Final = TeamMember.State.ACTIVE
_TAKEN: Final = {
    "email": team_errors.EmailTaken,
    "username": team_errors.UsernameTaken,
    "payroll_id": team_errors.PayrollIdTaken,
}
_USERNAME_LIMIT: Final = 80


class Keeping:
    """What is taken by now. What somebody had when the file was read stays taken to its end, so
    that no order of the rows matters."""

    def __init__(self, actor: Actor, company: Company, team: Team) -> None:
        self._actor, self._company, self._owned = actor, company, team.owned
        self._owners: dict[tuple[str, str], TeamMember] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._reserved: set[str] = set()
        #: The last number given to a made-up username, so that thousands of namesakes cost little.
        self._numbers: dict[str, int] = {}
        self._administrators = {
            member.pk
            for member in team.people
            if member.state == _ACTIVE and member.user_type == _ADMINISTRATOR
        }
        for member in team.people:
            for key in _identifiers(member):
                self._owners.setdefault(key, member)

    def reserve(self, usernames: Iterable[str]) -> None:
        """Usernames written in the file are not made up for others."""
        self._reserved.update(name.lower() for name in usernames if name)

    def username_for(self, fields: Mapping[str, Any]) -> str:
        """First initial and last name, with a number when that is taken."""
        given, family = (_letters(fields[name]) for name in ("given_name", "family_name"))
        base = (given[:1] + family if family else given)[: _USERNAME_LIMIT - 6]
        if not base:
            return ""
        number = self._numbers.get(base, 1)
        name = base if number == 1 else f"{base}{number}"
        while ("username", name) in self._owners or name in self._reserved:
            number += 1
            name = f"{base}{number}"
        self._numbers[base] = number
        return name

    def check_new(self, member: TeamMember) -> None:
        """Raises `TakenByRow`, `EmailTaken`, `UsernameTaken`, `PayrollIdTaken`,
        `BeyondOnesRights`."""
        self._check_free(member)
        if member.user_type != TeamMember.UserType.WORKER:
            rights = rules.rights_of(member.user_type, member.custom_permissions)
            rules.check_reach(self._actor, rights)

    def check_changed(self, member: TeamMember, wanted: Mapping[str, Any], *, moves: bool) -> None:
        """`wanted` holds only what changes. Raises as `check_new`, and `KeptInTheBooks`,
        `LastAdministrator`, `PrimaryAdministratorStays`, `CannotArchiveOneself`, and whatever
        stands in the way of archiving."""
        rules.check_reach_of_member(self._actor, member)
        owned = self._owned.get(member.pk)
        for name in wanted:
            if owned is not None and name in owned.fields:
                raise team_errors.KeptInTheBooks(field=name, books=owned.books_name)
        if "user_type" in wanted or "custom_permissions" in wanted:
            rights = rules.rights_of(
                wanted.get("user_type", member.user_type),
                wanted.get("custom_permissions", member.custom_permissions),
            )
            rules.check_reach(self._actor, rights)
        after = TeamMember(
            pk=member.pk,
            given_name=member.given_name,
            **{
                name: wanted.get(name, getattr(member, name))
                for name in ("email", "username", "payroll_id", "state", "user_type")
            },
        )
        self._check_free(after)
        self._check_still_managed(member, after)
        if wanted.get("state") == TeamMember.State.ARCHIVED:
            if member.pk == self._actor.team_member_id:
                raise team_errors.CannotArchiveOneself(field="is_enabled")
            settle_before_archive(actor=self._actor, member=member, stops_clock=False)
        elif wanted.get("state") == _ACTIVE:
            rules.check_not_merged(member)

    def take(self, member: TeamMember, row: int) -> None:
        """From now on these identifiers, and this administrator's place, are as the row says."""
        for key in _identifiers(member):
            if key not in self._owners:
                self._owners[key] = member
                self._rows[key] = row
        if member.pk is None:
            return
        if member.state == _ACTIVE and member.user_type == _ADMINISTRATOR:
            self._administrators.add(member.pk)
        else:
            self._administrators.discard(member.pk)

    def _check_free(self, member: TeamMember) -> None:
        for key in _identifiers(member):
            owner = self._owners.get(key)
            if owner is None or (member.pk is not None and owner.pk == member.pk):
                continue
            name, _text = key
            if key in self._rows:
                raise errors.TakenByRow(field=name, row=self._rows[key])
            raise _TAKEN[name](field=name, name=owner.full_name)

    def _check_still_managed(self, before: TeamMember, after: TeamMember) -> None:
        was = before.user_type == _ADMINISTRATOR and before.state == _ACTIVE
        stays = after.user_type == _ADMINISTRATOR and after.state == _ACTIVE
        if stays or not was:
            return
        field = "is_administrator" if after.user_type != _ADMINISTRATOR else "is_enabled"
        if self._company.primary_admin_id == before.pk:
            raise team_errors.PrimaryAdministratorStays(field=field, name=before.full_name)
        if self._administrators <= {before.pk}:
            raise team_errors.LastAdministrator(field=field, name=before.full_name)


def _identifiers(member: TeamMember) -> list[tuple[str, str]]:
    """What nobody else may have, as the database's constraints compare it."""
    found = []
    if member.state == _ACTIVE and member.email:
        found.append(("email", member.email.lower()))
    if member.state == _ACTIVE and member.username:
        found.append(("username", member.username.lower()))
    if member.payroll_id:
        found.append(("payroll_id", member.payroll_id))
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())
