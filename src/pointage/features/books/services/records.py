"""Keeping the built-in company file on screen: adding, changing, deactivating a record.

Files are `services.files`; books kept in an accounting system are changed there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max

from pointage.features.books import errors
from pointage.features.books.models import Books, CompanyFileRecord
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.models import new_public_id
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.ledger import CompanyFileLedger
from pointage.ledgers.names import MAX_DEPTH, path_key, tidy
from pointage.ledgers.protocol import PEOPLE, Kind, Role

_DRAFTED = (
    "name",
    "full_name",
    "parent_external_id",
    "role",
    "given_name",
    "family_name",
    "email",
    "phone",
    "number",
    "payroll_id",
    "code",
    "is_billable",
    "hired_on",
    "description",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """What somebody typed about one record; empty means not known.

    People have `given_name` and `family_name` (or only `name`, a business), the others `name`;
    customers may have a `parent_external_id` and, below one, be a project.
    """

    name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    number: str = ""
    payroll_id: str = ""
    code: str = ""
    description: str = ""
    parent_external_id: str = ""
    is_project: bool = False
    is_billable: bool | None = None
    hired_on: date | None = None


def revision_next(books: Books) -> int:
    """The file's next revision, under a lock that lasts until the transaction's end."""
    Books.objects.select_for_update().get(pk=books.pk)
    newest = CompanyFileRecord.objects.aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1


def record_add(
    *, actor: Actor, books: Books, kind: Kind, draft: RecordDraft, company_id: int | None = None
) -> CompanyFileRecord:
    """Adds an active record. `company_id`: the time account linked to the books, for its history.

    Raises the rules of `errors` about names, addresses and parents, each with its field.
    """
    _editable(books)
    with tenant_scope(books=[books.pk]), transaction.atomic():
        revision = revision_next(books)
        row = CompanyFileRecord(
            books=books, kind=kind.value, external_id=new_public_id(), version=revision
        )
        for name, value in _values(kind, draft, row).items():
            setattr(row, name, value)
        row.save()
        _tell(actor, "company_file_record.added", row, company_id, None, _shown(row))
    return row


def record_update(
    *,
    actor: Actor,
    books: Books,
    kind: Kind,
    external_id: str,
    draft: RecordDraft,
    version: int,
    company_id: int | None = None,
) -> CompanyFileRecord:
    """Changes a record that was read at `version`. Raises `RecordChanged`, `NotFound`, and as
    `record_add`."""
    _editable(books)
    with tenant_scope(books=[books.pk]), transaction.atomic():
        revision = revision_next(books)
        row = _locked(kind, external_id)
        if row.version != version:
            raise errors.RecordChanged
        before, old_path = _shown(row), row.full_name
        for name, value in _values(kind, draft, row).items():
            setattr(row, name, value)
        after = _shown(row)
        changed = [name for name in _DRAFTED if before[name] != after[name]]
        if not changed:
            return row
        row.version = revision
        row.save(update_fields=[*changed, "version", "changed_at"])
        if row.full_name != old_path:
            _paths_follow(row, revision + 1)
        _tell(
            actor, "company_file_record.updated", row, company_id,
            {name: before[name] for name in changed}, {name: after[name] for name in changed},
        )  # fmt: skip
    return row


def record_set_active(
    *,
    actor: Actor,
    books: Books,
    kind: Kind,
    external_id: str,
    active: bool,
    company_id: int | None = None,
) -> CompanyFileRecord:
    """Deactivates a record, or makes it active again. Raises `HasChildren`, `NameTaken`,
    `ParentNotFound`, `NotFound`."""
    _editable(books)
    with tenant_scope(books=[books.pk]), transaction.atomic():
        revision = revision_next(books)
        row = _locked(kind, external_id)
        if row.is_active == active:
            return row
        children = CompanyFileRecord.objects.filter(
            kind=kind.value, parent_external_id=external_id, is_active=True
        )
        if not active and children.exists():
            raise errors.HasChildren(name=row.full_name)
        if active and kind not in PEOPLE:
            if row.parent_external_id and not _parent(kind, row.parent_external_id).is_active:
                raise errors.ParentNotFound(field="parent_external_id")
            _free(kind, row.full_name, row)
        row.is_active = active
        row.version = revision
        row.save(update_fields=["is_active", "version", "changed_at"])
        code = "company_file_record.restored" if active else "company_file_record.deactivated"
        _tell(actor, code, row, company_id, {"is_active": not active}, {"is_active": active})
    return row


def _editable(books: Books) -> None:
    if books.ledger != CompanyFileLedger.key:
        raise errors.RecordNotEditable(name=books.name)


def _locked(kind: Kind, external_id: str) -> CompanyFileRecord:
    row = (
        CompanyFileRecord.objects.select_for_update()
        .filter(kind=kind.value, external_id=external_id)
        .first()
    )
    if row is None:
        raise NotFound(external_id)
    return row


def _values(kind: Kind, draft: RecordDraft, row: CompanyFileRecord) -> dict[str, Any]:
    """Checked values for the row's columns."""
    draft = replace(
        draft,
        name=tidy(draft.name),
        given_name=tidy(draft.given_name),
        family_name=tidy(draft.family_name),
        email=tidy(draft.email),
        phone=tidy(draft.phone),
        number=tidy(draft.number),
        payroll_id=tidy(draft.payroll_id),
        code=tidy(draft.code),
    )
    values: dict[str, Any] = {
        "email": _email(draft.email),
        "phone": draft.phone,
        "code": draft.code,
        "description": draft.description.strip(),
        "number": draft.number,
    }
    if kind in PEOPLE:
        name = f"{draft.given_name} {draft.family_name}".strip() or draft.name
        if not name:
            raise errors.NameMissing(field="given_name" if kind is Kind.EMPLOYEE else "name")
        values |= {
            "name": name,
            "full_name": name,
            "given_name": draft.given_name,
            "family_name": draft.family_name,
            "payroll_id": draft.payroll_id,
            "hired_on": draft.hired_on,
        }
    else:
        values |= _named(kind, draft, row)
    for name, value in values.items():
        limit = getattr(CompanyFileRecord._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit is not None and len(value) > limit:
            raise errors.TextTooLong(field=name if name != "full_name" else "name", limit=limit)
    return values


def _named(kind: Kind, draft: RecordDraft, row: CompanyFileRecord) -> dict[str, Any]:
    if not draft.name:
        raise errors.NameMissing(field="name")
    if ":" in draft.name:
        raise errors.NameHasColon(field="name")
    # Only customers move on screen; a class or item that a file put below another stays there.
    above = draft.parent_external_id if kind is Kind.CUSTOMER else row.parent_external_id
    parent = _parent(kind, above) if above else None
    if parent is not None and kind is Kind.CUSTOMER:
        _check_line(parent, row, draft.name)
    full_name = f"{parent.full_name}:{draft.name}" if parent else draft.name
    _free(kind, full_name, row)
    role = ""
    if kind is Kind.CUSTOMER:
        below = Role.PROJECT if draft.is_project else Role.SUB_CUSTOMER
        role = (below if parent else Role.CUSTOMER).value
    return {
        "name": draft.name,
        "full_name": full_name,
        "parent_external_id": above,
        "role": role,
        "is_billable": draft.is_billable,
    }


def _parent(kind: Kind, external_id: str) -> CompanyFileRecord:
    parent = CompanyFileRecord.objects.filter(kind=kind.value, external_id=external_id).first()
    if parent is None:
        raise errors.ParentNotFound(field="parent_external_id")
    return parent


def _check_line(parent: CompanyFileRecord, row: CompanyFileRecord, name: str) -> None:
    """The parent is active, not below the row, and leaves room for what hangs on the row."""
    if not parent.is_active and parent.external_id != row.parent_external_id:
        raise errors.ParentNotFound(field="parent_external_id")
    if parent.external_id == row.external_id or (
        row.full_name and parent.full_name.startswith(f"{row.full_name}:")
    ):
        raise errors.ParentLoop(field="parent_external_id", name=name)
    below = 0
    if row.full_name:
        own = row.full_name.count(":")
        paths = CompanyFileRecord.objects.filter(
            kind=row.kind, full_name__startswith=f"{row.full_name}:"
        ).values_list("full_name", flat=True)
        below = max((path.count(":") - own for path in paths), default=0)
    if parent.full_name.count(":") + 2 + below > MAX_DEPTH:
        raise errors.TooDeep(field="parent_external_id", limit=MAX_DEPTH)


def _free(kind: Kind, full_name: str, row: CompanyFileRecord) -> None:
    """No other active record of the kind has the name, whatever its case and accents."""
    wanted = path_key(full_name)
    others = CompanyFileRecord.objects.filter(kind=kind.value, is_active=True).exclude(pk=row.pk)
    if any(path_key(path) == wanted for path in others.values_list("full_name", flat=True)):
        raise errors.NameTaken(field="name", name=full_name)


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise errors.EmailNotValid(field="email", value=text) from error
    return text


def _paths_follow(row: CompanyFileRecord, revision: int) -> None:
    """Gives every record below a renamed or moved one its new path and a revision of its own."""
    level = [row]
    while level:
        parents = {each.external_id: each for each in level}
        level = list(
            CompanyFileRecord.objects.filter(kind=row.kind, parent_external_id__in=parents)
        )
        for child in level:
            above = parents[child.parent_external_id]
            child.full_name = f"{above.full_name}:{child.name}"[:600]
            child.version = revision
            revision += 1
        CompanyFileRecord.objects.bulk_update(level, ["full_name", "version"], batch_size=500)


def _shown(row: CompanyFileRecord) -> dict[str, Any]:
    """The row's drafted fields as history keeps them."""
    shown = {name: getattr(row, name) for name in _DRAFTED}
    return shown | {"hired_on": row.hired_on.isoformat() if row.hired_on else None}


def _tell(
    actor: Actor,
    code: str,
    row: CompanyFileRecord,
    company_id: int | None,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=row.books,
        label=row.full_name,
        company_id=company_id or actor.company_id,
        firm_id=actor.firm_id,
        before=before,
        after={"kind": row.kind, "external_id": row.external_id} | after,
    )
