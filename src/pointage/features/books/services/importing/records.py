"""How records of one kind become objects of ours: first sight, later sights, problems, issues.

The skeleton shared by people, jobs and flat lists; runs inside the page's transaction and scope.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from pointage.features.books.models import ImportChange, ImportIssue, Mapping
from pointage.features.books.reasons import Reason
from pointage.features.books.services.importing.fitting import json_value
from pointage.features.books.services.importing.work import (
    FATE_OF_SEVERITY,
    LOCAL_MODEL,
    Choice,
    Decision,
    Fate,
    Match,
    Problem,
    Work,
    seen_mark,
    severity_of,
)
from pointage.ledgers.protocol import Kind, Record

BATCH = 500
SKIPPED = "skip"
"""`ImportIssue.resolution` of a record that a person left out."""


class KindImport(ABC):
    """Brings records of one kind in. Subclasses say what a record means for their model."""

    model: ClassVar[type[models.Model]]

    def __init__(self, work: Work, kind: Kind) -> None:
        self.work = work
        self.kind = kind
        self.local_model = LOCAL_MODEL[kind]
        self._clear()

    # -- what subclasses say -------------------------------------------------------------------
    @abstractmethod
    def prepare(self, records: Sequence[Record]) -> None:
        """Reads, in a fixed number of queries, what `draft` and `match` will look at."""

    @abstractmethod
    def draft(
        self, record: Record, local: models.Model | None, *, forced: bool
    ) -> dict[str, Any] | Problem:
        """The fields the record gives its object, or what stands against it."""

    @abstractmethod
    def match(self, record: Record, values: dict[str, Any]) -> Match | Problem | None:
        """The object of ours the record surely is, if any; a problem when it is not sure."""

    @abstractmethod
    def set_active(self, local: models.Model, *, active: bool) -> dict[str, Any] | Problem:
        """The fields that archive or restore the object."""

    def levels(self, records: Sequence[Record]) -> Iterable[Sequence[Record]]:
        """The records in groups; each group is written before the next is looked at."""
        return [records]

    def claimed(self, local: models.Model, values: dict[str, Any]) -> None:  # noqa: B027
        """Called when an object takes these values, so that the next record sees them taken."""

    def moved(self, local: models.Model, before: dict[str, Any]) -> None:  # noqa: B027
        """Called after an object's changed fields were saved."""

    # -- the skeleton --------------------------------------------------------------------------
    def apply(self, records: Sequence[Record]) -> None:
        """Every record finds its fate; parents before children."""
        for level in self.levels(records):
            self._apply_level(level)

    def _apply_level(self, records: Sequence[Record]) -> None:
        ids = [record.external_id for record in records]
        connection = self.work.run.connection_id
        mine = Mapping.objects.filter(connection_id=connection, kind=self.kind.value)
        known = {each.external_id: each for each in mine.filter(external_id__in=ids)}
        wanted = {each.local_id for each in known.values()}
        decisions = {record.external_id: self.work.decision(record) for record in records}
        wanted |= {each.local_id for each in decisions.values() if each and each.local_id}
        self.locals.update(self.model._default_manager.in_bulk(wanted))
        self.mapped_here.update(
            mine.filter(local_model=self.local_model, local_id__in=wanted).values_list(
                "local_id", flat=True
            )
        )
        self._read_issues(ids)
        fresh = [
            record
            for record in records
            if record.external_id not in known
            or known[record.external_id].seen_version != seen_mark(record)
        ]
        if fresh:
            self.prepare(fresh)
        for record in records:
            mapping = known.get(record.external_id)
            if mapping is not None:
                self._again(record, mapping)
            elif record.active:
                self._first(record, decisions[record.external_id])
        self._flush()

    def unmapped(self) -> models.QuerySet[Any]:
        """Objects of ours that no record of this kind is mapped to."""
        # NOT IN over a list that is never null is hashed once; NOT EXISTS without fresh statistics
        # is not, and takes minutes with 25,000 people.
        mapped = Mapping.objects.filter(
            connection_id=self.work.run.connection_id,
            kind=self.kind.value,
            local_model=self.local_model,
        )
        return self.model._default_manager.exclude(pk__in=mapped.values("local_id"))

    def _again(self, record: Record, mapping: Mapping) -> None:
        """A record seen before: takes over what changed in the books since."""
        mark = seen_mark(record)
        if mapping.seen_version == mark:
            # A parent read ahead of its own page was already counted in this run.
            if record.active and mapping.created_at < self.work.run.created_at:
                self.work.count(record, Fate.UNCHANGED)
            return
        local = self.locals.get(mapping.local_id)
        if local is None:
            self._problem(record, Problem(Reason.LOCAL_GONE))
            return
        decision = self.work.decision(record)
        if decision is not None and decision.choice is Choice.SKIP:
            # Ours stays as it is until the books change the record again.
            mapping.seen_version = mark
            self._seen.append(mapping)
            self._problem(record, Problem(Reason.LEFT_OUT))
            return
        drafted = self.draft(record, local, forced=decision is not None and decision.forced)
        if isinstance(drafted, Problem):
            self._problem(record, drafted)
            return
        was_active = not mapping.seen_version.endswith("!")
        if record.active != was_active:
            activity = self.set_active(local, active=record.active)
            if isinstance(activity, Problem):
                self._problem(record, activity)
                return
            drafted = drafted | activity
        fate = Fate.UPDATED if self._change(local, drafted) else Fate.UNCHANGED
        mapping.seen_version = mark
        self._seen.append(mapping)
        self._solved(record, fate)

    def _first(self, record: Record, decision: Decision | None) -> None:
        """A record never brought in: link, create, leave out, or ask."""
        if decision is not None and decision.choice is Choice.SKIP:
            self._problem(record, Problem(Reason.LEFT_OUT))
            return
        if decision is None and record.external_id in self._left_out:
            self.work.count(record, Fate.SKIPPED)
            return
        asked = self._asked(record, decision)
        if asked is not None:
            self._problem(record, asked)
            return
        if decision is not None and decision.choice is Choice.LINK:
            self._link(record, Match(decision.local_id or 0, decision.by), decision.forced)
            return
        forced = decision is not None and decision.forced
        drafted = self.draft(record, None, forced=forced)
        found: Match | Problem | None
        if isinstance(drafted, Problem):
            found = self._match_for(drafted)
        else:
            found = self.match(record, drafted) if decision is None else None
        if isinstance(found, Match):
            self._link(record, found, forced)
        elif isinstance(found, Problem):
            self._problem(record, found)
        elif not isinstance(drafted, Problem):
            self._create(record, drafted)

    def _asked(self, record: Record, decision: Decision | None) -> Problem | None:
        """A doubt of a link's plan stays a doubt, also in later runs, until a person answers."""
        if decision is not None and decision.choice is Choice.ASK:
            return Problem(Reason.AMBIGUOUS, {"other": decision.other, "asked": True})
        issue = self._open.get(record.external_id)
        if decision is None and issue is not None and issue.data.get("asked"):
            return Problem(Reason.AMBIGUOUS, issue.data)
        return None

    def _match_for(self, problem: Problem) -> Match | Problem:
        """A draft may be refused because the object it would double is surely the same one."""
        if problem.data.get("same"):
            return Match(problem.data["other_id"], problem.data["by"])
        return problem

    def _create(self, record: Record, values: dict[str, Any]) -> None:
        local = self.model(company_id=self.work.run.company_id, **values)
        self.claimed(local, values)
        self._created.append((record, local))
        self._solved(record, Fate.CREATED)

    def _link(self, record: Record, match: Match, forced: bool) -> None:
        local = self.locals.get(match.local_id)
        if local is None:
            local = self.model._default_manager.filter(pk=match.local_id).first()
        if local is None or local.pk in self.mapped_here:
            self._problem(record, Problem(Reason.LOCAL_GONE))
            return
        drafted = self.draft(record, local, forced=forced)
        if isinstance(drafted, Problem):
            self._problem(record, drafted)
            return
        restored = self.set_active(local, active=True)
        if isinstance(restored, dict):
            drafted = drafted | restored
        self.mapped_here.add(local.pk)
        self._change(local, drafted, ImportChange.Action.LINKED)
        self._mappings.append(self._mapping(record, local, match.by))
        self._solved(record, Fate.LINKED)

    def _change(
        self,
        local: models.Model,
        values: dict[str, Any],
        action: ImportChange.Action = ImportChange.Action.UPDATED,
    ) -> bool:
        """Sets what differs; tells whether anything did."""
        before = {
            name: getattr(local, name)
            for name, value in values.items()
            if getattr(local, name) != value
        }
        if before:
            self.claimed(local, values)
            for name in before:
                setattr(local, name, values[name])
            self._updated.append((local, before))
            told = {name: json_value(value) for name, value in before.items()}
            after = {name: json_value(values[name]) for name in before}
            self.work.tell(f"{self.local_model}:{getattr(local, 'public_id', '')}", told, after)
            self._keep(action, local, told, after)
        elif action is ImportChange.Action.LINKED:
            self._keep(action, local, {}, {})
        return bool(before)

    def _keep(
        self,
        action: ImportChange.Action,
        local: models.Model,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        if self.work.keep_changes:
            self._changes.append((action, local, before, after))

    def _mapping(self, record: Record, local: models.Model, by: str) -> Mapping:
        return Mapping(
            company_id=self.work.run.company_id,
            connection_id=self.work.run.connection_id,
            kind=self.kind.value,
            external_id=record.external_id,
            local_model=self.local_model,
            local_id=local.pk,
            matched_by=by[:20],
            seen_version=seen_mark(record),
        )

    # -- issues --------------------------------------------------------------------------------
    def _read_issues(self, ids: list[str]) -> None:
        issues = ImportIssue.objects.filter(
            run__connection_id=self.work.run.connection_id,
            kind=self.kind.value,
            external_id__in=ids,
        ).order_by("pk")
        for issue in issues:
            if issue.resolved_at is None:
                self._open[issue.external_id] = issue
                self._left_out.discard(issue.external_id)
            elif issue.resolution == SKIPPED:
                self._left_out.add(issue.external_id)
            if issue.run_id == self.work.run.pk:
                self._of_run[issue.external_id] = issue

    def _problem(self, record: Record, problem: Problem) -> None:
        severity = severity_of(problem)
        skipped = problem.reason is Reason.LEFT_OUT
        issue = self._issue(record)
        if issue is None:
            issue = ImportIssue(
                company_id=self.work.run.company_id,
                kind=self.kind.value,
                external_id=record.external_id,
            )
            self._new_issues.append(issue)
        else:
            self._uncount(record, issue)
            self._old_issues.append(issue)
        issue.run_id = self.work.run.pk
        issue.severity = severity
        issue.reason = problem.reason.value
        issue.name = (record.full_name or record.name)[:500]
        issue.data = problem.data
        issue.resolved_at = timezone.now() if skipped else None
        issue.resolution = SKIPPED if skipped else ""
        self.work.count(record, FATE_OF_SEVERITY[severity])

    def _solved(self, record: Record, fate: Fate) -> None:
        issue = self._issue(record)
        if issue is not None:
            self._uncount(record, issue)
            issue.resolved_at = timezone.now()
            issue.resolution = fate.value
            self._old_issues.append(issue)
        self.work.count(record, fate)

    def _issue(self, record: Record) -> ImportIssue | None:
        """The one issue a record has: the open one, else this run's own."""
        return self._open.get(record.external_id) or self._of_run.get(record.external_id)

    def _uncount(self, record: Record, issue: ImportIssue) -> None:
        counted = issue.resolved_at is None or issue.resolution == SKIPPED
        if counted and issue.run_id == self.work.run.pk:
            self.work.count(record, FATE_OF_SEVERITY[ImportIssue.Severity(issue.severity)], -1)

    # -- writing -------------------------------------------------------------------------------
    def _clear(self) -> None:
        self.locals: dict[int, Any] = {}
        self.mapped_here: set[int] = set()
        self._created: list[tuple[Record, Any]] = []
        self._updated: list[tuple[Any, dict[str, Any]]] = []
        self._mappings: list[Mapping] = []
        self._seen: list[Mapping] = []
        self._changes: list[tuple[ImportChange.Action, Any, dict[str, Any], dict[str, Any]]] = []
        self._open: dict[str, ImportIssue] = {}
        self._of_run: dict[str, ImportIssue] = {}
        self._left_out: set[str] = set()
        self._new_issues: list[ImportIssue] = []
        self._old_issues: list[ImportIssue] = []

    def _flush(self) -> None:
        manager = self.model._default_manager
        manager.bulk_create([local for _, local in self._created], batch_size=BATCH)
        for record, local in self._created:
            self._mappings.append(self._mapping(record, local, "created"))
            self._keep(ImportChange.Action.CREATED, local, {}, {})
        fields = sorted({name for _, before in self._updated for name in before})
        if fields:
            manager.bulk_update([local for local, _ in self._updated], fields, batch_size=BATCH)
        for local, before in self._updated:
            self.moved(local, before)
        Mapping.objects.bulk_create(self._mappings, batch_size=BATCH)
        Mapping.objects.bulk_update(self._seen, ["seen_version"], batch_size=BATCH)
        ImportChange.objects.bulk_create(
            [
                ImportChange(
                    company_id=self.work.run.company_id,
                    run_id=self.work.run.pk,
                    action=action,
                    local_model=self.local_model,
                    local_id=local.pk,
                    before=before,
                    after=after,
                )
                for action, local, before, after in self._changes
            ],
            batch_size=BATCH,
        )
        ImportIssue.objects.bulk_create(self._new_issues, batch_size=BATCH)
        ImportIssue.objects.bulk_update(
            self._old_issues,
            ["run", "severity", "reason", "name", "data", "resolved_at", "resolution"],
            batch_size=BATCH,
        )
        self._clear()
