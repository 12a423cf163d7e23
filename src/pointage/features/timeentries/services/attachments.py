"""Files on an entry: added, turned, removed, with their history. The bytes are kept under the
digest of their content, so the same file twice is kept once and never changes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pointage.features.timeentries import errors
from pointage.features.timeentries.models import Attachment, TimeEntry
from pointage.features.timeentries.pictures import (
    MOST_POINTS,
    PictureDamaged,
    PictureTooLarge,
    recognised,
    turned,
    without_place,
)
from pointage.features.timeentries.services import rows
from pointage.features.timeentries.services.fields import check_text
from pointage.features.timeentries.services.notes import entry_opened_to_write
from pointage.features.timeentries.services.people import check_may_manage
from pointage.features.timeentries.services.rows import Act
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

#: Files on one entry.
MOST: Final = 20
NAME_LIMIT: Final = 200
DESCRIPTION_LIMIT: Final = 300


def attachment_add(
    *, actor: Actor, entry: TimeEntry, name: str, content: bytes, description: str = ""
) -> Attachment:
    """Attaches a PNG, JPEG or PDF file of at most 10 MB, told by its content and not its name.
    Pictures lose their place and their maker; a turned one is remembered as turned.

    Permissions as for notes. Raises `AttachmentsOff`, `AttachmentTooLarge`,
    `AttachmentKindUnknown`, `AttachmentDamaged`, `PictureTooLarge`, `AttachmentUnnamed`,
    `TooManyAttachments`, `NoteTooLong`, `EntryDeleted`, `EntryLocked`.
    """
    if len(content) > errors.ATTACHMENT_LIMIT:
        limit = errors.ATTACHMENT_LIMIT // (1024 * 1024)
        raise errors.AttachmentTooLarge(field="file", limit=limit)
    content_type = recognised(content)
    if not content_type:
        raise errors.AttachmentKindUnknown(field="file")
    try:
        picture = without_place(content, content_type)
    except PictureDamaged as damaged:
        raise errors.AttachmentDamaged(field="file") from damaged
    except PictureTooLarge as large:
        limit = MOST_POINTS // 1_000_000
        raise errors.PictureTooLarge(field="file", limit=limit) from large
    name, description = _tidied_name(name), _checked_description(description)
    with transaction.atomic(), tenant_scope(companies=[entry.company_id]):
        act, row = entry_opened_to_write(actor, entry)
        digest = hashlib.sha256(picture.content).hexdigest()
        kept = Attachment.objects.filter(time_entry=row, sha256=digest, removed_at__isnull=True)
        if earlier := kept.first():  # a device that did not hear our answer sends it again
            return earlier
        _check_room(act, row)
        _keep(_folder(act.locked.company.public_id) / digest, picture.content)
        attachment = Attachment.objects.create(
            company_id=row.company_id,
            time_entry=row,
            name=name,
            content_type=picture.content_type,
            size=len(picture.content),
            sha256=digest,
            description=description,
            rotation=picture.rotation,
            added_by_id=actor.user_id,
            added_by_name=actor.name[:200],
        )
        _record(act, "time_entry.attachment_added", row, after=_shot(attachment))
    return attachment


def attachment_remove(*, actor: Actor, attachment: Attachment, reason: str = "") -> None:
    """Takes a file off its entry: whoever added it, or whoever may change the entry. The bytes stay
    for the history."""
    with transaction.atomic(), tenant_scope(companies=[attachment.company_id]):
        act, row, kept = _opened(actor, attachment)
        if actor.user_id is None or kept.added_by_id != actor.user_id:
            check_may_manage(actor, row.team_member_id)
        kept.removed_at = timezone.now()
        kept.save(update_fields=["removed_at"])
        _record(act, "time_entry.attachment_removed", row, before=_shot(kept), reason=reason)


def attachment_turn(*, actor: Actor, attachment: Attachment, rotation: int) -> Attachment:
    """Turns a picture as it is shown: 0, 90, 180 or 270 degrees to the right. Raises
    `RotationUnknown`."""
    if rotation not in (0, 90, 180, 270):
        raise errors.RotationUnknown(field="rotation")
    with transaction.atomic(), tenant_scope(companies=[attachment.company_id]):
        _act, _row, kept = _opened(actor, attachment)
        kept.rotation = rotation
        kept.save(update_fields=["rotation"])
    return kept


def attachment_path(attachment: Attachment) -> Path:
    """Where the bytes lie. Ask `access.attachment_for` first; the company must be loaded."""
    return _folder(attachment.company.public_id) / attachment.sha256


def attachment_content(attachment: Attachment) -> bytes:
    """The bytes as they are shown, a picture turned upright. Ask `access.attachment_for` first; the
    company must be loaded. Raises `NotFound` when a restored backup lacks the file."""
    try:
        kept = attachment_path(attachment).read_bytes()
    except FileNotFoundError as missing:
        raise NotFound(attachment.public_id) from missing
    return turned(kept, attachment.content_type, attachment.rotation)


def _opened(actor: Actor, attachment: Attachment) -> tuple[Act, TimeEntry, Attachment]:
    act, row = entry_opened_to_write(actor, attachment.time_entry)
    rows.check_open(row)
    kept = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True).first()
    if kept is None:
        raise NotFound(attachment.public_id)
    return act, row, kept


def _check_room(act: Act, entry: TimeEntry) -> None:
    if not act.locked.settings.has_attachments:
        raise errors.AttachmentsOff(field="file")
    rows.check_open(entry)
    if Attachment.objects.filter(time_entry=entry, removed_at__isnull=True).count() >= MOST:
        raise errors.TooManyAttachments(field="file", limit=MOST)


def _tidied_name(name: str) -> str:
    """The last part of the name, without what would confuse a file system or a header."""
    check_text(name, "file")
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf"))
    tidied = plain.strip(" .")[-NAME_LIMIT:]
    if not tidied:
        raise errors.AttachmentUnnamed(field="file")
    return tidied


def _checked_description(description: str) -> str:
    check_text(description, "description")
    if len(description) > DESCRIPTION_LIMIT:
        raise errors.NoteTooLong(field="description", limit=DESCRIPTION_LIMIT)
    return description.strip()


def _folder(company_public_id: str) -> Path:
    return Path(settings.MEDIA_ROOT) / company_public_id


def _keep(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all. A transaction that fails afterwards leaves bytes that
    nothing points to, never a row without its bytes."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _shot(attachment: Attachment) -> dict[str, Any]:
    return {
        "attachment": attachment.public_id,
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _record(
    act: Act,
    code: str,
    entry: TimeEntry,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    event_record(
        actor=act.actor,
        code=code,
        obj=entry,
        label=rows.label_of(act, entry),
        company_id=entry.company_id,
        before=before,
        after=after,
        reason=reason,
    )
