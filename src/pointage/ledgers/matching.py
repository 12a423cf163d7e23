"""Which of our people, jobs and items are which records of the books: a plan to be shown first.

Per kind, the first rule that finds exactly one candidate on both sides decides. What is not
certain is put in doubt and asked, never merged. Applying the answers is in ``choices``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from pointage.ledgers.names import fold, path_key, person_key
from pointage.ledgers.protocol import PEOPLE, Kind, Record
from pointage.ledgers.similar import similar_pairs

NAMES_CONTRADICT = 40
"""Token-sort ratio (0 to 100) below which an equal number or e-mail alone does not link."""
CANDIDATES = 5
"""Candidates kept for a row in doubt."""


class MatchAction(StrEnum):
    """What is proposed, or chosen, for a row.

    LINK both sides are one · CREATE_HERE make a local one from the record · SKIP leave the record
    alone · KEEP leave the local one alone · ARCHIVE put the local one away (only when ticked).
    """

    LINK = "link"
    CREATE_HERE = "create_here"
    SKIP = "skip"
    KEEP = "keep"
    ARCHIVE = "archive"


class MatchRule(StrEnum):
    EXTERNAL_ID = "external_id"
    EMAIL = "email"
    NUMBER = "number"
    NAME = "name"
    SIMILAR = "similar"
    CHOSEN = "chosen"
    """By the user, against or beyond what was proposed."""


CONFIDENCE: Mapping[MatchRule, int] = {
    MatchRule.EXTERNAL_ID: 100,
    MatchRule.EMAIL: 95,
    MatchRule.NUMBER: 90,
    MatchRule.NAME: 85,
}
"""Percent, for the screen. A similar name has 80 % of its similarity."""


@dataclass(frozen=True, slots=True)
class LocalRecord:
    """One of ours. ``external_id`` is the record it is linked to already, if any."""

    local_id: str
    kind: Kind
    name: str
    full_name: str = ""
    email: str | None = None
    number: str | None = None
    payroll_id: str | None = None
    external_id: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """The other side of a doubt: an external id for a local row, a local id for a record row."""

    other_id: str
    name: str
    rule: MatchRule
    confidence: int


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One line of the matcher: ours, the books', and what is proposed.

    Exactly one of ``local`` and ``record`` may be None. ``in_doubt`` rows do nothing until the
    user chooses: a similar pair proposes LINK, an ambiguous side proposes KEEP or SKIP and lists
    its ``candidates``.
    """

    row_id: str
    kind: Kind
    local: LocalRecord | None
    record: Record | None
    action: MatchAction
    matched_by: MatchRule | None = None
    confidence: int = 0
    in_doubt: bool = False
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """Every local record and every record of the books, each exactly once."""

    rows: tuple[MatchRow, ...]

    @property
    def counts(self) -> Mapping[MatchAction, int]:
        """Rows by proposed action; those in doubt are not counted here."""
        found = Counter(row.action for row in self.rows if not row.in_doubt)
        return {action: found[action] for action in MatchAction}

    @property
    def in_doubt(self) -> int:
        return sum(row.in_doubt for row in self.rows)


def match(locals_: Iterable[LocalRecord], records: Iterable[Record]) -> MatchPlan:
    """The plan does not depend on the order of either side. Seconds for 25,000 by 25,000.

    Raises ValueError when the ids of a kind are not unique on one side.
    """
    ours: dict[Kind, list[LocalRecord]] = defaultdict(list)
    theirs: dict[Kind, list[Record]] = defaultdict(list)
    for local in locals_:
        ours[local.kind].append(local)
    for record in records:
        theirs[record.kind].append(record)
    rows: list[MatchRow] = []
    for kind in Kind:
        if ours[kind] or theirs[kind]:
            rows += _KindMatcher(kind, ours[kind], theirs[kind]).rows()
    return MatchPlan(tuple(rows))


def local_row_id(local: LocalRecord) -> str:
    return f"l:{local.kind.value}:{local.local_id}"


def record_row_id(record: Record) -> str:
    return f"r:{record.kind.value}:{record.external_id}"


def _name_key(kind: Kind, name: str, full_name: str) -> str:
    return person_key(name) if kind in PEOPLE else path_key(full_name or name)


class _KindMatcher:
    """Matches one kind; what is linked leaves ``ours`` and ``theirs``."""

    def __init__(self, kind: Kind, ours: list[LocalRecord], theirs: list[Record]) -> None:
        self.kind = kind
        self.ours = {local.local_id: local for local in sorted(ours, key=lambda x: x.local_id)}
        self.theirs = {
            record.external_id: record for record in sorted(theirs, key=lambda x: x.external_id)
        }
        self.our_keys = {
            local.local_id: _name_key(kind, local.name, local.full_name) for local in ours
        }
        self.their_keys = {
            record.external_id: _name_key(kind, record.name, record.full_name) for record in theirs
        }
        if len(self.ours) != len(ours) or len(self.theirs) != len(theirs):
            raise ValueError(f"ids of kind {kind.value} are not unique")
        self.done: list[MatchRow] = []
        self.doubts: dict[tuple[str, str], tuple[MatchRule, int]] = {}

    def rows(self) -> list[MatchRow]:
        self._exact(
            MatchRule.EXTERNAL_ID,
            lambda local: [local.external_id] if local.external_id else [],
            lambda record: [record.external_id],
        )
        if self.kind in PEOPLE:
            self._exact(
                MatchRule.EMAIL,
                lambda local: [local.email.casefold()] if local.email else [],
                lambda record: [record.email.casefold()] if record.email else [],
            )
            self._exact(
                MatchRule.NUMBER,
                lambda local: _numbers(local.number, local.payroll_id),
                lambda record: _numbers(record.number, record.payroll_id),
            )
        self._exact(
            MatchRule.NAME,
            lambda local: [self.our_keys[local.local_id]],
            lambda record: [self.their_keys[record.external_id]],
        )
        self._similar()
        self._leftovers()
        return sorted(self.done, key=self._order)

    def _exact(
        self,
        rule: MatchRule,
        of_local: Callable[[LocalRecord], Iterable[Hashable]],
        of_record: Callable[[Record], Iterable[Hashable]],
    ) -> None:
        """Links the pairs that meet under one key and have no other partner under this rule."""
        locals_at: dict[Hashable, set[str]] = defaultdict(set)
        records_at: dict[Hashable, set[str]] = defaultdict(set)
        for local in self.ours.values():
            for key in of_local(local):
                locals_at[key].add(local.local_id)
        for record in self.theirs.values():
            for key in of_record(record):
                if key in locals_at:
                    records_at[key].add(record.external_id)
        partners_of_local: dict[str, set[str]] = defaultdict(set)
        partners_of_record: dict[str, set[str]] = defaultdict(set)
        crowded: list[tuple[set[str], set[str]]] = []
        for key, external_ids in records_at.items():
            if len(external_ids) > CANDIDATES or len(locals_at[key]) > CANDIDATES:
                crowded.append((locals_at[key], external_ids))
                continue
            for local_id in locals_at[key]:
                partners_of_local[local_id] |= external_ids
            for external_id in external_ids:
                partners_of_record[external_id] |= locals_at[key]
        blocked = {local_id for group, _ in crowded for local_id in group}
        blocked_records = {external_id for _, group in crowded for external_id in group}
        for local_id, partners in sorted(partners_of_local.items()):
            only = next(iter(partners)) if len(partners) == 1 else None
            if (
                only is not None
                and len(partners_of_record[only]) == 1
                and local_id not in blocked
                and only not in blocked_records
                and not self._contradicts(rule, local_id, only)
            ):
                self._link(local_id, only, rule, CONFIDENCE[rule])
                continue
            for external_id in partners:
                self._doubt(local_id, external_id, rule, CONFIDENCE[rule])
        for local_ids, external_ids in crowded:
            self._doubt_crowd(rule, sorted(local_ids), sorted(external_ids))

    def _contradicts(self, rule: MatchRule, local_id: str, external_id: str) -> bool:
        """Numbers count from 1 everywhere and mailboxes are shared: names must not disagree."""
        if rule not in (MatchRule.EMAIL, MatchRule.NUMBER):
            return False
        ours, theirs = self.our_keys[local_id], self.their_keys[external_id]
        return fuzz.token_sort_ratio(ours, theirs) < NAMES_CONTRADICT

    def _doubt_crowd(self, rule: MatchRule, local_ids: list[str], external_ids: list[str]) -> None:
        """Many with one key on either side: each gets a few candidates, not all of them."""
        for local_id in local_ids:
            for external_id in external_ids[:CANDIDATES]:
                self._doubt(local_id, external_id, rule, CONFIDENCE[rule])
        for external_id in external_ids:
            for local_id in local_ids[:CANDIDATES]:
                self._doubt(local_id, external_id, rule, CONFIDENCE[rule])

    def _doubt(self, local_id: str, external_id: str, rule: MatchRule, confidence: int) -> None:
        self.doubts.setdefault((local_id, external_id), (rule, confidence))

    def _link(self, local_id: str, external_id: str, rule: MatchRule, confidence: int) -> None:
        local, record = self.ours.pop(local_id), self.theirs.pop(external_id)
        self.done.append(
            MatchRow(
                local_row_id(local),
                self.kind,
                local,
                record,
                MatchAction.LINK,
                rule,
                confidence,
                in_doubt=rule is MatchRule.SIMILAR,
            )
        )

    def _similar(self) -> None:
        """Proposes a pair when each is the other's only best, and nothing else is in doubt."""
        doubtful_locals = {local_id for local_id, _ in self._open_doubts()}
        doubtful_records = {external_id for _, external_id in self._open_doubts()}
        scores = similar_pairs(
            {i: self.our_keys[i] for i in self.ours if i not in doubtful_locals},
            {i: self.their_keys[i] for i in self.theirs if i not in doubtful_records},
        )
        best_of_local = _only_best((pair[0], pair[1], score) for pair, score in scores.items())
        best_of_record = _only_best((pair[1], pair[0], score) for pair, score in scores.items())
        for (local_id, external_id), score in sorted(scores.items()):
            confidence = score * 4 // 5
            mutual = (
                best_of_local.get(local_id) == external_id
                and best_of_record.get(external_id) == local_id
            )
            if mutual:
                self._link(local_id, external_id, MatchRule.SIMILAR, confidence)
            else:
                self._doubt(local_id, external_id, MatchRule.SIMILAR, confidence)

    def _open_doubts(self) -> list[tuple[str, str]]:
        return [(a, b) for a, b in self.doubts if a in self.ours and b in self.theirs]

    def _leftovers(self) -> None:
        of_local: dict[str, list[Candidate]] = defaultdict(list)
        of_record: dict[str, list[Candidate]] = defaultdict(list)
        for local_id, external_id in self._open_doubts():
            rule, confidence = self.doubts[local_id, external_id]
            record, local = self.theirs[external_id], self.ours[local_id]
            record_name = record.full_name or record.name
            of_local[local_id].append(Candidate(external_id, record_name, rule, confidence))
            of_record[external_id].append(
                Candidate(local_id, local.full_name or local.name, rule, confidence)
            )
        for local_id, local in self.ours.items():
            found = _best(of_local[local_id])
            self.done.append(
                MatchRow(
                    local_row_id(local), self.kind, local, None, MatchAction.KEEP,
                    in_doubt=bool(found), candidates=found,
                )
            )  # fmt: skip
        for external_id, record in self.theirs.items():
            found = _best(of_record[external_id])
            skip = bool(found) or not record.active
            self.done.append(
                MatchRow(
                    record_row_id(record), self.kind, None, record,
                    MatchAction.SKIP if skip else MatchAction.CREATE_HERE,
                    in_doubt=bool(found), candidates=found,
                )
            )  # fmt: skip

    def _order(self, row: MatchRow) -> tuple[bool, str, str]:
        """Doubts first, then by name: what needs the reader stands on top."""
        if row.local is not None:
            return (not row.in_doubt, self.our_keys[row.local.local_id], row.row_id)
        assert row.record is not None
        return (not row.in_doubt, self.their_keys[row.record.external_id], row.row_id)


def _numbers(number: str | None, payroll_id: str | None) -> list[str]:
    return list({fold(text) for text in (number, payroll_id) if text})


def _only_best(scored: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """For each first id, the second id with the highest score when no other has the same."""
    best: dict[str, tuple[int, str | None]] = {}
    for one, other, score in scored:
        top, _ = best.get(one, (-1, None))
        if score > top:
            best[one] = (score, other)
        elif score == top:
            best[one] = (score, None)
    return {one: other for one, (_, other) in best.items() if other is not None}


def _best(found: list[Candidate]) -> tuple[Candidate, ...]:
    found.sort(key=lambda candidate: (-candidate.confidence, candidate.name, candidate.other_id))
    return tuple(found[:CANDIDATES])
