"""Offers the role of primary administrator to another administrator, and takes the offer back.
Accepting it is in `team.purposes`."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from pointage.features.companies.models import Company
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import SCOPE_PERMISSIONS
from pointage.features.team.services import rules
from pointage.features.team.services.open_invitations import (
    TRANSFER_PURPOSE,
    open_invitation_of,
)
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import invitation_revoke, invitation_send
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.services import mail_queue
from pointage.foundation.tenancy.scope import tenant_scope


def may_transfer_primary_admin(actor: Actor, company: Company) -> bool:
    """The primary administrator may; while there is none, an accountant with full access may."""
    if company.primary_admin_id is not None:
        return actor.team_member_id == company.primary_admin_id
    return actor.firm_id is not None and SCOPE_PERMISSIONS["full"] <= actor.permissions


def primary_admin_transfer_request(*, actor: Actor, member: TeamMember) -> Invitation:
    """Offers the role to an active administrator, by mail; an earlier offer dies. The primary
    administrator gets a mail that says so, too.

    Raises `TransferNotYours`, `TransferNeedsAdministrator`, `TransferToOneself`,
    `InvitationNeedsEmail`, `PersonArchived`.
    """
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        company = rules.company_locked(member.company_id)
        row = rules.member_locked(member)
        if not may_transfer_primary_admin(actor, company):
            raise errors.TransferNotYours
        _check_candidate(company, row)
        invitation = invitation_send(
            actor=actor,
            purpose=TRANSFER_PURPOSE,
            subject=company.public_id,
            email=row.user.email if row.user else row.email,
            name=row.full_name,
            language=_language(row, company),
            context={
                "inviter": actor.name,
                "company": company.name,
                "firm": actor.firm_name,
                "role": "primary_admin",
                "member": row.public_id,
                "company_path": f"/c/{company.public_id}/",
            },
            firm_id=actor.firm_id,
            company_id=company.pk,
        )
        current = rules.primary_admin_of(company)
        if current is not None:
            _tell(company, current, "primary_admin_offered", row, invitation)
    return invitation


def primary_admin_transfer_cancel(*, actor: Actor, company: Company) -> Invitation:
    """Takes the open offer back. Raises `TransferNotYours`, `NoTransferWaiting`."""
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        row = rules.company_locked(company.pk)
        if not may_transfer_primary_admin(actor, row):
            raise errors.TransferNotYours
        waiting = open_invitation_of(TRANSFER_PURPOSE, row.public_id)
        if waiting is None:
            raise errors.NoTransferWaiting
        return invitation_revoke(actor=actor, invitation=waiting)


def primary_admin_tell_both(
    *, company: Company, before: TeamMember | None, after: TeamMember, invitation: Invitation
) -> None:
    """Mails both once the role has moved."""
    for person in (before, after):
        if person is not None:
            _tell(company, person, "primary_admin_moved", after, invitation)


def _check_candidate(company: Company, member: TeamMember) -> None:
    if member.state != TeamMember.State.ACTIVE:
        raise errors.PersonArchived(name=member.full_name)
    if member.pk == company.primary_admin_id:
        raise errors.TransferToOneself(name=member.full_name)
    if member.user_type != TeamMember.UserType.ADMINISTRATOR:
        raise errors.TransferNeedsAdministrator(name=member.full_name)
    if not member.email and member.user is None:
        raise errors.InvitationNeedsEmail(name=member.full_name)


def _language(member: TeamMember, company: Company) -> str:
    own = member.user.language if member.user else member.language
    return own or company.language


def _tell(
    company: Company, person: TeamMember, template: str, new: TeamMember, invitation: Invitation
) -> None:
    email = person.user.email if person.user else person.email
    if not email:
        return
    mail_queue(
        template=template,
        to_email=email,
        to_name=person.full_name,
        language=_language(person, company),
        context={
            "company": company.name,
            "new": new.full_name,
            "inviter": invitation.context["inviter"],
        },
        link=f"{settings.BASE_URL}/c/{company.public_id}/",
        key=f"{template}:{invitation.public_id}:{invitation.nonce[:8]}:{person.public_id}",
        company_id=company.pk,
    )
