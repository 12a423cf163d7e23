"""Writes a planned file to the database in batches, in the transaction of its caller, and tells
what was written for the history."""

from __future__ import annotations

from typing import Any

from django.db import connection

from pointage.features.jobs.files.items import ItemPlan
from pointage.features.jobs.files.memory import Node, Tree
from pointage.features.jobs.models import CustomField, CustomFieldItem, Job, JobAssignment
from pointage.features.jobs.services.jobs import json_value
from pointage.features.jobs.services.trees import BATCH, PATH_LIMIT, SEPARATOR, in_batches

_AT_ONCE = 5_000
_TOLD = 500
"""Rows told in one event of the history."""
_WRITTEN = ("parent_id", "full_name", "name", "code", "is_billable", "billable_rate", "is_active")


def jobs_write(company_id: int, tree: Tree) -> list[dict[str, Any]]:
    """Writes what differs between the tree and the database; for the history, in batches, the
    paths added and what changed by path."""
    paths = _paths(tree)
    _make_way(tree, paths)
    added = _levels_add(company_id, tree)
    changed = _changed_write(tree, paths)
    told: list[dict[str, Any]] = []
    for start in range(0, len(added), _TOLD):
        told.append({"added": [job.full_name for job in added[start : start + _TOLD]]})
    for start in range(0, len(changed), _TOLD):
        told.append({"changed": dict(changed[start : start + _TOLD])})
    return told


def items_write(field: CustomField, plan: ItemPlan) -> list[dict[str, Any]]:
    """The same for the items of a field."""
    last = CustomFieldItem.objects.filter(field=field).order_by("-position").first()
    position = last.position if last else 0
    for number, item in enumerate(plan.added, start=position + 1):
        item.company_id, item.field, item.position = field.company_id, field, min(number, 32_767)
    CustomFieldItem.objects.bulk_create(plan.added, batch_size=BATCH)
    changed = list(plan.changed.values())
    CustomFieldItem.objects.bulk_update(changed, ["code", "is_active"], batch_size=BATCH)
    told: list[dict[str, Any]] = []
    for word, items in (("added", plan.added), ("changed", changed)):
        for start in range(0, len(items), _TOLD):
            told.append({word: [item.name for item in items[start : start + _TOLD]]})
    return told


def _levels_add(company_id: int, tree: Tree) -> list[Job]:
    """New jobs, level by level: a row needs its parent's number first. They are offered to the
    people of the parent that stood before."""
    rows: dict[int, Job] = {}
    waiting = tree.added
    made: list[Job] = []
    while waiting:
        level = [node for node in waiting if _is_ready(node)]
        later = [node for node in waiting if not _is_ready(node)]
        for node in level:
            rows[id(node)] = _row(company_id, node)
        jobs = [rows[id(node)] for node in level]
        Job.objects.bulk_create(jobs, batch_size=BATCH)
        for node, job in zip(level, jobs, strict=True):
            node.pk = job.pk
        made += jobs
        waiting = later
    _offer_as_above(company_id, tree.added, rows)
    return made


def _is_ready(node: Node) -> bool:
    above = node.parent
    return above is None or above.parent is None or above.pk is not None


def _row(company_id: int, node: Node) -> Job:
    above = node.parent
    return Job(
        company_id=company_id,
        parent_id=above.pk if above is not None and above.parent is not None else None,
        name=node.name,
        full_name=node.path,
        code=node.code,
        is_billable=node.is_billable,
        billable_rate=node.rate,
    )


def _offer_as_above(company_id: int, added: list[Node], rows: dict[int, Job]) -> None:
    """New jobs below one that is not for everyone are offered to its people."""
    limited = dict(
        Job.objects.filter(company_id=company_id, is_for_everyone=False).values_list(
            "pk", "is_for_everyone"
        )
    )
    if not limited:
        return
    new = {id(node) for node in added}
    models: dict[int, list[Job]] = {}
    for node in added:
        above = node.parent
        while above is not None and id(above) in new:
            above = above.parent
        if above is not None and above.pk in limited:
            models.setdefault(above.pk, []).append(rows[id(node)])
    for ids in in_batches(list(models)):
        told: dict[int, list[tuple[int | None, int | None]]] = {}
        for job_id, person, group in JobAssignment.objects.filter(job_id__in=ids).values_list(
            "job_id", "team_member_id", "group_id"
        ):
            told.setdefault(job_id, []).append((person, group))
        jobs = [job for pk in ids for job in models[pk]]
        for part in in_batches([job.pk for job in jobs]):
            Job.objects.filter(pk__in=part).update(is_for_everyone=False)
        JobAssignment.objects.bulk_create(
            [
                JobAssignment(company_id=company_id, job=job, team_member_id=person, group_id=group)
                for pk in ids
                for job in models[pk]
                for person, group in told.get(pk, ())
            ],
            batch_size=BATCH,
        )


def _make_way(tree: Tree, paths: dict[int, str]) -> None:
    """Jobs whose path changes leave it at once (the last write makes them active again), so that
    two may swap places and a new one may take the place of one that goes."""
    going = [node.pk for node in tree.stored if paths[id(node)] != node.stored["full_name"]]
    for ids in in_batches([pk for pk in going if pk is not None]):
        Job.objects.filter(pk__in=ids, is_active=True).update(is_active=False)


def _changed_write(tree: Tree, paths: dict[int, str]) -> list[tuple[str, Any]]:
    """Jobs that stood before and differ now, by themselves or because a parent moved; (path,
    fields before and after) of those that differ by more than their path."""
    changed: list[tuple[Any, ...]] = []
    told: list[tuple[str, Any]] = []
    for node in tree.stored:
        now = _columns(node, paths)
        before = {name: node.stored[name] for name in now if node.stored[name] != now[name]}
        if not before:
            continue
        changed.append((*(now[name] for name in _WRITTEN), node.pk))
        own = {name: json_value(value) for name, value in before.items() if name != "parent_id"}
        if set(before) - {"full_name"}:
            told.append((now["full_name"], {"before": own, "after": _own(own, now)}))
    _update_each(changed)
    return told


def _update_each(rows: list[tuple[Any, ...]]) -> None:
    """One statement for each row, sent together: ten times faster than the ORM's bulk update,
    which writes a CASE for each row and field."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(name)} = %s" for name in _WRITTEN)
    table = quote(Job._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            cursor.executemany(
                f"UPDATE {table} SET {columns} WHERE id = %s",  # noqa: S608  (names are ours)
                rows[start : start + _AT_ONCE],
            )


def _own(names: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {name: json_value(now[name]) for name in names}


def _columns(node: Node, paths: dict[int, str]) -> dict[str, Any]:
    above = node.parent
    parent_id = above.pk if above is not None and above.parent is not None else None
    return node.columns() | {"parent_id": parent_id, "full_name": paths[id(node)]}


def _paths(tree: Tree) -> dict[int, str]:
    """Paths of all jobs that stood before, each worked out once."""
    known: dict[int, str] = {id(tree.root): ""}
    for node in tree.stored:
        line = []
        here: Node | None = node
        while here is not None and id(here) not in known:
            line.append(here)
            here = here.parent
        for each in reversed(line):
            above = known[id(each.parent)] if each.parent is not None else ""
            path = f"{above}{SEPARATOR}{each.name}" if above else each.name
            known[id(each)] = path[:PATH_LIMIT]
    return known
