"""The door of the clock's JSON addresses: like `company_page`, but every refusal is JSON, and the
tenant's scope is left to the view, so that each punch is a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from pointage.features.practice import access
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.clock.payload import Malformed, to_json
from pointage.web.seats import user_of

View = Callable[..., HttpResponse]


def answer(body: Any, status: int = 200) -> HttpResponse:
    """A JSON answer that no cache keeps."""
    response = HttpResponse(to_json(body), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def refusal(status: int, code: str, **more: Any) -> HttpResponse:
    return answer({"error": {"code": code, **more}}, status)


def clock_door(view: View) -> View:
    """`def view(request, seat, member, …)`: a person of the company who tracks time.

    401 signed out; 404 another company; 403 may not track time; 400 what cannot be read.
    """

    @wraps(view)
    def entered(request: HttpRequest, company: str, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return refusal(401, "signed_out")
        try:
            seat = access.company_seat_for(
                user_of(request), company, request_id=getattr(request, "request_id", "")
            )
            return view(request, seat, member_of(seat), **kwargs)
        except NotFound:
            return refusal(404, "not_found")
        except PermissionRefused as error:
            return refusal(403, "not_allowed", permission=error.permission)
        except Malformed as error:
            return refusal(400, "malformed", text=error.text, detail=error.detail, item=error.item)

    return cast("View", entered)


def member_of(seat: CompanySeat) -> TeamMember:
    """The seat's own person. Raises `PermissionRefused` for accountants and those who do not track
    time."""
    seat.actor.require("own-time:track")
    if seat.team_member is None:
        raise PermissionRefused("own-time:track")
    return seat.team_member


def is_other_person(request: HttpRequest, person: str) -> bool:
    """Whether the queue belongs to somebody else than the person signed in."""
    return bool(person) and person != user_of(request).public_id
