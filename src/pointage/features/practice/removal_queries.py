"""What removing a client would touch. Reads only; the rules are in `services.removals`."""

from __future__ import annotations

from dataclasses import dataclass

from pointage.features.companies.models import Company
from pointage.features.practice.models import Client, Installation, Subscription
from pointage.features.team.models import TeamMember
from pointage.foundation.identity.invitations import InvitationView, latest_invitations
from pointage.foundation.tenancy.scope import tenant_scope

TRANSFER_PURPOSE = "primary_admin_transfer"


@dataclass(frozen=True, slots=True)
class Leaving:
    """`owner` is the name of the company's primary administrator; `paid` what the firm pays;
    `offer` the last offer of the role while there is no owner."""

    company: Company | None
    owner: str | None
    paid: Subscription | None
    has_draft: bool
    offer: InvitationView | None


def leaving_of(client: Client) -> Leaving:
    """Five queries at most. The caller has checked that the reader may act for the client."""
    company = client.company
    draft = Installation.objects.filter(client=client, state=Installation.State.DRAFT).exists()
    if company is None:
        return Leaving(None, None, None, draft, None)
    owner = None
    if company.primary_admin_id is not None:
        with tenant_scope(companies=[company.pk]):
            row = TeamMember.objects.filter(pk=company.primary_admin_id).first()
        owner = row.full_name if row else None
    paid = Subscription.objects.filter(
        company=company,
        firm=client.firm,
        payer=Subscription.Payer.FIRM,
        state=Subscription.State.ACTIVE,
    ).first()
    offer = None
    if owner is None:
        offer = latest_invitations(TRANSFER_PURPOSE, [company.public_id])[company.public_id]
    return Leaving(company, owner, paid, draft, offer)
