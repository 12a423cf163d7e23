"""Lists imported into the company file: upload, choose columns, dry run, apply or drop.

The bytes are kept until the file is applied or dropped, so that mapping and dry run can be looked
at and changed in peace.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from pointage.features.books.company_file import DjangoCompanyFile
from pointage.features.books.errors import (
    FileDone,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    RecordNotEditable,
)
from pointage.features.books.models import (
    Books,
    FileUpload,
    RememberedMapping,
)
from pointage.features.books.services.file_rows import (
    fate_fitting,
    records_to_save,
    records_write,
)
from pointage.features.books.services.records import revision_next
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.outbox.services import message_add
from pointage.foundation.tenancy.models import new_public_id
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.company_file.fates import Action, ImportPlan, PlanOptions
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.company_file.mapping import (
    ColumnMapping,
    MappingGuess,
    MappingRefused,
    check_mapping,
    guess_mapping,
)
from pointage.ledgers.company_file.planning import plan_import
from pointage.ledgers.company_file.reading import Table, open_table
from pointage.ledgers.company_file.writing import Language, write_report
from pointage.ledgers.protocol import Kind
from pointage.ledgers.reasons import FILE_SENTENCES, MAPPING_SENTENCES

TOPIC = "books.file_apply"
MAX_MEGABYTES = 20
AT_ONCE_BYTES = 200_000
"""A file of up to this size (some 3,000 rows) is applied while the browser waits."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A stored upload, read as a table, with the mapping chosen so far."""

    upload: FileUpload
    table: Table
    guess: MappingGuess
    mapping: ColumnMapping
    options: PlanOptions


def file_upload(
    *, actor: Actor, books: Books, file_name: str, content: bytes
) -> tuple[FileUpload, bool]:
    """Stores a file and proposes its columns: those last used for the same headers, else a guess.

    Returns the upload and whether its mapping can be used as it is. Raises `FileMissing`,
    `FileTooLarge`, `FileUnreadable`, `RecordNotEditable`.
    """
    if books.ledger != CompanyFileLedger.key:
        raise RecordNotEditable(name=books.name)
    if not content:
        raise FileMissing(field="file")
    if len(content) > MAX_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(field="file", limit=MAX_MEGABYTES)
    table = _table(content, file_name)
    guess = guess_mapping(table)
    with tenant_scope(books=[books.pk]), transaction.atomic():
        mapping = _remembered(guess.mapping.signature) or guess.mapping
        upload = FileUpload.objects.create(
            books=books,
            file_name=file_name[:200] or "?",
            content=content,
            kind=mapping.kind.value if mapping.kind else "",
            mapping={"columns": mapping.to_json().decode()},
            uploaded_by_id=actor.user_id or 0,
        )
        event_record(
            actor=actor,
            code="books_file.uploaded",
            obj=upload,
            company_id=actor.company_id,
            firm_id=actor.firm_id,
            after={"size": len(content)},
        )
    return upload, _usable(mapping, table)


def file_open(upload: FileUpload) -> OpenedFile:
    """The upload read again. Raises `FileUnreadable`."""
    table = _table(bytes(upload.content), upload.file_name)
    mapping = ColumnMapping.from_json(upload.mapping["columns"])
    stored = upload.mapping.get("options", {})
    options = PlanOptions(
        include_inactive=stored.get("include_inactive", True),
        contractors_only=stored.get("contractors_only", False),
        all_item_types=stored.get("all_item_types", False),
    )
    return OpenedFile(upload, table, guess_mapping(table, mapping.kind), mapping, options)


def file_mapping_set(
    *,
    actor: Actor,
    upload: FileUpload,
    kind: Kind | None,
    fields: tuple[Field | None, ...],
    options: PlanOptions | None = None,
) -> FileUpload:
    """Chooses what each column feeds, and remembers it for files with the same headers.

    Raises `FileDone`, `FileUnreadable` (which says what is wrong with the choice).
    """
    table = _table(bytes(upload.content), upload.file_name)
    mapping = ColumnMapping(guess_mapping(table).mapping.signature, kind, fields)
    try:
        check_mapping(mapping, table.header)
    except MappingRefused as error:
        raise _mapping_refused(error) from error
    chosen = options or PlanOptions()
    with tenant_scope(books=[upload.books_id]), transaction.atomic():
        upload = _locked(upload, FileUpload.State.READ)
        upload.kind = kind.value if kind else ""
        upload.mapping = {
            "columns": mapping.to_json().decode(),
            "options": {
                "include_inactive": chosen.include_inactive,
                "contractors_only": chosen.contractors_only,
                "all_item_types": chosen.all_item_types,
            },
        }
        upload.save(update_fields=["kind", "mapping"])
        RememberedMapping.objects.update_or_create(
            books_id=upload.books_id,
            signature=mapping.signature,
            defaults={
                "kind": upload.kind,
                "mapping": {"columns": mapping.to_json().decode()},
            },
        )
        event_record(
            actor=actor,
            code="books_file.columns_chosen",
            obj=upload,
            company_id=actor.company_id,
            firm_id=actor.firm_id,
            after={"kind": upload.kind, "columns": [f.value if f else None for f in fields]},
        )
    return upload


def file_dry_run(upload: FileUpload) -> ImportPlan:
    """The fate of every row as the company file is now. Writes nothing; seconds for 50,000 rows.

    Raises `FileUnreadable`.
    """
    opened = file_open(upload)
    try:
        plan = plan_import(
            opened.table, opened.mapping, DjangoCompanyFile(upload.books), opened.options
        )
    except MappingRefused as error:
        raise _mapping_refused(error) from error
    except FileRefused as error:
        raise _file_refused(error) from error
    return ImportPlan(tuple(fate_fitting(fate) for fate in plan.fates), plan.added_parents)


def file_report(upload: FileUpload, language: str) -> bytes:
    """The dry run as CSV in `fr…` or English. Raises `FileUnreadable`."""
    french = language.startswith("fr")
    return write_report(
        file_dry_run(upload),
        Language.FR if french else Language.EN,
        separator=";" if french else ",",
    )


def file_apply(*, actor: Actor, upload: FileUpload, company_id: int | None = None) -> FileUpload:
    """Carries the dry run out, whole or not at all, as the company file is at this moment.

    Applying the same list again changes nothing. Raises `FileDone`, `FileUnreadable`.
    """
    # Planning takes seconds for a large file: it is done before others are kept waiting, and again
    # only when the company file changed in between.
    cursor = DjangoCompanyFile(upload.books).cursor()
    plan = file_dry_run(upload)
    with tenant_scope(books=[upload.books_id]), transaction.atomic():
        upload = _locked(upload, FileUpload.State.READ, FileUpload.State.APPLYING)
        revision = revision_next(upload.books)
        if revision != int(cursor) + 1:
            plan = file_dry_run(upload)
        records_write(upload.books, records_to_save(plan), revision)
        counts = {action.value: number for action, number in plan.counts.items()}
        upload.counts = counts | {"added_parents": len(plan.added_parents)}
        upload.state = FileUpload.State.APPLIED
        upload.applied_at = timezone.now()
        upload.content = b""
        upload.save(update_fields=["counts", "state", "applied_at", "content"])
        event_record(
            actor=actor,
            code="books_file.applied",
            obj=upload,
            company_id=company_id or actor.company_id,
            firm_id=actor.firm_id,
            after=upload.counts,
        )
    return upload


def file_apply_start(
    *, actor: Actor, upload: FileUpload, company_id: int | None = None
) -> FileUpload:
    """Applies a small file at once, and leaves a large one to the worker (state APPLYING).

    Raises as `file_apply`.
    """
    if len(upload.content) <= AT_ONCE_BYTES:
        return file_apply(actor=actor, upload=upload, company_id=company_id)
    with tenant_scope(books=[upload.books_id]), transaction.atomic():
        upload = _locked(upload, FileUpload.State.READ)
        upload.state = FileUpload.State.APPLYING
        upload.save(update_fields=["state"])
        message_add(
            topic=TOPIC,
            key=f"{TOPIC}:{upload.public_id}:{new_public_id()}",
            payload={
                "books_id": upload.books_id,
                "upload_id": upload.pk,
                "company_id": company_id or actor.company_id,
                "user_id": actor.user_id,
                "name": actor.name,
                "firm_id": actor.firm_id,
                "firm_name": actor.firm_name,
            },
            firm_id=actor.firm_id,
            company_id=company_id or actor.company_id,
        )
    return upload


def file_give_back(upload: FileUpload) -> None:
    """Makes a file that the worker could not apply an ordinary dry run again."""
    with tenant_scope(books=[upload.books_id]):
        FileUpload.objects.filter(pk=upload.pk, state=FileUpload.State.APPLYING).update(
            state=FileUpload.State.READ
        )


def file_drop(*, actor: Actor, upload: FileUpload) -> None:
    """Forgets an upload and its bytes without applying it. Raises `FileDone`."""
    with tenant_scope(books=[upload.books_id]), transaction.atomic():
        upload = _locked(upload, FileUpload.State.READ)
        upload.state = FileUpload.State.DROPPED
        upload.content = b""
        upload.save(update_fields=["state", "content"])
        event_record(
            actor=actor,
            code="books_file.dropped",
            obj=upload,
            company_id=actor.company_id,
            firm_id=actor.firm_id,
        )


def _locked(upload: FileUpload, *states: FileUpload.State) -> FileUpload:
    upload = (
        FileUpload.objects.select_for_update(of=("self",)).select_related("books").get(pk=upload.pk)
    )
    if upload.state not in states:
        raise FileDone
    return upload


def _table(content: bytes, file_name: str) -> Table:
    try:
        return open_table(content, file_name)
    except FileRefused as error:
        raise _file_refused(error) from error


def _usable(mapping: ColumnMapping, table: Table) -> bool:
    try:
        check_mapping(mapping, table.header)
    except MappingRefused:
        return False
    return True


def _remembered(signature: str) -> ColumnMapping | None:
    row = RememberedMapping.objects.filter(signature=signature).first()
    if row is None:
        return None
    try:
        return ColumnMapping.from_json(row.mapping["columns"])
    except MappingRefused:
        return None


def _file_refused(error: FileRefused) -> FileUnreadable:
    sentence = FILE_SENTENCES[error.problem].say(get_language() or "en", **error.facts)
    return FileUnreadable(field="file", sentence=sentence)


def _mapping_refused(error: MappingRefused) -> FileUnreadable:
    sentence = MAPPING_SENTENCES[error.problem].say(get_language() or "en", **error.facts)
    return FileUnreadable(field="columns", sentence=sentence)


def fates_count(plan: ImportPlan) -> dict[str, int]:
    """Rows by fate, every fate named."""
    found = Counter(fate.action for fate in plan.fates)
    return {action.value: found[action] for action in Action}
