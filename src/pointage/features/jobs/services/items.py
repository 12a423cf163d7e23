"""Keeping the items of list fields: names, limits to jobs, people and groups, and the further
fields that choosing an item asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from pointage.features.jobs import errors
from pointage.features.jobs.models import (
    CustomField,
    CustomFieldItem,
    CustomFieldItemLimit,
    CustomFieldTrigger,
    Job,
)
from pointage.features.jobs.services import rules
from pointage.features.jobs.values import ItemValues
from pointage.features.team.models import Group, TeamMember
from pointage.foundation.errors import NotFound
from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope


def item_add(*, actor: Actor, field: CustomField, values: ItemValues) -> CustomFieldItem:
    """A new item, last in order. Needs `jobs:manage`; raises `NotAList`, `ItemNameTaken`,
    `ItemCodeTaken`, `TriggersItself`, `NotFound`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[field.company_id]):
        field = rules.row_locked(field)
        if field.kind != CustomField.Kind.LIST:
            raise errors.NotAList
        last = CustomFieldItem.objects.filter(field=field).order_by("-position").first()
        item = CustomFieldItem(
            company_id=field.company_id,
            field=field,
            name=values.name,
            code=values.code,
            position=last.position + 1 if last else 1,
        )
        _save(item)
        _settings_set(item, values)
        _record(actor, item, "custom_field_item.added", after=_told(item))
    return item


def item_update(*, actor: Actor, item: CustomFieldItem, values: ItemValues) -> CustomFieldItem:
    """Changes an item with all its limits. Needs `jobs:manage`; raises `IsArchived` and as
    `item_add`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[item.company_id]):
        row = rules.row_locked(item)
        if not row.is_active:
            raise errors.IsArchived(name=row.name)
        before = _told(row)
        row.name, row.code = values.name, values.code
        _save(row, ["name", "code"])
        _settings_set(row, values)
        after = _told(row)
        changed = [name for name in after if before[name] != after[name]]
        if changed:
            _record(
                actor,
                row,
                "custom_field_item.updated",
                {name: before[name] for name in changed},
                {name: after[name] for name in changed},
            )
    return row


def item_archive(*, actor: Actor, item: CustomFieldItem) -> None:
    """Offered no more; answers already given stay. Needs `jobs:manage`."""
    _set_active(actor, item, is_active=False)


def item_restore(*, actor: Actor, item: CustomFieldItem) -> None:
    """Needs `jobs:manage`; raises `ItemNameTaken`, `ItemCodeTaken`."""
    _set_active(actor, item, is_active=True)


def items_order(*, actor: Actor, field: CustomField, item_ids: Sequence[int]) -> None:
    """Puts the active items in the order of `item_ids` (row numbers); those not named follow as
    they were. Needs `jobs:manage`."""
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[field.company_id]):
        field = rules.row_locked(field)
        rows = list(
            CustomFieldItem.objects.filter(field=field, is_active=True).order_by(
                "position", "name", "pk"
            )
        )
        place = {pk: number for number, pk in enumerate(item_ids)}
        wanted = sorted(rows, key=lambda row: place.get(row.pk, len(place)))
        if wanted == rows:
            return
        for number, row in enumerate(wanted, start=1):
            row.position = number
        CustomFieldItem.objects.bulk_update(wanted, ["position"], batch_size=500)
        event_record(
            actor=actor,
            code="custom_field_item.ordered",
            obj=field,
            label=field.name,
            company_id=field.company_id,
            before={"order": [row.name for row in rows[:50]]},
            after={"order": [row.name for row in wanted[:50]]},
        )


def _set_active(actor: Actor, item: CustomFieldItem, *, is_active: bool) -> None:
    actor.require(rules.MANAGE)
    with transaction.atomic(), tenant_scope(companies=[item.company_id]):
        row = rules.row_locked(item)
        if row.is_active == is_active:
            return
        row.is_active = is_active
        _save(row, ["is_active"])
        code = "custom_field_item.restored" if is_active else "custom_field_item.archived"
        _record(actor, row, code, {"is_active": not is_active}, {"is_active": is_active})


def _settings_set(item: CustomFieldItem, values: ItemValues) -> None:
    """Limits and triggers become those of `values`."""
    if item.field_id in values.trigger_ids:
        raise errors.TriggersItself(field="triggers")
    _check_known(Job, values.job_ids)
    _check_known(TeamMember, values.member_ids)
    _check_known(Group, values.group_ids)
    _check_known(CustomField, values.trigger_ids)
    CustomFieldItemLimit.objects.filter(item=item).delete()
    CustomFieldItemLimit.objects.bulk_create(
        [
            CustomFieldItemLimit(company_id=item.company_id, item=item, **{name: pk})
            for name, ids in (
                ("job_id", values.job_ids),
                ("team_member_id", values.member_ids),
                ("group_id", values.group_ids),
            )
            for pk in sorted(ids)
        ],
        batch_size=500,
    )
    CustomFieldTrigger.objects.filter(item=item).delete()
    CustomFieldTrigger.objects.bulk_create(
        [
            CustomFieldTrigger(company_id=item.company_id, item=item, field_id=pk)
            for pk in sorted(values.trigger_ids)
        ]
    )


def _check_known(model: type[models.Model], ids: frozenset[int]) -> None:
    if model._default_manager.filter(pk__in=ids).count() != len(ids):
        raise NotFound(model._meta.label)


def _told(item: CustomFieldItem) -> dict[str, Any]:
    """The item with its limits, in names, for the history."""
    limits = CustomFieldItemLimit.objects.filter(item=item).select_related(
        "job", "team_member", "group"
    )
    triggers = CustomFieldTrigger.objects.filter(item=item).order_by("field__position", "pk")
    return {
        "name": item.name,
        "code": item.code,
        "jobs": sorted(row.job.full_name for row in limits if row.job),
        "people": sorted(row.team_member.full_name for row in limits if row.team_member),
        "groups": sorted(row.group.name for row in limits if row.group),
        "asks": list(triggers.values_list("field__name", flat=True)),
    }


def _save(item: CustomFieldItem, fields: list[str] | None = None) -> None:
    others = CustomFieldItem.objects.filter(field_id=item.field_id, is_active=True)
    others = others.exclude(pk=item.pk)
    if item.is_active and others.filter(name__iexact=item.name).exists():
        raise errors.ItemNameTaken(field="name", name=item.name)
    twin = others.filter(code__iexact=item.code).first() if item.is_active and item.code else None
    if twin is not None:
        raise errors.ItemCodeTaken(field="code", name=twin.name)
    try:
        with transaction.atomic():
            item.save(update_fields=fields)
    except IntegrityError as error:
        raise errors.ItemNameTaken(field="name", name=item.name) from error


def _record(
    actor: Actor,
    item: CustomFieldItem,
    code: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    event_record(
        actor=actor,
        code=code,
        obj=item,
        label=item.name,
        company_id=item.company_id,
        before=before,
        after=after,
    )
