"""The only writers of the team: its people, their user types, their invitations."""

from __future__ import annotations

from pointage.features.team.services.groups import (
    group_add,
    group_archive,
    group_manager_remove,
    group_manager_set,
    group_people_add,
    group_people_remove,
    group_rename,
    group_restore,
)
from pointage.features.team.services.invitations import (
    BulkInvited,
    team_member_invite,
    team_member_invite_again,
    team_member_invite_revoke,
    team_members_invite,
)
from pointage.features.team.services.members import (
    team_member_add,
    team_member_archive,
    team_member_restore,
    team_member_update,
)
from pointage.features.team.services.personal import (
    team_member_set_notifications,
    team_member_set_overtime,
    team_member_set_time_zone,
)
from pointage.features.team.services.pins import team_member_set_pin
from pointage.features.team.services.primary_admin import (
    primary_admin_transfer_cancel,
    primary_admin_transfer_request,
)
from pointage.features.team.services.user_types import team_member_set_user_type

__all__ = [
    "BulkInvited",
    "group_add",
    "group_archive",
    "group_manager_remove",
    "group_manager_set",
    "group_people_add",
    "group_people_remove",
    "group_rename",
    "group_restore",
    "primary_admin_transfer_cancel",
    "primary_admin_transfer_request",
    "team_member_add",
    "team_member_archive",
    "team_member_invite",
    "team_member_invite_again",
    "team_member_invite_revoke",
    "team_member_restore",
    "team_member_set_notifications",
    "team_member_set_overtime",
    "team_member_set_pin",
    "team_member_set_time_zone",
    "team_member_set_user_type",
    "team_member_update",
    "team_members_invite",
]
