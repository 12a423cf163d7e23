"""What a person may do in a company, by user type or by an accountant's scope."""

from __future__ import annotations

from dataclasses import dataclass

from pointage.features.team.models import TeamMember

#: code -> meaning; a custom user's permissions are picked from here.
PERMISSIONS: dict[str, str] = {
    "own-time:track": "Track one's own time",
    "own-time:manage": "Add, change and delete one's own time",
    "phone:use": "Track time on a phone",
    "pin:use": "Sign in with a PIN at a kiosk",
    "presence:view": "See who is working",
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
    "devices:authorize": "Authorize computers for tracking time",
    "schedule:view:own": "See one's own shifts",
    "schedule:view:groups": "See the shifts of one's groups",
    "schedule:view": "See the schedule",
    "schedule:manage:own": "Change one's own shifts",
    "schedule:manage:groups": "Change the shifts of groups one manages",
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
_WORKER = frozenset({"own-time:track", "phone:use", "jobs:view", "schedule:view:own"})

USER_TYPE_PERMISSIONS: dict[str, frozenset[str]] = {
    TeamMember.UserType.ADMINISTRATOR: _ALL,
    TeamMember.UserType.PAYROLL_MANAGER: _WORKER
    | {"team:view", "time-entries:view", "time-entries:approve", "reports:view", "payroll:view"},
    TeamMember.UserType.WORKER: _WORKER,
}

_VIEW = frozenset(code for code in PERMISSIONS if code.endswith(":view"))
_OWN = frozenset(
    {"own-time:track", "own-time:manage", "phone:use", "pin:use"}
    | {code for code in PERMISSIONS if code.startswith("schedule:") and code.endswith(":own")}
)
_FULL = _ALL - _OWN - {"accountants:manage", "schedule:manage", "schedule:manage:groups"}

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


@dataclass(frozen=True, slots=True)
class CompanySwitches:
    """The company's two answers about people's own time; each person may have their own."""

    people_manage_own_time: bool = False
    people_use_phones: bool = True


def member_permissions(
    member: TeamMember, switches: CompanySwitches = CompanySwitches()
) -> frozenset[str]:
    """Permissions of a team member; an archived one has none.

    Managing one's own time includes the phone (a person who may type any time gains nothing from
    a clock that is closed to them), so it opens both.
    """
    if member.state != TeamMember.State.ACTIVE:
        return frozenset()
    if member.user_type == TeamMember.UserType.CUSTOM:
        codes = frozenset(member.custom_permissions) & _ALL | {"jobs:view"}
    else:
        codes = USER_TYPE_PERMISSIONS[member.user_type]
    if member.user_type == TeamMember.UserType.ADMINISTRATOR or "own-time:track" not in codes:
        return codes
    manages, phone = member.manages_own_time, member.uses_phone
    if manages if manages is not None else switches.people_manage_own_time:
        return codes | {"own-time:manage", "phone:use"}
    if manages is False:
        codes -= {"own-time:manage"}
    if not (phone if phone is not None else switches.people_use_phones):
        codes -= {"phone:use"}
    return codes
