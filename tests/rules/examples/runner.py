"""Compares an example's expected figures with those the rules compute."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.rules.examples.figures import figure_named
from tests.rules.examples.outcomes import Outcome
from tests.rules.examples.reader import NotExpressible, decimal


@dataclass(frozen=True)
class Difference:
    """An expected figure that came out otherwise."""

    figure: str
    expected: object
    computed: object

    def __str__(self) -> str:
        return f"{self.figure}: expected {self.expected}, computed {self.computed}"


def load(path: Path) -> list[dict[str, Any]]:
    """The examples of a file."""
    return list(json.loads(path.read_text(encoding="utf-8"))["examples"])


def differences(example: dict[str, Any]) -> list[Difference]:
    """Expected figures that came out otherwise. Raises NotExpressible, naming what cannot be."""
    expected = example["expected"]
    figures = {name: figure_named(name) for name in expected}
    unknown = sorted(name for name, figure in figures.items() if figure is None)
    if unknown:
        raise NotExpressible(f"figures the model does not compute: {', '.join(unknown)}")
    outcome = Outcome(example)
    found = []
    for figure, wanted in expected.items():
        if figure == "overtime_hours" and "time_off_hours" in expected:
            continue
        compute = figures[figure]
        computed = compute(outcome) if compute else None
        if not same(wanted, computed):
            found.append(Difference(figure, wanted, computed))
    return found


def same(wanted: object, computed: object) -> bool:
    """Equal, a number to as many decimals as the example gives."""
    if isinstance(wanted, dict) and isinstance(computed, dict):
        return all(same(value, computed.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(computed, list):
        return len(wanted) == len(computed) and all(map(same, wanted, computed))
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return wanted == computed
    if not isinstance(computed, int | Decimal):
        return False
    places = max(-int(decimal(wanted).as_tuple().exponent), 2)
    return (
        round(Decimal(computed), places) == round(decimal(wanted), places)
        or abs(Decimal(computed) - decimal(wanted)) <= Decimal("0.5") * Decimal(10) ** -places
    )
