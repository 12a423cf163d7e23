"""What the sign-in libraries tell us: keys that changed go into history, the reminder is reset."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from pointage.foundation.identity.models import User
from pointage.foundation.identity.services import actor_of, key_event_record
from pointage.web.account.second_factor import ask_again


def _record(request: HttpRequest, user: User, code: str, what: str = "") -> None:
    actor = actor_of(user, request_id=getattr(request, "request_id", ""))
    key_event_record(actor=actor, user=user, code=code, what=what)


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    _record(request, user, "person.password_changed")


@receiver(account_signals.password_reset)
def _password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    _record(request, user, "person.password_reset")


@receiver(mfa_signals.authenticator_added)
def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record(request, user, "person.second_factor_added", str(authenticator.type))
    ask_again(request)


@receiver(mfa_signals.authenticator_removed)
def _factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    _record(request, user, "person.second_factor_removed", str(authenticator.type))
    ask_again(request)


@receiver(mfa_signals.authenticator_reset)
def _codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    _record(request, user, "person.recovery_codes_made")
