"""Service items, classes and locations of the books as the flat lists beside jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models

from pointage.features.books.reasons import Reason
from pointage.features.books.services.importing.fitting import cut, too_long
from pointage.features.books.services.importing.records import KindImport
from pointage.features.books.services.importing.work import Match, Problem
from pointage.features.jobs.models import CostClass, Dimension, Location, ServiceItem
from pointage.ledgers.names import path_key, split_path
from pointage.ledgers.protocol import Record


class DimensionImport(KindImport):
    """Nested records keep their whole path as their name: our lists are flat."""

    model: ClassVar[type[Dimension]]

    def prepare(self, records: Sequence[Record]) -> None:
        names = {_path(record) for record in records}
        active = self.model._default_manager.filter(is_active=True)
        self._taken: dict[str, models.Model] = {
            each.name: each for each in active.filter(name__in=names - {""})
        }
        self._by_name: dict[str, list[tuple[int, str]]] = {}
        for pk, name in self.unmapped().filter(is_active=True).values_list("pk", "name"):
            self._by_name.setdefault(path_key(name), []).append((pk, name))
        self._unmapped = {pk for rows in self._by_name.values() for pk, _ in rows}

    def draft(
        self, record: Record, local: models.Model | None, *, forced: bool
    ) -> dict[str, Any] | Problem:
        name = _path(record)
        if not name:
            return Problem(Reason.NAME_MISSING)
        values: dict[str, Any] = {"name": name, "code": record.code or ""}
        long = too_long(self.model, values)
        if long and not forced:
            return long
        values = cut(self.model, values)
        if local is not None:
            if not values["code"]:
                del values["code"]
            if not record.active:
                return values
        other = self._taken.get(values["name"])
        if other is None or other is local or (local is not None and other.pk == local.pk):
            return values
        if forced:
            return values | {"name": self._numbered(values["name"])}
        same = other.pk in self._unmapped and other.pk not in self.mapped_here and local is None
        data = {"value": values["name"], "other": values["name"], "other_id": other.pk}
        return Problem(Reason.NAME_USED, data | ({"same": True, "by": "name"} if same else {}))

    def match(self, record: Record, values: dict[str, Any]) -> Match | Problem | None:
        found = self._by_name.get(path_key(values["name"]), [])
        found = [each for each in found if each[0] not in self.mapped_here]
        if len(found) == 1:
            return Match(found[0][0], "name")
        if found:
            return Problem(Reason.AMBIGUOUS, {"other": ", ".join(each[1] for each in found[:5])})
        return None

    def set_active(self, local: models.Model, *, active: bool) -> dict[str, Any] | Problem:
        return {"is_active": active}

    def claimed(self, local: models.Model, values: dict[str, Any]) -> None:
        if "name" in values:
            self._taken[values["name"]] = local

    def _numbered(self, name: str) -> str:
        number = 2
        while True:
            candidate = f"{name[:190]} ({number})"
            if not self.model._default_manager.filter(name=candidate, is_active=True).exists():
                return candidate
            number += 1


class ServiceItemImport(DimensionImport):
    model = ServiceItem

    def draft(
        self, record: Record, local: models.Model | None, *, forced: bool
    ) -> dict[str, Any] | Problem:
        values = super().draft(record, local, forced=forced)
        if isinstance(values, dict) and local is None:
            # Where it begins; from then on people here decide, and the books take nothing back.
            values["is_billable"] = self.work.choices.billable and record.billable is not False
        return values


class CostClassImport(DimensionImport):
    model = CostClass


class LocationImport(DimensionImport):
    model = Location


def _path(record: Record) -> str:
    return ":".join(level for level in split_path(record.full_name or record.name) if level)
