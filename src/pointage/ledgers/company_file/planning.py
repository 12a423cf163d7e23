"""The dry run of an import: every row of a table, and what would become of it. Writes nothing.

Reading a row is in ``drafts``, comparing rows with each other and with the store in ``resolving``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from pointage.ledgers.company_file.cleaning import (
    AmbiguousDate,
    DateOrder,
    infer_date_order,
    read_date,
)
from pointage.ledgers.company_file.drafts import Draft, read_draft
from pointage.ledgers.company_file.fates import (
    Action,
    AddedParent,
    Change,
    ImportPlan,
    MatchedBy,
    PlanOptions,
    Remark,
    RowFate,
    Value,
)
from pointage.ledgers.company_file.headers import Field
from pointage.ledgers.company_file.ledger import CompanyFileStore
from pointage.ledgers.company_file.mapping import ColumnMapping, check_mapping
from pointage.ledgers.company_file.memory import MemoryStore
from pointage.ledgers.company_file.reading import Table
from pointage.ledgers.company_file.resolving import (
    Existing,
    Recognised,
    derive_id,
    drop_duplicates,
    recognise,
    resolve_paths,
)
from pointage.ledgers.names import path_key
from pointage.ledgers.protocol import PEOPLE, Kind, Record, Role
from pointage.ledgers.reasons import Reason

_COMPARED = (
    "name",
    "full_name",
    "parent_external_id",
    "active",
    "role",
    "given_name",
    "family_name",
    "email",
    "phone",
    "number",
    "payroll_id",
    "code",
    "billable",
    "description",
    "hired_on",
)


def plan_import(
    table: Table,
    mapping: ColumnMapping,
    store: CompanyFileStore,
    options: PlanOptions | None = None,
) -> ImportPlan:
    """One fate per row. Planning an applied file again finds everything unchanged.

    An empty cell never erases what is known, and a record that the file does not name is left
    alone. Raises MappingRefused, and FileRefused when the file breaks while it is read.
    """
    check_mapping(mapping, table.header)
    chosen = options or PlanOptions()
    drafts = [read_draft(row, mapping, chosen) for row in table.rows()]
    hired = _read_dates(drafts, chosen.date_order)
    of_kind: dict[Kind, list[Draft]] = defaultdict(list)
    fates: list[RowFate] = []
    for draft in drafts:
        if draft.kind is None or draft.skip is not None or not draft.levels:
            fates.append(_out(draft))
        else:
            of_kind[draft.kind].append(draft)
    added: list[AddedParent] = []
    moved: list[Record] = []
    unwanted = {draft.key for draft in drafts if draft.skip is not None and draft.key}
    for kind, rows in of_kind.items():
        planner = _KindPlanner(kind, rows, Existing.load(store, kind), hired, unwanted)
        fates += planner.plan()
        added += planner.added
        moved += planner.moved()
    fates.sort(key=lambda fate: fate.row)
    return ImportPlan(tuple(fates), tuple(added), tuple(moved))


def apply_to_memory(plan: ImportPlan, store: MemoryStore) -> None:
    """Carry a plan out in memory, for dry runs that look further than one file."""
    for record in plan.to_save():
        store.save(record)


def _out(draft: Draft) -> RowFate:
    if draft.failure is not None:
        return RowFate(
            draft.row, Action.ERROR, draft.kind, draft.shown, why=draft.failure,
            remarks=tuple(draft.remarks),
        )  # fmt: skip
    return RowFate(
        draft.row, Action.SKIP, draft.kind, draft.shown, why=draft.skip,
        remarks=tuple(draft.remarks),
    )  # fmt: skip


def _read_dates(drafts: list[Draft], order: DateOrder | None) -> dict[int, date]:
    texts = [draft.hired_text for draft in drafts if draft.hired_text and not draft.out]
    decided = order or infer_date_order(texts)
    found: dict[int, date] = {}
    for draft in drafts:
        if not draft.hired_text or draft.out:
            continue
        try:
            found[draft.row] = read_date(draft.hired_text, decided)
        except AmbiguousDate:
            draft.note(Reason.DATE_AMBIGUOUS, Field.HIRED_ON, draft.hired_text)
        except ValueError:
            draft.note(Reason.DATE_INVALID, Field.HIRED_ON, draft.hired_text)
    return found


class _KindPlanner:
    """Plans the rows of one kind. Parents are settled before children, whatever their order."""

    def __init__(
        self,
        kind: Kind,
        drafts: list[Draft],
        existing: Existing,
        hired: dict[int, date],
        unwanted: set[str],
    ) -> None:
        self.kind = kind
        self.drafts = drafts
        self.existing = existing
        self.hired = hired
        self.unwanted = unwanted
        self.added: list[AddedParent] = []
        self.taken = set(existing.by_id) | {d.external_id for d in drafts if d.external_id}
        self.settled: dict[str, Record] = {}
        # Every record by id as it will be, for what depends on ids and not on names.
        self.final = dict(existing.by_id)
        self.failed: set[str] = set()
        self.found = Recognised()

    def plan(self) -> list[RowFate]:
        if self.kind not in PEOPLE:
            resolve_paths([draft for draft in self.drafts if not draft.out], self.existing)
        drop_duplicates(self.drafts)
        self.found = recognise(self.drafts, self.existing)
        if self.kind in PEOPLE:
            _note_shared_emails(self.drafts)
        self.failed = {d.key for d in self.drafts if d.failure is not None and d.key}
        self.failed -= {d.key for d in self.drafts if not d.out}
        return [self._fate(d) for d in sorted(self.drafts, key=lambda d: (len(d.levels), d.row))]

    def _fate(self, draft: Draft) -> RowFate:
        if draft.out:
            return _out(draft)
        parent = self._parent(draft)
        before = self.found.records.get(draft.row)
        if self.kind is Kind.CUSTOMER and parent is None and self._needs_parent(draft):
            role = draft.role.value if draft.role else ""
            draft.fail(Reason.ROLE_NEEDS_PARENT, Field.PARENT, role)
        if before is not None and parent is not None and self._is_above(before, parent):
            draft.fail(Reason.PARENT_LOOP, Field.PARENT, draft.levels[-1])
        if draft.failure is not None:
            self.failed.add(draft.key)
            return _out(draft)
        record = self._record(draft, before, parent)
        self._settle(draft.key, record)
        if before is None:
            return self._taken(draft, Action.CREATE, record, ())
        changes = _changes(before, record)
        action = Action.UPDATE if changes else Action.UNCHANGED
        return self._taken(draft, action, record if changes else before, changes)

    def _settle(self, key: str, record: Record) -> None:
        self.settled[key] = record
        self.final[record.external_id] = record

    def _is_above(self, record: Record, other: Record) -> bool:
        """Whether ``record`` is ``other`` or one of its ancestors."""
        current: Record | None = other
        while current is not None:
            if current.external_id == record.external_id:
                return True
            above = current.parent_external_id
            current = self.final.get(above) if above else None
        return False

    def moved(self) -> list[Record]:
        """Records outside the file whose path no longer agrees with that of their parent."""
        children: dict[str, list[Record]] = defaultdict(list)
        for record in self.final.values():
            if record.parent_external_id is not None:
                children[record.parent_external_id].append(record)
        found: list[Record] = []
        named = {record.external_id for record in self.settled.values()}
        waiting = [record for record in self.final.values() if record.external_id in named]
        while waiting:
            parent = waiting.pop()
            for child in children[parent.external_id]:
                full_name = _full_name(parent, child.name)
                if child.external_id not in named and child.full_name != full_name:
                    child = replace(child, full_name=full_name)
                    found.append(child)
                    waiting.append(child)
        return found

    def _needs_parent(self, draft: Draft) -> bool:
        return draft.role in (Role.SUB_CUSTOMER, Role.PROJECT) and len(draft.levels) == 1

    def _taken(
        self, draft: Draft, action: Action, record: Record, changes: tuple[Change, ...]
    ) -> RowFate:
        how: MatchedBy | None = self.found.matched_by.get(draft.row)
        return RowFate(
            draft.row, action, self.kind, record.full_name, record, changes, None,
            tuple(draft.remarks), how,
        )  # fmt: skip

    def _parent(self, draft: Draft) -> Record | None:
        """The record above, added when nobody has it; None at the top, or after a failure."""
        if len(draft.levels) < 2:
            return None
        key = path_key(":".join(draft.levels[:-1]))
        known = self.settled.get(key)
        if known is not None:
            return known
        shown = ":".join(draft.levels[:-1])
        if key in self.failed:
            draft.fail(Reason.PARENT_FAILED, Field.PARENT, shown)
            return None
        before = self.existing.at(key)
        if before is not None:
            return before
        if self.kind is Kind.SERVICE_ITEM:
            # What stands above a service in the books is a category, on which no time is spent.
            return None
        if key in self.unwanted:
            draft.fail(Reason.PARENT_FAILED, Field.PARENT, shown)
            return None
        draft.note(Reason.PARENT_ADDED, Field.PARENT, shown)
        return self._add_parents(draft)

    def _add_parents(self, draft: Draft) -> Record:
        above: Record | None = None
        for depth in range(1, len(draft.levels)):
            levels = draft.levels[:depth]
            key = path_key(":".join(levels))
            known = self.settled.get(key) or self.existing.at(key)
            if known is None:
                known = Record(
                    kind=self.kind,
                    external_id=derive_id(self.kind, key, (), self.taken),
                    name=levels[-1],
                    full_name=_full_name(above, levels[-1]),
                    parent_external_id=above.external_id if above else None,
                    role=_role(self.kind, above),
                )
                self.added.append(AddedParent(known, draft.row))
            self._settle(key, known)
            above = known
        assert above is not None
        return above

    def _record(self, draft: Draft, before: Record | None, parent: Record | None) -> Record:
        name = draft.levels[-1]
        if self.kind is Kind.SERVICE_ITEM and parent is None:
            full_name = ":".join(draft.levels)
        else:
            full_name = _full_name(parent, name)
        guessed = draft.names_guessed and before is not None
        if before is None:
            marks = (draft.number, draft.payroll_id, draft.email.casefold())
            external_id = draft.external_id or derive_id(self.kind, draft.key, marks, self.taken)
            before = Record(self.kind, external_id, name, full_name)
        said = {
            # A guess may fill a new record, but never overrides what is kept.
            "given_name": "" if guessed else draft.given_name,
            "family_name": "" if guessed else draft.family_name,
            "email": draft.email,
            "phone": draft.phone,
            "number": draft.number,
            "payroll_id": draft.payroll_id,
            "code": draft.code,
            "description": draft.description,
        }
        texts = {attribute: text for attribute, text in said.items() if text}
        return replace(
            before,
            name=name,
            full_name=full_name,
            parent_external_id=parent.external_id if parent else None,
            active=before.active if draft.active is None else draft.active,
            role=_role(self.kind, parent, draft.role or before.role),
            billable=before.billable if draft.billable is None else draft.billable,
            hired_on=self.hired.get(draft.row, before.hired_on),
            **texts,  # type: ignore[arg-type]
        )


def _full_name(parent: Record | None, name: str) -> str:
    return f"{parent.full_name}:{name}" if parent else name


def _role(kind: Kind, parent: Record | None, said: Role | None = None) -> Role | None:
    if kind is not Kind.CUSTOMER:
        return None
    if said is Role.PROJECT:
        return Role.PROJECT
    return Role.CUSTOMER if parent is None else Role.SUB_CUSTOMER


def _changes(before: Record, after: Record) -> tuple[Change, ...]:
    found: list[Change] = []
    for attribute in _COMPARED:
        old: Value = getattr(before, attribute)
        new: Value = getattr(after, attribute)
        if old != new:
            found.append(Change(attribute, old, new))
    return tuple(found)


def _note_shared_emails(drafts: list[Draft]) -> None:
    first: dict[str, Draft] = {}
    for draft in drafts:
        if draft.out or not draft.email:
            continue
        holder = first.setdefault(draft.email.casefold(), draft)
        if holder is not draft:
            draft.remarks.append(
                Remark(Reason.EMAIL_SHARED, Field.EMAIL, draft.email, other_row=holder.row)
            )
