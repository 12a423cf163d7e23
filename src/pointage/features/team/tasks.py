"""The worker's side of files of people: applying large ones, forgetting stale ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from pointage.features.companies.models import Company
from pointage.features.team.files.services import (
    TOPIC,
    people_file_apply,
    people_file_give_back,
    people_files_forget,
)
from pointage.features.team.models import PeopleFile, TeamMember
from pointage.features.team.permissions import member_permissions
from pointage.foundation.errors import RuleBroken
from pointage.foundation.identity.actors import Actor, PermissionRefused, Source
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import GiveUp, handler, scheduled
from pointage.foundation.outbox.worker import MAX_ATTEMPTS, lease_extend
from pointage.foundation.tenancy.scope import tenant_scope

_COMPANIES_AT_ONCE: Final = 200


@handler(TOPIC)
def people_file_handle(message: OutboxMessage) -> None:
    """Applies a large file; one that cannot be applied becomes a dry run again. Safe to repeat: an
    applied file is left alone."""
    payload = message.payload
    with tenant_scope(companies=[payload["company_id"]]):
        file = PeopleFile.objects.filter(pk=payload["file_id"]).first()
    if file is None or file.state != PeopleFile.State.APPLYING:
        return
    kept = file

    def told(rows: int) -> None:
        with tenant_scope(companies=[kept.company_id]):
            PeopleFile.objects.filter(pk=kept.pk).update(rows_read=rows)
        lease_extend(message)

    try:
        people_file_apply(actor=_actor_of(message), file=file, told=told)
    except (RuleBroken, PermissionRefused) as error:
        code = error.code if isinstance(error, RuleBroken) else "permission_refused"
        people_file_give_back(file, code)
        raise GiveUp(code) from error
    except Exception:
        if message.attempts >= MAX_ATTEMPTS:
            people_file_give_back(file, "broken")
        raise


def _actor_of(message: OutboxMessage) -> Actor:
    """Who asked, with no more rights than they still have."""
    payload = message.payload
    actor = Actor(
        user_id=payload["user_id"],
        name=payload["name"],
        firm_id=payload["firm_id"],
        firm_name=payload["firm_name"],
        company_id=payload["company_id"],
        team_member_id=payload["team_member_id"],
        permissions=frozenset(payload["permissions"]),
        source=Source.IMPORT,
    )
    if actor.team_member_id is None:
        return actor
    with tenant_scope(companies=[payload["company_id"]]):
        member = TeamMember.objects.filter(pk=actor.team_member_id).first()
    now = member_permissions(member) if member else frozenset()
    return replace(actor, permissions=actor.permissions & now)


@scheduled("team.people_files_forget", every=timedelta(hours=6))
def people_files_look() -> None:
    """Forgets files that were uploaded over a week ago and neither applied nor dropped."""
    ids = list(Company.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _COMPANIES_AT_ONCE):
        people_files_forget(ids[start : start + _COMPANIES_AT_ONCE])
