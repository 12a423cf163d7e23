"""Files of people: upload, dry run, apply or drop. A file is applied whole or not at all, as the
team is at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from pointage.features.companies.models import Company
from pointage.features.team.files import errors
from pointage.features.team.files.columns import columns_of
from pointage.features.team.files.people_rows import Team, team_read
from pointage.features.team.files.plan import Plan
from pointage.features.team.files.planning import plan_rows, rows_of
from pointage.features.team.files.writing import plan_write
from pointage.features.team.models import PeopleFile
from pointage.features.team.services.rules import company_locked
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.outbox.services import message_add
from pointage.foundation.tenancy.models import new_public_id
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.company_file.reading import Table, open_table
from pointage.ledgers.reasons import FILE_SENTENCES

TOPIC: Final = "team.people_file_apply"
MAX_MEGABYTES: Final = 20
AT_ONCE_BYTES: Final = 60_000
"""A file of up to this size (some 500 people) is applied while the browser waits."""
KEPT_FOR: Final = timedelta(days=7)
_State = PeopleFile.State


def people_file_upload(
    *, actor: Actor, company: Company, file_name: str, content: bytes, empties: bool = False
) -> PeopleFile:
    """Keeps a file for a dry run. `empties`: its empty cells empty the field. Needs `team:manage`;
    raises `PeopleFileMissing`, `PeopleFileTooLarge`, `PeopleFileUnreadable`, and the refusals of
    the whole file that `plan_rows` knows."""
    actor.require("team:manage")
    if not content:
        raise errors.PeopleFileMissing(field="file")
    if len(content) > MAX_MEGABYTES * 1024 * 1024:
        raise errors.PeopleFileTooLarge(field="file", limit=MAX_MEGABYTES)
    row = PeopleFile(
        company=company,
        file_name=file_name[:200] or "?",
        content=content,
        empties=empties,
        uploaded_by_id=actor.user_id,
        uploaded_by_name=actor.name[:200],
    )
    row.rows = _rows_counted(row)
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        row.save()
        _record(actor, row, "people_file.uploaded", {"rows": row.rows})
    return row


def people_file_plan(
    *, actor: Actor, file: PeopleFile, told: Callable[[int], None] | None = None
) -> Plan:
    """The fate of every row as the team is now, for this actor. Writes nothing; some seconds for
    50,000 rows. Needs `team:manage`; raises
    `PeopleFileDone`, and as `people_file_upload`."""
    return _read(actor, file, told)[0]


def people_file_apply(
    *, actor: Actor, file: PeopleFile, told: Callable[[int], None] | None = None
) -> PeopleFile:
    """Carries the dry run out in one transaction, under a lock on the whole team. Applying the same
    list again changes nothing. Needs `team:manage`; raises `PeopleFileDone`,
    `PeopleFileOvertaken`, and as `people_file_upload`."""
    # A first reading while nobody waits: it is what takes long, and it stands unless the team
    # changes in between.
    plan, mark = _read(actor, file, told)
    try:
        with transaction.atomic(), tenant_scope(companies=[file.company_id]):
            company = company_locked(file.company_id)
            row = _locked(file, _State.READ, _State.APPLYING)
            team = team_read(company.pk, locked=True)
            if team.mark != mark:
                plan = _plan(actor, company, row, team)
            plan_write(actor=actor, company=company, plan=plan, source=row.file_name)
            row.counts = {fate.value: number for fate, number in plan.counts.items()}
            row.counts["groups"] = len(plan.new_groups)
            row.state, row.applied_at = _State.APPLIED, timezone.now()
            row.content, row.failure = b"", ""
            row.save(update_fields=["counts", "state", "applied_at", "content", "failure"])
            _record(actor, row, "people_file.applied", row.counts)
    except IntegrityError as error:
        raise errors.PeopleFileOvertaken from error
    return row


def people_file_apply_start(*, actor: Actor, file: PeopleFile) -> PeopleFile:
    """Applies a small file at once and leaves a large one to the worker (state APPLYING). Raises as
    `people_file_apply`."""
    actor.require("team:manage")
    if len(file.content) <= AT_ONCE_BYTES:
        return people_file_apply(actor=actor, file=file)
    with transaction.atomic(), tenant_scope(companies=[file.company_id]):
        row = _locked(file, _State.READ)
        row.state, row.rows_read, row.failure = _State.APPLYING, 0, ""
        row.save(update_fields=["state", "rows_read", "failure"])
        message_add(
            topic=TOPIC,
            key=f"{TOPIC}:{row.public_id}:{new_public_id()}",
            payload={
                "company_id": row.company_id,
                "file_id": row.pk,
                "user_id": actor.user_id,
                "name": actor.name,
                "firm_id": actor.firm_id,
                "firm_name": actor.firm_name,
                "team_member_id": actor.team_member_id,
                "permissions": sorted(actor.permissions),
            },
            company_id=row.company_id,
            firm_id=actor.firm_id,
        )
    return row


def people_file_give_back(file: PeopleFile, failure: str) -> None:
    """Makes a file that the worker could not apply an ordinary dry run again, which says so."""
    with tenant_scope(companies=[file.company_id]):
        PeopleFile.objects.filter(pk=file.pk, state=_State.APPLYING).update(
            state=_State.READ, failure=failure[:60]
        )


def people_file_drop(*, actor: Actor, file: PeopleFile) -> None:
    """Forgets a file and its bytes without applying it. Needs `team:manage`; raises
    `PeopleFileDone`."""
    actor.require("team:manage")
    with transaction.atomic(), tenant_scope(companies=[file.company_id]):
        row = _locked(file, _State.READ)
        row.state, row.content = _State.DROPPED, b""
        row.save(update_fields=["state", "content"])
        _record(actor, row, "people_file.dropped", None)


def people_files_forget(company_ids: list[int]) -> int:
    """Removes files that nobody applied or dropped within a week; how many."""
    with transaction.atomic(), tenant_scope(companies=company_ids):
        stale = PeopleFile.objects.filter(
            state=_State.READ, uploaded_at__lt=timezone.now() - KEPT_FOR
        )
        return stale.delete()[0]


def team_mark(company_id: int) -> int:
    """A number that grows with every recorded change of the company. One query."""
    newest = HistoryEvent.objects.filter(company_id=company_id).order_by("-id")
    return newest.values_list("pk", flat=True).first() or 0


def _read(actor: Actor, file: PeopleFile, told: Callable[[int], None] | None) -> tuple[Plan, str]:
    """The plan as the team is now, and that team's mark."""
    actor.require("team:manage")
    if file.state not in (_State.READ, _State.APPLYING):
        raise errors.PeopleFileDone
    with tenant_scope(companies=[file.company_id]):
        company = file.company
        team = team_read(company.pk)
        return _plan(actor, company, file, team, told), team.mark


def _plan(
    actor: Actor,
    company: Company,
    file: PeopleFile,
    team: Team,
    told: Callable[[int], None] | None = None,
) -> Plan:
    try:
        return plan_rows(
            actor=actor,
            company=company,
            table=_table(file),
            team=team,
            empties=file.empties,
            told=told,
        )
    except FileRefused as error:
        raise _unreadable(error) from error


def _rows_counted(file: PeopleFile) -> int:
    """How many rows are about people; the file as a whole is checked on the way."""
    table = _table(file)
    columns_of(table.header)
    try:
        return len(rows_of(table))
    except FileRefused as error:
        raise _unreadable(error) from error


def _table(file: PeopleFile) -> Table:
    try:
        return open_table(bytes(file.content), file.file_name)
    except FileRefused as error:
        raise _unreadable(error) from error


def _unreadable(error: FileRefused) -> errors.PeopleFileUnreadable:
    sentence = FILE_SENTENCES[error.problem].say(get_language() or "en", **error.facts)
    return errors.PeopleFileUnreadable(field="file", sentence=sentence)


def _locked(file: PeopleFile, *states: PeopleFile.State) -> PeopleFile:
    row = PeopleFile.objects.select_for_update().get(pk=file.pk)
    if row.state not in states:
        raise errors.PeopleFileDone
    return row


def _record(actor: Actor, row: PeopleFile, code: str, after: dict[str, int] | None) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=row,
        label=row.file_name,
        company_id=row.company_id,
        after=after,
    )
