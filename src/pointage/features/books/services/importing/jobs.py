"""Customers, sub-customers and projects of the books as the tree of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from pointage.features.books.models import Mapping
from pointage.features.books.reasons import Reason
from pointage.features.books.services.importing.fitting import cut, too_long
from pointage.features.books.services.importing.records import KindImport
from pointage.features.books.services.importing.work import Match, Problem
from pointage.features.jobs.models import Job
from pointage.features.jobs.services.trees import job_path, job_paths_follow
from pointage.ledgers.names import MAX_DEPTH, path_key, tidy, without_deleted_mark
from pointage.ledgers.protocol import Record, Role


class JobImport(KindImport):
    """Whole paths decide, never the last name alone: Acme:Audit is not Beta:Audit."""

    model = Job

    def levels(self, records: Sequence[Record]) -> Iterable[Sequence[Record]]:
        """Parents before children, whatever their order in the page."""
        self._by_id = {record.external_id: record for record in records}
        levels: dict[int, list[Record]] = {}
        for record in self._by_id.values():
            levels.setdefault(len(self._line(record)), []).append(record)
        return [levels[depth] for depth in sorted(levels)]

    def prepare(self, records: Sequence[Record]) -> None:
        lines = {record.external_id: self._line(record) for record in records}
        above = {ancestor for line in lines.values() for ancestor in line}
        mapped = Mapping.objects.filter(
            connection_id=self.work.run.connection_id,
            kind=self.kind.value,
            external_id__in=above,
        ).values_list("external_id", "local_id")
        local_ids = dict(mapped)
        jobs = Job.objects.in_bulk(set(local_ids.values()))
        self._parents = {
            external_id: jobs[local_id]
            for external_id, local_id in local_ids.items()
            if local_id in jobs
        }
        wanted = {self._path(record) for record in records}
        active = Job.objects.filter(is_active=True)
        self._taken: dict[str, Job] = {
            job.full_name: job for job in active.filter(full_name__in=wanted - {""})
        }
        self._by_path: dict[str, list[tuple[int, str]]] = {}
        for pk, full_name in self.unmapped().filter(is_active=True).values_list("pk", "full_name"):
            self._by_path.setdefault(path_key(full_name), []).append((pk, full_name))
        self._unmapped = {pk for rows in self._by_path.values() for pk, _ in rows}

    def draft(
        self, record: Record, local: models.Model | None, *, forced: bool
    ) -> dict[str, Any] | Problem:
        name = _bare(record)
        if forced:
            name = name[: Job._meta.get_field("name").max_length].rstrip()
        if not name:
            return Problem(Reason.NAME_MISSING)
        if ":" in name:
            return Problem(Reason.NAME_HAS_COLON)
        parent = self._parent(record)
        if isinstance(parent, Problem):
            if not forced:
                return parent
            parent = None
        values: dict[str, Any] = {
            "parent_id": parent.pk if parent else None,
            "role": (record.role or Role.CUSTOMER).value,
            "name": name,
            "full_name": job_path(parent, name),
            "code": record.code or record.number or "",
        }
        long = too_long(Job, values)
        if long and not forced:
            return long
        values = cut(Job, values)
        if local is None:
            # Where it begins; from then on people here decide, and the books take nothing back.
            values["is_billable"] = self.work.choices.billable and bool(record.billable)
        else:
            if not values["code"]:
                del values["code"]
            if not record.active:
                return values
        return self._free(values, local, parent, forced=forced)

    def match(self, record: Record, values: dict[str, Any]) -> Match | Problem | None:
        found = self._by_path.get(path_key(values["full_name"]), [])
        found = [each for each in found if each[0] not in self.mapped_here]
        if len(found) == 1:
            return Match(found[0][0], "name")
        if found:
            return Problem(Reason.AMBIGUOUS, {"other": ", ".join(each[1] for each in found[:5])})
        return None

    def set_active(self, local: models.Model, *, active: bool) -> dict[str, Any] | Problem:
        return {"is_active": active}

    def claimed(self, local: models.Model, values: dict[str, Any]) -> None:
        assert isinstance(local, Job)
        if "full_name" in values:
            self._taken[values["full_name"]] = local

    def moved(self, local: models.Model, before: dict[str, Any]) -> None:
        assert isinstance(local, Job)
        if "full_name" in before:
            job_paths_follow(job=local, old_full_name=before["full_name"])

    def _free(
        self,
        values: dict[str, Any],
        local: models.Model | None,
        parent: Job | None,
        *,
        forced: bool,
    ) -> dict[str, Any] | Problem:
        """The same values when the path is nobody else's; numbered when forced."""
        other = self._taken.get(values["full_name"])
        if other is None or other is local or (local is not None and other.pk == local.pk):
            return values
        if not forced:
            same = other.pk in self._unmapped and other.pk not in self.mapped_here
            data = {"value": values["full_name"], "other": other.full_name, "other_id": other.pk}
            same_data = {"same": True, "by": "name"} if same and local is None else {}
            return Problem(Reason.NAME_USED, data | same_data)
        number = 2
        while True:
            name = f"{values['name'][:190]} ({number})"
            path = job_path(parent, name)[:500]
            if not Job.objects.filter(full_name=path, is_active=True).exists():
                return values | {"name": name, "full_name": path}
            number += 1

    def _line(self, record: Record) -> list[str]:
        """External ids of the record's ancestors, nearest first."""
        line: list[str] = []
        parent = record.parent_external_id
        while parent and parent not in line and len(line) <= 2 * MAX_DEPTH:
            line.append(parent)
            above = self._record(parent)
            parent = above.parent_external_id if above else None
        return line

    def _record(self, external_id: str) -> Record | None:
        return self._by_id.get(external_id) or self.work.ancestors.get(external_id)

    def _parent(self, record: Record) -> Job | Problem | None:
        """The nearest ancestor that the choices bring in; None for the top level."""
        for external_id in self._line(record):
            if external_id in self._parents:
                return self._parents[external_id]
            above = self._record(external_id)
            if above is None or not above.active or external_id == record.external_id:
                return Problem(Reason.PARENT_MISSING, {"parent": external_id})
            if self.work.choices.wants(above):
                data = {"parent": external_id, "other": above.full_name}
                return Problem(Reason.PARENT_NOT_IMPORTED, data)
        return None

    def _path(self, record: Record) -> str:
        parent = self._parent(record)
        return "" if isinstance(parent, Problem) else job_path(parent, _bare(record))


def _bare(record: Record) -> str:
    name, _ = without_deleted_mark(tidy(record.name))
    return name
