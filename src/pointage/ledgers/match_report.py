"""A match plan as a CSV file to download: ours, the books', what is proposed and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pointage.ledgers.matching import MatchAction, MatchPlan, MatchRow, MatchRule
from pointage.ledgers.protocol import Kind
from pointage.ledgers.reasons import Sentence
from pointage.ledgers.tables import write_csv

_HEADER = (
    Sentence("Kind", "Sorte"),
    Sentence("Ours", "Chez nous"),
    Sentence("Our identifier", "Notre identifiant"),
    Sentence("The books’", "Dans les livres"),
    Sentence("The books’ identifier", "Identifiant des livres"),
    Sentence("Proposed action", "Action proposée"),
    Sentence("In doubt", "En doute"),
    Sentence("Matched by", "Rapproché par"),
    Sentence("Confidence (%)", "Confiance (%)"),
    Sentence("Could also be", "Pourrait aussi être"),
)
ACTION_WORDS: Mapping[MatchAction, Sentence] = {
    MatchAction.LINK: Sentence("link", "lier"),
    MatchAction.CREATE_HERE: Sentence("create here", "créer ici"),
    MatchAction.SKIP: Sentence("skip", "ignorer"),
    MatchAction.KEEP: Sentence("keep", "garder"),
    MatchAction.ARCHIVE: Sentence("archive", "archiver"),
}
RULE_WORDS: Mapping[MatchRule, Sentence] = {
    MatchRule.EXTERNAL_ID: Sentence("existing link", "lien existant"),
    MatchRule.EMAIL: Sentence("e-mail", "courriel"),
    MatchRule.NUMBER: Sentence("employee number", "numéro d’employé"),
    MatchRule.NAME: Sentence("name", "nom"),
    MatchRule.SIMILAR: Sentence("similar name", "nom semblable"),
    MatchRule.CHOSEN: Sentence("your choice", "votre choix"),
}
_KINDS: Mapping[Kind, Sentence] = {
    Kind.EMPLOYEE: Sentence("employee", "employé"),
    Kind.CONTRACTOR: Sentence("contractor", "sous-traitant"),
    Kind.CUSTOMER: Sentence("customer", "client"),
    Kind.SERVICE_ITEM: Sentence("service item", "article de service"),
    Kind.COST_CLASS: Sentence("class", "classe"),
    Kind.LOCATION: Sentence("location", "lieu"),
}


def write_match_plan(plan: MatchPlan, language: str, *, separator: str = ",") -> bytes:
    """UTF-8 CSV with a byte-order mark; ``language`` is ``en`` or begins with ``fr``."""
    header = [word.say(language) for word in _HEADER]
    return write_csv(header, _rows(plan, language), separator=separator)


def _rows(plan: MatchPlan, language: str) -> Iterator[list[str]]:
    yes = "oui" if language.startswith("fr") else "yes"
    for row in plan.rows:
        yield [
            _KINDS[row.kind].say(language),
            (row.local.full_name or row.local.name) if row.local else "",
            row.local.local_id if row.local else "",
            (row.record.full_name or row.record.name) if row.record else "",
            row.record.external_id if row.record else "",
            ACTION_WORDS[row.action].say(language),
            yes if row.in_doubt else "",
            RULE_WORDS[row.matched_by].say(language) if row.matched_by else "",
            str(row.confidence) if row.confidence else "",
            _candidates(row, language),
        ]


def _candidates(row: MatchRow, language: str) -> str:
    return "; ".join(
        f"{one.name} ({RULE_WORDS[one.rule].say(language)}, {one.confidence}\u00a0%)"
        for one in row.candidates
    )
