"""Fetch and authorise entries in one step: the only way adapters reach tracked time."""

from __future__ import annotations

from typing import Literal, Protocol

from django.db.models import Q, QuerySet

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import TRACKS_TIME
from pointage.features.team.reach import Reach, Right, reach_of
from pointage.features.timeentries.models import Attachment, TimeEntry
from pointage.features.timeentries.services.people import check_company, check_may_manage
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope

EntryAction = Literal["view", "update", "delete", "restore"]

_NAMED = ("team_member", "job", "service_item", "cost_class", "location", "break_rule")
#: Rights that let somebody see others' time.
_SEEING = (Right.TIME, Right.REPORTS, Right.APPROVAL)


class Seat(Protocol):
    """A user in a company (`practice.access.CompanySeat`)."""

    @property
    def actor(self) -> Actor: ...
    @property
    def company(self) -> Company: ...


def time_entry_for(seat: Seat, public_id: str, action: EntryAction = "view") -> TimeEntry:
    """The entry, when the seat may see it, for that action. A deleted one is found to view and to
    restore only. Raises `NotFound`, `PermissionRefused`."""
    check_company(seat.actor, seat.company)
    with tenant_scope(companies=[seat.company.pk]):
        entry = (
            TimeEntry.with_deleted.select_related(*_NAMED)
            .filter(company_id=seat.company.pk, public_id=public_id)
            .first()
        )
        if entry is None or not may_see(seat.actor, entry.team_member_id):
            raise NotFound(public_id)
        if entry.deleted_at is not None and action in ("update", "delete"):
            raise NotFound(public_id)
        if action in ("update", "delete"):
            check_may_manage(seat.actor, entry.team_member_id)
        if action == "restore":
            seat.actor.require("time-entries:manage")
    return entry


def may_see(actor: Actor, member_id: int) -> bool:
    """Whether the actor may see that person's time; needs the company in scope."""
    return actor.team_member_id == member_id or time_seen_by(actor).covers(member_id)


def time_seen_by(actor: Actor) -> Reach:
    """Whose time the actor may see: their own, everybody's by `time-entries:view` (or a company-
    wide right over time), and that of the groups they manage. Needs the company in scope."""
    own = frozenset() if actor.team_member_id is None else frozenset({actor.team_member_id})
    if actor.may("time-entries:view"):
        return Reach(everyone=True)
    member_ids = own
    for right in _SEEING:
        reach = reach_of(actor, right)
        if reach.everyone:
            return reach
        member_ids |= reach.member_ids
    return Reach(member_ids=member_ids)


def time_changed_by(actor: Actor) -> Reach:
    """Whose entries the actor may add, change and delete, and whom they may clock. Oneself only
    with `own-time:manage` (or within the reach). Needs the company in scope."""
    reach = reach_of(actor, Right.TIME)
    if reach.everyone or actor.team_member_id is None or not actor.may("own-time:manage"):
        return reach
    return Reach(member_ids=reach.member_ids | {actor.team_member_id})


def members_tracked_by(seat: Seat) -> QuerySet[TeamMember]:
    """Active people whom the seat may enter time for and whose time is tracked, by name; needs the
    company in scope."""
    check_company(seat.actor, seat.company)
    return _people(seat, time_changed_by(seat.actor)).filter(TRACKS_TIME)


def members_seen_by(seat: Seat) -> QuerySet[TeamMember]:
    """Active people whose time the seat may see, by name; needs the company in scope."""
    check_company(seat.actor, seat.company)
    return _people(seat, time_seen_by(seat.actor))


def member_tracked(seat: Seat, public_id: str) -> TeamMember:
    """A person whom the seat may enter time for. Raises `NotFound` for one whose time the seat may
    not even see, else `PermissionRefused`."""
    check_company(seat.actor, seat.company)
    with tenant_scope(companies=[seat.company.pk]):
        member = TeamMember.objects.filter(
            company_id=seat.company.pk, public_id=public_id, state=TeamMember.State.ACTIVE
        ).first()
        if member is None or not may_see(seat.actor, member.pk):
            raise NotFound(public_id)
        if not time_changed_by(seat.actor).covers(member.pk):
            own = seat.actor.team_member_id == member.pk
            raise PermissionRefused("own-time:manage" if own else "time-entries:manage")
    return member


def attachment_for(seat: Seat, public_id: str, action: EntryAction = "view") -> Attachment:
    """A file of an entry that the seat may see (or change). Raises `NotFound`,
    `PermissionRefused`."""
    check_company(seat.actor, seat.company)
    with tenant_scope(companies=[seat.company.pk]):
        found = (
            Attachment.objects.filter(
                company_id=seat.company.pk, public_id=public_id, removed_at__isnull=True
            )
            .select_related("time_entry", "company")
            .first()
        )
        if found is None:
            raise NotFound(public_id)
        time_entry_for(seat, found.time_entry.public_id, action)
    return found


def _people(seat: Seat, reach: Reach) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(
        reach.among("pk") & Q(state=TeamMember.State.ACTIVE), company_id=seat.company.pk
    ).order_by("family_name", "given_name", "id")
