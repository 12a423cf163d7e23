"""The PRO programme: free for any firm, joined on the spot. Not: what a client is billed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pointage.features.practice.access import FirmSeat
from pointage.features.practice.errors import ProNeedsManager
from pointage.features.practice.models import Firm, FirmMember
from pointage.features.practice.permissions import member_permissions
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor


def pro_join(*, actor: Actor, seat: FirmSeat) -> Firm:
    """The firm joins; a firm that has joined already stays as it is.

    Raises `ProNeedsManager` for a person who may not decide for the firm.
    """
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(pk=seat.firm.pk)
        if firm.is_pro:
            return firm
        if not actor.may("firm:manage"):
            raise ProNeedsManager(managers=", ".join(managers_of(firm)))
        firm.pro_joined_at = timezone.now()
        firm.pro_joined_by_id = actor.user_id
        firm.save(update_fields=["pro_joined_at", "pro_joined_by"])
        event_record(
            actor=actor,
            code="firm.pro_joined",
            obj=firm,
            firm_id=firm.pk,
            after={"pro_joined_at": firm.pro_joined_at.isoformat()},
        )
    return firm


def managers_of(firm: Firm) -> list[str]:
    """Names of the people who manage the firm, the primary administrator first."""
    members = FirmMember.objects.filter(firm=firm, is_active=True, user__isnull=False)
    managers = [each for each in members if "firm:manage" in member_permissions(each)]
    managers.sort(key=lambda each: (each.role != FirmMember.Role.PRIMARY_ADMIN, each.full_name))
    return [each.full_name for each in managers]
