"""Who looks at time, and whose: the people one may see and enter time for, the tools offered, the
company's weeks. Not: what is on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pointage.features.companies.queries import pay_settings_on
from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import TRACKS_TIME
from pointage.features.team.queries import TeamFilter, team_list
from pointage.features.team.reach import Reach
from pointage.features.timeentries.access import time_changed_by, time_seen_by
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import PermissionRefused
from pointage.rules.timekeeping import local_date, zone_named
from pointage.web.company.frame import company_view
from pointage.web.components.values import Tab

View = Callable[..., HttpResponse]
#: People a search offers at once.
OFFERED: Final = 30
#: Permissions that let somebody see everybody's time (`access.time_seen_by`).
_SEE_EVERYBODY: Final = (
    *("time-entries:view", "time-entries:manage"),
    *("time-entries:approve", "reports:view"),
)
_YEARS: Final = (2000, 2100)


@dataclass(frozen=True, slots=True)
class Place:
    """A seat among entries: whose time may be seen and whose may be changed."""

    seat: CompanySeat
    seen: Reach
    managed: Reach
    now: datetime = field(default_factory=timezone.now)

    @property
    def own(self) -> TeamMember | None:
        """The person as one of the company's people, when their own time is tracked."""
        tracks = self.seat.actor.may("own-time:track")
        return self.seat.team_member if tracks else None

    @property
    def sees_others(self) -> bool:
        return self._reaches_others(self.seen)

    @property
    def manages_others(self) -> bool:
        return self._reaches_others(self.managed)

    @property
    def manages_own(self) -> bool:
        return self.own is not None and self.managed.covers(self.own.pk)

    @property
    def may_add(self) -> bool:
        return self.manages_own or self.manages_others

    def sees(self, member_id: int) -> bool:
        return self.seen.covers(member_id)

    def may_change(self, member_id: int) -> bool:
        """Whether the person may add and change entries of that member."""
        return self.managed.covers(member_id)

    def visible(self) -> Q:
        """A filter for the entries that may be seen."""
        return self.seen.among()

    def _reaches_others(self, reach: Reach) -> bool:
        return reach.everyone or bool(reach.member_ids - {self.seat.actor.team_member_id})

    def url(self, name: str, *args: str) -> str:
        return reverse(f"entries:{name}", args=[self.seat.company.public_id, *args])

    def zone_of(self, member: TeamMember | None) -> ZoneInfo:
        return zone_named((member.time_zone if member else "") or self.seat.company.time_zone)

    def today(self, member: TeamMember | None = None) -> date:
        return local_date(self.now, self.zone_of(member))

    def hours_format(self) -> str:
        return self.seat.time_settings.hours_format


def place_of(seat: CompanySeat) -> Place:
    """No query for those who reach everybody or nobody, four for those who manage a group."""
    actor = seat.actor
    if not seat.leads_group and not actor.may("time-entries:manage"):
        own = frozenset() if actor.team_member_id is None else frozenset({actor.team_member_id})
        changes = own if actor.may("own-time:manage") else frozenset()
        sees_all = any(actor.may(code) for code in _SEE_EVERYBODY)
        return Place(seat, Reach(everyone=sees_all, member_ids=own), Reach(member_ids=changes))
    return Place(seat, time_seen_by(actor), time_changed_by(actor))


def entries_view(view: View) -> View:
    """`company_view` for this room: `view(request, place, …)`. Open to whoever tracks their own
    time here or may see somebody's; the pages narrow it further."""

    @wraps(view)
    def placed(request: HttpRequest, seat: CompanySeat, **kwargs: Any) -> HttpResponse:
        place = place_of(seat)
        if place.own is None and not place.sees_others:
            raise PermissionRefused("time-entries:view")
        return view(request, place, **kwargs)

    return company_view()(placed)


def people_offered(
    place: Place, *, text: str = "", to_change: bool = True, limit: int = OFFERED
) -> list[TeamMember]:
    """Active people to choose from by name: those one may enter time for, or see. One query."""
    reach = place.managed if to_change else place.seen
    people = team_list(place.seat.company.pk, TeamFilter(text=text)).filter(reach.among("pk"))
    if to_change:
        people = people.filter(TRACKS_TIME)
    return list(people[:limit])


def people_named(place: Place, public_ids: list[str]) -> list[TeamMember]:
    """Those of the ids whose time may be seen, by name. One query, none for no id."""
    if not public_ids:
        return []
    people = TeamMember.objects.filter(
        company_id=place.seat.company.pk, public_id__in=public_ids
    ).order_by("family_name", "given_name", "id")
    return [member for member in people if place.sees(member.pk)]


def person_asked(place: Place, public_id: str) -> TeamMember:
    """The person a page is about: the one named, else oneself, else the first one may see.
    Raises `NotFound` for somebody whose time may not be seen."""
    if public_id:
        found = people_named(place, [public_id])
        if not found:
            raise NotFound(public_id)
        return found[0]
    if place.own is not None:
        return place.own
    offered = people_offered(place, to_change=False, limit=1)
    if not offered:
        raise NotFound("team")
    return offered[0]


def day_asked(text: str, fallback: date) -> date:
    """A day in an address; anything unreadable or far away counts for nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return fallback
    return day if _YEARS[0] <= day.year < _YEARS[1] else fallback


def week_start_on(company_id: int, day: date) -> int:
    """0 Sunday … 6 Saturday, as the payroll settings of that day say. At most two queries."""
    settings = pay_settings_on(company_id, day)
    return settings.week_start if settings else 0


def week_of(day: date, week_start: int) -> date:
    """The first day of the week that `day` belongs to."""
    return day - timedelta(days=(day.isoweekday() - week_start) % 7)


#: tool -> (page, icon); the time-tracking settings say which of them people see.
def tools(place: Place, active: str) -> list[Tab]:
    """Tabs of the room: what the person is offered here."""
    settings, manages = place.seat.time_settings, place.sees_others
    offered = [
        ("days", _("By day"), settings.shows_days or manages),
        ("week", _("Week"), settings.shows_week or manages),
        ("timeline", _("Timeline"), settings.shows_timeline or manages),
        ("crew", _("Crew"), place.manages_others),
        ("deleted", _("Deleted"), may_restore(place)),
    ]
    shown = [each for each in offered if each[2]] or offered[:1]
    return [Tab(label, place.url(name), name == active) for name, label, _shown in shown]


def is_offered(place: Place, name: str) -> bool:
    return any(tab.href == place.url(name) for tab in tools(place, name))


def may_restore(place: Place) -> bool:
    """Administrators see what was deleted and bring it back."""
    actor = place.seat.actor
    return actor.may("time-entries:manage") and actor.may("company:manage")


def url_if_there(name: str, *args: str) -> str:
    """The address of another room's page; empty while this installation does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
