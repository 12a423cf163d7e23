"""What surrounds every company page: the navigation, and the accountant's banner and way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from pointage.features.companies.words import job_label
from pointage.features.practice.access import CompanySeat
from pointage.features.practice.services.grants import grant_entry_record
from pointage.web.seats import company_page

View = Callable[..., HttpResponse]
_SESSION_KEY: Final = "company_visits"
#: Links that stay lit on the pages below them.
_HAS_PAGES: Final = frozenset(
    {
        "company:team",
        "company:groups",
        "company:books",
        "company:accountants",
        "entries:days",
        "oversight:review",
    }
    | {"oversight:working", "jobs:jobs", "timesettings:breaks", "clock:clock"}
)


@dataclass(frozen=True, slots=True)
class NavLink:
    """A line of the side navigation."""

    label: str
    href: str
    icon: str
    active: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """What an accountant reads above every page of a client's company."""

    text: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Finished strings for `company/base.html`."""

    company_name: str
    home_url: str
    work: list[NavLink]
    settings: list[NavLink]
    banner: Banner | None
    #: The person's own page; empty for accountants.
    me_url: str


def company_view(permission: str = "") -> Callable[[View], View]:
    """`company_page`, which also notes an accountant's visit, once per session and only when a
    page was really shown."""

    def decorate(view: View) -> View:
        @wraps(view)
        def noted(request: HttpRequest, seat: CompanySeat, **kwargs: Any) -> HttpResponse:
            response = view(request, seat, **kwargs)
            is_new = seat.grant is not None and seat.company.public_id not in _visits(request)
            if is_new and response.status_code < 400:
                visit_begin(request, seat, "")
            return response

        return company_page(permission)(cast("View", noted))

    return decorate


def visit_begin(request: HttpRequest, seat: CompanySeat, came_from: str) -> None:
    """Notes an accountant's coming in, and where to go back to. `came_from` is checked here."""
    if seat.grant is None or seat.firm is None:
        return
    is_own = came_from.startswith("/") and url_has_allowed_host_and_scheme(
        came_from, allowed_hosts=None
    )
    back = came_from if is_own else f"/practice/{seat.firm.public_id}/"
    request.session[_SESSION_KEY] = _visits(request) | {seat.company.public_id: back}
    grant_entry_record(seat=seat)


def visit_end(request: HttpRequest, seat: CompanySeat) -> str:
    """Forgets the visit; returns the path the accountant came from (own people: their home)."""
    visits = _visits(request)
    back = visits.pop(seat.company.public_id, "")
    request.session[_SESSION_KEY] = visits
    if back or seat.firm is None:
        return back or f"/c/{seat.company.public_id}/"
    return f"/practice/{seat.firm.public_id}/"


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame for the request's seat; None outside a company page."""
    seat: CompanySeat | None = getattr(request, "company_seat", None)
    if seat is None:
        return None
    company, actor = seat.company.public_id, seat.actor

    def link(
        label: str, name: str, icon: str, permission: str = "", *, shown: bool = False
    ) -> NavLink | None:
        if not shown and permission and not actor.may(permission):
            return None
        try:
            href = reverse(name, args=[company])
        except NoReverseMatch:  # a room that this installation does not have
            return None
        active = request.path.startswith(href) if name in _HAS_PAGES else request.path == href
        if name == "oversight:review" and request.resolver_match is not None:
            active = active and request.resolver_match.view_name != "oversight:working"
        return NavLink(label, href, icon, active)

    leads = seat.leads_group
    sees_time = leads or actor.may("time-entries:view") or actor.may("time-entries:manage")
    work = [
        link(_("Home"), "company:home", "home"),
        link(_("Time clock"), "clock:clock", "clock", "own-time:track")
        if seat.time_settings.shows_clock
        else None,
        link(_("Time"), "entries:days", "list", "own-time:track", shown=sees_time),
        link(_("Who's working"), "oversight:working", "activity", "presence:view", shown=leads),
        link(_("To review"), "oversight:review", "checklist", "own-time:track", shown=sees_time),
        link(_("My team"), "company:team", "users", "team:view", shown=leads),
        link(_("Groups"), "company:groups", "users-group", "team:view", shown=leads),
        link(job_label(seat.time_settings, many=True), "jobs:jobs", "briefcase", "jobs:manage"),
        link(_("Books"), "company:books", "book", "books:view"),
    ]
    settings = [
        link(_("Company details"), "company:details", "building-store", "company:manage"),
        link(_("Payroll settings"), "company:pay", "calendar-time", "payroll:view"),
        link(_("What we track"), "company:tracking", "checklist", "company:manage"),
        link(_("Time tracking"), "timesettings:settings", "adjustments", "company:manage"),
        link(_("Breaks"), "timesettings:breaks", "coffee", "company:manage"),
        link(_("Accountant access"), "company:accountants", "briefcase", "accountants:view"),
        link(_("History"), "company:history", "history", "history:view"),
    ]
    return Frame(
        company_name=seat.company.name,
        home_url=reverse("company:home", args=[company]),
        work=[each for each in work if each],
        settings=[each for each in settings if each],
        banner=_banner(seat),
        me_url=reverse("company:me", args=[company]) if seat.team_member else "",
    )


def _banner(seat: CompanySeat) -> Banner | None:
    if seat.grant is None or seat.firm is None:
        return None
    return Banner(
        text=_("You are in the company %(company)s for %(firm)s, as %(person)s.")
        % {"company": seat.company.name, "firm": seat.firm.name, "person": seat.actor.name},
        back_url=reverse("company:leave", args=[seat.company.public_id]),
    )


def _visits(request: HttpRequest) -> dict[str, str]:
    kept = request.session.get(_SESSION_KEY)
    return dict(kept) if isinstance(kept, dict) else {}
