"""What one page of an import shares: decisions, fates, problems, and what history will tell.

Values only; `records` does the work kind by kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pointage.features.books.choices import Track, TrackingChoices, track_of
from pointage.features.books.models import ImportIssue, ImportRun
from pointage.features.books.reasons import SEVERITY, Reason
from pointage.ledgers.protocol import Kind, Record

LOCAL_MODEL: dict[Kind, str] = {
    Kind.EMPLOYEE: "team_member",
    Kind.CONTRACTOR: "team_member",
    Kind.CUSTOMER: "job",
    Kind.SERVICE_ITEM: "service_item",
    Kind.COST_CLASS: "cost_class",
    Kind.LOCATION: "location",
}


class Fate(StrEnum):
    """What became of one record in a run; the keys of `ImportRun.counts`."""

    CREATED = "created"
    LINKED = "linked"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    IN_DOUBT = "in_doubt"
    ERROR = "errors"


FATE_OF_SEVERITY = {
    ImportIssue.Severity.SKIPPED: Fate.SKIPPED,
    ImportIssue.Severity.IN_DOUBT: Fate.IN_DOUBT,
    ImportIssue.Severity.ERROR: Fate.ERROR,
}


class Choice(StrEnum):
    """What somebody decided about a record beforehand."""

    LINK = "link"
    CREATE = "create"
    SKIP = "skip"
    ASK = "ask"  # in doubt, and nobody has answered yet


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one record.

    `forced` brings a record in despite what is wrong with it: cut to length, numbered, without the
    address that is another's, at the top level.
    """

    choice: Choice
    local_id: int | None = None
    by: str = "choice"
    forced: bool = False
    other: str = ""  # ASK: the names it might be


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot simply be brought in. `data` fills the words of the reason."""

    reason: Reason
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A record is an object of ours that has no record yet."""

    local_id: int
    by: str


def record_key(kind: Kind | str, external_id: str) -> str:
    """The key of a decision about a record of the books in `ImportRun.decisions`."""
    return f"{kind!s}:{external_id}"


def seen_mark(record: Record) -> str:
    """What `Mapping.seen_version` remembers: the version, and "!" when inactive."""
    return f"{record.version[:39]}{'' if record.active else '!'}"


@dataclass(slots=True)
class Work:
    """One transaction's share of a run.

    `ancestors` holds the parents that were read ahead of the page, by external id; None means that
    the books do not know it.
    """

    run: ImportRun
    choices: TrackingChoices
    primary_admin_id: int | None = None
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forced: Mapping[str, Decision] = field(default_factory=dict)
    ancestors: Mapping[str, Record | None] = field(default_factory=dict)
    keep_changes: bool = False
    fates: Counter[tuple[Track, Fate]] = field(default_factory=Counter)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)

    def decision(self, record: Record) -> Decision | None:
        key = record_key(record.kind, record.external_id)
        if key in self.forced:
            return self.forced[key]
        stored = self.decisions.get(key)
        if stored is None:
            return None
        return Decision(
            Choice(stored["action"]),
            local_id=stored.get("local"),
            by=stored.get("by", "choice"),
            other=stored.get("other", ""),
        )

    def count(self, record: Record, fate: Fate, step: int = 1) -> None:
        self.fates[track_of(record), fate] += step

    def tell(self, name: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Keeps an object's changed fields for the history event of the page."""
        self.before[name] = before
        self.after[name] = after


def severity_of(problem: Problem) -> ImportIssue.Severity:
    return SEVERITY[problem.reason]
