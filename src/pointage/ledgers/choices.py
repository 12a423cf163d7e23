"""The user's answers on a match plan, checked as a whole and turned into decisions.

Decides only; services link, create and archive. Nothing in doubt is decided by silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pointage.ledgers.matching import (
    LocalRecord,
    MatchAction,
    MatchPlan,
    MatchRow,
    MatchRule,
)
from pointage.ledgers.protocol import Kind, Record
from pointage.ledgers.reasons import ChoiceProblem


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``other_id`` names the side to link with, when the row does not show it:
    an external id on a row of ours, a local id on a row of the books. ``ticked`` confirms ARCHIVE.
    """

    row_id: str
    action: MatchAction
    other_id: str | None = None
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceError:
    """What is wrong with one choice; the words are in ``row_sentences``."""

    problem: ChoiceProblem
    row: str
    value: str = ""


class ChoicesRefused(Exception):
    """The choices contradict the plan or each other; none of them was taken."""

    def __init__(self, errors: tuple[ChoiceError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do. LINK has both sides; KEEP and ARCHIVE only ``local``; the others ``record``."""

    kind: Kind
    action: MatchAction
    local: LocalRecord | None
    record: Record | None
    matched_by: MatchRule | None = None


def apply_choices(plan: MatchPlan, choices: Iterable[Choice]) -> tuple[Decision, ...]:
    """Every local record and every record of the books in exactly one decision.

    Rows without a choice follow the plan; those in doubt do nothing (KEEP and SKIP). A record
    that a row gave up is left alone (SKIP). Raises ChoicesRefused with every error found.
    """
    desk = _Desk(plan)
    desk.hear(choices)
    decisions = desk.settle()
    if desk.errors:
        raise ChoicesRefused(tuple(desk.errors))
    return decisions


@dataclass(frozen=True, slots=True)
class _Link:
    row_id: str
    local: LocalRecord
    record: Record
    rule: MatchRule | None


class _Desk:
    """Collects the links and the wishes for single sides, and finds what clashes."""

    def __init__(self, plan: MatchPlan) -> None:
        self.rows = {row.row_id: row for row in plan.rows}
        self.locals = {(r.kind, r.local.local_id): r.local for r in plan.rows if r.local}
        self.records = {(r.kind, r.record.external_id): r.record for r in plan.rows if r.record}
        self.choices: dict[str, Choice] = {}
        self.links: list[_Link] = []
        # Explicit wishes for one side: these clash with a link; silent defaults give way.
        self.firm_locals: dict[tuple[Kind, str], MatchAction] = {}
        self.firm_records: dict[tuple[Kind, str], MatchAction] = {}
        self.errors: list[ChoiceError] = []

    def refuse(self, problem: ChoiceProblem, row: str, value: str = "") -> None:
        self.errors.append(ChoiceError(problem, row, value))

    def hear(self, choices: Iterable[Choice]) -> None:
        for choice in choices:
            if choice.row_id not in self.rows:
                self.refuse(ChoiceProblem.UNKNOWN_ROW, choice.row_id)
            elif choice.row_id in self.choices:
                self.refuse(ChoiceProblem.CHOSEN_TWICE, choice.row_id)
            else:
                self.choices[choice.row_id] = choice
        for row in self.rows.values():
            choice_made = self.choices.get(row.row_id)
            if choice_made is not None:
                self._hear(row, choice_made)
            elif row.local and row.record and not row.in_doubt:
                self.links.append(_Link(row.row_id, row.local, row.record, row.matched_by))

    def _hear(self, row: MatchRow, choice: Choice) -> None:
        if choice.action is MatchAction.LINK:
            self._hear_link(row, choice)
            return
        if choice.action is MatchAction.ARCHIVE and not choice.ticked:
            self.refuse(ChoiceProblem.ARCHIVE_NOT_TICKED, row.row_id)
            return
        for_local = choice.action in (MatchAction.KEEP, MatchAction.ARCHIVE)
        if (for_local and row.local is None) or (not for_local and row.record is None):
            self.refuse(ChoiceProblem.NOT_POSSIBLE, row.row_id, choice.action.value)
            return
        if row.local is not None:
            wish = choice.action if for_local else MatchAction.KEEP
            self.firm_locals[row.kind, row.local.local_id] = wish
        if row.record is not None and not for_local:
            self.firm_records[row.kind, row.record.external_id] = choice.action

    def _hear_link(self, row: MatchRow, choice: Choice) -> None:
        local, record, other = row.local, row.record, choice.other_id
        if local is not None and (record is None or other not in (None, record.external_id)):
            record = self.records.get((row.kind, other or ""))
            if record is None:
                self._unknown(ChoiceProblem.UNKNOWN_RECORD, self.records, row, other or "")
                return
        elif local is None:
            local = self.locals.get((row.kind, other or ""))
            if local is None:
                self._unknown(ChoiceProblem.UNKNOWN_LOCAL, self.locals, row, other or "")
                return
        assert local is not None and record is not None
        proposed = local is row.local and record is row.record
        rule = row.matched_by if proposed else MatchRule.CHOSEN
        link = _Link(row.row_id, local, record, rule)
        # The same pair may be chosen from both of its rows.
        if not any(one.local is local and one.record is record for one in self.links):
            self.links.append(link)

    def _unknown(
        self,
        problem: ChoiceProblem,
        side: dict[tuple[Kind, str], LocalRecord] | dict[tuple[Kind, str], Record],
        row: MatchRow,
        other: str,
    ) -> None:
        elsewhere = any((kind, other) in side for kind in Kind if kind is not row.kind)
        self.refuse(ChoiceProblem.OTHER_KIND if elsewhere else problem, row.row_id, other)

    def settle(self) -> tuple[Decision, ...]:
        linked_locals: set[tuple[Kind, str]] = set()
        linked_records: set[tuple[Kind, str]] = set()
        decisions: list[Decision] = []
        for link in self.links:
            kind = link.local.kind
            ours, theirs = (kind, link.local.local_id), (kind, link.record.external_id)
            if ours in linked_locals or ours in self.firm_locals:
                self.refuse(ChoiceProblem.LOCAL_CLAIMED_TWICE, link.row_id, ours[1])
            if theirs in linked_records or theirs in self.firm_records:
                self.refuse(ChoiceProblem.RECORD_CLAIMED_TWICE, link.row_id, theirs[1])
            linked_locals.add(ours)
            linked_records.add(theirs)
            decisions.append(Decision(kind, MatchAction.LINK, link.local, link.record, link.rule))
        for key, local in self.locals.items():
            if key not in linked_locals:
                action = self.firm_locals.get(key, MatchAction.KEEP)
                decisions.append(Decision(key[0], action, local, None))
        for key, record in self.records.items():
            if key not in linked_records:
                action = self.firm_records.get(key) or self._default(record)
                decisions.append(Decision(key[0], action, None, record))
        return tuple(decisions)

    def _default(self, record: Record) -> MatchAction:
        row = self.rows.get(f"r:{record.kind.value}:{record.external_id}")
        if row is not None and not row.in_doubt:
            return row.action
        return MatchAction.SKIP
