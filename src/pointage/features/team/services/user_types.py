"""Changes what a person may do: the user type, the ticked permissions of a custom one, and the
person's own answers to the company's two switches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.features.team.values import OwnAnswers
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

_CODES: Final = {
    "user_type": "team_member.user_type_changed",
    "permissions": "team_member.permissions_changed",
}


def team_member_set_user_type(
    *,
    actor: Actor,
    member: TeamMember,
    user_type: str,
    custom_permissions: Iterable[str] = (),
    answers: OwnAnswers | None = None,
) -> TeamMember:
    """Gives the person a user type; the ticks count only for CUSTOM; without `answers` those given
    before stay. Rights change at once.

    Needs `team:permissions`; raises `LastAdministrator`, `PrimaryAdministratorStays`,
    `PersonArchived`, `BeyondOnesRights`, `UserTypeUnknown`, `PermissionUnknown`.
    """
    actor.require("team:permissions")
    if user_type not in TeamMember.UserType.values:
        raise errors.UserTypeUnknown(field="user_type")
    is_custom = user_type == TeamMember.UserType.CUSTOM
    ticked = rules.check_known_permissions(custom_permissions) if is_custom else []
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        company = rules.company_locked(member.company_id)
        row = rules.member_locked(member)
        own = answers or OwnAnswers.of(row)
        wanted: dict[str, Any] = {"user_type": user_type, "custom_permissions": ticked}
        wanted |= own.columns()
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        if not before:
            return row
        _check(actor, company, row, wanted)
        for name in before:
            setattr(row, name, wanted[name])
        row.save(update_fields=list(before))
        what = "user_type" if "user_type" in before else "permissions"
        event_record(
            actor=actor,
            code=_CODES[what],
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before=before,
            after={name: wanted[name] for name in before},
        )
    return row


def _check(actor: Actor, company: Company, member: TeamMember, wanted: dict[str, Any]) -> None:
    if member.state != TeamMember.State.ACTIVE:
        raise errors.PersonArchived(name=member.full_name)
    rules.check_reach_of_member(actor, member)
    rights = rules.rights_of(wanted["user_type"], wanted["custom_permissions"])
    rules.check_reach(actor, rights)
    if wanted["user_type"] != TeamMember.UserType.ADMINISTRATOR:
        rules.check_still_managed(company, member)
