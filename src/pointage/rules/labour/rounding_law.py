"""Whether a place allows rounding punches, and the reason when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.library import jurisdiction
from pointage.rules.labour.naming import citation
from pointage.rules.languages import Bilingual
from pointage.rules.refusals import Refusal
from pointage.rules.timekeeping import RoundingPolicy


class RoundingRefused(Refusal):
    """The place's law does not allow punches to be rounded. `source` and `confidence` say why."""

    def __init__(self, place: str, source: str, confidence: Confidence) -> None:
        cited = Bilingual(source, citation("fr", source))
        super().__init__(
            "punches may not be rounded in {place}: {source}", place=place, source=cited
        )
        self.place = place
        self.source = source
        self.confidence = confidence


@dataclass(frozen=True, slots=True)
class RoundingAllowed:
    """`neutral_only`: allowed as long as nobody loses over time; show the neutrality report."""

    neutral_only: bool
    source: str
    confidence: Confidence


def rounding_allowed(place: str, on: date, policy: RoundingPolicy) -> RoundingAllowed | None:
    """The condition under which the policy may be used; None where no rule is known.

    A policy that rounds nothing is always allowed. Raises UnknownJurisdiction, RoundingRefused.
    """
    found = jurisdiction(place).value("rounding", on)
    if found is None or (policy.arriving is None and policy.leaving is None):
        return None
    if found.value == "refused":
        raise RoundingRefused(place, found.source, found.confidence)
    return RoundingAllowed(found.value == "neutral_only", found.source, found.confidence)
