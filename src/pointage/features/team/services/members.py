"""Adds, changes, archives and restores people. Not their user type nor their invitations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team import errors
from pointage.features.team.hooks import books_owned
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.features.team.services.open_invitations import open_invitation_close
from pointage.features.team.values import TeamMemberValues
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

_State = TeamMember.State


def team_member_add(
    *,
    actor: Actor,
    company: Company,
    values: TeamMemberValues,
    user_type: str = TeamMember.UserType.WORKER,
    custom_permissions: Iterable[str] = (),
    from_books: bool = False,
) -> TeamMember:
    """A new person. Needs `team:manage` (`books:manage` when the books bring the person), and
    `team:permissions` for more than a worker. Raises `EmailTaken`, `PayrollIdTaken`."""
    actor.require("books:manage" if from_books else "team:manage")
    if user_type not in TeamMember.UserType.values:
        raise errors.UserTypeUnknown(field="user_type")
    permissions = rules.check_known_permissions(custom_permissions)
    if user_type != TeamMember.UserType.WORKER:
        actor.require("team:permissions")
        rules.check_reach(actor, rules.rights_of(user_type, permissions))
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        member = TeamMember(
            company=company,
            user_type=user_type,
            custom_permissions=permissions,
            **values.columns(),
        )
        rules.check_unique(member)
        _save(member)
        filled = {name: _json(v) for name, v in values.columns().items() if v}
        event_record(
            actor=actor,
            code="team_member.added",
            obj=member,
            label=member.full_name,
            company_id=company.pk,
            after=filled | {"user_type": user_type},
        )
    return member


def team_member_update(
    *, actor: Actor, member: TeamMember, values: TeamMemberValues, from_books: bool = False
) -> TeamMember:
    """Changes a person's fields. What the books own can be changed only `from_books`. A new e-mail
    address takes back an open invitation, which went to the old one.

    Needs `team:manage` (or `books:manage`); raises `KeptInTheBooks`, `EmailTaken`,
    `PayrollIdTaken`, `BeyondOnesRights`.
    """
    actor.require("books:manage" if from_books else "team:manage")
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        wanted = values.columns()
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        if not before:
            return row
        if not from_books:
            rules.check_reach_of_member(actor, row)
            _check_not_owned(row, before)
        for name in before:
            setattr(row, name, wanted[name])
        rules.check_unique(row)
        _save(row, list(before))
        if "email" in before:
            open_invitation_close(actor=actor, member=row, reason="email changed")
        event_record(
            actor=actor,
            code="team_member.updated",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={name: _json(value) for name, value in before.items()},
            after={name: _json(wanted[name]) for name in before},
        )
    return row


def team_member_archive(*, actor: Actor, member: TeamMember) -> TeamMember:
    """Archives a person, who keeps every hour and loses every right at once; an open invitation is
    taken back. Needs `team:manage`; raises `LastAdministrator`, `PrimaryAdministratorStays`,
    `CannotArchiveOneself`, `BeyondOnesRights`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        company = rules.company_locked(member.company_id)
        row = rules.member_locked(member)
        if row.state == _State.ARCHIVED:
            return row
        if row.pk == actor.team_member_id:
            raise errors.CannotArchiveOneself
        rules.check_reach_of_member(actor, row)
        rules.check_still_managed(company, row)
        row.state = _State.ARCHIVED
        row.save(update_fields=["state"])
        CompanyUser.objects.filter(team_member_id=row.pk).update(is_active=False)
        open_invitation_close(actor=actor, member=row, reason="person archived")
        _record_state(actor, row, "team_member.archived", _State.ACTIVE)
    return row


def team_member_restore(*, actor: Actor, member: TeamMember) -> TeamMember:
    """Brings an archived person back, sign-in included. Needs `team:manage`; raises `EmailTaken`
    when somebody active has the address by now, `BeyondOnesRights`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        if row.state == _State.ACTIVE:
            return row
        rules.check_reach_of_member(actor, row)
        row.state = _State.ACTIVE
        rules.check_unique(row)
        _save(row, ["state"])
        CompanyUser.objects.filter(team_member_id=row.pk).update(is_active=True)
        _record_state(actor, row, "team_member.restored", _State.ARCHIVED)
    return row


def _record_state(actor: Actor, member: TeamMember, code: str, before: str) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=member,
        label=member.full_name,
        company_id=member.company_id,
        before={"state": before},
        after={"state": member.state},
    )


def _save(member: TeamMember, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            member.save(update_fields=fields)
    except IntegrityError as error:
        raise rules.in_our_words(error, member) from error


def _check_not_owned(member: TeamMember, changed: Iterable[str]) -> None:
    owned = books_owned(member.company_id, [member.pk]).get(member.pk)
    for name in changed:
        if owned is not None and name in owned.fields:
            raise errors.KeptInTheBooks(field=name, books=owned.books_name)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
