"""Files of jobs and of items: upload, dry run, apply or drop. The bytes are kept until then, so
that the dry run can be looked at in peace; applying plans anew, under a lock, and writes the whole
file or nothing."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from pointage.features.companies.models import Company
from pointage.features.companies.queries import time_settings_of
from pointage.features.companies.words import JOB_LABELS
from pointage.features.jobs import errors
from pointage.features.jobs.files.columns import Line, open_source
from pointage.features.jobs.files.fates import RowFate, counts_of
from pointage.features.jobs.files.items import ItemPlan, plan_items
from pointage.features.jobs.files.memory import StoredJob, Tree
from pointage.features.jobs.files.planning import plan_jobs
from pointage.features.jobs.hooks import books_owned_rows
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job, JobFile
from pointage.features.jobs.services import rules
from pointage.features.jobs.services.file_writing import items_write, jobs_write
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.outbox.services import message_add
from pointage.foundation.tenancy.models import new_public_id
from pointage.foundation.tenancy.scope import tenant_scope

TOPIC: Final = "jobs.file_apply"
MAX_MEGABYTES: Final = 20
AT_ONCE_BYTES: Final = 100_000
"""A file of up to this size (some 2,000 rows) is applied while the browser waits."""
_STORED: Final = (
    "pk", "public_id", "parent_id", "name", "full_name", "code", "is_billable", "billable_rate",
    "is_active",
)  # fmt: skip


def job_file_upload(
    *,
    actor: Actor,
    company: Company,
    file_name: str,
    content: bytes,
    field: CustomField | None = None,
) -> JobFile:
    """Stores a file of jobs, or of a list field's items, for its dry run. Needs `jobs:manage`;
    raises `FileMissing`, `FileTooLarge`, `FileUnreadable`, `NameColumnMissing`, `NotAList`."""
    actor.require(rules.MANAGE)
    if not content:
        raise errors.FileMissing(field="file")
    if len(content) > MAX_MEGABYTES * 1024 * 1024:
        raise errors.FileTooLarge(field="file", limit=MAX_MEGABYTES)
    if field is not None and field.kind != CustomField.Kind.LIST:
        raise errors.NotAList
    with transaction.atomic(), tenant_scope(companies=[company.pk]):
        open_source(content, file_name, language=_language(), words=_words(company.pk))
        file = JobFile.objects.create(
            company=company,
            field=field,
            file_name=file_name[:200] or "?",
            content=content,
            uploaded_by_id=actor.user_id,
        )
        _record(actor, file, "job_file.uploaded", {"size": len(content)})
    return file


def job_file_plan(file: JobFile) -> list[RowFate]:
    """The fate of every row as the lists are now. Writes nothing; seconds for 50,000 rows. Needs
    the company in scope; raises `FileUnreadable`."""
    lines = _lines(file)
    if file.field is not None:
        return plan_items(lines, CustomFieldItem.objects.filter(field=file.field))[0]
    return plan_jobs(lines, _tree(file.company_id))


def job_file_apply(*, actor: Actor, file: JobFile) -> JobFile:
    """Carries the plan out as the lists are at this moment. Applying the same list again changes
    nothing. Needs `jobs:manage`; raises `FileDone`, `FileUnreadable`."""
    actor.require(rules.MANAGE)
    with tenant_scope(companies=[file.company_id]):
        lines = _lines(file)  # reading takes longest: before others are kept waiting
    with transaction.atomic(), tenant_scope(companies=[file.company_id]):
        rules.tree_locked(file.company_id)
        file = _locked(file, JobFile.State.READ, JobFile.State.APPLYING)
        if file.field is not None:
            fates, plan = _items_plan(file, lines)
            written = items_write(file.field, plan)
        else:
            tree = _tree(file.company_id)
            fates = plan_jobs(lines, tree)
            written = jobs_write(file.company_id, tree)
        for batch in written:
            _record(actor, file, "job_file.written", batch)
        file.counts = counts_of(fates)
        file.state = JobFile.State.APPLIED
        file.applied_at = timezone.now()
        file.content = b""
        file.failure = ""
        file.save(update_fields=["counts", "state", "applied_at", "content", "failure"])
        _record(actor, file, "job_file.applied", file.counts)
    return file


def job_file_apply_start(*, actor: Actor, file: JobFile) -> JobFile:
    """Applies a small file at once, and leaves a large one to the worker (state APPLYING). Raises
    as `job_file_apply`."""
    actor.require(rules.MANAGE)
    if len(file.content) <= AT_ONCE_BYTES:
        return job_file_apply(actor=actor, file=file)
    with transaction.atomic(), tenant_scope(companies=[file.company_id]):
        file = _locked(file, JobFile.State.READ)
        file.state, file.failure = JobFile.State.APPLYING, ""
        file.save(update_fields=["state", "failure"])
        message_add(
            topic=TOPIC,
            key=f"{TOPIC}:{file.public_id}:{new_public_id()}",
            payload={
                "file_id": file.pk,
                "company_id": file.company_id,
                "user_id": actor.user_id,
                "name": actor.name,
                "firm_id": actor.firm_id,
                "firm_name": actor.firm_name,
            },
            firm_id=actor.firm_id,
            company_id=file.company_id,
        )
    return file


def job_file_give_back(file: JobFile, failure: str) -> None:
    """Makes a file that the worker could not apply an ordinary dry run again, saying why."""
    with tenant_scope(companies=[file.company_id]):
        JobFile.objects.filter(pk=file.pk, state=JobFile.State.APPLYING).update(
            state=JobFile.State.READ, failure=failure[:60]
        )


def job_file_drop(*, actor: Actor, file: JobFile) -> None:
    """Forgets an upload without applying it. Needs `jobs:manage`; raises `FileDone`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[file.company_id]):
        file = _locked(file, JobFile.State.READ)
        file.state, file.content = JobFile.State.DROPPED, b""
        file.save(update_fields=["state", "content"])
        _record(actor, file, "job_file.dropped")


def _items_plan(file: JobFile, lines: list[Line]) -> tuple[list[RowFate], ItemPlan]:
    assert file.field is not None
    rules.row_locked(file.field)
    return plan_items(lines, list(CustomFieldItem.objects.filter(field=file.field)))


def _lines(file: JobFile) -> list[Line]:
    source = open_source(
        bytes(file.content), file.file_name, language=_language(), words=_words(file.company_id)
    )
    return list(source.lines())


def _tree(company_id: int) -> Tree:
    rows = Job.objects.filter(company_id=company_id).order_by("pk").values_list(*_STORED)
    owned = books_owned_rows(company_id, "job")
    return Tree(
        (StoredJob(*row) for row in rows.iterator(2000)),
        {pk: each.books_name for pk, each in owned.items()},
    )


def _words(company_id: int) -> tuple[str, ...]:
    """What the company calls its jobs: names of the column that holds them."""
    settings = time_settings_of(company_id)
    own = (
        settings.own_job_label_en,
        settings.own_job_labels_en,
        settings.own_job_label_fr,
        settings.own_job_labels_fr,
    )
    return (*own, *(str(word) for pair in JOB_LABELS.values() for word in pair))


def _locked(file: JobFile, *states: JobFile.State) -> JobFile:
    row = JobFile.objects.select_for_update(of=("self",)).select_related("field").get(pk=file.pk)
    if row.state not in states:
        raise errors.FileDone
    return row


def _language() -> str:
    return get_language() or "en"


def _record(actor: Actor, file: JobFile, code: str, after: dict[str, Any] | None = None) -> None:
    event_record(actor=actor, code=code, obj=file, company_id=file.company_id, after=after)
