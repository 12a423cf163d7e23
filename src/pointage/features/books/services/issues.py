"""Mending what an import could not decide: link it, bring it in all the same, correct it, leave it
out. Each mend brings the one record in by the same code as the import itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from pointage.features.books.errors import ActionNotPossible, IssueClosed, NotLinked, RecordGone
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import BooksConnection, ImportIssue, ImportRun
from pointage.features.books.reasons import ACTIONS, Action, Reason
from pointage.features.books.services.importing.archiving import MODELS
from pointage.features.books.services.importing.records import SKIPPED
from pointage.features.books.services.importing.runner import (
    ancestors_of,
    fates_add,
    records_apply,
    work_for,
)
from pointage.features.books.services.importing.work import (
    LOCAL_MODEL,
    Choice,
    Decision,
    record_key,
)
from pointage.features.books.services.records import RecordDraft, record_update
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.protocol import Kind, Ledger, Record


def issue_link_to(*, actor: Actor, issue: ImportIssue, local_public_id: str) -> ImportIssue:
    """It is this one of ours. Raises `ActionNotPossible` when there is no such one, and as
    `issue_retry`."""
    model = MODELS[LOCAL_MODEL[Kind(issue.kind)]]
    with tenant_scope(companies=[issue.company_id]):
        local = model._default_manager.filter(public_id=local_public_id).first()
    if local is None:
        raise ActionNotPossible(field="local")
    decision = Decision(Choice.LINK, local_id=local.pk, by="chosen")
    return _settle(actor, issue, Action.LINK, decision)


def issue_create_anyway(*, actor: Actor, issue: ImportIssue) -> ImportIssue:
    """Brings it in without what stands in the way. Raises as `issue_retry`."""
    return _settle(actor, issue, Action.CREATE, Decision(Choice.CREATE, forced=True))


def issue_skip(*, actor: Actor, issue: ImportIssue) -> ImportIssue:
    """Leaves the record out, now and in later runs. Raises `IssueClosed`, `NotLinked`."""
    return _settle(actor, issue, Action.SKIP, Decision(Choice.SKIP))


def issue_retry(*, actor: Actor, issue: ImportIssue) -> ImportIssue:
    """Tries again with what the books say now; the issue as it then is, open when it still stands.

    Raises `IssueClosed`, `ActionNotPossible`, `RecordGone`, `NotLinked`, a `LedgerError`.
    """
    return _settle(actor, issue, Action.RETRY, None)


def issue_fix_and_retry(
    *, actor: Actor, issue: ImportIssue, draft: RecordDraft, version: int
) -> ImportIssue:
    """Corrects the record in the company file, then tries again. Raises what `record_update` and
    `issue_retry` raise; `RecordNotEditable` for books kept elsewhere."""
    books = issue.run.connection.books
    with transaction.atomic():
        record_update(
            actor=actor,
            books=books,
            company_id=issue.company_id,
            kind=Kind(issue.kind),
            external_id=issue.external_id,
            draft=draft,
            version=version,
        )
        return _settle(actor, issue, Action.FIX, None)


def _settle(
    actor: Actor, issue: ImportIssue, action: Action, decision: Decision | None
) -> ImportIssue:
    books = issue.run.connection.books
    ledger = ledger_for(books)
    record = ledger.get(Kind(issue.kind), issue.external_id)
    with tenant_scope(companies=[issue.company_id], books=[books.pk]), transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=issue.run_id)
        connection = BooksConnection.objects.get(pk=run.connection_id)
        issue = ImportIssue.objects.select_for_update().get(pk=issue.pk)
        _check(issue, action, connection)
        before = {"reason": issue.reason, "severity": issue.severity}
        if record is None:
            if action is not Action.SKIP:
                raise RecordGone
            record = Record(Kind(issue.kind), issue.external_id, issue.name, issue.name)
        if action in (Action.FIX, Action.RETRY):
            # A doubt is looked at anew once somebody has touched the record.
            ImportIssue.objects.filter(pk=issue.pk).update(data={})
        forced = {record_key(record.kind, record.external_id): decision} if decision else {}
        _apply(ledger, run, connection, [record], forced)
        issue.refresh_from_db()
        if issue.resolved_at is not None and issue.resolution != SKIPPED:
            _children(ledger, run, connection, record)
        run.save(update_fields=["counts", "imported", "updated", "skipped", "in_doubt", "errors"])
        event_record(
            actor=actor,
            code="import_issue.settled",
            obj=issue,
            label=issue.name,
            company_id=issue.company_id,
            firm_id=actor.firm_id,
            before=before,
            after={
                "action": action.value,
                "resolution": issue.resolution or None,
                "reason": issue.reason,
            },
        )
    return issue


def _check(issue: ImportIssue, action: Action, connection: BooksConnection) -> None:
    if connection.state == BooksConnection.State.UNLINKED:
        raise NotLinked
    left_out = issue.resolution == SKIPPED
    if issue.resolved_at is not None and not left_out:
        raise IssueClosed
    allowed = ACTIONS[Reason(issue.reason)]
    if action not in allowed and not (action is Action.RETRY and Action.FIX in allowed):
        raise ActionNotPossible


def _apply(
    ledger: Ledger,
    run: ImportRun,
    connection: BooksConnection,
    records: list[Record],
    forced: Mapping[str, Decision],
) -> None:
    work = work_for(run, connection, ancestors_of(run, ledger, records))
    # The plan's word was given before the record was mended; what is said now counts.
    work.decisions = {}
    work.forced = forced
    records_apply(work, records)
    fates_add(run, work.fates)


def _children(ledger: Ledger, run: ImportRun, connection: BooksConnection, parent: Record) -> None:
    """Sub-customers and projects that only waited for their parent follow by themselves."""
    if parent.kind is not Kind.CUSTOMER:
        return
    waiting = [parent.external_id]
    seen: set[str] = set()
    while waiting:
        above = waiting.pop()
        ids = ImportIssue.objects.filter(
            run=run,
            resolved_at=None,
            kind=Kind.CUSTOMER.value,
            reason__in=[Reason.PARENT_MISSING.value, Reason.PARENT_NOT_IMPORTED.value],
            data__parent=above,
        ).values_list("external_id", flat=True)
        found = [ledger.get(Kind.CUSTOMER, each) for each in ids if each not in seen]
        records = [each for each in found if each is not None]
        if records:
            _apply(ledger, run, connection, records, {})
            seen |= {each.external_id for each in records}
            waiting += [each.external_id for each in records]
