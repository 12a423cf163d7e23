"""Whether a workweek's wages reach the minimum wage for its hours, and what brings them up to it.

The minimum wage itself comes with the terms: its amounts change every year and are not kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pointage.rules.labour import Confidence
from pointage.rules.labour.law import DatedValue, Pack
from pointage.rules.labour.words import duration, money, say
from pointage.rules.pay.money import hours, to_cents


@dataclass(frozen=True, slots=True)
class TopUp:
    """Why a week was brought up to the minimum wage.

    `wages` is what the hours earned without premiums for overtime, `seconds` the hours worked,
    `owed` what is added, to the cent.
    """

    wages: Decimal
    seconds: int
    minimum_wage: Decimal
    owed: Decimal
    citation: str
    confidence: Confidence

    def text(self, language: str = "en") -> str:
        """The reason as sentences, in English or French."""
        said = say(
            language,
            "minimum_top_up",
            wages=money(language, to_cents(self.wages)),
            hours=duration(language, self.seconds),
            minimum=money(language, self.minimum_wage),
            owed=money(language, self.owed),
        )
        if not self.confidence.needs_confirmation:
            return f"{said} {say(language, 'source', source=self.citation)}"
        trust = say(language, self.confidence.value)
        return f"{said} {say(language, 'confirm', source=self.citation, confidence=trust)}"


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum wage that each workweek's wages must reach over its hours."""

    hourly: Decimal
    law: DatedValue

    def top_up(self, wages: Decimal, seconds: int) -> TopUp | None:
        """What those wages lack for that much work; None when they reach it."""
        owed = to_cents(self.hourly * hours(seconds) - wages)
        if owed <= 0:
            return None
        law = self.law
        return TopUp(wages, seconds, self.hourly, owed, law.source, law.confidence)


def workweek_floor(pack: Pack, on: date, minimum_wage: Decimal | None) -> Floor | None:
    """The floor of that place; None where it has none by the week, or no minimum wage is given."""
    law = pack.value("minimum_wage_by_workweek", on)
    if law is None or not law.value or minimum_wage is None:
        return None
    return Floor(minimum_wage, law)
