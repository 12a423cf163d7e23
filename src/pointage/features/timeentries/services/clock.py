"""Punches: each is kept for ever as the device sent it, then applied to the entries, or refused
into the exception list with all its data. One lock a person, one transaction a punch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.team.models import TeamMember
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import Punch, TimeException
from pointage.features.timeentries.services.device_clock import note_device_clock
from pointage.features.timeentries.services.people import (
    Locked,
    check_active,
    check_company,
    check_may_track,
    check_tracked,
    person_locked,
)
from pointage.features.timeentries.services.punching import punch_apply
from pointage.features.timeentries.services.rows import Act
from pointage.features.timeentries.services.times import check_device_time, check_zone
from pointage.features.timeentries.values import PunchResult, PunchValues
from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.prepared import PreparedInsert, PreparedQuery
from pointage.foundation.tenancy.scope import tenant_scope, tenant_transaction
from pointage.rules.timekeeping import local_date, zone_named

#: Characters of a device's id of a punch.
CLIENT_ID_LIMIT = 64
#: What ends can be ended even for somebody whose time is no longer tracked.
_ENDING = (Punch.Action.CLOCK_OUT, Punch.Action.END_BREAK)


def punch_record(
    *, actor: Actor, company: Company, member: TeamMember, values: PunchValues
) -> PunchResult:
    """Keeps the punch and applies it to the person's entries, in the order of the devices' clocks.

    The same `client_id` again returns the first result. A broken rule does not raise: the punch is
    kept as refused and a manager finds it among the exceptions. Raises `PermissionRefused`,
    `NotFound`, and `ActionUnknown` or `ClientIdInvalid` for what no device of ours sends.
    """
    check_company(actor, company)
    _check_shape(values)
    try:
        with tenant_transaction(companies=[company.pk]):
            locked, earlier = _begun(actor, company, member, values)
            return earlier or _applied(actor, locked, values)
    except _Refusal as refusal:
        broken = refusal.rule
    # What the rule stopped is rolled back as a whole; the punch itself must not be lost with it.
    with tenant_transaction(companies=[company.pk]):
        locked, earlier = _begun(actor, company, member, values)
        return earlier or _refused(actor, locked, values, broken)


def crew_punch(
    *,
    actor: Actor,
    company: Company,
    members: Iterable[TeamMember],
    values_for: Callable[[TeamMember], PunchValues],
) -> list[PunchResult]:
    """The same punch for several people, each in a transaction of their own: one who cannot be
    clocked stops nobody else. Raises like `punch_record`, before anybody is clocked."""
    people = list(members)
    check_company(actor, company)
    with tenant_scope(companies=[company.pk]):
        for member in people:
            check_may_track(actor, member.pk, values_for(member).source)
    return [
        punch_record(actor=actor, company=company, member=member, values=values_for(member))
        for member in people
    ]


class _Refusal(Exception):
    """Carries a broken rule out of the transaction that it ends."""

    def __init__(self, rule: RuleBroken) -> None:
        super().__init__(rule.code)
        self.rule = rule


def _check_shape(values: PunchValues) -> None:
    if values.action not in Punch.Action.values:
        raise errors.ActionUnknown(field="action")
    if not 0 < len(values.client_id) <= CLIENT_ID_LIMIT:
        raise errors.ClientIdInvalid(field="client_id", limit=CLIENT_ID_LIMIT)


_INSERT: Final = PreparedInsert(Punch)
_SENT: Final = PreparedQuery(
    lambda member, client_id: Punch.objects.filter(team_member_id=member, client_id=client_id),
    "member",
    "client_id",
)


def _begun(
    actor: Actor, company: Company, member: TeamMember, values: PunchValues
) -> tuple[Locked, PunchResult | None]:
    """The person locked by somebody who may; and the first result, when this is a retry."""
    locked = person_locked(company, member.pk)
    check_may_track(actor, member.pk, values.source)
    punch = _SENT.first(company_id=company.pk, member=member.pk, client_id=values.client_id)
    if punch is None:
        return locked, None
    data: dict[str, Any] = {}
    if punch.refusal:
        found = TimeException.objects.filter(punch=punch).values_list("data", flat=True).first()
        data = found or {}
    return locked, PunchResult(
        punch=punch,
        entry=punch.time_entry,
        is_repeat=True,
        refusal=punch.refusal,
        refusal_data=data,
    )


def _applied(actor: Actor, locked: Locked, values: PunchValues) -> PunchResult:
    punch = _punch(actor, locked, values)
    try:
        check_active(locked.member)
        if values.action not in _ENDING:
            check_tracked(locked.member)
        zone = check_zone(values.time_zone or locked.zone)
        check_device_time(values.device_at)
        if values.unknown:
            raise errors.ChoiceGone(field=values.unknown)
        act = Act(actor=actor, locked=locked, beside=_beside(punch, zone))
        punch.time_zone = zone
        punch.time_entry = punch_apply(act, values, zone)
    except RuleBroken as broken:
        raise _Refusal(broken) from broken
    punch.outcome = Punch.Outcome.APPLIED
    _INSERT.save(punch)
    note_device_clock(locked, punch)
    return PunchResult(punch=punch, entry=punch.time_entry)


def _refused(actor: Actor, locked: Locked, values: PunchValues, broken: RuleBroken) -> PunchResult:
    """Keeps a refused punch, its exception for managers, and its history."""
    punch = _punch(actor, locked, values)
    punch.outcome = Punch.Outcome.REFUSED
    punch.refusal = broken.code[:60]
    _INSERT.save(punch)
    local_on = local_date(values.device_at, zone_named(_known_zone(locked, values)))
    TimeException.objects.create(
        company=locked.company,
        team_member=locked.member,
        kind=TimeException.Kind.PUNCH_REFUSED,
        local_on=local_on,
        punch=punch,
        data=dict(broken.data),
        key=f"punch_refused:{punch.public_id}",
        found_at=punch.received_at,
    )
    event_record(
        actor=actor,
        code="punch.refused",
        obj=punch,
        label=f"{locked.member.full_name}, {local_on.isoformat()}",
        company_id=locked.company.pk,
        after={"action": punch.action, "refusal": punch.refusal}
        | _beside(punch, _known_zone(locked, values)),
    )
    return PunchResult(punch=punch, refusal=broken.code, refusal_data=dict(broken.data))


def _punch(actor: Actor, locked: Locked, values: PunchValues) -> Punch:
    return Punch(
        company=locked.company,
        team_member=locked.member,
        client_id=values.client_id,
        action=values.action,
        device_at=values.device_at,
        received_at=timezone.now(),
        time_zone=values.time_zone[:64] or locked.zone,
        source=values.source,
        was_queued=values.was_queued,
        data=dict(values.data),
        user_id=actor.user_id,
    )


def _known_zone(locked: Locked, values: PunchValues) -> str:
    try:
        return check_zone(values.time_zone or locked.zone)
    except errors.UnknownZone:
        return locked.zone


def _beside(punch: Punch, zone: str) -> dict[str, Any]:
    """What history says of a punch: both its times, so that a late one shows."""
    local = zone_named(zone)
    return {
        "punch": punch.public_id,
        "device_at": punch.device_at.astimezone(local).isoformat(),
        "received_at": punch.received_at.astimezone(local).isoformat(),
        "was_queued": punch.was_queued,
    }
