"""Decorators that put a page behind sign-in, a seat in a firm or company, and a permission.

The decorated view gets the seat as its second argument; company pages run inside the tenant scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from pointage.features.practice import access
from pointage.features.practice.access import CompanySeat, FirmSeat
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.identity.models import User
from pointage.foundation.tenancy.scope import tenant_scope

FirmView = Callable[..., HttpResponse]


def user_of(request: HttpRequest) -> User:
    """The signed-in person (the pages are behind `login_required`)."""
    return cast("User", request.user)


def firm_page(permission: str = "clients:view") -> Callable[[FirmView], FirmView]:
    """`def view(request, seat: FirmSeat, …)` at an address with `<firm>`.

    404 for other firms' people and unknown objects, 403 without the permission.
    """

    def decorate(view: FirmView) -> FirmView:
        @wraps(view)
        @login_required
        def page(request: HttpRequest, firm: str, **kwargs: Any) -> HttpResponse:
            with _answers():
                seat = access.firm_seat_for(
                    user_of(request), firm, request_id=getattr(request, "request_id", "")
                )
                seat.actor.require(permission)
                request.firm_seat = seat  # type: ignore[attr-defined]
                _remember(request, f"/practice/{seat.firm.public_id}/")
                return view(request, seat, **kwargs)

        return cast("FirmView", page)

    return decorate


def company_page(permission: str = "") -> Callable[[FirmView], FirmView]:
    """`def view(request, seat: CompanySeat, …)` at an address with `<company>`, in its scope.

    Without a permission the page is open to everybody who has a seat there.
    """

    def decorate(view: FirmView) -> FirmView:
        @wraps(view)
        @login_required
        def page(request: HttpRequest, company: str, **kwargs: Any) -> HttpResponse:
            with _answers():
                seat = access.company_seat_for(
                    user_of(request), company, request_id=getattr(request, "request_id", "")
                )
                if permission:
                    seat.actor.require(permission)
                request.company_seat = seat  # type: ignore[attr-defined]
                if seat.grant is None:
                    _remember(request, f"/c/{seat.company.public_id}/")
                with tenant_scope(companies=[seat.company.pk]):
                    return view(request, seat, **kwargs)

        return cast("FirmView", page)

    return decorate


@contextmanager
def _answers() -> Iterator[None]:
    """Turns the refusals of the access layer into the answers of the web."""
    try:
        yield
    except NotFound as error:
        raise Http404 from error
    except PermissionRefused as error:
        raise PermissionDenied(error.permission) from error


def _remember(request: HttpRequest, place: str) -> None:
    user = user_of(request)
    if user.last_place != place:
        User.objects.filter(pk=user.pk).update(last_place=place)
        user.last_place = place


__all__ = ["CompanySeat", "FirmSeat", "company_page", "firm_page", "user_of"]
