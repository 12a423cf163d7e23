"""Whether a workweek's wages reach the minimum wage for its hours, and what brings them up to it.

The minimum wage itself comes with the terms: its amounts change every year and are not kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
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

    `wages` is what the hours earned without premiums for overtime (tips that count included),
    `seconds` the hours worked, `owed` what is added, to the cent. `by_hour`: the law asks it of
    each hour, and `wages` and `seconds` are those of the hours under it alone.
    """

    wages: Decimal
    seconds: int
    minimum_wage: Decimal
    owed: Decimal
    citation: str
    confidence: Confidence
    by_hour: bool = False

    def text(self, language: str = "en") -> str:
        """The reason as sentences, in English or French."""
        said = say(
            language,
            "minimum_top_up_hours" if self.by_hour else "minimum_top_up",
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
    """A minimum wage that wages must reach over the workweek's hours, or `by_hour` for each."""

    hourly: Decimal
    law: DatedValue
    by_hour: bool = False

    def top_up(self, wages: Decimal, seconds: int) -> TopUp | None:
        """What those wages lack for that much work; None when they reach it."""
        owed = to_cents(self.hourly * hours(seconds) - wages)
        if owed <= 0:
            return None
        law = self.law
        return TopUp(wages, seconds, self.hourly, owed, law.source, law.confidence)

    def top_up_of_hours(self, paid: Iterable[tuple[Decimal, int]]) -> TopUp | None:
        """What the hours (rates and seconds) under it lack; better-paid hours make up for none."""
        under = [(rate, seconds) for rate, seconds in paid if rate < self.hourly]
        worked = sum(seconds for _, seconds in under)
        wages = sum((rate * hours(seconds) for rate, seconds in under), Decimal(0))
        owed = to_cents(self.hourly * hours(worked) - wages)
        if owed <= 0:
            return None
        law = self.law
        return TopUp(wages, worked, self.hourly, owed, law.source, law.confidence, by_hour=True)


def floor_of(pack: Pack, on: date, minimum_wage: Decimal | None) -> Floor | None:
    """The floor of that place; None where none is known, or no minimum wage is given."""
    if minimum_wage is None:
        return None
    law = pack.value("minimum_wage_by_hour", on)
    if law is not None and law.value:
        return Floor(minimum_wage, law, by_hour=True)
    law = pack.value("minimum_wage_by_workweek", on)
    return Floor(minimum_wage, law) if law is not None and law.value else None
