"""Tells a firm that a client changed or ended its access. Changes nothing else."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pointage.features.practice.models import AccountantGrant, FirmMember
from pointage.foundation.identity.actors import Actor
from pointage.foundation.notices.services import mail_queue, notice_add
from pointage.foundation.notices.words import notice_words

notice_words("accountant_access.changed", _("{person} changed your firm's access to {company}."))
notice_words("accountant_access.revoked", _("{person} ended your firm's access to {company}."))


def firm_tell(grant: AccountantGrant, what: str, *, by: Actor) -> None:
    """A notice and a mail to the client's lead and the firm's primary administrator. `what`:
    changed, revoked. Call inside the transaction of the change."""
    if grant.firm is None or grant.company is None:
        return
    is_told = Q(role=FirmMember.Role.PRIMARY_ADMIN)
    if grant.client is not None and grant.client.lead_id is not None:
        is_told |= Q(pk=grant.client.lead_id)
    people = FirmMember.objects.filter(
        is_told, firm=grant.firm, is_active=True, user__isnull=False
    ).select_related("user")
    path = f"/practice/{grant.firm.public_id}/"
    words = {"company": grant.company.name, "person": by.name, "firm": grant.firm.name}
    at = timezone.now().isoformat()
    for member in people:
        assert member.user is not None
        key = f"access-{what}:{grant.public_id}:{at}:{member.user.pk}"[:120]
        notice_add(
            user_id=member.user.pk,
            code=f"accountant_access.{what}",
            key=key,
            data=words,
            url=path,
            firm_id=grant.firm.pk,
        )
        mail_queue(
            template=f"accountant_access_{what}",
            to_email=member.user.email,
            to_name=member.user.full_name,
            language=member.user.language,
            context=words,
            link=f"{settings.BASE_URL}{path}",
            key=key,
            firm_id=grant.firm.pk,
        )
