"""A person's PIN for kiosks: set, taken away, compared. Kept as a hash; nobody can read it back."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from pointage.features.team import errors
from pointage.features.team.models import TeamMember
from pointage.features.team.services import rules
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

PIN_LEAST: Final = 4
PIN_MOST: Final = 12


def team_member_set_pin(*, actor: Actor, member: TeamMember, pin: str) -> TeamMember:
    """Sets the PIN; an empty one takes it away. For oneself, or with `team:manage` or a group of
    the person. Raises `PinTooWeak`, `PersonArchived`, `BeyondOnesRights`."""
    digits = pin.strip()
    if digits and not (
        digits.isascii() and digits.isdigit() and PIN_LEAST <= len(digits) <= PIN_MOST
    ):
        raise errors.PinTooWeak(field="pin", least=PIN_LEAST, most=PIN_MOST)
    with transaction.atomic(), tenant_scope(companies=[member.company_id]):
        row = rules.member_locked(member)
        if row.pk != actor.team_member_id:
            rules.require_over(actor, "team:manage", row)
            rules.check_reach_of_member(actor, row)
        if row.state != TeamMember.State.ACTIVE:
            raise errors.PersonArchived(name=row.full_name)
        if not digits and not row.pin_hash:
            return row
        had_pin = bool(row.pin_hash)
        row.pin_hash = make_password(digits) if digits else ""
        row.save(update_fields=["pin_hash"])
        event_record(
            actor=actor,
            code="team_member.pin_changed",
            obj=row,
            label=row.full_name,
            company_id=row.company_id,
            before={"has_pin": had_pin},
            after={"has_pin": bool(digits)},
        )
    return row


def pin_matches(member: TeamMember, pin: str) -> bool:
    """Whether `pin` is the person's; never for somebody without one."""
    return bool(member.pin_hash) and check_password(pin.strip(), member.pin_hash)
