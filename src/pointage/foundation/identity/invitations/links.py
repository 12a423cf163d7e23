"""The link of an invitation: made from its id and nonce with a key that lies elsewhere.

Whoever reads the database cannot make a link, and a new nonce kills every older link.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from pointage.foundation.identity.models import Invitation

DAYS_OPEN = 14
OPEN_FOR = timedelta(days=DAYS_OPEN)
_SALT = "pointage.identity.invitation"


def new_nonce() -> str:
    return secrets.token_hex(16)


def invitation_token(invitation: Invitation) -> str:
    """`<public id>.<signature>`, safe in an address; 56 characters."""
    return f"{invitation.public_id}.{_signature(invitation.public_id, invitation.nonce)}"


def invitation_link(invitation: Invitation) -> str:
    """The whole address, starting with the installation's base address."""
    return f"{settings.BASE_URL}/invitations/{invitation_token(invitation)}/"


def mail_key(invitation: Invitation) -> str:
    """The key of the mail that carries the current link."""
    return f"invitation:{invitation.public_id}:{invitation.nonce}"


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose current link this is; `None` for a forged, damaged or replaced link.

    Those three are one answer on purpose: a stranger learns nothing about what exists.
    """
    public_id, _, signature = token.partition(".")
    if not (public_id.isascii() and public_id.isalnum()):
        return None
    invitation = Invitation.objects.select_related("inviter").filter(public_id=public_id).first()
    # An unknown id costs the same comparison, so time tells nothing either.
    expected = _signature(public_id, invitation.nonce if invitation else "")
    is_genuine = constant_time_compare(signature, expected)
    return invitation if is_genuine and invitation is not None else None


def _signature(public_id: str, nonce: str) -> str:
    digest = salted_hmac(_SALT, f"{public_id}:{nonce}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
