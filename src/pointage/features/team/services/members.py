"""Adds, changes, archives and restores people. Not their user type nor their invitations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.team import errors
from pointage.features.team.hooks import books_owned, settle_before_archive
from pointage.features.team.models import Group, TeamMember
from pointage.features.team.reach import Right, led_groups
from pointage.features.team.services import memberships, rules
from pointage.features.team.services.open_invitations import open_invitation_close
from pointage.features.team.values import PayValues, TeamMemberValues
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope

_State = TeamMember.State


def team_member_add(
    *,
    actor: Actor,
    company: Company,
    values: TeamMemberValues,
    user_type: str = TeamMember.UserType.WORKER,
    custom_permissions: Iterable[str] = (),
    groups: Iterable[Group] = (),
    from_books: bool = False,
) -> TeamMember:
    """A new person. Needs `team:manage` (`books:manage` when the books bring the person), or to
    manage the people of every one of the `groups`; and `team:permissions` for more than a worker.
    Raises `EmailTaken`, `UsernameTaken`, `PayrollIdTaken`, `NotOfThisCompany`."""
    chosen = list(groups)
    if from_books:
        actor.require("books:manage")
    elif not chosen:
        actor.require("team:manage")
    if user_type not in TeamMember.UserType.values:
        raise errors.UserTypeUnknown(field="user_type")
    permissions = rules.check_known_permissions(custom_permissions)
    if user_type != TeamMember.UserType.WORKER:
        actor.require("team:permissions")
        rules.check_reach(actor, rules.rights_of(user_type, permissions))
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        if not from_books:
            _require_groups(actor, chosen)
        columns = values.columns()
        member = TeamMember(
            company=company, user_type=user_type, custom_permissions=permissions, **columns
        )
        rules.check_unique(member)
        _save(member)
        names = memberships.put(member, chosen).after
        filled = {name: _json(v) for name, v in columns.items() if v} | {"user_type": user_type}
        event_record(
            actor=actor,
            code="team_member.added",
            obj=member,
            label=member.full_name,
            company_id=company.pk,
            after=filled | ({"groups": names} if names else {}),
        )
    return member


def _require_groups(actor: Actor, groups: list[Group]) -> None:
    """Those who do not keep the whole team may add people to the groups whose people they keep."""
    if actor.may("team:manage"):
        return
    led = set(led_groups(actor, Right.PEOPLE))
    if not {group.pk for group in groups} <= led:
        raise PermissionRefused("team:manage")


def team_member_update(
    *,
    actor: Actor,
    member: TeamMember,
    values: TeamMemberValues,
    pay: PayValues | None = None,
    groups: Iterable[Group] | None = None,
    from_books: bool = False,
) -> TeamMember:
    """Changes a person's fields, and when given their pay and groups. What the books own can be
    changed only `from_books`. A new e-mail address takes back an open invitation, which went to
    the old one.

    Needs `team:manage` or to manage the person's group (`books:manage` for the books), for another
    pay `pay-rates:manage`, for other groups `team:manage`. Raises `KeptInTheBooks`, `EmailTaken`,
    `UsernameTaken`, `PayrollIdTaken`, `BeyondOnesRights`, `NotOfThisCompany`.
    """
    if from_books:
        actor.require("books:manage")
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        if not from_books:
            rules.require_over(actor, "team:manage", row)
        wanted = values.columns() | (pay.columns() if pay else {})
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        after = {name: wanted[name] for name in before}
        moved = memberships.change(row, groups) if groups is not None else None
        if not before and not moved:
            return row
        if not from_books:
            _check_change(actor, row, before, moves=bool(moved))
        for name, value in after.items():
            setattr(row, name, value)
        rules.check_unique(row)
        _save(row, list(before))
        if "email" in before:
            open_invitation_close(actor=actor, member=row, reason="email changed")
        if moved:
            moved.write()
            before["groups"], after["groups"] = moved.before, moved.after
        event_record(
            actor=actor,
            code="team_member.updated",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={name: _json(value) for name, value in before.items()},
            after={name: _json(value) for name, value in after.items()},
        )
    return row


def _check_change(actor: Actor, member: TeamMember, changed: Iterable[str], *, moves: bool) -> None:
    rules.check_reach_of_member(actor, member)
    if not PayValues().columns().keys().isdisjoint(changed):
        actor.require("pay-rates:manage")
    if moves:
        actor.require("team:manage")
    _check_not_owned(member, changed)


def team_member_archive(
    *, actor: Actor, member: TeamMember, stops_clock: bool = False
) -> TeamMember:
    """Archives a person, who keeps every hour and loses every right at once; an open invitation is
    taken back. A running clock is stopped when `stops_clock`, or else stands in the way.

    Needs `team:manage` or to manage the person's group; raises `LastAdministrator`,
    `PrimaryAdministratorStays`, `CannotArchiveOneself`, `BeyondOnesRights`, `StillOnTheClock`."""
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        company = rules.company_locked(member.company_id)
        row = rules.member_locked(member)
        rules.require_over(actor, "team:manage", row)
        if row.state == _State.ARCHIVED:
            return row
        if row.pk == actor.team_member_id:
            raise errors.CannotArchiveOneself
        rules.check_reach_of_member(actor, row)
        rules.check_still_managed(company, row)
        settle_before_archive(actor=actor, member=row, stops_clock=stops_clock)
        row.state = _State.ARCHIVED
        row.save(update_fields=["state"])
        CompanyUser.objects.filter(team_member_id=row.pk).update(is_active=False)
        open_invitation_close(actor=actor, member=row, reason="person archived")
        _record_state(actor, row, "team_member.archived", _State.ACTIVE)
    return row


def team_member_restore(*, actor: Actor, member: TeamMember) -> TeamMember:
    """Brings an archived person back, sign-in included. Needs `team:manage` or to manage the
    person's group; raises `EmailTaken` or `UsernameTaken` when somebody active has it by now,
    `BeyondOnesRights`."""
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        rules.require_over(actor, "team:manage", row)
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
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
