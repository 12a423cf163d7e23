"""What a person may do in a company, by user type or by an accountant's scope."""

from __future__ import annotations

from pointage.features.team.models import TeamMember

#: code -> meaning; a custom user's permissions are picked from here.
PERMISSIONS: dict[str, str] = {
    "own-time:track": "Track one's own time",
    "team:view": "See the team",
    "team:manage": "Add, edit and archive people",
    "team:permissions": "Change user types and permissions",
    "team:invite": "Send invitations",
    "jobs:view": "See jobs, service items, classes and locations",
    "jobs:manage": "Keep jobs, service items, classes and locations",
    "time-entries:view": "See everyone's time",
    "time-entries:manage": "Change everyone's time",
    "time-entries:approve": "Approve everyone's time",
    "reports:view": "Run reports",
    "schedule:view": "See the schedule",
    "schedule:manage": "Change the schedule",
    "payroll:view": "See payroll settings",
    "payroll:manage": "Change payroll settings",
    "books:view": "See the books' lists and import runs",
    "books:manage": "Import from the books and mend what is in doubt",
    "company:manage": "Change company settings",
    "accountants:view": "See which accountants have access",
    "accountants:manage": "Give, change and revoke accountants' access",
    "history:view": "See the company's history",
}

_ALL = frozenset(PERMISSIONS)
_WORKER = frozenset({"own-time:track", "jobs:view"})

USER_TYPE_PERMISSIONS: dict[str, frozenset[str]] = {
    TeamMember.UserType.ADMINISTRATOR: _ALL,
    TeamMember.UserType.PAYROLL_MANAGER: _WORKER
    | {"team:view", "time-entries:view", "time-entries:approve", "reports:view", "payroll:view"},
    TeamMember.UserType.WORKER: _WORKER,
}

_VIEW = frozenset(code for code in PERMISSIONS if code.endswith(":view"))
_FULL = _ALL - {"own-time:track", "accountants:manage", "schedule:manage"}

#: What each scope of an accountant's grant allows in the client's company. The schedule is
#: view-only unless the grant says otherwise.
SCOPE_PERMISSIONS: dict[str, frozenset[str]] = {
    "full": _FULL,
    "payroll_only": frozenset(
        {
            "team:view",
            "time-entries:view",
            "time-entries:approve",
            "reports:view",
            "payroll:view",
            "payroll:manage",
            "accountants:view",
        }
    ),
    "read_only": _VIEW,
    "setup_only": frozenset(
        {
            "team:view",
            "team:manage",
            "team:permissions",
            "team:invite",
            "jobs:view",
            "jobs:manage",
            "payroll:view",
            "payroll:manage",
            "books:view",
            "books:manage",
            "company:manage",
            "accountants:view",
        }
    ),
}


def member_permissions(member: TeamMember) -> frozenset[str]:
    """Permissions of a team member; an archived one has none."""
    if member.state != TeamMember.State.ACTIVE:
        return frozenset()
    if member.user_type == TeamMember.UserType.CUSTOM:
        return _WORKER | (frozenset(member.custom_permissions) & _ALL)
    return USER_TYPE_PERMISSIONS[member.user_type]
