"""A client leaves the firm: the firm's access ends at once, the client keeps its account."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company, CompanyUser
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import ClientHasNoAdministrator, ClientStillPaidByFirm
from pointage.features.practice.models import (
    AccountantGrant,
    Client,
    Firm,
    Installation,
    Subscription,
)
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.notices.services import notice_add


def client_remove(
    *, actor: Actor, seat: FirmSeat, client: Client, bill_client: bool = False, reason: str = ""
) -> Client:
    """Takes a client off the firm's list. Its company, people and hours stay with the client;
    drafts are dropped; a subscription the firm pays passes to the client (`bill_client`).

    Raises `ClientHasNoAdministrator` while the company has no primary administrator of its own,
    `ClientStillPaidByFirm` when the firm pays and `bill_client` was not said.
    """
    actor.require("clients:manage")
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        client = (
            Client.objects.select_for_update(of=("self",))
            .select_related("company")
            .get(pk=client.pk, firm=firm)
        )
        if client.status == Client.Status.REMOVED:
            return client
        if client.company is not None:
            _company_stands_alone(client, client.company)
            _hand_bill_over(client, client.company, firm, bill_client=bill_client)
            _end_access(actor, client, client.company, firm)
        _end_installations(client)
        was = client.status
        client.status = Client.Status.REMOVED
        client.save(update_fields=["status"])
        client.members.clear()
        event_record(
            actor=actor,
            code="client.removed",
            obj=client,
            firm_id=firm.pk,
            before={"status": was},
            after={"status": client.status},
            reason=reason,
        )
    return client


def _company_stands_alone(client: Client, company: Company) -> None:
    if company.primary_admin_id is None:
        raise ClientHasNoAdministrator(client=client.name)


def _hand_bill_over(client: Client, company: Company, firm: Firm, *, bill_client: bool) -> None:
    paid = Subscription.objects.select_for_update().filter(
        company=company,
        firm=firm,
        payer=Subscription.Payer.FIRM,
        state=Subscription.State.ACTIVE,
    )
    subscription = paid.first()
    if subscription is None:
        return
    if not bill_client:
        raise ClientStillPaidByFirm(client=client.name)
    subscription.state = Subscription.State.ENDED
    subscription.ended_on = timezone.localdate(timezone=ZoneInfo(company.time_zone))
    subscription.save(update_fields=["state", "ended_on"])
    Subscription.objects.create(
        company=company,
        firm=firm,
        client=client,
        app=subscription.app,
        payer=Subscription.Payer.CLIENT,
        price=subscription.price,
        currency=subscription.currency,
        started_on=subscription.ended_on,
    )


def _end_access(actor: Actor, client: Client, company: Company, firm: Firm) -> None:
    ended = AccountantGrant.objects.filter(
        company=company, firm=firm, state=AccountantGrant.State.ACTIVE
    ).update(state=AccountantGrant.State.REVOKED, ended_at=timezone.now())
    if not ended:
        return
    event_record(
        actor=actor,
        code="access.ended",
        obj=company,
        label=firm.name,
        company_id=company.pk,
        firm_id=firm.pk,
        before={"firm": firm.name},
    )
    owner = CompanyUser.objects.filter(
        company=company, team_member_id=company.primary_admin_id or 0, is_active=True
    ).first()
    if owner is not None:
        notice_add(
            user_id=owner.user_id,
            code="access.ended",
            key=f"access.ended:{client.public_id}",
            data={"firm": firm.name, "company": company.name},
            url=f"/c/{company.public_id}/",
            company_id=company.pk,
        )


def _end_installations(client: Client) -> None:
    rows = Installation.objects.filter(client=client)
    rows.filter(state=Installation.State.DRAFT).update(state=Installation.State.DROPPED)
    rows.filter(state=Installation.State.INSTALLED).update(state=Installation.State.UNINSTALLED)
