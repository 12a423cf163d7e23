"""Undoing a link to an existing company within its 30 days: what the link made, changed or put away
goes back to what it was, unless somebody has used or changed it since."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from pointage.features.books.errors import ImportUnderWay, NotLinked, UndoNotNeeded, UndoTooLate
from pointage.features.books.models import (
    BooksConnection,
    ImportChange,
    ImportIssue,
    ImportRun,
    Mapping,
)
from pointage.features.books.services.importing.archiving import MODELS
from pointage.features.books.services.importing.fitting import json_value
from pointage.features.jobs.models import Job
from pointage.features.jobs.services.trees import job_paths_follow
from pointage.features.team.models import TeamMember
from pointage.features.timeentries.models import TimeEntry
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope

Action = ImportChange.Action


class KeptBecause(StrEnum):
    HAS_TIME = "has_time"
    HAS_SIGN_IN = "has_sign_in"
    CHANGED_SINCE = "changed_since"
    HAS_CHILDREN = "has_children"
    NAME_TAKEN = "name_taken"


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that undoing left as it is."""

    label: str
    because: KeptBecause


@dataclass(slots=True)
class UndoResult:
    removed: int = 0
    reverted: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)


def link_undo(*, actor: Actor, connection: BooksConnection) -> UndoResult:
    """Reverses the link and ends it, in one transaction.

    Raises `NotLinked`, `UndoNotNeeded`, `UndoTooLate`, `ImportUnderWay`.
    """
    with tenant_scope(companies=[connection.company_id]), transaction.atomic():
        connection = BooksConnection.objects.select_for_update().get(pk=connection.pk)
        _check(connection)
        result = _reverse(connection)
        Mapping.objects.filter(connection=connection).delete()
        ImportIssue.objects.filter(run__connection=connection, resolved_at=None).update(
            resolved_at=timezone.now(), resolution="undone"
        )
        connection.state = BooksConnection.State.UNLINKED
        connection.undo_until = None
        connection.cursor = ""
        connection.save(update_fields=["state", "undo_until", "cursor"])
        event_record(
            actor=actor,
            code="books_connection.link_undone",
            obj=connection.books,
            company_id=connection.company_id,
            firm_id=actor.firm_id,
            before={"state": "active"},
            after={
                "state": connection.state,
                "removed": result.removed,
                "reverted": result.reverted,
                "restored": result.restored,
                "kept": [f"{kept.label} ({kept.because})" for kept in result.kept[:200]],
            },
        )
    return result


def _check(connection: BooksConnection) -> None:
    if connection.state == BooksConnection.State.UNLINKED:
        raise NotLinked
    if connection.undo_until is None:
        raise UndoNotNeeded
    if connection.undo_until < timezone.now():
        raise UndoTooLate
    if ImportRun.objects.filter(connection=connection, state__in=["queued", "running"]).exists():
        raise ImportUnderWay


def _reverse(connection: BooksConnection) -> UndoResult:
    """Newest change first; made objects last, when nothing hangs on them any more."""
    result = UndoResult()
    changes = list(ImportChange.objects.filter(run__connection=connection).order_by("-pk"))
    made = {(each.local_model, each.local_id) for each in changes if each.action == Action.CREATED}
    rows = {
        name: model._default_manager.in_bulk(
            {each.local_id for each in changes if each.local_model == name}
        )
        for name, model in MODELS.items()
    }
    for change in changes:
        row = rows[change.local_model].get(change.local_id)
        if row is None or (change.local_model, change.local_id) in made:
            continue
        _revert(change, row, result)
    for name in MODELS:
        ours = [rows[name][pk] for model, pk in made if model == name and pk in rows[name]]
        _remove(name, ours, result)
    return result


def _revert(change: ImportChange, row: Any, result: UndoResult) -> None:
    """Puts overwritten fields back where they still hold what the import wrote."""
    if not change.before:
        return
    if any(json_value(getattr(row, name)) != value for name, value in change.after.items()):
        result.kept.append(Kept(str(row), KeptBecause.CHANGED_SINCE))
        return
    old_path = getattr(row, "full_name", "")
    for name, value in change.before.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))
    try:
        with transaction.atomic():
            row.save(update_fields=list(change.before))
    except IntegrityError:
        for name in change.before:
            setattr(row, name, row._meta.get_field(name).to_python(change.after[name]))
        result.kept.append(Kept(str(row), KeptBecause.NAME_TAKEN))
        return
    if isinstance(row, Job) and row.full_name != old_path:
        job_paths_follow(job=row, old_full_name=old_path)
    if change.action == Action.ARCHIVED:
        result.restored += 1
    else:
        result.reverted += 1


def _remove(local_model: str, rows: list[Any], result: UndoResult) -> None:
    """Deletes what the import made and nobody used; keeps and lists the rest."""
    reasons = _uses(local_model, [row.pk for row in rows])
    if local_model == "job":
        _keep_ancestors(rows, reasons)
    for row in rows:
        if isinstance(row, TeamMember) and row.user_id is not None:
            reasons.setdefault(row.pk, KeptBecause.HAS_SIGN_IN)
        if row.pk in reasons:
            result.kept.append(Kept(str(row), reasons[row.pk]))
    gone = [row for row in rows if row.pk not in reasons]
    gone.sort(key=lambda row: -getattr(row, "full_name", "").count(":"))
    model: type[models.Model] = MODELS[local_model]
    if local_model == "job":
        # One statement a level: a parent cannot go before its children.
        for depth in sorted({row.full_name.count(":") for row in gone}, reverse=True):
            level = [row.pk for row in gone if row.full_name.count(":") == depth]
            model._default_manager.filter(pk__in=level).delete()
    else:
        model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
    result.removed += len(gone)


def _uses(local_model: str, ids: list[int]) -> dict[int, KeptBecause]:
    """Rows that time entries point to."""
    if local_model not in ("team_member", "job"):
        return {}
    used = TimeEntry.objects.filter(**{f"{local_model}_id__in": ids})
    return dict.fromkeys(
        used.values_list(f"{local_model}_id", flat=True).distinct(), KeptBecause.HAS_TIME
    )


def _keep_ancestors(rows: list[Job], reasons: dict[int, KeptBecause]) -> None:
    """A job stays when one below it stays: made by hand, or kept for its time."""
    ours = {row.pk: row for row in rows}
    by_hand = (
        Job.objects.filter(parent_id__in=ours)
        .exclude(pk__in=ours)
        .values_list("parent_id", flat=True)
    )
    staying = [pk for pk in by_hand if pk is not None]
    staying += [parent for pk in reasons if (parent := ours[pk].parent_id) is not None]
    while staying:
        pk = staying.pop()
        if pk in ours and pk not in reasons:
            reasons[pk] = KeptBecause.HAS_CHILDREN
            above = ours[pk].parent_id
            if above is not None:
                staying.append(above)
