"""Who's working: the page, and the part of it that is asked for again every few seconds."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pointage.features.practice.access import CompanySeat
from pointage.features.team.models import Group
from pointage.features.team.reach import Reach, Right, reach_of
from pointage.features.timeentries.presence import (
    PresenceFilter,
    Standing,
    presence_counts,
    presence_list,
    presence_narrowed,
)
from pointage.foundation.identity.actors import PermissionRefused
from pointage.web.company.frame import company_view
from pointage.web.oversight import presenting

#: More rows than this help nobody on one screen; the filters find the others.
SHOWN: Final = 200
_SORTS: Final = ("standing", "name", "since", "total", "job")


@company_view()
@require_GET
def working(request: HttpRequest, seat: CompanySeat) -> HttpResponse:
    """The list. With `part=rows` only what changes, for the page's own asking."""
    reach = _reach(seat)
    wanted, now = _filter(request), timezone.now()
    everybody = presence_list(seat.company, now=now, reach=reach)
    counts, rows = presence_counts(everybody), presence_narrowed(everybody, wanted)
    here = reverse("oversight:working", args=[seat.company.public_id])
    context: dict[str, Any] = {
        "here": here,
        "rows_url": f"{here}?{_with_part(request)}",
        "stats": presenting.standing_stats(counts, here),
        "table": presenting.presence_table(rows[:SHOWN], seat, request.GET, len(rows), now),
        "as_of": presenting.as_of(now, seat),
    }
    if request.GET.get("part") == "rows":
        return render(request, "oversight/working_rows.html", context)
    return render(
        request,
        "oversight/working.html",
        context | {"wanted": wanted, "filters": _choices(wanted, seat)},
    )


def _reach(seat: CompanySeat) -> Reach:
    """Everybody for those who may see presence or all time; a manager's own groups otherwise."""
    if seat.actor.may("presence:view") or seat.actor.may("time-entries:view"):
        return Reach(everyone=True)
    reach = reach_of(seat.actor, Right.TIME)
    if reach.is_empty:
        raise PermissionRefused("presence:view")
    return reach


def _filter(request: HttpRequest) -> PresenceFilter:
    """What the address asks for; unknown words count for nothing."""
    asked = request.GET
    standing, sort = asked.get("standing", ""), asked.get("sort", "")
    return PresenceFilter(
        text=asked.get("q", "").replace("\x00", "")[:100],
        group=asked.get("group", "")[:12],
        standing=standing if standing in list(Standing) else "",
        sort=sort if sort in _SORTS else "standing",
    )


def _with_part(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["part"] = "rows"
    return query.urlencode()


def _choices(wanted: PresenceFilter, seat: CompanySeat) -> list[dict[str, Any]]:
    groups = Group.objects.filter(is_active=True).order_by("name")
    named = [(group.public_id, group.name) for group in groups]
    found = [
        presenting.choice(
            "standing",
            _("Status"),
            [("", _("Everybody")), *presenting.STANDING_CHOICES],
            wanted.standing,
        ),
        presenting.choice(
            "sort",
            _("Sort by"),
            [
                ("standing", _("By status")),
                ("name", _("By name")),
                ("since", _("Latest change first")),
                ("total", _("Longest day first")),
                ("job", _("By what they work on")),
            ],
            wanted.sort,
        ),
    ]
    if named:
        everybody = ("", _("Every group"))
        found.insert(1, presenting.choice("group", _("Group"), [everybody, *named], wanted.group))
    return found
