"""Who is asked to add a second factor: firm staff and company administrators. Asked, not forced.

The answer is worked out once a session and kept there, so pages pay nothing for it.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from pointage.features.practice.places import holds_keys
from pointage.foundation.identity.models import User

_KEY = "second_factor"
_WANTED, _FINE, _LATER = "wanted", "fine", "later"
_STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=_STRONG).exists())


def wants_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether pages show the reminder to this person in this session."""
    answer = request.session.get(_KEY)
    if answer is None:
        answer = _FINE if has_second_factor(user) or not holds_keys(user) else _WANTED
        request.session[_KEY] = answer
    return bool(answer == _WANTED)


def ask_later(request: HttpRequest) -> None:
    """The person closed the reminder: quiet until the next sign-in."""
    request.session[_KEY] = _LATER


def ask_again(request: HttpRequest) -> None:
    """Something changed (a factor added or removed, a role given): work it out anew."""
    request.session.pop(_KEY, None)
