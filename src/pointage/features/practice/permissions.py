"""What a firm user may do in the firm, by role. Codes are `noun:verb`, stable, greppable."""

from __future__ import annotations

from pointage.features.practice.models import FirmMember

#: code -> meaning; extra permissions are picked from here.
FIRM_PERMISSIONS: dict[str, str] = {
    "clients:view": "See the clients one may act for",
    "clients:manage": "Add, edit, invite and remove clients; keep their books",
    "apps:install": "Install apps for clients and choose who is billed",
    "company:enter": "Enter a client's time account",
    "templates:manage": "Keep client templates",
    "firm-team:manage": "Manage the firm's team and its access to clients",
    "firm:manage": "Firm details, billing details, PRO account, outgoing mail",
    "firm:transfer": "Hand the firm over to another primary administrator",
}

_VIEWER = frozenset({"clients:view"})
_PAYROLL = _VIEWER | {"company:enter"}
_ACCOUNTANT = _PAYROLL | {"clients:manage", "apps:install", "templates:manage"}
_ADMINISTRATOR = _ACCOUNTANT | {"firm-team:manage", "firm:manage"}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    FirmMember.Role.VIEWER: _VIEWER | {"company:enter"},
    FirmMember.Role.PAYROLL: _PAYROLL,
    FirmMember.Role.ACCOUNTANT: _ACCOUNTANT,
    FirmMember.Role.ADMINISTRATOR: _ADMINISTRATOR,
    FirmMember.Role.PRIMARY_ADMIN: _ADMINISTRATOR | {"firm:transfer"},
}


def member_permissions(member: FirmMember) -> frozenset[str]:
    """The role's permissions and the member's extra ones (unknown codes count for nothing)."""
    extra = frozenset(member.extra_permissions) & frozenset(FIRM_PERMISSIONS) - {"firm:transfer"}
    return ROLE_PERMISSIONS[member.role] | extra
