"""Accountants' access to a company: the client offers it, a firm takes it, the client changes or
ends it at any time. Not: a firm asking a client (that is the firm's side)."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.practice import grant_errors as errors
from pointage.features.practice.access import CompanySeat, FirmSeat
from pointage.features.practice.models import AccountantGrant, Client, Firm
from pointage.features.practice.services.grant_news import firm_tell
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from pointage.foundation.identity.models import Invitation
from pointage.ledgers.names import fold

GRANT_PURPOSE: Final = "accountant_grant"
MAX_ACCOUNTANTS: Final = 2
_State = AccountantGrant.State
_OPEN: Final = (Invitation.State.SENT, Invitation.State.OPENED)


def may_invite_accountant(actor: Actor, company: Company) -> bool:
    """Only the primary administrator of the company itself."""
    is_primary = actor.team_member_id is not None and (
        actor.team_member_id == company.primary_admin_id
    )
    return is_primary and actor.may("accountants:manage")


def grant_invite(
    *,
    actor: Actor,
    company: Company,
    email: str,
    name: str,
    language: str,
    scope: str = AccountantGrant.Scope.FULL,
    can_edit_schedule: bool = False,
) -> AccountantGrant:
    """Offers an accountant access, by mail. At most two accountants, pending ones included.

    Raises `OnlyPrimaryAdminInvites`, `AccountantLimit`, `AccountantAlreadyInvited`,
    `AccountantNameRequired`, `ScopeUnknown`, `ScheduleNeedsFullAccess`, `EmailUnusable`.
    """
    name = " ".join(name.split())
    _check_scope(scope, can_edit_schedule)
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        if not may_invite_accountant(actor, company):
            raise errors.OnlyPrimaryAdminInvites
        if not 0 < len(name) <= 160:
            raise errors.AccountantNameRequired(field="name", limit=160)
        current = AccountantGrant.objects.filter(
            company=company, state__in=[_State.ACTIVE, _State.PENDING]
        )
        if current.filter(state=_State.PENDING, email__iexact=email.strip()).exists():
            raise errors.AccountantAlreadyInvited(field="email", email=email.strip())
        if current.count() >= MAX_ACCOUNTANTS:
            raise errors.AccountantLimit(limit=MAX_ACCOUNTANTS)
        grant = AccountantGrant.objects.create(
            company=company,
            email=email.strip().lower()[:254],
            scope=scope,
            can_edit_schedule=can_edit_schedule,
            asked_by_name=actor.name[:200],
        )
        _send(actor, company, grant, name, language)
        _record(actor, grant, "accountant_access.offered", after=_rights(grant), label=name)
    return grant


def grant_invite_again(*, actor: Actor, grant: AccountantGrant) -> Invitation:
    """Sends a pending offer again for 14 more days; the old link dies. Raises
    `OnlyPrimaryAdminInvites`, `AccessNotPending`, `TooManyResends`."""
    with transaction.atomic():
        row = _locked(grant)
        if row.company is None or not may_invite_accountant(actor, row.company):
            raise errors.OnlyPrimaryAdminInvites
        latest = (
            Invitation.objects.filter(purpose=GRANT_PURPOSE, subject=row.public_id)
            .order_by("-id")
            .first()
        )
        if row.state != _State.PENDING or latest is None or latest.accepted_by_id is not None:
            raise errors.AccessNotPending
        if latest.state in _OPEN:
            return invitation_resend(actor=actor, invitation=latest)
        return _send(actor, row.company, row, latest.name, latest.language)


def grant_accept(*, actor: Actor, grant: AccountantGrant, seat: FirmSeat) -> AccountantGrant:
    """The firm of `seat` takes the offer: the client is added to its list if it is not there yet.
    The caller has made sure that the offer was made to this person.

    Raises `AccessNotPending`, `FirmHasAccess`, `FirmCannotAccept`.
    """
    if not seat.actor.may("clients:manage"):
        raise errors.FirmCannotAccept(firm=seat.firm.name)
    with transaction.atomic():
        row = _locked(grant)
        company = row.company
        if row.state != _State.PENDING or company is None:
            raise errors.AccessNotPending
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        row.firm, row.client = firm, _client_of(seat, company)
        row.state, row.granted_at = _State.ACTIVE, timezone.now()
        row.granted_by_name = row.asked_by_name
        try:
            with transaction.atomic():
                row.save(update_fields=["firm", "client", "state", "granted_at", "granted_by_name"])
        except IntegrityError as error:
            raise errors.FirmHasAccess(firm=firm.name, company=company.name) from error
        _record(
            seat.actor.in_company(company.pk, frozenset()),
            row,
            "accountant_access.granted",
            before={"state": _State.PENDING},
            after=_rights(row) | {"state": row.state},
            label=firm.name,
        )
    return row


def grant_change(
    *, actor: Actor, grant: AccountantGrant, scope: str, can_edit_schedule: bool
) -> AccountantGrant:
    """Changes what the firm may do, from its next click on. Needs `accountants:manage`; raises
    `AccessEnded`, `ScopeUnknown`, `ScheduleNeedsFullAccess`."""
    actor.require("accountants:manage")
    _check_scope(scope, can_edit_schedule)
    with transaction.atomic():
        row = _locked(grant)
        if row.state not in (_State.ACTIVE, _State.PENDING):
            raise errors.AccessEnded
        before = _rights(row)
        row.scope, row.can_edit_schedule = scope, can_edit_schedule
        after = _rights(row)
        changed = [name for name in after if before[name] != after[name]]
        if not changed:
            return row
        row.save(update_fields=["scope", "can_edit_schedule"])
        _record(
            actor,
            row,
            "accountant_access.changed",
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        firm_tell(row, "changed", by=actor)
    return row


def grant_revoke(*, actor: Actor, grant: AccountantGrant) -> AccountantGrant:
    """Ends a firm's access at once, or takes a pending offer back. Needs `accountants:manage`;
    raises `AccessEnded`."""
    actor.require("accountants:manage")
    with transaction.atomic():
        row = _locked(grant)
        if row.state not in (_State.ACTIVE, _State.PENDING):
            raise errors.AccessEnded
        before = row.state
        row.state, row.ended_at = _State.REVOKED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        waiting = Invitation.objects.filter(
            purpose=GRANT_PURPOSE, subject=row.public_id, state__in=_OPEN
        ).first()
        if waiting is not None:
            invitation_revoke(actor=actor, invitation=waiting, reason="access withdrawn")
        _record(
            actor,
            row,
            "accountant_access.revoked",
            before={"state": before},
            after={"state": row.state},
        )
        firm_tell(row, "revoked", by=actor)
    return row


def grant_entry_record(*, seat: CompanySeat) -> None:
    """Notes in the client's history that an accountant came in. Called once per visit."""
    if seat.grant is None:
        return
    with transaction.atomic():
        _record(seat.actor, seat.grant, "accountant.entered", label=seat.actor.firm_name)


def _send(
    actor: Actor, company: Company, grant: AccountantGrant, name: str, language: str
) -> Invitation:
    return invitation_send(
        actor=actor,
        purpose=GRANT_PURPOSE,
        subject=grant.public_id,
        email=grant.email,
        name=name,
        language=language,
        context={
            "inviter": actor.name,
            "company": company.name,
            "firm": "",
            "role": "accountant",
            "company_path": f"/c/{company.public_id}/",
        },
        company_id=company.pk,
    )


def _client_of(seat: FirmSeat, company: Company) -> Client:
    """The firm's client that has this company, or a new one made from it."""
    client = (
        Client.objects.filter(firm=seat.firm, company=company)
        .exclude(status=Client.Status.REMOVED)
        .first()
    )
    if client is None:
        client = Client.objects.create(
            firm=seat.firm,
            company=company,
            name=company.name,
            search_name=fold(company.name)[:400],
            region=company.region,
            time_zone=company.time_zone,
            language=company.language,
            lead=seat.member,
        )
        event_record(
            actor=seat.actor,
            code="client.added",
            obj=client,
            firm_id=seat.firm.pk,
            after={"name": client.name},
        )
    if not seat.member.has_all_clients:
        seat.member.clients.add(client)
    return client


def _locked(grant: AccountantGrant) -> AccountantGrant:
    AccountantGrant.objects.select_for_update().get(pk=grant.pk)
    return AccountantGrant.objects.select_related("company", "firm", "client__lead").get(
        pk=grant.pk
    )


def _check_scope(scope: str, can_edit_schedule: bool) -> None:
    if scope not in AccountantGrant.Scope.values:
        raise errors.ScopeUnknown(field="scope")
    if can_edit_schedule and scope != AccountantGrant.Scope.FULL:
        raise errors.ScheduleNeedsFullAccess(field="can_edit_schedule")


def _rights(grant: AccountantGrant) -> dict[str, object]:
    return {"scope": grant.scope, "can_edit_schedule": grant.can_edit_schedule}


def _record(
    actor: Actor,
    grant: AccountantGrant,
    code: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    label: str = "",
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=grant,
        label=label or (grant.firm.name if grant.firm else grant.email),
        company_id=grant.company_id,
        firm_id=grant.firm_id,
        before=before,
        after=after,
    )
