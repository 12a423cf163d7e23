"""Template context of the shell around every page: who is signed in, the bell. Strings only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from pointage.foundation.identity.models import User
from pointage.foundation.notices.queries import unread_count
from pointage.web.account.second_factor import wants_second_factor


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`: the signed-in person's name and e-mail, unread notices, the request's id; and the
    person's own `theme` in place of the browser's."""
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    return {
        **({"theme": known.theme} if known else {}),
        "shell": {
            "name": known.full_name if known else "",
            "email": known.email if known else "",
            "unread": _unread(known) if known else "",
            "wants_second_factor": known is not None and wants_second_factor(request, known),
            "request_id": getattr(request, "request_id", ""),
        },
    }


def _unread(user: User) -> str:
    """How many notices wait, as shown on the bell; empty for none."""
    count = unread_count(user.pk)
    return "99+" if count > 99 else str(count or "")
