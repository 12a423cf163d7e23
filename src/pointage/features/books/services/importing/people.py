"""Employees and contractors of the books as team members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.functions import Lower

from pointage.features.books.reasons import Reason
from pointage.features.books.services.importing.fitting import cut, too_long
from pointage.features.books.services.importing.records import KindImport
from pointage.features.books.services.importing.work import Match, Problem
from pointage.features.team.models import TeamMember
from pointage.ledgers.names import person_key, split_last_first, tidy, without_deleted_mark
from pointage.ledgers.protocol import Kind, Record

#: Fields of a team member that come from the books.
BOOKS_FIELDS = frozenset(
    {"given_name", "family_name", "email", "mobile", "employee_number", "payroll_id", "hired_on"}
)


def person_name(record: Record) -> tuple[str, str]:
    """(given, family); both empty when the record has no name at all."""
    given, family = tidy(record.given_name or ""), tidy(record.family_name or "")
    if given or family:
        return (given, family) if given else (family, "")
    bare, _ = without_deleted_mark(tidy(record.name))
    turned = split_last_first(bare)
    if turned:
        return turned
    first, _, rest = bare.partition(" ")
    return first, rest


class PeopleImport(KindImport):
    """One e-mail and one payroll number is one person; a mere name never decides."""

    model = TeamMember

    def prepare(self, records: Sequence[Record]) -> None:
        emails = {record.email.strip().lower() for record in records if record.email}
        numbers = {record.payroll_id for record in records if record.payroll_id}
        people = TeamMember.objects.annotate(low=Lower("email"))
        self._by_email: dict[str, TeamMember] = {
            member.email.lower(): member
            for member in people.filter(low__in=emails, state=TeamMember.State.ACTIVE)
        }
        self._by_payroll: dict[str, TeamMember] = {
            member.payroll_id: member
            for member in TeamMember.objects.filter(payroll_id__in=numbers)
        }
        self._by_name: dict[str, list[tuple[int, str, str]]] = {}
        rows = self.unmapped().filter(state=TeamMember.State.ACTIVE)
        for pk, given, family, number in rows.values_list(
            "pk", "given_name", "family_name", "employee_number"
        ):
            name = f"{given} {family}".strip()
            self._by_name.setdefault(person_key(name), []).append((pk, name, number))
        self._unmapped = {pk for rows in self._by_name.values() for pk, _, _ in rows}

    def draft(
        self, record: Record, local: models.Model | None, *, forced: bool
    ) -> dict[str, Any] | Problem:
        given, family = person_name(record)
        if not given:
            return Problem(Reason.NAME_MISSING)
        values: dict[str, Any] = {
            "given_name": given,
            "family_name": family,
            "email": (record.email or "").strip().lower(),
            "mobile": record.phone or "",
            "employee_number": record.number or "",
            "payroll_id": record.payroll_id or "",
            "hired_on": record.hired_on,
        }
        long = too_long(TeamMember, values)
        if long and not forced:
            return long
        values = cut(TeamMember, values)
        problem = self._email(record, values, local, forced=forced) or self._payroll_id(
            values, local, forced=forced
        )
        if problem:
            return problem
        if local is None:
            values["kind"] = (
                TeamMember.Kind.EMPLOYEE
                if record.kind is Kind.EMPLOYEE
                else TeamMember.Kind.CONTRACTOR
            )
            return values
        # What the books leave empty does not erase what was filled in here.
        return {name: value for name, value in values.items() if value or name == "family_name"}

    def match(self, record: Record, values: dict[str, Any]) -> Match | Problem | None:
        name = f"{values['given_name']} {values['family_name']}"
        found = self._by_name.get(person_key(name), [])
        found = [each for each in found if each[0] not in self.mapped_here]
        number = values["employee_number"]
        same = [pk for pk, _, theirs in found if number and theirs == number]
        if len(same) == 1:
            return Match(same[0], "employee_number")
        if len(found) == 1:
            return Problem(Reason.SAME_NAME, {"other": found[0][1], "other_id": found[0][0]})
        if found:
            return Problem(Reason.AMBIGUOUS, {"other": ", ".join(each[1] for each in found[:5])})
        return None

    def set_active(self, local: models.Model, *, active: bool) -> dict[str, Any] | Problem:
        if not active and local.pk == self.work.primary_admin_id:
            return Problem(Reason.PRIMARY_ADMIN)
        return {"state": TeamMember.State.ACTIVE if active else TeamMember.State.ARCHIVED}

    def claimed(self, local: models.Model, values: dict[str, Any]) -> None:
        assert isinstance(local, TeamMember)
        if values.get("email"):
            self._by_email[values["email"]] = local
        if values.get("payroll_id"):
            self._by_payroll[values["payroll_id"]] = local

    def _email(
        self, record: Record, values: dict[str, Any], local: models.Model | None, *, forced: bool
    ) -> Problem | None:
        email = values["email"]
        if not email:
            return None
        try:
            validate_email(email)
        except ValidationError:
            values["email"] = ""
            return None if forced else Problem(Reason.EMAIL_INVALID, {"value": record.email})
        other = self._by_email.get(email)
        if other is None or other is local or (local is not None and other.pk == local.pk):
            return None
        values["email"] = ""
        return None if forced else self._taken(Reason.EMAIL_USED, email, other, values, "email")

    def _payroll_id(
        self, values: dict[str, Any], local: models.Model | None, *, forced: bool
    ) -> Problem | None:
        number = values["payroll_id"]
        other = self._by_payroll.get(number) if number else None
        if other is None or other is local or (local is not None and other.pk == local.pk):
            return None
        values["payroll_id"] = ""
        if forced:
            return None
        return self._taken(Reason.PAYROLL_ID_USED, number, other, values, "payroll_id")

    def _taken(
        self, reason: Reason, value: str, other: TeamMember, values: dict[str, Any], by: str
    ) -> Problem:
        """Same address and same name, and nobody's record of this kind yet: it is that person."""
        same = (
            other.pk in self._unmapped
            and other.pk not in self.mapped_here
            and person_key(f"{values['given_name']} {values['family_name']}")
            == person_key(other.full_name)
        )
        data = {"value": value, "other": other.full_name, "other_id": other.pk}
        return Problem(reason, data | ({"same": True, "by": by} if same else {}))
