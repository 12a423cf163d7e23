"""Reads of accountants' access for the client's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from pointage.features.practice.models import AccountantGrant
from pointage.foundation.errors import NotFound
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity.invitations import InvitationView, latest_invitations


@dataclass(frozen=True, slots=True)
class GrantView:
    """One firm's access, or an offer on its way (`invitation` is set). Instants are UTC."""

    grant: AccountantGrant
    last_entry_at: datetime | None
    last_entry_by: str
    invitation: InvitationView | None


def grants_of(company_id: int) -> list[GrantView]:
    """Active ones first, then pending ones. Three queries."""
    State = AccountantGrant.State  # noqa: N806
    entries = HistoryEvent.objects.filter(
        company_id=company_id,
        object_type="accountantgrant",
        object_id=OuterRef("public_id"),
        code="accountant.entered",
    ).order_by("-id")
    grants = list(
        AccountantGrant.objects.filter(
            company_id=company_id, state__in=[State.ACTIVE, State.PENDING]
        )
        .select_related("firm")
        .annotate(
            entry_at=Subquery(entries.values("at")[:1]),
            entry_by=Subquery(entries.values("actor_name")[:1]),
        )
        .order_by("state", "id")
    )
    pending = [each.public_id for each in grants if each.state == State.PENDING]
    invitations = latest_invitations("accountant_grant", pending) if pending else {}
    return [
        GrantView(
            grant=each,
            last_entry_at=each.entry_at,
            last_entry_by=each.entry_by or "",
            invitation=invitations.get(each.public_id),
        )
        for each in grants
    ]


def grant_of(company_id: int, public_id: str) -> AccountantGrant:
    """An access of that company, ended ones included. Raises `NotFound`."""
    grant = (
        AccountantGrant.objects.filter(company_id=company_id, public_id=public_id)
        .select_related("firm", "company")
        .first()
    )
    if grant is None:
        raise NotFound(public_id)
    return grant
