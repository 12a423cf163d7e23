"""Who acts, for whom, from where: the first argument of every service. Holds no database row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Source(StrEnum):
    WEB = "web"
    API = "api"
    KIOSK = "kiosk"
    IMPORT = "import"
    CLI = "cli"
    WORKER = "worker"


class PermissionRefused(Exception):
    """The actor lacks a permission. `permission` is its code."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person (or the system, `user_id=None`) in one role.

    `permissions` are `noun:verb` codes valid in the place where the actor acts: the firm
    (`firm_id`) or the company (`company_id`). `firm_id` together with `company_id` means an
    accountant acting in a client's company; history then carries the firm's name too.
    """

    user_id: int | None
    name: str
    language: str = "en"
    firm_id: int | None = None
    firm_name: str = ""
    company_id: int | None = None
    team_member_id: int | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    source: Source = Source.WEB
    request_id: str = ""

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raises `PermissionRefused` unless the actor may."""
        if permission not in self.permissions:
            raise PermissionRefused(permission)

    def in_company(self, company_id: int, permissions: frozenset[str]) -> Actor:
        return replace(self, company_id=company_id, permissions=permissions)


def system_actor(source: Source = Source.WORKER) -> Actor:
    """The program itself, for scheduled work nobody asked for."""
    return Actor(user_id=None, name="Pointage", source=source)
