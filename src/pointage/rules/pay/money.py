"""Rounding of money: Decimal, half-up to the cent, at steps that are stated where they happen.

Not for formatting amounts or for currencies without cents.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
HOUR: Final = Decimal(3600)


def to_cents(amount: Decimal) -> Decimal:
    """The amount to the cent, half-up: 16.875 becomes 16.88."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def hours(seconds: int) -> Decimal:
    """Seconds as exact hours, for multiplying by an hourly rate."""
    return Decimal(seconds) / HOUR
