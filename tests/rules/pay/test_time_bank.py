"""A time bank: what it holds, what runs out, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pointage.rules.pay import BankOverdrawn, Deposit, Payout, Taken, bank_on, time_off_in_lieu

HOUR = 3600
HALF = Decimal("1.5")
MARCH = Deposit(date(2026, 3, 31), 4 * HOUR, HALF, 3)


def test_overtime_is_kept_at_the_ratio_of_the_law() -> None:
    law = time_off_in_lieu("CA", date(2026, 3, 31), 4 * HOUR)
    assert law is not None
    assert law.seconds == MARCH.banked == 6 * HOUR


def test_a_deposit_lasts_so_many_months_clamped_to_the_month() -> None:
    assert MARCH.expires == date(2026, 6, 30)


def test_time_off_comes_from_the_oldest_deposit() -> None:
    later = Deposit(date(2026, 5, 1), 2 * HOUR, HALF, 3)
    state = bank_on([later, MARCH], [Taken(date(2026, 5, 2), 7 * HOUR)], date(2026, 7, 15))
    assert state.balance == 2 * HOUR
    assert state.payouts == ()


def test_what_is_not_taken_in_time_must_be_paid() -> None:
    taken = [Taken(date(2026, 4, 10), HOUR)]
    assert bank_on([MARCH], taken, date(2026, 6, 30)).balance == 5 * HOUR
    state = bank_on([MARCH], taken, date(2026, 7, 1))
    assert state.balance == 0
    assert state.payouts == (Payout(date(2026, 6, 30), 5 * HOUR),)


def test_more_than_the_bank_holds_is_refused() -> None:
    with pytest.raises(BankOverdrawn) as refused:
        bank_on([MARCH], [Taken(date(2026, 4, 1), 7 * HOUR)], date(2026, 4, 2))
    assert refused.value.missing == HOUR


def test_a_deposit_cannot_be_taken_before_it_is_made() -> None:
    with pytest.raises(BankOverdrawn):
        bank_on([MARCH], [Taken(date(2026, 3, 1), HOUR)], date(2026, 4, 2))
