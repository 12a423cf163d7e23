"""Reads of the firm's team and of its requests for access. Returns rows; words are the
presenters'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.models import AccountantGrant, Client, FirmMember
from pointage.features.practice.services import members, requests
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.invitations import InvitationView, latest_invitations
from pointage.foundation.identity.models import Invitation
from pointage.ledgers.names import fold


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person of the firm. `client_count` leaves removed clients out; `invitation` is None for
    those who sign in already."""

    member: FirmMember
    client_count: int
    invitation: InvitationView | None


def team_rows(seat: FirmSeat, *, active: bool) -> list[TeamRow]:
    """The firm's people by name. Three queries."""
    still_there = ~Q(clients__status=Client.Status.REMOVED)
    rows = list(
        FirmMember.objects.filter(firm=seat.firm, is_active=active).annotate(
            client_count=Count("clients", filter=still_there)
        )
    )
    waiting = [row.public_id for row in rows if row.user_id is None]
    invitations = latest_invitations(members.PURPOSE, waiting) if waiting else {}
    rows.sort(key=lambda row: fold(row.full_name))
    return [TeamRow(row, row.client_count, invitations.get(row.public_id)) for row in rows]


def member_for(seat: FirmSeat, public_id: str) -> FirmMember:
    """A person of the firm, active or not. Raises `NotFound`, `PermissionRefused`."""
    seat.actor.require("firm-team:manage")
    member = (
        FirmMember.objects.filter(firm=seat.firm, public_id=public_id)
        .select_related("user", "firm")
        .first()
    )
    if member is None:
        raise NotFound(public_id)
    return member


def member_invitation(member: FirmMember) -> InvitationView | None:
    """The newest invitation of a person without a sign-in."""
    if member.user_id is not None:
        return None
    return latest_invitations(members.PURPOSE, [member.public_id])[member.public_id]


def client_choices(seat: FirmSeat) -> list[tuple[str, str]]:
    """(public id, name) of every client of the firm, for whoever manages the team's access."""
    seat.actor.require("firm-team:manage")
    return list(
        Client.objects.filter(firm=seat.firm)
        .exclude(status=Client.Status.REMOVED)
        .order_by("name", "id")
        .values_list("public_id", "name")
    )


def transfer_candidates(seat: FirmSeat) -> list[FirmMember]:
    """People to whom the firm can be handed over: active, with a sign-in, not oneself."""
    rows = FirmMember.objects.filter(firm=seat.firm, is_active=True, user__isnull=False)
    return sorted(rows.exclude(pk=seat.member.pk), key=lambda row: fold(row.full_name))


def primary_admin_name(seat: FirmSeat) -> str:
    """Who owns the firm."""
    row = FirmMember.objects.filter(
        firm=seat.firm, role=FirmMember.Role.PRIMARY_ADMIN, is_active=True
    ).first()
    return row.full_name if row else ""


def requests_visible(seat: FirmSeat) -> QuerySet[AccountantGrant]:
    """Requests the firm sent, newest first: all of them for those who act for all clients, else
    one's own."""
    seat.actor.require("clients:manage")
    sent = Invitation.objects.filter(purpose=requests.PURPOSE, subject=OuterRef("public_id"))
    if not seat.member.has_all_clients:
        sent = sent.filter(inviter_id=seat.actor.user_id)
    return (
        AccountantGrant.objects.filter(Exists(sent), firm=seat.firm)
        .select_related("client", "company")
        .order_by("-id")
    )


def request_of(seat: FirmSeat, public_id: str) -> AccountantGrant:
    """A request the person may see. Raises `NotFound`, `PermissionRefused`."""
    grant = requests_visible(seat).filter(public_id=public_id).first()
    if grant is None:
        raise NotFound(public_id)
    return grant


def request_mails(grants: list[AccountantGrant]) -> Mapping[str, InvitationView]:
    """What became of the mails, by the request's public id. Two queries."""
    return latest_invitations(requests.PURPOSE, [grant.public_id for grant in grants])


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """Who may act for a client, and how far the client lets the firm in."""

    people: list[FirmMember]
    active: AccountantGrant | None
    waiting: list[AccountantGrant]
    past: list[AccountantGrant]


def client_access(seat: FirmSeat, client: Client) -> ClientAccess:
    """Two queries. `past` holds the last ten that ended or were refused."""
    people = (
        FirmMember.objects.filter(firm=seat.firm, is_active=True)
        .filter(Q(has_all_clients=True) | Q(clients=client))
        .distinct()
    )
    about = Q(client=client)
    if client.company_id is not None:
        about |= Q(company_id=client.company_id)
    if client.email:
        about |= Q(company=None, client=None, email__iexact=client.email)
    grants = list(
        AccountantGrant.objects.filter(about, firm=seat.firm)
        .select_related("company")
        .order_by("-id")[:50]
    )
    state = AccountantGrant.State
    return ClientAccess(
        people=sorted(people, key=lambda row: fold(row.full_name)),
        active=next(
            (
                each
                for each in grants
                if each.state == state.ACTIVE and each.company_id == client.company_id
            ),
            None,
        ),
        waiting=[each for each in grants if each.state == state.PENDING],
        past=[each for each in grants if each.state in (state.REVOKED, state.DECLINED)][:10],
    )
