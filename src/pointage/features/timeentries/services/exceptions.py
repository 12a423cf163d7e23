"""The managers' exception list: keeps what is found, and closes it. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from pointage.features.companies.models import Company
from pointage.features.companies.queries import company_today, time_settings_of
from pointage.features.timeentries import review_errors as errors
from pointage.features.timeentries.findings import Finding, findings_since
from pointage.features.timeentries.models import TimeException
from pointage.features.timeentries.services.people import check_company, check_may_manage
from pointage.features.timeentries.services.rows import Act
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

REMARK_LIMIT: Final = 500
#: How many days back each round looks; older days were looked at when they were young.
_LOOKS_BACK: Final = timedelta(days=8)
_State = TimeException.State
#: Kinds that are found by looking, and settle themselves once the time was mended.
_FOUND: Final = (TimeException.Kind.LONG_SHIFT, TimeException.Kind.MISSING_BREAK)


_CODES: Final[dict[str, str]] = {
    _State.RESOLVED: "time_exception.resolved",
    _State.DISMISSED: "time_exception.dismissed",
}


def exception_close(
    *, actor: Actor, exception: TimeException, state: str, remark: str = ""
) -> TimeException:
    """Marks it resolved (something was done) or dismissed (nothing needs doing). Needs reach over
    the person's time. Raises `ExceptionClosed`, `RemarkTooLong`, `PermissionRefused`."""
    if state not in (_State.RESOLVED, _State.DISMISSED):
        raise ValueError(state)
    remark = remark.replace("\x00", "").strip()
    if len(remark) > REMARK_LIMIT:
        raise errors.RemarkTooLong(field="remark", limit=REMARK_LIMIT)
    with transaction.atomic(), tenant_scope(companies=[exception.company_id]):
        row = (
            TimeException.objects.select_for_update(of=("self",))
            .select_related("team_member", "company")
            .filter(pk=exception.pk)
            .first()
        )
        if row is None:
            raise NotFound(exception.public_id)
        check_company(actor, row.company)
        check_may_manage(actor, row.team_member_id)
        if row.state != _State.OPEN:
            raise errors.ExceptionClosed
        _close(actor, row, state, remark)
    return row


def exceptions_settle(act: Act, keys: Iterable[str]) -> None:
    """Resolves those of the person's open exceptions that a punch has just settled. Runs inside
    the punch, with the person locked."""
    member = act.locked.member
    found = TimeException.objects.select_related("team_member").filter(
        company_id=act.locked.company.pk, team_member=member, key__in=keys, state=_State.OPEN
    )
    for row in found:
        _close(act.actor, row, _State.RESOLVED, "")


def _close(actor: Actor, row: TimeException, state: str, remark: str) -> None:
    row.state, row.remark = state, remark
    row.closed_at = timezone.now()
    row.closed_by_id, row.closed_by_name = actor.user_id, actor.name[:200]
    row.save(update_fields=["state", "remark", "closed_at", "closed_by_id", "closed_by_name"])
    event_record(
        actor=actor,
        code=_CODES[row.state],
        obj=row,
        label=f"{row.team_member.full_name}, {row.local_on.isoformat()}",
        company_id=row.company_id,
        before={"state": _State.OPEN.value},
        after={"state": str(state), "kind": row.kind},
        reason=remark,
    )


def exceptions_refresh(company: Company) -> int:
    """Looks at the last days again: keeps what is new, settles what was mended meanwhile. Safe to
    run at any time and twice; returns how many are new."""
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        since = company_today(company) - _LOOKS_BACK
        settings, now = time_settings_of(company.pk), timezone.now()
        found = {f.key: f for f in findings_since(company.pk, settings, since=since, now=now)}
        known = {
            row.key: row
            for row in TimeException.objects.filter(company_id=company.pk, key__in=found)
        }
        fresh = [_row(company, each) for key, each in found.items() if key not in known]
        TimeException.objects.bulk_create(fresh, ignore_conflicts=True)
        _update(found, known)
        TimeException.objects.filter(
            company_id=company.pk, state=_State.OPEN, kind__in=_FOUND, local_on__gte=since
        ).exclude(key__in=found).update(state=_State.RESOLVED, closed_at=now)
    return len(fresh)


def _row(company: Company, finding: Finding) -> TimeException:
    return TimeException(
        company=company,
        team_member_id=finding.member_id,
        kind=finding.kind,
        local_on=finding.local_on,
        time_entry_id=finding.entry_id,
        data=finding.data,
        key=finding.key,
        found_at=timezone.now(),
    )


def _update(found: dict[str, Finding], known: dict[str, TimeException]) -> None:
    """A shift that is still running gets longer: the open exception tells the latest figures."""
    changed = []
    for key, row in known.items():
        finding = found[key]
        if row.state == _State.OPEN and row.data != finding.data:
            row.data, row.time_entry_id = finding.data, finding.entry_id
            changed.append(row)
    TimeException.objects.bulk_update(changed, ["data", "time_entry"], batch_size=200)
