"""Changes what a person may do: the user type, and the ticked permissions of a custom one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def team_member_set_user_type(
    *,
    actor: Actor,
    member: TeamMember,
    user_type: str,
    custom_permissions: Iterable[str] = (),
) -> TeamMember:
    """Gives the person a user type; the ticks count only for CUSTOM. Rights change at once.

    Needs `team:permissions`; raises `LastAdministrator`, `PrimaryAdministratorStays`,
    `PersonArchived`, `BeyondOnesRights`, `UserTypeUnknown`, `PermissionUnknown`.
    """
    actor.require("team:permissions")
    if user_type not in TeamMember.UserType.values:
        raise errors.UserTypeUnknown(field="user_type")
    is_custom = user_type == TeamMember.UserType.CUSTOM
    wanted = rules.check_known_permissions(custom_permissions) if is_custom else []
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        company = rules.company_locked(member.company_id)
        row = rules.member_locked(member)
        if (row.user_type, row.custom_permissions) == (user_type, wanted):
            return row
        if row.state != TeamMember.State.ACTIVE:
            raise errors.PersonArchived(name=row.full_name)
        rules.check_reach_of_member(actor, row)
        rules.check_reach(actor, rules.rights_of(user_type, wanted))
        if user_type != TeamMember.UserType.ADMINISTRATOR:
            rules.check_still_managed(company, row)
        before = {"user_type": row.user_type, "custom_permissions": row.custom_permissions}
        row.user_type, row.custom_permissions = user_type, wanted
        row.save(update_fields=["user_type", "custom_permissions"])
        after = {"user_type": user_type, "custom_permissions": wanted}
        event_record(
            actor=actor,
            code="team_member.user_type_changed",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={k: v for k, v in before.items() if v != after[k]},
            after={k: v for k, v in after.items() if v != before[k]},
        )
    return row
