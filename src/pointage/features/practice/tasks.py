"""The practice's words for notices, and whom else it tells of answers. Loaded at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.features.practice.models import Client
from pointage.features.team.hooks import also_tell
from pointage.foundation.identity.models import Invitation
from pointage.foundation.notices.words import notice_words

notice_words("access.granted", _("{person} opened the account of {client} to your firm."))
notice_words("access.refused", _("{client} refused your firm access to its account."))
notice_words("installation.finished", _("{name} finished the installation for {client}."))
notice_words("access.ended", _("{firm} no longer serves {company}; its access has ended."))


@also_tell
def client_leads(invitation: Invitation) -> list[int]:
    """Whoever looks after the client hears of the answer when a colleague of the firm invited; what
    the client's own people invite is not the firm's business."""
    if invitation.company_id is None:
        return []
    leads = Client.objects.filter(
        company_id=invitation.company_id,
        lead__is_active=True,
        lead__user__isnull=False,
        firm__members__user_id=invitation.inviter_id,
        firm__members__is_active=True,
    ).exclude(status=Client.Status.REMOVED)
    return list(leads.values_list("lead__user_id", flat=True))
