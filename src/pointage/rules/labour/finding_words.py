"""Findings of the checks as sentences, in both languages. What is found is `compliance`."""

from __future__ import annotations

from pointage.rules.labour.compliance import Check, Finding
from pointage.rules.labour.naming import label
from pointage.rules.labour.sentences import cited
from pointage.rules.labour.words import duration, say

_MINUTE = 60
_UNITS = {
    Check.REST_BREAK: "breaks",
    Check.CONSECUTIVE_DAYS: "days",
    Check.AVERAGING_LENGTH: "weeks",
}
_LEAST = frozenset(
    {Check.DAILY_REST, Check.REST_BETWEEN_SHIFTS, Check.WEEKLY_REST, Check.REPORTING_PAY}
)


def finding_text(finding: Finding, language: str = "en") -> str:
    """What a check found, what the law asks and where it says so, in English or French."""
    unit = _UNITS.get(finding.check)
    if finding.check is Check.MEAL_BREAK and finding.required < _MINUTE:
        unit = "breaks"
    code = "finding_most"
    if finding.check is Check.MEAL_BREAK and unit is None:
        code = "finding_meal"
    elif unit == "breaks" or finding.check in _LEAST:
        code = "finding_least"
    found, required = (
        duration(language, amount) if unit is None else say(language, unit, count=str(amount))
        for amount in (finding.found, finding.required)
    )
    said = say(
        language,
        code,
        on=finding.on.isoformat(),
        check=label(language, "check", finding.check.value),
        found=found,
        required=required,
    )
    return f"{said} {cited(finding.citation, finding.confidence, language)}"
