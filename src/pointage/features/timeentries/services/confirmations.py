"""What a person answers when somebody else clocked them in, where the company asks for it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.timeentries import errors
from pointage.features.timeentries.models import TimeEntry, TimeException
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.people import check_company, person_locked
from pointage.features.timeentries.services.rows import Act
from pointage.foundation.errors import NotFound
from pointage.foundation.identity.actors import Actor, PermissionRefused
from pointage.foundation.tenancy.scope import tenant_scope


def entry_confirm(*, actor: Actor, entry: TimeEntry) -> TimeEntry:
    """The person says that the time is right. Only they may; raises `NothingToConfirm`."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = _asked(actor, entry, "")
        before = rows.marked(row)
        row.confirmation = TimeEntry.Confirmation.CONFIRMED
        rows.entry_save(act, row, before, "time_entry.confirmed")
    return row


def entry_reject(*, actor: Actor, entry: TimeEntry, reason: str = "") -> None:
    """The person says that they did not work: the entry is deleted, an administrator can restore
    it, and managers find the refusal among the exceptions. Raises `NothingToConfirm`."""
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = _asked(actor, entry, reason)
        rows.entry_remove(act, row)
        TimeException.objects.create(
            company=act.locked.company,
            team_member=act.locked.member,
            kind=TimeException.Kind.CREW_REJECTED,
            local_on=row.local_on,
            time_entry=row,
            data={"reason": reason[:500], "seconds": row.seconds},
            key=f"crew_rejected:{row.public_id}:{row.version}",
            found_at=timezone.now(),
        )


def _asked(actor: Actor, entry: TimeEntry, reason: str) -> tuple[Act, TimeEntry]:
    company = Company.objects.get(pk=entry.company_id)
    check_company(actor, company)
    if actor.team_member_id != entry.team_member_id:
        raise PermissionRefused("own-time:track")
    locked = person_locked(company, entry.team_member_id)
    row = TimeEntry.with_deleted.select_related(*rows.NAMED).filter(pk=entry.pk).first()
    if row is None:
        raise NotFound(entry.public_id)
    if row.deleted_at is not None:
        raise errors.EntryDeleted
    if row.confirmation != TimeEntry.Confirmation.ASKED:
        raise errors.NothingToConfirm
    return Act(actor=actor, locked=locked, reason=reason), row
