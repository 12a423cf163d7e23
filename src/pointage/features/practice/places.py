"""Where a person may go after signing in: firms, and companies in which they work themselves.

Clients' companies entered as an accountant are not places: they are reached through the firm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.practice import access
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope

_PATH = re.compile(r"/(practice|c)/([0-9a-z]{12})/")


class PlaceKind(StrEnum):
    FIRM = "firm"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Place:
    """`role` is a code of `FirmMember.Role` or `TeamMember.UserType`."""

    kind: PlaceKind
    name: str
    role: str
    path: str


def places_of(user: User) -> list[Place]:
    """The person's places, firms first, each by name. Three queries."""
    firms = [
        Place(
            kind=PlaceKind.FIRM,
            name=seat.firm.name,
            role=seat.role,
            path=f"/practice/{seat.firm.public_id}/",
        )
        for seat in access.firms_of(user)
    ]
    return firms + _companies_of(user)


def _companies_of(user: User) -> list[Place]:
    links = list(
        CompanyUser.objects.filter(
            user=user, is_active=True, company__status=Company.Status.ACTIVE
        ).select_related("company")
    )
    if not links:
        return []
    with tenant_scope(companies=[link.company_id for link in links]):
        roles = dict(
            TeamMember.objects.filter(
                pk__in=[link.team_member_id for link in links],
                user=user,
                state=TeamMember.State.ACTIVE,
            ).values_list("pk", "user_type")
        )
    places = [
        Place(
            kind=PlaceKind.COMPANY,
            name=link.company.name,
            role=roles[link.team_member_id],
            path=f"/c/{link.company.public_id}/",
        )
        for link in links
        if link.team_member_id in roles
    ]
    return sorted(places, key=lambda place: place.name.casefold())


def may_go(user: User, path: str) -> bool:
    """Whether `path` ("/practice/<firm>/", "/c/<company>/") is still open to the person."""
    found = _PATH.fullmatch(path)
    if found is None:
        return False
    try:
        if found[1] == "practice":
            access.firm_seat_for(user, found[2])
        else:
            access.company_seat_for(user, found[2])
    except NotFound:
        return False
    return True


def holds_keys(user: User) -> bool:
    """Whether the person's account opens more than their own time: firm staff, administrators."""
    return any(
        place.kind is PlaceKind.FIRM
        or place.role in (TeamMember.UserType.ADMINISTRATOR, TeamMember.UserType.PAYROLL_MANAGER)
        for place in places_of(user)
    )
