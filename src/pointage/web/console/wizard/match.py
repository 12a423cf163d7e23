"""Step 9 when linking: who is who between the account and the books. Nothing is archived without a
tick; the plan can be downloaded. The comparing itself is `books.services.links`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pointage.features.books.services.links import LinkPlan, decisions_of, link_plan_csv
from pointage.features.practice import access
from pointage.features.practice.errors import CompanyChosenGone
from pointage.features.practice.offers import link_plan_of
from pointage.features.practice.services.installations import installation_save_match
from pointage.foundation.errors import RuleBroken
from pointage.ledgers.match_report import RULE_WORDS
from pointage.ledgers.matching import MatchAction, MatchRow
from pointage.ledgers.protocol import Kind, LedgerError
from pointage.web.components.paging import count_text
from pointage.web.components.values import Badge
from pointage.web.console import words
from pointage.web.console.wizard.forms import TRACKED
from pointage.web.console.wizard.frame import (
    DRAFT_IS_ELSEWHERE,
    Step,
    StepRequest,
    not_a_draft,
    step_address,
    wizard_step,
)
from pointage.web.seats import FirmSeat, firm_page

#: More rows than this are not drawn; those left out follow the proposal, and the file has them all.
SHOWN: Final = 400

_KINDS: Final = {
    Kind.EMPLOYEE: "employees",
    Kind.CONTRACTOR: "contractors",
    Kind.CUSTOMER: "customers",
    Kind.SERVICE_ITEM: "service_items",
    Kind.COST_CLASS: "cost_classes",
    Kind.LOCATION: "locations",
}


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A row of the matcher. `options` are (value, words, chosen); `archive` is its checkbox."""

    row_id: str
    kind: str
    ours: str
    ours_note: str
    theirs: str
    theirs_note: str
    badge: Badge
    options: tuple[tuple[str, str, bool], ...]
    archive: str = ""
    archive_ticked: bool = False
    waits: bool = False
    error: bool = False


@wizard_step(Step.MATCH)
def match_step(step: StepRequest) -> HttpResponse:
    """Link to an existing client account: the matcher."""
    unreachable = False
    plan: LinkPlan | None = None
    try:
        plan = link_plan_of(step.seat, step.row)
    except LedgerError:
        unreachable = True
    rows = _in_order(plan) if plan else []
    error: RuleBroken | None = None
    if step.request.method == "POST" and not unreachable:
        try:
            return step.go_on(_save(step, plan, rows[:SHOWN]))
        except DRAFT_IS_ELSEWHERE:
            raise
        except RuleBroken as broken:
            error = broken
            step.errors = True
    context = {
        "unreachable": unreachable,
        "error": error.text if error else "",
        "groups": _groups([_line(row, step, error) for row in rows[:SHOWN]]),
        "left_out": count_text(len(rows) - SHOWN) if len(rows) > SHOWN else "",
        "figures": _figures(plan) if plan else [],
        "plan_url": step_address(step.seat, step.row, "plan"),
    }
    return step.render("console/wizard/match.html", context, next_disabled=unreachable)


@firm_page("apps:install")
def match_plan(request: HttpRequest, seat: FirmSeat, installation: str) -> HttpResponse:
    """The whole plan as a file, whatever its size."""
    row = access.installation_for(seat, installation)
    if (away := not_a_draft(request, seat, row)) is not None:
        return away
    try:
        plan = link_plan_of(seat, row)
    except LedgerError:
        plan = None
    if plan is None:
        return redirect(step_address(seat, row, row.step))
    body = link_plan_csv(plan, get_language() or "en")
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pointage-plan.csv"'
    return response


def _save(step: StepRequest, plan: LinkPlan | None, shown: list[MatchRow]) -> Any:
    if plan is None and step.row.client is not None and step.row.client.books is not None:
        raise CompanyChosenGone
    answers = dict(_answers(step.request, shown))
    decisions = decisions_of(plan, answers) if plan else {}
    return installation_save_match(
        actor=step.seat.actor,
        installation=step.row,
        decisions=decisions,
        version=step.version,
    )


def _answers(request: HttpRequest, rows: list[MatchRow]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the reader chose beyond the proposal. An unknown word counts for nothing."""
    for row in rows:
        if request.POST.get(f"archive-{row.row_id}") == "yes":
            yield row.row_id, {"action": MatchAction.ARCHIVE.value, "ticked": True}
            continue
        chosen = request.POST.get(f"do-{row.row_id}", "")
        action, _colon, other = chosen.partition(":")
        if action in {each.value for each in MatchAction} and action != MatchAction.ARCHIVE:
            yield row.row_id, {"action": action, "other": other or None}


def _in_order(plan: LinkPlan) -> list[MatchRow]:
    """What needs a decision first, then what is ours alone, then the rest."""
    order = list(Kind)
    return sorted(
        plan.match.rows,
        key=lambda row: (
            not row.in_doubt,
            row.record is not None,
            order.index(row.kind),
            _name(row).casefold(),
        ),
    )


def _name(row: MatchRow) -> str:
    side = row.local or row.record
    return (side.full_name or side.name) if side else ""


def _groups(lines: list[MatchLine]) -> list[tuple[str, list[MatchLine], bool]]:
    """Title, lines, whether open: what waits for a decision is open, what is sure is folded."""
    waits = [line for line in lines if line.waits or line.error]
    sure = [line for line in lines if not (line.waits or line.error)]
    groups = [
        (_("For you to decide: %(count)s"), waits, True),
        (_("Sure, unless you change it: %(count)s"), sure, not waits),
    ]
    return [
        (title % {"count": count_text(len(members))}, members, is_open)
        for title, members, is_open in groups
        if members
    ]


def _line(row: MatchRow, step: StepRequest, broken: RuleBroken | None) -> MatchLine:
    posted = step.request.POST.get(f"do-{row.row_id}")
    options = _options(row)
    chosen = posted if posted is not None else _proposed(row)
    local, record = row.local, row.record
    return MatchLine(
        row_id=row.row_id,
        kind=str(TRACKED[_KINDS[row.kind]][0]),
        ours=(local.full_name or local.name) if local else "",
        ours_note=(local.email or local.number or "") if local else "",
        theirs=(record.full_name or record.name) if record else "",
        theirs_note=(record.email or record.number or "") if record else "",
        badge=_badge(row),
        options=tuple((value, label, value == chosen) for value, label in options),
        archive=f"archive-{row.row_id}" if local and record is None else "",
        archive_ticked=step.request.POST.get(f"archive-{row.row_id}") == "yes",
        waits=row.in_doubt or row.record is None,
        error=broken is not None and broken.field == row.row_id,
    )


def _proposed(row: MatchRow) -> str:
    return "" if row.in_doubt else row.action.value


def _options(row: MatchRow) -> list[tuple[str, str]]:
    """What can be done with a row, the proposal among it."""
    options: list[tuple[str, str]] = []
    if row.in_doubt:
        options.append(("", _("Ask me after the import") if row.record else _("Leave as it is")))
    if row.local and row.record:
        options.append((MatchAction.LINK.value, _("Link the two")))
    options += [
        (f"{MatchAction.LINK.value}:{each.other_id}", _("Link to %(name)s") % {"name": each.name})
        for each in row.candidates
    ]
    if row.record:
        options.append((MatchAction.CREATE_HERE.value, _("Create here")))
        options.append((MatchAction.SKIP.value, _("Skip")))
    elif not row.in_doubt:
        options.append((MatchAction.KEEP.value, _("Leave as it is")))
    return options


def _badge(row: MatchRow) -> Badge:
    language = get_language() or "en"
    by = RULE_WORDS[row.matched_by].say(language) if row.matched_by else ""
    if row.in_doubt:
        return Badge(_("To decide"), "warning", "question-mark")
    if row.local and row.record:
        return Badge(
            _("Same, by %(rule)s (%(percent)s)")
            % {"rule": by, "percent": words.percent_text(row.confidence)},
            "success",
            "link",
        )
    if row.local:
        return Badge(_("Only in the account"), "neutral")
    return Badge(_("Only in the books"), "info")


def _figures(plan: LinkPlan) -> list[tuple[str, str]]:
    counts = plan.match.counts
    return [
        (_("To link"), count_text(counts[MatchAction.LINK])),
        (_("To create here"), count_text(counts[MatchAction.CREATE_HERE])),
        (_("In doubt"), count_text(plan.match.in_doubt)),
        (_("Only in the account"), count_text(counts[MatchAction.KEEP])),
    ]
