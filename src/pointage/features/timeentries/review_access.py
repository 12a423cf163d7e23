"""Fetch and authorise correction requests and exceptions in one step, and list them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from pointage.features.timeentries.access import Seat, time_changed_by
from pointage.features.timeentries.models import CorrectionRequest, TimeException
from pointage.features.timeentries.services.people import check_company
from pointage.foundation.errors import NotFound
from pointage.foundation.tenancy.scope import tenant_scope

_NAMED = ("team_member", "time_entry__job", "company")


def corrections_seen(seat: Seat) -> QuerySet[CorrectionRequest]:
    """One's own requests and those one may decide, newest first; needs the company in scope."""
    check_company(seat.actor, seat.company)
    reach = time_changed_by(seat.actor)
    mine = Q(team_member_id=seat.actor.team_member_id)
    # An empty Q means everybody, but Django takes "mine or empty" for "mine".
    within = reach.among() if reach.everyone else mine | reach.among()
    return (
        CorrectionRequest.objects.filter(within)
        .select_related(*_NAMED)
        .order_by("-requested_at", "-pk")
    )


def correction_for(seat: Seat, public_id: str) -> CorrectionRequest:
    """A request that the seat made or may decide. Raises `NotFound`."""
    with tenant_scope(companies=[seat.company.pk]):
        found = corrections_seen(seat).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(public_id)
    return found


def may_decide(seat: Seat, request: CorrectionRequest) -> bool:
    """Whether the seat may change that person's time; needs the company in scope."""
    return time_changed_by(seat.actor).covers(request.team_member_id)


def exceptions_seen(seat: Seat) -> QuerySet[TimeException]:
    """Exceptions of the people whose time the seat may change, newest day first; needs the
    company in scope."""
    check_company(seat.actor, seat.company)
    return (
        TimeException.objects.filter(time_changed_by(seat.actor).among())
        .select_related("team_member", "time_entry__job", "punch")
        .order_by("-local_on", "-found_at", "-pk")
    )


def exception_for(seat: Seat, public_id: str) -> TimeException:
    """Raises `NotFound` for one of people whose time the seat may not change."""
    with tenant_scope(companies=[seat.company.pk]):
        found = exceptions_seen(seat).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(public_id)
    return found
