"""Invitations: one person asks another, by mail, to become something in a firm or a company.

A feature registers what accepting does (`@purpose`), then sends. This package knows links, states
and who is told; it does not know firms, companies or roles.
"""

from __future__ import annotations

from pointage.foundation.identity.invitations.answers import (
    Accepted,
    NewPerson,
    invitation_accept,
    invitation_address,
    invitation_decline,
    invitation_join,
    invitation_open,
)
from pointage.foundation.identity.invitations.links import (
    DAYS_OPEN,
    invitation_by_token,
    invitation_link,
    invitation_token,
)
from pointage.foundation.identity.invitations.purposes import Purpose, purpose, purpose_of
from pointage.foundation.identity.invitations.services import (
    INVITATIONS_PER_HOUR,
    RESENDS_PER_HOUR,
    invitation_reopen,
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from pointage.foundation.identity.invitations.status import (
    InvitationStatus,
    InvitationView,
    invitation_status,
    latest_invitations,
)

__all__ = [
    "DAYS_OPEN",
    "INVITATIONS_PER_HOUR",
    "RESENDS_PER_HOUR",
    "Accepted",
    "InvitationStatus",
    "InvitationView",
    "NewPerson",
    "Purpose",
    "invitation_accept",
    "invitation_address",
    "invitation_by_token",
    "invitation_decline",
    "invitation_join",
    "invitation_link",
    "invitation_open",
    "invitation_reopen",
    "invitation_resend",
    "invitation_revoke",
    "invitation_send",
    "invitation_status",
    "invitation_token",
    "latest_invitations",
    "purpose",
    "purpose_of",
]
