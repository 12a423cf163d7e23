"""A business answers a firm's request for access: with one of its companies, with a new one, or
with a no. Sending requests is in `requests`; a client's own offer is in `grants`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.companies.services.company import CompanyDetails
from pointage.features.practice.errors import CompanyNotYours, RequestAlreadyAnswered
from pointage.features.practice.grant_errors import ScheduleNeedsFullAccess
from pointage.features.practice.models import AccountantGrant, Client, Firm, FirmMember
from pointage.features.practice.services.clients import ClientDetails, search_name
from pointage.features.practice.services.requests import latest_invitation, scope_known
from pointage.features.team.services.own_company import company_open_own
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.models import User
from pointage.foundation.notices.services import notice_add

_State = AccountantGrant.State


@dataclass(frozen=True, slots=True)
class Access:
    """How far a company is opened: a code of `AccountantGrant.Scope`; the schedule only with
    full access. Raises `ScopeUnknown`, `ScheduleNeedsFullAccess`."""

    scope: str
    can_edit_schedule: bool = False

    def __post_init__(self) -> None:
        scope_known(self.scope)
        if self.can_edit_schedule and self.scope != AccountantGrant.Scope.FULL:
            raise ScheduleNeedsFullAccess(field="can_edit_schedule")


def request_for(user: User, public_id: str) -> AccountantGrant:
    """The unanswered request addressed to this person. Raises `NotFound`."""
    grant = (
        AccountantGrant.objects.select_related("firm")
        .filter(
            public_id=public_id,
            firm__isnull=False,
            email__iexact=user.email,
            company=None,
            state=_State.PENDING,
        )
        .first()
    )
    if grant is None:
        raise NotFound(public_id)
    return grant


def companies_to_offer(user: User) -> list[Company]:
    """Companies whose primary administrator the person is: the ones they may open to a firm."""
    links = CompanyUser.objects.filter(user=user, is_active=True).select_related("company")
    return sorted(
        (
            link.company
            for link in links
            if link.company.primary_admin_id == link.team_member_id
            and link.company.status == Company.Status.ACTIVE
        ),
        key=lambda company: company.name,
    )


def request_grant(
    *,
    actor: Actor,
    user: User,
    grant: AccountantGrant,
    company: Company | CompanyDetails,
    access: Access,
) -> Client:
    """Opens a company of the person, or one made now from its details, to the firm that asked;
    the firm gets a client for it, which the person who asked may act for.

    Raises `CompanyNotYours`, `RequestAlreadyAnswered`, `TooManyOwnCompanies`.
    """
    if isinstance(company, Company) and company not in companies_to_offer(user):
        raise CompanyNotYours(field="company")
    with transaction.atomic():
        row = _pending(grant)
        assert row.firm_id is not None
        firm = Firm.objects.select_for_update().get(pk=row.firm_id)
        if isinstance(company, CompanyDetails):
            company = company_open_own(actor=actor, user=user, details=company)
        AccountantGrant.objects.filter(company=company, firm=firm, state=_State.ACTIVE).update(
            state=_State.REVOKED, ended_at=timezone.now()
        )
        asker = _asker(row, firm)
        client = _client_of(row, firm, company, user, asker)
        row.company, row.client = company, client
        row.scope, row.can_edit_schedule = access.scope, access.can_edit_schedule
        row.state, row.granted_at = _State.ACTIVE, timezone.now()
        row.granted_by_name = user.full_name[:200]
        row.save()
        event_record(
            actor=actor,
            code="access.granted",
            obj=row,
            label=firm.name,
            company_id=company.pk,
            firm_id=firm.pk,
            after={
                "company": company.name,
                "scope": row.scope,
                "can_edit_schedule": row.can_edit_schedule,
            },
        )
        path = f"/practice/{firm.public_id}/clients/{client.public_id}/access/"
        _tell(row, asker, "access.granted", client.name, path)
    return client


def request_refuse(*, actor: Actor, user: User, grant: AccountantGrant) -> None:
    """Says no to the firm. Nothing else changes. Raises `RequestAlreadyAnswered`."""
    with transaction.atomic():
        row = _pending(grant)
        row.state, row.ended_at = _State.DECLINED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        assert row.firm is not None
        event_record(
            actor=actor,
            code="access.refused",
            obj=row,
            label=row.firm.name,
            firm_id=row.firm.pk,
            before={"state": _State.PENDING},
            after={"state": _State.DECLINED},
        )
        path = f"/practice/{row.firm.public_id}/clients/requests/"
        row.granted_by_name = user.full_name[:200]
        _tell(row, _asker(row, row.firm), "access.refused", row.email, path)


def _pending(grant: AccountantGrant) -> AccountantGrant:
    AccountantGrant.objects.select_for_update().get(pk=grant.pk)
    row = AccountantGrant.objects.select_related("firm", "client").get(pk=grant.pk)
    if row.state != _State.PENDING or row.firm_id is None:
        raise RequestAlreadyAnswered
    return row


def _client_of(
    grant: AccountantGrant, firm: Firm, company: Company, user: User, asker: FirmMember | None
) -> Client:
    """The firm's client for this company: one linked already, the one the request was about or
    one with the same address that has no account yet, or a new one."""
    clients = (
        Client.objects.select_for_update(of=("self",))
        .filter(firm=firm)
        .exclude(status=Client.Status.REMOVED)
    )
    client = clients.filter(company=company).first()
    if client is None:
        free = clients.filter(company=None)
        # A client with books is only taken when the request was about it: the wizard links it.
        client = (
            free.filter(pk=grant.client_id or 0).first()
            or free.filter(email__iexact=user.email, books=None).first()
        )
        if client is None:
            client = _new_client(firm, company, user, asker)
        client.company = company
        client.save(update_fields=["company"])
    if asker is not None and not asker.has_all_clients:
        asker.clients.add(client)
    return client


def _new_client(firm: Firm, company: Company, user: User, asker: FirmMember | None) -> Client:
    return Client.objects.create(
        firm=firm,
        name=company.name,
        search_name=search_name(
            ClientDetails(name=company.name, contact_name=user.full_name, email=user.email)
        ),
        contact_name=user.full_name[:160],
        email=user.email,
        region=company.region,
        time_zone=company.time_zone,
        language=company.language,
        lead=asker,
    )


def _asker(grant: AccountantGrant, firm: Firm) -> FirmMember | None:
    """The person of the firm who sent the request, if still there."""
    invitation = latest_invitation(grant)
    if invitation is None:
        return None
    return FirmMember.objects.filter(
        firm=firm, user_id=invitation.inviter_id, is_active=True
    ).first()


def _tell(
    grant: AccountantGrant, asker: FirmMember | None, code: str, client: str, url: str
) -> None:
    if asker is None or asker.user_id is None:
        return
    notice_add(
        user_id=asker.user_id,
        code=code,
        key=f"{code}:{grant.public_id}",
        data={"client": client, "person": grant.granted_by_name},
        url=url,
        firm_id=grant.firm_id,
    )
