"""Linking books to a company that already has people and jobs: the plan that is shown first, and
the answers that become an import's decisions. Undoing a link is `undo`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from pointage.features.books.choices import TrackingChoices
from pointage.features.books.errors import DecisionUnclear
from pointage.features.books.ledgers import ledger_for
from pointage.features.books.models import Books, BooksConnection
from pointage.features.books.models import Mapping as BooksMapping
from pointage.features.books.services.importing.archiving import ARCHIVE, MODELS, local_key
from pointage.features.books.services.importing.work import (
    LOCAL_MODEL,
    record_key,
)
from pointage.features.books.services.importing.work import Choice as EngineChoice
from pointage.features.companies.models import Company
from pointage.features.jobs.models import CostClass, Dimension, Job, Location, ServiceItem
from pointage.features.team.models import TeamMember
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.choices import Choice, ChoicesRefused, Decision, apply_choices
from pointage.ledgers.match_report import write_match_plan
from pointage.ledgers.matching import LocalRecord, MatchAction, MatchPlan, match
from pointage.ledgers.protocol import Kind, Ledger, Record
from pointage.ledgers.row_sentences import CHOICE_SENTENCES

UNDO_DAYS = 30
Answers = Mapping[str, Mapping[str, Any]]
"""By row id of the plan: `{"action": MatchAction, "other": id or absent, "ticked": bool}`."""


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What is proposed for every object of ours and every record of the books.

    Local ids in the plan are public ids; `local_pks` leads back to the rows.
    """

    company_id: int
    books_id: int
    match: MatchPlan
    local_pks: Mapping[tuple[Kind, str], int]


def link_plan(
    *, actor: Actor, company: Company, books: Books, choices: TrackingChoices
) -> LinkPlan:
    """Compares the company with the books; changes nothing. Seconds for 25,000 on each side.

    The caller has made sure that the actor may see both.
    """
    ledger = ledger_for(books)
    records = [record for kind in choices.kinds() for record in _records(ledger, kind, choices)]
    with tenant_scope(companies=[company.pk]):
        linked = _linked_before(company, books)
        ours = [each for kind in choices.kinds() for each in _locals(kind, linked)]
    return LinkPlan(
        company_id=company.pk,
        books_id=books.pk,
        match=match((local for local, _ in ours), records),
        local_pks={(local.kind, local.local_id): pk for local, pk in ours},
    )


def link_plan_csv(plan: LinkPlan, language: str) -> bytes:
    """The plan to download; French spreadsheets expect semicolons."""
    return write_match_plan(
        plan.match, language, separator=";" if language.startswith("fr") else ","
    )


def decisions_of(plan: LinkPlan, answers: Answers) -> dict[str, dict[str, Any]]:
    """The plan and its reader's answers as `ImportRun.decisions`.

    What is in doubt and has no answer is asked again after the import. Nothing is archived without
    a tick. Raises `DecisionUnclear` when answers contradict each other or the plan.
    """
    try:
        decisions = apply_choices(plan.match, [_choice(row, a) for row, a in answers.items()])
    except ChoicesRefused as refused:
        error = refused.errors[0]
        sentence = CHOICE_SENTENCES[error.problem].say(
            get_language() or "en", row=error.row, value=error.value
        )
        raise DecisionUnclear(field=error.row, sentence=sentence) from refused
    doubts = _doubts(plan, answers)
    stored: dict[str, dict[str, Any]] = {}
    for decision in decisions:
        for key, value in _stored(plan, decision, doubts):
            stored[key] = value
    return stored


def _choice(row_id: str, answer: Mapping[str, Any]) -> Choice:
    return Choice(
        row_id=row_id,
        action=MatchAction(answer["action"]),
        other_id=answer.get("other") or None,
        ticked=bool(answer.get("ticked")),
    )


def _stored(
    plan: LinkPlan, decision: Decision, doubts: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    local, record = decision.local, decision.record
    if decision.action is MatchAction.ARCHIVE and local is not None:
        pk = plan.local_pks[local.kind, local.local_id]
        yield local_key(LOCAL_MODEL[local.kind], pk), {"action": ARCHIVE}
    if record is None:
        return
    key = record_key(record.kind, record.external_id)
    if decision.action is MatchAction.LINK and local is not None:
        by = decision.matched_by.value if decision.matched_by else "choice"
        pk = plan.local_pks[local.kind, local.local_id]
        yield key, {"action": EngineChoice.LINK.value, "local": pk, "by": by}
    elif decision.action is MatchAction.CREATE_HERE:
        yield key, {"action": EngineChoice.CREATE.value}
    elif key in doubts:
        yield key, {"action": EngineChoice.ASK.value, "other": doubts[key]}
    else:
        yield key, {"action": EngineChoice.SKIP.value}


def _doubts(plan: LinkPlan, answers: Answers) -> dict[str, str]:
    """Records in doubt that nobody answered for, with the names they might be."""
    found: dict[str, str] = {}
    for row in plan.match.rows:
        if row.in_doubt and row.record is not None and row.row_id not in answers:
            names = [row.local.name] if row.local else [each.name for each in row.candidates]
            found[record_key(row.kind, row.record.external_id)] = ", ".join(names)
    return found


def _records(ledger: Ledger, kind: Kind, choices: TrackingChoices) -> Iterator[Record]:
    page = None
    while True:
        found = ledger.list(kind, page=page)
        yield from (record for record in found.records if choices.wants(record))
        page = found.next_page
        if page is None:
            return


def _linked_before(company: Company, books: Books) -> dict[tuple[str, int], str]:
    """(kind, row) → external id, from a link of these two that was ended or still stands."""
    connection = BooksConnection.objects.filter(company=company, books=books).first()
    if connection is None:
        return {}
    rows = BooksMapping.objects.filter(connection=connection)
    return {
        (kind, local_id): external_id
        for kind, local_id, external_id in rows.values_list("kind", "local_id", "external_id")
    }


def _locals(kind: Kind, linked: Mapping[tuple[str, int], str]) -> Iterator[tuple[LocalRecord, int]]:
    if LOCAL_MODEL[kind] == "team_member":
        members = TeamMember.objects.filter(state=TeamMember.State.ACTIVE, kind=kind.value)
        for member in members:
            yield (
                LocalRecord(
                    local_id=member.public_id,
                    kind=kind,
                    name=member.full_name,
                    email=member.email or None,
                    number=member.employee_number or None,
                    payroll_id=member.payroll_id or None,
                    external_id=linked.get((kind.value, member.pk)),
                ),
                member.pk,
            )
    elif kind is Kind.CUSTOMER:
        for job in Job.objects.filter(is_active=True):
            external_id = linked.get((kind.value, job.pk))
            yield _named(kind, job.public_id, job.name, job.full_name, external_id), job.pk
    else:
        for each in _dimension(kind)._default_manager.filter(is_active=True):
            external_id = linked.get((kind.value, each.pk))
            yield _named(kind, each.public_id, each.name, each.name, external_id), each.pk


def _named(
    kind: Kind, local_id: str, name: str, full_name: str, external_id: str | None
) -> LocalRecord:
    return LocalRecord(local_id, kind, name, full_name, external_id=external_id)


def _dimension(kind: Kind) -> type[Dimension]:
    model = MODELS[LOCAL_MODEL[kind]]
    assert model in (ServiceItem, CostClass, Location)
    return model
