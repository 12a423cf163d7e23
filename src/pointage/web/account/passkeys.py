"""A passkey for somebody who has no account yet: made while accepting an invitation.

The key carries the public id that the account will get, kept in the session until then. Passkeys of
people who have an account are allauth's affair.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.models import new_public_id

_KEY = "future_public_id"


#: What the libraries raise on an answer that somebody made up or cut off.
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error)


class PasskeyRefused(Exception):
    """The browser's answer is missing, damaged or not for this page."""


def begin(request: HttpRequest, *, email: str, name: str) -> dict[str, Any]:
    """What the browser needs to make the key (WebAuthn creation options, as JSON values)."""
    public_id = request.session.setdefault(_KEY, new_public_id())
    future = User(public_id=public_id, email=email, given_name=name)
    options: dict[str, Any] = webauthn.begin_registration(future, passwordless=True)
    return options


def finish(request: HttpRequest, answer: str) -> tuple[str, dict[str, Any]]:
    """Checks the browser's answer; returns the public id of the account to be and the credential.

    Raises `PasskeyRefused`.
    """
    public_id = request.session.get(_KEY)
    try:
        credential = json.loads(answer)
        webauthn.parse_registration_response(credential)
        binding = webauthn.complete_registration(credential)
    except (*DAMAGED, ValidationError) as error:
        raise PasskeyRefused from error
    if not public_id or not binding.is_user_verified():
        raise PasskeyRefused
    return str(public_id), credential


def keep(request: HttpRequest, user: User, credential: dict[str, Any]) -> None:
    """Stores the key with the new account, and recovery codes beside it for the day it is lost."""
    webauthn.WebAuthn.add(user, _("Passkey"), credential)
    RecoveryCodes.activate(user)
    request.session.pop(_KEY, None)
