"""Putting objects of ours away: those ticked in a link's plan, and those removed from the books.

Nothing is archived that nobody ticked and that the books still have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from pointage.features.books.models import ImportChange, Mapping
from pointage.features.books.services.importing.work import LOCAL_MODEL, Work
from pointage.features.jobs.models import CostClass, Job, Location, ServiceItem
from pointage.features.team.models import TeamMember
from pointage.ledgers.protocol import RecordKey

MODELS: dict[str, type[models.Model]] = {
    "team_member": TeamMember,
    "job": Job,
    "service_item": ServiceItem,
    "cost_class": CostClass,
    "location": Location,
}
ARCHIVE = "archive"


def local_key(local_model: str, local_id: int) -> str:
    """The key of a decision about an object of ours in `ImportRun.decisions`."""
    return f"local:{local_model}:{local_id}"


def archive_chosen(work: Work) -> None:
    """Archives what the plan's reader ticked and no record was linked to since."""
    ticked: dict[str, list[int]] = {}
    for key, decision in work.decisions.items():
        if key.startswith("local:") and decision.get("action") == ARCHIVE:
            _, local_model, local_id = key.split(":")
            ticked.setdefault(local_model, []).append(int(local_id))
    for local_model, ids in ticked.items():
        mapped = set(
            Mapping.objects.filter(
                connection_id=work.run.connection_id, local_model=local_model, local_id__in=ids
            ).values_list("local_id", flat=True)
        )
        objects_archive(work, local_model, [each for each in ids if each not in mapped])


def archive_removed(work: Work, removed: Sequence[RecordKey]) -> None:
    """Archives what the books have deleted; the mapping stays, should it come back."""
    by_model: dict[str, list[int]] = {}
    for key in removed:
        for local_id in Mapping.objects.filter(
            connection_id=work.run.connection_id,
            kind=key.kind.value,
            external_id=key.external_id,
        ).values_list("local_id", flat=True):
            by_model.setdefault(LOCAL_MODEL[key.kind], []).append(local_id)
    for local_model, ids in by_model.items():
        objects_archive(work, local_model, ids)


def objects_archive(work: Work, local_model: str, ids: Sequence[int]) -> None:
    """Archives those that are active; never the company's primary administrator."""
    model = MODELS[local_model]
    name, off = ("state", "archived") if model is TeamMember else ("is_active", False)
    rows: list[Any] = [
        row
        for row in model._default_manager.filter(pk__in=ids)
        if getattr(row, name) != off
        and not (model is TeamMember and row.pk == work.primary_admin_id)
    ]
    for row in rows:
        before = {name: getattr(row, name)}
        setattr(row, name, off)
        work.tell(f"{local_model}:{row.public_id}", before, {name: off})
        if work.keep_changes:
            ImportChange.objects.create(
                company_id=work.run.company_id,
                run_id=work.run.pk,
                action=ImportChange.Action.ARCHIVED,
                local_model=local_model,
                local_id=row.pk,
                before=before,
                after={name: off},
            )
    model._default_manager.bulk_update(rows, [name], batch_size=500)
