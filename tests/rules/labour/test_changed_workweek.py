"""Moving the start of the workweek: both countings, and the better kept."""

from __future__ import annotations

from datetime import date

import pytest

from pointage.rules.labour import Policy, PolicyInvalid, classify_changed_workweek
from tests.rules.labour.weeks_of_work import HOUR, SUNDAY, days_of

POLICY = Policy("US", "UTC", holidays={}, week_start=0)


def test_hours_of_both_weeks_are_counted_where_they_pay_more() -> None:
    # Weeks from Sunday become weeks from Thursday 11 June: three days are in both.
    hours = [0, 10, 10, 10, 10, 10, 0, 0, 8, 8, 0, 0, 0, 0]
    made = classify_changed_workweek(days_of(hours), POLICY, 4, date(2026, 6, 11))
    assert made.overlap_in_old
    assert made.before.totals.overtime == 10 * HOUR
    assert made.after.totals.overtime == 0


def test_or_in_the_new_one() -> None:
    hours = [0, 2, 2, 2, 10, 10, 10, 10, 8, 8, 0, 0, 0, 0]
    made = classify_changed_workweek(days_of(hours), POLICY, 4, date(2026, 6, 11))
    assert not made.overlap_in_old
    assert made.after.totals.overtime == 16 * HOUR
    assert made.before.totals.worked + made.after.totals.worked == sum(hours) * HOUR


def test_a_change_that_does_not_say_what_it_changes_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        classify_changed_workweek([], POLICY, 4, SUNDAY)
    with pytest.raises(PolicyInvalid):
        classify_changed_workweek([], Policy("US", "UTC"), 4, date(2026, 6, 11))
