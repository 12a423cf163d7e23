"""Rows seen together: parents, duplicates, and the records of the company that rows already are.

Works on drafts in place, one kind at a time. Anything doubtful is refused, never guessed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from pointage.ledgers.company_file.drafts import Draft
from pointage.ledgers.company_file.fates import SHOWN, MatchedBy, Remark
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.ledger import PAGE_SIZE, CompanyFileStore
from pointage.ledgers.names import MAX_DEPTH, fold, path_key, person_key, split_path
from pointage.ledgers.protocol import PEOPLE, Kind, Record
from pointage.ledgers.reasons import Reason

DERIVED = "f-"
"""How the external ids begin that were made from names, for rows without an id of their own."""
_PAIRWISE = 50
_Marks = tuple[str, str, str]
"""Number, payroll id and e-mail made comparable; empty where unknown."""


def record_key(record: Record) -> str:
    """The record's name made comparable, in the same way as ``Draft.key``."""
    if record.kind in PEOPLE:
        return person_key(record.name)
    return path_key(record.full_name or record.name)


@dataclass(slots=True)
class Existing:
    """The records of one kind that the company has, by everything a row can be recognised by."""

    by_id: dict[str, Record] = field(default_factory=dict)
    by_key: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, store: CompanyFileStore, kind: Kind) -> Existing:
        """Reads every page, inactive records too."""
        found = cls()
        page: str | None = None
        while True:
            answer = store.list(kind, page=page, limit=PAGE_SIZE, include_inactive=True)
            for record in answer.records:
                found.by_id[record.external_id] = record
                found.by_key[record_key(record)].append(record)
            page = answer.next_page
            if page is None:
                return found

    def at(self, key: str) -> Record | None:
        """The record with this key, an active one first; None when there is none."""
        same = self.by_key.get(key, ())
        return min(same, key=lambda record: (not record.active, record.external_id), default=None)


def resolve_paths(drafts: list[Draft], existing: Existing) -> None:
    """Turn the parent column into whole paths. Fails loops, unknown ids and too many levels."""
    by_id = {draft.external_id: draft for draft in drafts if draft.external_id}
    by_key: dict[str, Draft] = {}
    # By the last level alone, among the rows of the file: what the company holds must not count,
    # or the same file would mean something else once it is imported.
    by_leaf: dict[str, dict[str, Draft]] = defaultdict(dict)
    for draft in drafts:
        by_key.setdefault(draft.key, draft)
        by_leaf[fold(draft.levels[-1])][draft.key] = draft

    def parent_of(draft: Draft) -> Draft | list[str] | None:
        text = draft.parent
        if not text:
            return None
        if text in by_id:
            return by_id[text]
        if text in existing.by_id:
            return split_path(existing.by_id[text].full_name)
        key = path_key(text)
        if key in by_key and by_key[key] is not draft:
            return by_key[key]
        alike = by_leaf.get(fold(text), {}) if ":" not in text else {}
        leaves = [other for other in islice(alike.values(), 3) if other is not draft]
        if len(leaves) > 1:
            draft.fail(Reason.AMBIGUOUS, Field.PARENT, text)
            return None
        return leaves[0] if leaves else split_path(text)

    parents = {draft.row: parent_of(draft) for draft in drafts if draft.parent}
    resolved = {draft.row: _walk_up(draft, parents) for draft in drafts if draft.parent}
    for draft in drafts:
        path = resolved.get(draft.row)
        if path is not None and draft.failure is None:
            if draft.parent.isdecimal() and path[:-1] == [draft.parent]:
                draft.fail(Reason.PARENT_UNKNOWN, Field.PARENT, draft.parent)
            _take_path(draft, path)


def _walk_up(draft: Draft, parents: dict[int, Draft | list[str] | None]) -> list[str] | None:
    path = list(draft.levels)
    current = draft
    seen = {draft.row}
    while True:
        parent = parents.get(current.row)
        if parent is None:
            return path
        above = parent if isinstance(parent, list) else parent.levels
        # A name that is a whole path already needs no parent in front of it.
        if [fold(level) for level in path[: len(above)]] == [fold(level) for level in above] and (
            len(path) > len(above)
        ):
            return path
        path = [*above, *path]
        if isinstance(parent, list):
            return path
        if parent.row in seen:
            draft.fail(Reason.PARENT_LOOP, Field.PARENT, draft.levels[-1])
            return None
        if len(path) > MAX_DEPTH + 1:
            return path
        seen.add(parent.row)
        current = parent


def _take_path(draft: Draft, path: list[str]) -> None:
    text = ":".join(path)
    if any(not level for level in path):
        draft.fail(Reason.EMPTY_LEVEL, Field.PARENT, text)
    elif len(path) > MAX_DEPTH:
        draft.failure = draft.failure or Remark(
            Reason.TOO_DEEP, Field.PARENT, text[:SHOWN], limit=MAX_DEPTH
        )
    else:
        draft.levels = path
        draft.settle_key()


def drop_duplicates(drafts: list[Draft]) -> None:
    """Of rows that are one record, keep the first (an active one before an inactive one)."""
    first_with_id: dict[str, Draft] = {}
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.out:
            continue
        holder = first_with_id.get(draft.external_id) if draft.external_id else None
        if holder is None:
            if draft.external_id:
                first_with_id[draft.external_id] = draft
            groups[draft.key].append(draft)
        elif holder.key == draft.key:
            draft.skip = Remark(Reason.DUPLICATE, other_row=holder.row)
        else:
            draft.failure = Remark(
                Reason.ID_TWICE, Field.EXTERNAL_ID, draft.external_id, other_row=holder.row
            )
    for group in groups.values():
        if len(group) > 1:
            _settle_group(group)


def _settle_group(group: list[Draft]) -> None:
    """One name on several rows: for people perhaps several people, otherwise one record."""
    group.sort(key=lambda draft: (draft.active is False, draft.row))
    kept: list[Draft] = []
    seen: dict[_Marks, Draft] = {}
    for draft in group:
        twin = _twin(draft, kept, seen)
        if twin is None:
            kept.append(draft)
            seen[_draft_marks(draft)] = draft
        elif draft.active is False and twin.active is not False:
            draft.skip = Remark(Reason.SAME_NAME_AS_ACTIVE, other_row=twin.row)
        elif draft.external_id and twin.external_id:
            draft.failure = Remark(Reason.NAME_TWICE, Field.NAME, draft.shown, other_row=twin.row)
        else:
            draft.skip = Remark(Reason.DUPLICATE, other_row=twin.row)


def _twin(draft: Draft, kept: list[Draft], seen: dict[_Marks, Draft]) -> Draft | None:
    if not draft.is_person:
        return kept[0] if kept else None
    if len(kept) > _PAIRWISE:  # a file made to be slow: compare the marks as a whole
        return seen.get(_draft_marks(draft))
    return next((other for other in kept if not _different_people(draft, other)), None)


def _different_people(one: Draft, other: Draft) -> bool:
    """Whether two rows with one name are told apart by an id, a number or an address."""
    if one.external_id and other.external_id:
        return True  # ids that are equal never come here
    return any(
        a and b and a != b for a, b in zip(_draft_marks(one), _draft_marks(other), strict=True)
    )


@dataclass(slots=True)
class Recognised:
    """Which row is which existing record. Rows that are absent are new."""

    records: dict[int, Record] = field(default_factory=dict)
    matched_by: dict[int, MatchedBy] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)

    def claim(self, draft: Draft, record: Record, how: MatchedBy) -> None:
        self.records[draft.row] = record
        self.matched_by[draft.row] = how
        self.claimed.add(record.external_id)


def recognise(drafts: Iterable[Draft], existing: Existing) -> Recognised:
    """Each rule in turn, and only where exactly one row meets exactly one record."""
    found = Recognised()
    open_drafts = [draft for draft in drafts if not draft.out]
    for draft in open_drafts:
        record = existing.by_id.get(draft.external_id) if draft.external_id else None
        if record is not None:
            found.claim(draft, record, MatchedBy.EXTERNAL_ID)
    for rule in _RULES:
        _apply_rule(rule, open_drafts, existing, found)
    _refuse_ambiguous(open_drafts, existing, found)
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    how: MatchedBy
    people_only: bool
    of_draft: Callable[[Draft], object]
    of_record: Callable[[Record], object]


def _draft_marks(draft: Draft) -> _Marks:
    return fold(draft.number), fold(draft.payroll_id), draft.email.casefold()


def _record_marks(record: Record) -> _Marks:
    return (
        fold(record.number or ""),
        fold(record.payroll_id or ""),
        (record.email or "").casefold(),
    )


def _all_marks(key: str, marks: _Marks) -> object:
    return (key, marks) if any(marks) else None


def _mark_rules(how: MatchedBy, place: int) -> tuple[_Rule, _Rule]:
    """By one mark and the name together, then by the mark alone."""

    def with_name(key: str, mark: str) -> object:
        return (key, mark) if mark else None

    return (
        _Rule(
            how,
            True,
            lambda draft: with_name(draft.key, _draft_marks(draft)[place]),
            lambda record: with_name(record_key(record), _record_marks(record)[place]),
        ),
        _Rule(
            how,
            True,
            lambda draft: _draft_marks(draft)[place],
            lambda record: _record_marks(record)[place],
        ),
    )


_BY_NUMBER = _mark_rules(MatchedBy.NUMBER, 0)
_BY_PAYROLL_ID = _mark_rules(MatchedBy.PAYROLL_ID, 1)
_BY_EMAIL = _mark_rules(MatchedBy.EMAIL, 2)
_BY_NAME = _Rule(MatchedBy.NAME, False, lambda draft: draft.key, record_key)
_RULES = (
    # Name and every mark: what an earlier import of the same row left behind.
    _Rule(
        MatchedBy.NAME,
        True,
        lambda draft: _all_marks(draft.key, _draft_marks(draft)),
        lambda record: _all_marks(record_key(record), _record_marks(record)),
    ),
    _BY_NUMBER[0],
    _BY_PAYROLL_ID[0],
    _BY_EMAIL[0],
    _BY_NUMBER[1],
    _BY_PAYROLL_ID[1],
    _BY_EMAIL[1],
    _BY_NAME,
)


def _apply_rule(rule: _Rule, drafts: list[Draft], existing: Existing, found: Recognised) -> None:
    rows: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        key = rule.of_draft(draft)
        if key and draft.row not in found.records and (draft.is_person or not rule.people_only):
            rows[key].append(draft)
    if not rows:
        return
    records: dict[object, list[Record]] = defaultdict(list)
    for record in existing.by_id.values():
        if record.external_id not in found.claimed:
            key = rule.of_record(record)
            if key in rows:
                records[key].append(record)
    for key, candidates in records.items():
        if len(candidates) == 1 and len(rows[key]) == 1:
            draft, record = rows[key][0], candidates[0]
            if _compatible(rule, draft, record):
                found.claim(draft, record, rule.how)


def _compatible(rule: _Rule, draft: Draft, record: Record) -> bool:
    if draft.external_id and not record.external_id.startswith(DERIVED):
        return False  # both have ids of their own, and they differ
    if rule.how is MatchedBy.EMAIL:
        # A shared mailbox is no proof: the names must have a word in common.
        return bool(set(draft.key.split()) & set(record_key(record).split()))
    if rule.how is MatchedBy.NAME and draft.is_person:
        number = fold(record.number or "")
        return not (number and draft.number and number != fold(draft.number))
    return True


def _refuse_ambiguous(drafts: list[Draft], existing: Existing, found: Recognised) -> None:
    waiting: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.row not in found.records and not draft.out:
            waiting[draft.key].append(draft)
    for key, rows in waiting.items():
        free = [r for r in existing.by_key.get(key, ()) if r.external_id not in found.claimed]
        for draft in rows:
            rivals = [record for record in free[:_PAIRWISE] if _compatible(_BY_NAME, draft, record)]
            if rivals and (len(rivals) > 1 or len(rows) > 1):
                draft.fail(Reason.AMBIGUOUS, Field.NAME, draft.shown)


def derive_id(kind: Kind, key: str, marks: Iterable[str], taken: set[str]) -> str:
    """A stable external id for a record without one, and note it as taken.

    ``f-`` and 24 hexadecimal digits of SHA-256 over the kind and the comparable name. When that
    is taken by someone else of the same name, the first number, payroll id or e-mail is added;
    then a count. The same file gives the same ids on every machine.
    """
    told_apart = next((mark for mark in marks if mark), "")
    attempts = [key, f"{key}\x1f{told_apart}"] if told_apart else [key]
    count = 1
    while True:
        basis = attempts.pop(0) if attempts else f"{key}\x1f{told_apart}\x1f{count}"
        digest = hashlib.sha256(f"{kind.value}\x1f{basis}".encode()).hexdigest()
        external_id = f"{DERIVED}{digest[:24]}"
        if external_id not in taken:
            taken.add(external_id)
            return external_id
        if not attempts:
            count += 1
