"""What a person may settle for themselves, or somebody who keeps the team for them: what they are
told, their time zone; and what the payroll settles for one person: which overtime rule counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction

from pointage.features.companies.queries import time_settings_of
from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import DEFAULTS, Told
from pointage.features.team.services import rules
from pointage.features.team.values import check_zone
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.rules.labour import UnknownJurisdiction, jurisdiction

NO_OVERTIME: Final = "none"


def team_member_set_notifications(
    *, actor: Actor, member: TeamMember, wanted: Iterable[str]
) -> TeamMember:
    """Tells the person exactly what is in `wanted`. For oneself, or with `team:manage` or a group
    of the person. Raises `NotificationUnknown`, `BeyondOnesRights`."""
    codes = set(wanted)
    if not codes <= {told.value for told in Told}:
        raise errors.NotificationUnknown(field="wanted")
    # Only what differs from the defaults is kept, so that a better default reaches everybody.
    answers = {
        told.value: told.value in codes for told in Told if (told.value in codes) != DEFAULTS[told]
    }
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = _own_or_managed(actor, member)
        return _set(actor, row, "team_member.notifications_changed", notifications=answers)


def team_member_set_time_zone(*, actor: Actor, member: TeamMember, time_zone: str) -> TeamMember:
    """The person's time zone; empty follows the company. For oneself where the company lets people
    choose, or with `team:manage` or a group of the person. Raises `TimeZoneUnknown`,
    `TimeZoneIsSetForYou`, `BeyondOnesRights`."""
    check_zone(time_zone)
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = _own_or_managed(actor, member)
        may_choose = time_settings_of(row.company_id).people_change_time_zone
        if row.pk == actor.team_member_id and not may_choose and not actor.may("team:manage"):
            raise errors.TimeZoneIsSetForYou(field="time_zone")
        return _set(actor, row, "team_member.updated", time_zone=time_zone)


def team_member_set_overtime(*, actor: Actor, member: TeamMember, region: str) -> TeamMember:
    """Which overtime rule counts for the person: empty follows the company, `NO_OVERTIME` none,
    else the law of a place such as CA-QC. Needs `payroll:manage`; raises `PlaceUnknown`."""
    actor.require("payroll:manage")
    if region not in ("", NO_OVERTIME):
        try:
            jurisdiction(region)
        except UnknownJurisdiction as error:
            raise errors.PlaceUnknown(field="region") from error
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        return _set(actor, row, "team_member.overtime_changed", overtime_region=region)


def _own_or_managed(actor: Actor, member: TeamMember) -> TeamMember:
    """The row, locked, for the person themselves or somebody over them."""
    row = rules.member_locked(member)
    if row.pk != actor.team_member_id:
        rules.require_over(actor, "team:manage", row)
        rules.check_reach_of_member(actor, row)
    return row


def _set(actor: Actor, member: TeamMember, code: str, **wanted: Any) -> TeamMember:
    """Saves what changed and records it; nothing for what already is so."""
    before = {
        name: getattr(member, name) for name in wanted if getattr(member, name) != wanted[name]
    }
    if not before:
        return member
    for name in before:
        setattr(member, name, wanted[name])
    member.save(update_fields=list(before))
    event_record(
        actor=actor,
        code=code,
        obj=member,
        label=member.full_name,
        company_id=member.company_id,
        before=before,
        after={name: wanted[name] for name in before},
    )
    return member
