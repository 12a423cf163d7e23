"""The firm's team: who is in it, with which role, for which clients. Not: signing in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pointage.features.practice import checks
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import (
    BeyondOwnRights,
    MemberEmailTaken,
    MemberHasSignIn,
    MemberInactive,
    MemberNotSignedUp,
    OwnSeatFixed,
    PermissionUnknown,
    PrimaryAdminFixed,
    RoleUnknown,
)
from pointage.features.practice.models import Client, Firm, FirmMember
from pointage.features.practice.permissions import (
    FIRM_PERMISSIONS,
    ROLE_PERMISSIONS,
    member_permissions,
)
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from pointage.foundation.identity.models import Invitation

PURPOSE = "firm_member"
#: Roles that may be given; the primary administrator's is only handed over.
GIVEN_ROLES = tuple(role for role in FirmMember.Role if role != FirmMember.Role.PRIMARY_ADMIN)


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """What is kept about a member. `clients` are public ids; ignored with `has_all_clients`."""

    given_name: str
    family_name: str
    email: str
    role: str
    language: str = "en"
    has_all_clients: bool = False
    clients: tuple[str, ...] = ()
    extra_permissions: tuple[str, ...] = field(default=())


def member_add(
    *, actor: Actor, seat: FirmSeat, details: MemberDetails, invite: bool = True
) -> FirmMember:
    """Adds a person to the team and invites them by mail.

    Raises `MemberEmailTaken`, `RoleUnknown`, `PermissionUnknown`, `BeyondOwnRights` and the errors
    of `checks`.
    """
    actor.require("firm-team:manage")
    details = _checked(details)
    _check_reach(actor, ROLE_PERMISSIONS[details.role] | set(details.extra_permissions))
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        if seat.firm.members.filter(email__iexact=details.email).exists():
            raise MemberEmailTaken(field="email", email=details.email)
        member = FirmMember.objects.create(firm=seat.firm, **_columns(details))
        member.clients.set(_clients(seat.firm, details))
        event_record(
            actor=actor,
            code="firm_member.added",
            obj=member,
            firm_id=seat.firm.pk,
            after=asdict(details),
        )
        if invite:
            member_invite(actor=actor, seat=seat, member=member)
    return member


def member_invite(*, actor: Actor, seat: FirmSeat, member: FirmMember) -> Invitation:
    """Sends the invitation of a member who has no sign-in yet; an open one dies. Raises
    `MemberHasSignIn`, `MemberInactive`."""
    actor.require("firm-team:manage")
    if member.user_id is not None:
        raise MemberHasSignIn(name=member.full_name)
    if not member.is_active:
        raise MemberInactive(name=member.full_name)
    return invitation_send(
        actor=actor,
        purpose=PURPOSE,
        subject=member.public_id,
        email=member.email,
        name=member.full_name,
        language=member.language,
        context={"firm": seat.firm.name, "role": member.role},
        firm_id=seat.firm.pk,
    )


def member_invite_again(*, actor: Actor, seat: FirmSeat, member: FirmMember) -> Invitation:
    """Sends the invitation for 14 more days; the old link dies. A refused or revoked one is
    replaced by a new one. Raises `MemberHasSignIn`, `MemberInactive`, `TooManyResends`."""
    actor.require("firm-team:manage")
    with transaction.atomic():
        waiting = _open_invitations(member).first()
        if waiting is None or member.user_id is not None or not member.is_active:
            return member_invite(actor=actor, seat=seat, member=member)
        return invitation_resend(actor=actor, invitation=waiting)


def member_invite_revoke(*, actor: Actor, seat: FirmSeat, member: FirmMember) -> None:
    """Takes the open invitation back; the person stays in the team. Nothing happens without one."""
    actor.require("firm-team:manage")
    with transaction.atomic():
        _revoke_open(actor, member)


def member_update(
    *, actor: Actor, seat: FirmSeat, member: FirmMember, details: MemberDetails
) -> FirmMember:
    """Changes names, role, permissions and clients. A person with a sign-in keeps their e-mail.

    Raises `PrimaryAdminFixed`, `OwnSeatFixed`, `MemberEmailTaken`, `RoleUnknown`,
    `BeyondOwnRights`.
    """
    actor.require("firm-team:manage")
    details = _checked(details)
    _check_reach(actor, ROLE_PERMISSIONS[details.role] | set(details.extra_permissions))
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        member = FirmMember.objects.select_for_update().get(pk=member.pk, firm=seat.firm)
        _check_changeable(actor, seat, member)
        if member.user_id is not None:
            details = MemberDetails(**{**asdict(details), "email": member.email})
        others = seat.firm.members.exclude(pk=member.pk)
        if others.filter(email__iexact=details.email).exists():
            raise MemberEmailTaken(field="email", email=details.email)
        before, after = asdict(member_details(member)), asdict(details)
        changed = [name for name in after if after[name] != before[name]]
        if not changed:
            return member
        if "email" in changed:
            _revoke_open(actor, member)
        columns = _columns(details)
        for name, value in columns.items():
            setattr(member, name, value)
        member.save(update_fields=list(columns))
        member.clients.set(_clients(seat.firm, details))
        event_record(
            actor=actor,
            code="firm_member.changed",
            obj=member,
            firm_id=seat.firm.pk,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return member


def member_deactivate(*, actor: Actor, seat: FirmSeat, member: FirmMember) -> FirmMember:
    """Takes a person out of the team: from the next request on, the firm does not exist for them.

    Raises `PrimaryAdminFixed`, `OwnSeatFixed`, `BeyondOwnRights`.
    """
    actor.require("firm-team:manage")
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        member = FirmMember.objects.select_for_update().get(pk=member.pk, firm=seat.firm)
        _check_changeable(actor, seat, member)
        _revoke_open(actor, member)
        return _set_active(actor, seat, member, active=False)


def member_reactivate(*, actor: Actor, seat: FirmSeat, member: FirmMember) -> FirmMember:
    """Brings a person back with the role and clients they had. Raises `BeyondOwnRights`."""
    actor.require("firm-team:manage")
    with transaction.atomic():
        _check_reach(actor, member_permissions(member))
        return _set_active(actor, seat, member, active=True)


def firm_transfer(*, actor: Actor, seat: FirmSeat, to: FirmMember) -> FirmMember:
    """Hands the firm to another active, signed-up member; the former owner stays administrator.

    Raises `MemberNotSignedUp`.
    """
    actor.require("firm:transfer")
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=seat.firm.pk)
        former = FirmMember.objects.select_for_update().get(pk=seat.member.pk)
        to = FirmMember.objects.select_for_update().get(pk=to.pk, firm=seat.firm)
        if to.user_id is None or not to.is_active:
            raise MemberNotSignedUp(name=to.full_name)
        former.role = FirmMember.Role.ADMINISTRATOR
        former.has_all_clients = True
        former.save(update_fields=["role", "has_all_clients"])
        to.role = FirmMember.Role.PRIMARY_ADMIN
        to.has_all_clients = True
        to.save(update_fields=["role", "has_all_clients"])
        event_record(
            actor=actor,
            code="firm.transferred",
            obj=seat.firm,
            firm_id=seat.firm.pk,
            before={"primary_admin": former.full_name},
            after={"primary_admin": to.full_name},
        )
    return to


def member_details(member: FirmMember) -> MemberDetails:
    """The details as stored, for a form."""
    return MemberDetails(
        given_name=member.given_name,
        family_name=member.family_name,
        email=member.email,
        role=member.role,
        language=member.language,
        has_all_clients=member.has_all_clients,
        clients=tuple(sorted(member.clients.values_list("public_id", flat=True))),
        extra_permissions=tuple(sorted(member.extra_permissions)),
    )


def _checked(details: MemberDetails) -> MemberDetails:
    if details.role not in GIVEN_ROLES:
        raise RoleUnknown(field="role")
    if not set(details.extra_permissions) <= set(FIRM_PERMISSIONS) - {"firm:transfer"}:
        raise PermissionUnknown(field="extra_permissions")
    return MemberDetails(
        given_name=checks.text(details.given_name, "given_name", limit=80, required=True),
        family_name=checks.text(details.family_name, "family_name", limit=80),
        email=checks.email(details.email, required=True).lower(),
        role=details.role,
        language=checks.language(details.language),
        has_all_clients=details.has_all_clients,
        clients=() if details.has_all_clients else tuple(sorted(set(details.clients))),
        extra_permissions=tuple(sorted(set(details.extra_permissions))),
    )


def _columns(details: MemberDetails) -> dict[str, Any]:
    values = asdict(details)
    del values["clients"]
    return {**values, "extra_permissions": list(details.extra_permissions)}


def _clients(firm: Firm, details: MemberDetails) -> Iterable[Client]:
    """The firm's own clients among those named; ids of other firms find nothing."""
    wanted: Collection[str] = details.clients
    return firm.clients.filter(public_id__in=wanted).exclude(status=Client.Status.REMOVED)


def _set_active(actor: Actor, seat: FirmSeat, member: FirmMember, *, active: bool) -> FirmMember:
    member = FirmMember.objects.select_for_update().get(pk=member.pk, firm=seat.firm)
    if member.is_active == active:
        return member
    member.is_active = active
    member.save(update_fields=["is_active"])
    event_record(
        actor=actor,
        code="firm_member.reactivated" if active else "firm_member.deactivated",
        obj=member,
        firm_id=seat.firm.pk,
        before={"is_active": not active},
        after={"is_active": active},
    )
    return member


def _check_changeable(actor: Actor, seat: FirmSeat, member: FirmMember) -> None:
    if member.role == FirmMember.Role.PRIMARY_ADMIN:
        raise PrimaryAdminFixed(name=member.full_name)
    if member.pk == seat.member.pk:
        raise OwnSeatFixed
    _check_reach(actor, member_permissions(member))


def _check_reach(actor: Actor, rights: Collection[str]) -> None:
    """People act only on rights they have themselves, so that nobody can lift himself up through
    somebody else."""
    if not actor.permissions.issuperset(rights):
        raise BeyondOwnRights


def _open_invitations(member: FirmMember) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        purpose=PURPOSE,
        subject=member.public_id,
        state__in=[Invitation.State.SENT, Invitation.State.OPENED],
    )


def _revoke_open(actor: Actor, member: FirmMember) -> None:
    for invitation in _open_invitations(member):
        invitation_revoke(actor=actor, invitation=invitation)
