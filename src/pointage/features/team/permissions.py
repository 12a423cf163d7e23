"""What a person may do in a company, by user type or by an accountant's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

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
    "pay-rates:manage": "See and change what people are paid",
    "payroll:view": "See payroll settings",
    "payroll:manage": "Change payroll settings",
    "books:view": "See the books' lists and import runs",
    "books:manage": "Import from the books and mend what is in doubt",
    "company:manage": "Change company settings",
    "accountants:view": "See which accountants have access",
    "accountants:manage": "Give, change and revoke accountants' access",
    "history:view": "See the company's history",
}

#: Of administrators and the accountants who do the pay; no custom user gets them.
NOT_FOR_CUSTOM = frozenset({"pay-rates:manage"})
#: What a code cannot do without.
_IMPLIED: dict[str, frozenset[str]] = {
    "team:manage": frozenset({"team:view"}),
    "team:permissions": frozenset({"team:view"}),
    "team:invite": frozenset({"team:view"}),
    "time-entries:manage": frozenset({"time-entries:view"}),
    "time-entries:approve": frozenset({"time-entries:view"}),
    "payroll:manage": frozenset({"payroll:view"}),
    "books:manage": frozenset({"books:view"}),
    "accountants:manage": frozenset({"accountants:view"}),
    "schedule:manage": frozenset({"schedule:manage:groups", "schedule:manage:own"}),
    "schedule:manage:groups": frozenset({"schedule:manage:own"}),
    "schedule:view": frozenset({"schedule:view:groups", "schedule:view:own"}),
    "schedule:view:groups": frozenset({"schedule:view:own"}),
}
_ALL = frozenset(PERMISSIONS)
_TRACKED = frozenset({"own-time:track", "own-time:manage", "phone:use"})
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
#: Rights over nobody but oneself: they make no one stronger than somebody without them.
PERSONAL_PERMISSIONS = _OWN | {"jobs:view"}
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
            "pay-rates:manage",
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


def with_implied(codes: Iterable[str]) -> frozenset[str]:
    """The codes and what they cannot do without; unknown ones are left out."""
    known = frozenset(codes) & _ALL
    return known.union(*(_IMPLIED.get(code, frozenset()) for code in known))


def member_permissions(
    member: TeamMember, switches: CompanySwitches = CompanySwitches()
) -> frozenset[str]:
    """Permissions of a team member; an archived one has none.

    Somebody whose time is not tracked (an administrator who only administers) has no clock; of a
    custom user the tick says so. Whether a person uses a phone and manages their own time is the
    company's answer unless they have one of their own. Managing one's own time includes the phone
    (a person who may type any time gains nothing from a clock that is closed to them), so it opens
    both.
    """
    if member.state != TeamMember.State.ACTIVE:
        return frozenset()
    if member.user_type == TeamMember.UserType.CUSTOM:
        codes = with_implied(member.custom_permissions) - NOT_FOR_CUSTOM | {"jobs:view"}
    elif member.is_tracked:
        codes = USER_TYPE_PERMISSIONS[member.user_type]
    else:
        codes = USER_TYPE_PERMISSIONS[member.user_type] - _TRACKED
    if "own-time:track" not in codes:
        return codes - _TRACKED
    if member.user_type == TeamMember.UserType.ADMINISTRATOR:
        return codes
    ticked = "own-time:manage" in codes and member.manages_own_time is None
    if ticked or _answer(member.manages_own_time, switches.people_manage_own_time):
        return codes | {"own-time:manage", "phone:use"}
    codes -= {"own-time:manage"}
    if _answer(member.uses_phone, switches.people_use_phones):
        return codes | {"phone:use"}
    return codes - {"phone:use"}


def _answer(own: bool | None, company: bool) -> bool:
    return company if own is None else own


def tracks_time(member: TeamMember) -> bool:
    """Whether the person's time is tracked at all, by themselves or by others."""
    return "own-time:track" in member_permissions(member)


#: The same as a filter of people, whatever their state.
TRACKS_TIME = (~Q(user_type=TeamMember.UserType.CUSTOM) & Q(is_tracked=True)) | Q(
    user_type=TeamMember.UserType.CUSTOM, custom_permissions__icontains='"own-time:track"'
)
