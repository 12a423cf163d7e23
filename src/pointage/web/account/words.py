"""The names of roles and access scopes, as people read them on pages about themselves."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ROLES: Final[dict[str, Promise]] = {
    "primary_admin": _("Primary administrator"),
    "administrator": _("Administrator"),
    "accountant": _("Accountant"),
    "payroll": _("Payroll"),
    "payroll_manager": _("Payroll manager"),
    "viewer": _("Viewer"),
    "worker": _("Worker"),
    "manager": _("Group manager"),
    "custom": _("Custom permissions"),
    "full": _("Full access"),
    "payroll_only": _("Payroll only"),
    "read_only": _("Read only"),
    "setup_only": _("Set-up only"),
}


def role_words(code: str) -> str:
    """« Administrateur » for administrator; the code itself for one we have no word for."""
    return str(_ROLES.get(code, code))
