"""Where a page about books stands: under a client, under the firm, or in the company. One set of
views serves all three; they differ in their frame, their addresses and who may come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pointage.features.books.access import BooksSeat
from pointage.features.practice import access
from pointage.features.practice.access import CompanySeat, FirmSeat
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.company.frame import company_view
from pointage.web.components.values import Crumb
from pointage.web.console.shell import firm_render
from pointage.web.seats import firm_page

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class BooksPlace:
    """A seat before books and the corner of the site it was taken in."""

    request: HttpRequest
    seat: BooksSeat
    room: str  # "console" or "company"
    prefix: str  # "client_", "firm_" or ""
    kwargs: dict[str, str]
    crumbs: tuple[Crumb, ...] = ()
    firm_seat: FirmSeat | None = None

    def url(self, name: str, **kwargs: str) -> str:
        """The address of another page about the same books."""
        return reverse(f"{self.room}:{self.prefix}{name}", kwargs={**self.kwargs, **kwargs})

    def render(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """The page inside its frame; templates extend `frame`."""
        shown = {
            "frame": f"{self.room}/base.html",
            "crumbs": self.crumbs,
            "books_url": self.url("books"),
            "manages_books": self.seat.manages_books,
            "manages_imports": self.seat.manages_imports,
        } | (context or {})
        if self.firm_seat is not None:
            return firm_render(
                self.request, self.firm_seat, template, "clients", shown, status=status
            )
        return render(self.request, template, shown, status=status)


def books_page(*, manages: str = "") -> Callable[[View], View]:
    """`def view(request, place, …)` behind sign-in and a seat before the books of the address.

    `manages` is "books" (keep records and files), "imports" (import and mend) or empty (look). 404
    for other people's books, 403 without the right.
    """

    def decorate(view: View) -> View:
        @company_view("books:view")
        def in_company(request: HttpRequest, seat: CompanySeat, **kwargs: Any) -> HttpResponse:
            place = BooksPlace(
                request=request,
                seat=access.books_of_company(seat),
                room="company",
                prefix="",
                kwargs={"company": seat.company.public_id},
            )
            return _enter(view, place, manages, kwargs)

        @firm_page("clients:manage")
        def of_client(
            request: HttpRequest, seat: FirmSeat, client: str, **kwargs: Any
        ) -> HttpResponse:
            books = access.books_of_client(seat, client)
            place = BooksPlace(
                request=request,
                seat=books,
                room="console",
                prefix="client_",
                kwargs={"firm": seat.firm.public_id, "client": client},
                crumbs=(
                    Crumb(_("Clients"), reverse("console:clients", args=[seat.firm.public_id])),
                    Crumb(
                        books.owner_name,
                        reverse("console:client", args=[seat.firm.public_id, client]),
                    ),
                ),
                firm_seat=seat,
            )
            return _enter(view, place, manages, kwargs)

        @firm_page("firm:manage")
        def of_firm(request: HttpRequest, seat: FirmSeat, **kwargs: Any) -> HttpResponse:
            place = BooksPlace(
                request=request,
                seat=access.books_of_firm(seat, "firm:manage"),
                room="console",
                prefix="firm_",
                kwargs={"firm": seat.firm.public_id},
                firm_seat=seat,
            )
            return _enter(view, place, manages, kwargs)

        def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if "company" in kwargs:
                return in_company(request, **kwargs)
            return (of_client if "client" in kwargs else of_firm)(request, **kwargs)

        page.__name__, page.__doc__ = view.__name__, view.__doc__
        return page

    return decorate


def _enter(view: View, place: BooksPlace, manages: str, kwargs: dict[str, Any]) -> HttpResponse:
    seat = place.seat
    allowed = {"": True, "books": seat.manages_books, "imports": seat.manages_imports}
    if not allowed[manages]:
        raise PermissionDenied(manages)
    with _answers():
        if seat.company is None:
            return view(place.request, place, **kwargs)
        with tenant_scope(companies=[seat.company.pk]):
            return view(place.request, place, **kwargs)


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        raise Http404 from error
    except PermissionRefused as error:
        raise PermissionDenied(error.permission) from error
