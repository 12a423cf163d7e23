"""Overtime kept as time off: what goes in and out of a person's bank, and what must be paid out.

The ratio and the months come from the place's law (`time_off_in_lieu`) or from an agreement that is
better. Nothing is stored here; the caller keeps the moves.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pointage.rules.pay.terms import PayError


class BankOverdrawn(PayError):
    """More time off was taken than the bank held, on the date `on`, by `missing` seconds."""

    def __init__(self, on: date, missing: int) -> None:
        super().__init__("on {on} the time bank lacks {missing} seconds", on=on, missing=missing)
        self.on = on
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Deposit:
    """Overtime banked instead of paid: `seconds` worked, kept at `ratio` for `months`."""

    on: date
    seconds: int
    ratio: Decimal
    months: int

    @property
    def banked(self) -> int:
        """Seconds of time off it is worth, half-up."""
        return int((self.seconds * self.ratio).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def expires(self) -> date:
        """The last date on which it may be taken: the same day, so many months on, clamped."""
        months = self.on.month - 1 + self.months
        year, month = self.on.year + months // 12, months % 12 + 1
        return date(year, month, min(self.on.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Taken:
    """Time off taken from the bank, in seconds."""

    on: date
    seconds: int


@dataclass(frozen=True, slots=True)
class Payout:
    """Banked time that was not taken in time and must be paid, in seconds of the regular rate."""

    due: date
    seconds: int


@dataclass(frozen=True, slots=True)
class BankState:
    """`balance` is what may still be taken, in seconds; `payouts` what fell due, oldest first."""

    balance: int
    payouts: tuple[Payout, ...]


def bank_on(deposits: Iterable[Deposit], taken: Iterable[Taken], on: date) -> BankState:
    """The bank at the end of that date. Time off is taken from the oldest deposit first.

    Raises BankOverdrawn.
    """
    held = sorted((each for each in deposits if each.on <= on), key=lambda each: each.on)
    left = [each.banked for each in held]
    for move in sorted((each for each in taken if each.on <= on), key=lambda each: each.on):
        wanted = move.seconds
        for position, deposit in enumerate(held):
            if deposit.on <= move.on <= deposit.expires:
                used = min(wanted, left[position])
                left[position] -= used
                wanted -= used
        if wanted:
            raise BankOverdrawn(move.on, wanted)
    due = [
        Payout(deposit.expires, rest)
        for deposit, rest in zip(held, left, strict=True)
        if rest and deposit.expires < on
    ]
    alive = sum(rest for deposit, rest in zip(held, left, strict=True) if deposit.expires >= on)
    return BankState(alive, tuple(sorted(due, key=lambda each: each.due)))
