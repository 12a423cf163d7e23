"""Fetch and authorise in one step: the only way adapters reach firms, clients and companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from pointage.features.books.access import BooksSeat
from pointage.features.books.models import Books, BooksConnection
from pointage.features.companies.models import Company, CompanyUser, TimeSettings
from pointage.features.companies.queries import time_settings_of
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Firm,
    FirmMember,
    Installation,
)
from pointage.features.practice.permissions import member_permissions
from pointage.features.team import permissions as team_permissions
from pointage.features.team.models import TeamMember
from pointage.features.team.queries import seated_member
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor, Source
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.prepared import PreparedQuery
from pointage.foundation.tenancy.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class FirmSeat:
    """A user in a firm: what console pages work with."""

    actor: Actor
    firm: Firm
    member: FirmMember


@dataclass(frozen=True, slots=True)
class CompanySeat:
    """A user in a company: as one of its people, or as an accountant (`grant` is set)."""

    actor: Actor
    company: Company
    time_settings: TimeSettings
    team_member: TeamMember | None = None
    #: One of the company's people who manages a group, with whatever right.
    leads_group: bool = False
    grant: AccountantGrant | None = None
    firm: Firm | None = None
    client: Client | None = None


def firms_of(user: User) -> QuerySet[FirmMember]:
    """The user's active seats in firms, by firm name."""
    return (
        FirmMember.objects.filter(user=user, is_active=True)
        .select_related("firm", "user")
        .order_by("firm__name", "id")
    )


def firm_seat_for(
    user: User, firm_public_id: str, *, source: Source = Source.WEB, request_id: str = ""
) -> FirmSeat:
    """The user's seat in the firm. Raises `NotFound`."""
    member = firms_of(user).filter(firm__public_id=firm_public_id).first()
    if member is None:
        raise NotFound(firm_public_id)
    actor = Actor(
        user_id=user.pk,
        name=user.full_name,
        language=user.language,
        firm_id=member.firm_id,
        firm_name=member.firm.name,
        permissions=member_permissions(member),
        source=source,
        request_id=request_id,
    )
    return FirmSeat(actor=actor, firm=member.firm, member=member)


def clients_visible(seat: FirmSeat) -> QuerySet[Client]:
    """Clients the member may act for, removed ones left out."""
    seat.actor.require("clients:view")
    clients = Client.objects.filter(firm_id=seat.firm.pk).exclude(status=Client.Status.REMOVED)
    if not seat.member.has_all_clients:
        clients = clients.filter(members=seat.member)
    return clients


def client_for(seat: FirmSeat, public_id: str, permission: str = "clients:view") -> Client:
    """A client the member may act for. Raises `NotFound`, `PermissionRefused`."""
    client = (
        clients_visible(seat)
        .select_related("books", "company", "lead")
        .filter(public_id=public_id)
        .first()
    )
    if client is None:
        raise NotFound(public_id)
    seat.actor.require(permission)
    return client


def installation_for(
    seat: FirmSeat, public_id: str, permission: str = "apps:install"
) -> Installation:
    """An installation of the firm, for a client the member may act for (or for the firm itself).

    Raises `NotFound`, `PermissionRefused`.
    """
    installation = (
        Installation.objects.filter(firm_id=seat.firm.pk, public_id=public_id)
        .select_related("client", "client__books", "company", "firm", "started_by")
        .first()
    )
    if installation is None:
        raise NotFound(public_id)
    client = installation.client
    if client is not None and not clients_visible(seat).filter(pk=client.pk).exists():
        raise NotFound(public_id)
    seat.actor.require(permission)
    return installation


def _company_of(public_id: str, user: int) -> QuerySet[Company]:
    links = CompanyUser.objects.filter(company_id=OuterRef("pk"), user_id=user, is_active=True)
    return Company.objects.filter(public_id=public_id, status=Company.Status.ACTIVE).annotate(
        own_member_id=Subquery(links.values("team_member_id")[:1])
    )


_COMPANY: Final = PreparedQuery(_company_of, "public_id", "user")


def company_seat_for(
    user: User, company_public_id: str, *, source: Source = Source.WEB, request_id: str = ""
) -> CompanySeat:
    """The user's seat in the company: own people first, then an accountant with an active grant
    who may act for that client. Raises `NotFound`."""
    company: Any = _COMPANY.first(public_id=company_public_id, user=user.pk)
    if company is None:
        raise NotFound(company_public_id)
    seat = None
    if company.own_member_id is not None:
        seat = _own_seat(user, company, company.own_member_id, source, request_id)
    seat = seat or _accountant_seat(user, company, source, request_id)
    if seat is None:
        raise NotFound(company_public_id)
    return seat


def _own_seat(
    user: User, company: Company, member_id: int, source: Source, request_id: str
) -> CompanySeat | None:
    seated = seated_member(company.pk, member_id, user.pk)
    if seated is None:
        return None
    member = seated.member
    actor = Actor(
        user_id=user.pk,
        name=user.full_name,
        language=user.language,
        company_id=company.pk,
        team_member_id=member.pk,
        permissions=seated.permissions,
        source=source,
        request_id=request_id,
    )
    return CompanySeat(
        actor=actor,
        company=company,
        time_settings=seated.time_settings,
        team_member=member,
        leads_group=seated.leads_group,
    )


def _accountant_seat(
    user: User, company: Company, source: Source, request_id: str
) -> CompanySeat | None:
    grants = AccountantGrant.objects.filter(
        company=company,
        state=AccountantGrant.State.ACTIVE,
        firm__members__user=user,
        firm__members__is_active=True,
    ).select_related("firm")
    for grant in grants:
        assert grant.firm is not None
        seat = firm_seat_for(user, grant.firm.public_id, source=source, request_id=request_id)
        client = clients_visible(seat).filter(company=company).first()
        own = grant.firm.own_company_id == company.pk
        if (client is None and not own) or not seat.actor.may("company:enter"):
            continue
        with tenant_scope(companies=[company.pk]):
            settings = time_settings_of(company.pk)
        return CompanySeat(
            actor=seat.actor.in_company(company.pk, grant_permissions(grant, seat.member)),
            company=company,
            time_settings=settings,
            grant=grant,
            firm=seat.firm,
            client=client,
        )
    return None


def grant_permissions(grant: AccountantGrant, member: FirmMember) -> frozenset[str]:
    """The grant's scope, narrowed by the member's role in the firm."""
    allowed = team_permissions.SCOPE_PERMISSIONS[grant.scope]
    if grant.can_edit_schedule and grant.scope == AccountantGrant.Scope.FULL:
        allowed |= {"schedule:manage"}
    if member.role == FirmMember.Role.VIEWER:
        return allowed & team_permissions.SCOPE_PERMISSIONS["read_only"]
    if member.role == FirmMember.Role.PAYROLL:
        return allowed & team_permissions.SCOPE_PERMISSIONS["payroll_only"]
    return allowed


def books_of_client(
    seat: FirmSeat, client_public_id: str, permission: str = "clients:manage"
) -> BooksSeat:
    """The books of a client the member may act for. The client's time account is in the seat only
    while the client lets the firm in. Raises `NotFound`, `PermissionRefused`."""
    client = client_for(seat, client_public_id, permission)
    if client.books is None:
        raise NotFound(client_public_id)
    return _books_seat(seat, client.books, client.company, client.name)


def books_of_firm(seat: FirmSeat, permission: str = "clients:manage") -> BooksSeat:
    """The firm's own books. Raises `NotFound`, `PermissionRefused`."""
    seat.actor.require(permission)
    if seat.firm.own_books is None:
        raise NotFound("own books")
    return _books_seat(seat, seat.firm.own_books, seat.firm.own_company, seat.firm.name)


def _books_seat(
    seat: FirmSeat, books: Books, company: Company | None, owner_name: str
) -> BooksSeat:
    """The company is seen only as an accountant whom it lets in sees it."""
    actor = seat.actor
    if company is not None and company.status == Company.Status.ACTIVE:
        grant = AccountantGrant.objects.filter(
            company=company, firm=seat.firm, state=AccountantGrant.State.ACTIVE
        ).first()
        if grant is not None and actor.may("company:enter"):
            actor = actor.in_company(company.pk, grant_permissions(grant, seat.member))
    sees = actor.company_id is not None and actor.may("books:view")
    return BooksSeat(
        actor=actor if sees else seat.actor,
        books=books,
        company=company if sees else None,
        owner_name=owner_name,
        manages_books=seat.actor.may("clients:manage"),
        manages_imports=sees and actor.may("books:manage"),
    )


def books_of_company(seat: CompanySeat, permission: str = "books:view") -> BooksSeat:
    """The books a company is linked to. Raises `NotFound` when it is linked to none,
    `PermissionRefused`."""
    seat.actor.require(permission)
    with tenant_scope(companies=[seat.company.pk]):
        connection = (
            BooksConnection.objects.exclude(state=BooksConnection.State.UNLINKED)
            .select_related("books")
            .first()
        )
    if connection is None:
        raise NotFound("books")
    manages = seat.actor.may("books:manage")
    return BooksSeat(
        actor=seat.actor,
        books=connection.books,
        company=seat.company,
        owner_name=seat.company.name,
        manages_books=manages,
        manages_imports=manages,
    )
