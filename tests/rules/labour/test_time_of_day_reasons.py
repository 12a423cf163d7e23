"""An employer's premiums for the time of day among the rules that looked at a piece."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from pointage.rules.labour import (
    Classification,
    EmployerRule,
    EmployerRules,
    PackInvalid,
    Policy,
    Reason,
    Segment,
    Trigger,
    Verdict,
    classify,
)
from pointage.rules.labour.law import Counter
from pointage.rules.labour.loader import PackReader
from tests.rules.labour.test_packs import GOOD

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


def evening(multiplier: str, *, stacks: bool = False, name: str = "evening") -> EmployerRule:
    return EmployerRule(
        name,
        Trigger.TIME_OF_DAY,
        Decimal(multiplier),
        stacks=stacks,
        from_time=time(18),
        to_time=time(23),
    )


def noon_to_nine(*rules: EmployerRule) -> Classification:
    """Nine hours in British Columbia, the last three in the evening, the last one past eight."""
    employer = EmployerRules("own", rules)
    policy = Policy("CA-BC", "UTC", holidays={}, employer=employer)
    return classify([Segment(NOON, NOON + timedelta(hours=9))], policy)


def clock_verdicts(reason: Reason) -> list[tuple[str, Verdict]]:
    return [(x.rule_id, x.verdict) for x in reason.looks if x.counter is Counter.CLOCK]


def test_it_wins_where_it_prices_the_hour() -> None:
    reason = noon_to_nine(evening("1.25")).reasons[1]
    assert reason.winner is not None
    assert (reason.winner.rule_id, reason.winner.multiplier) == ("evening", Decimal("1.25"))
    assert reason.winner.confidence is None


def test_it_loses_where_the_law_pays_more() -> None:
    reason = noon_to_nine(evening("1.25")).reasons[2]
    assert reason.winner is not None
    assert reason.winner.rule_id == "daily"
    assert clock_verdicts(reason) == [("evening", Verdict.LOWER)]
    assert "Employer’s rule, time of day × 1.25" in reason.text("en")
    assert "Règle de l’employeur, heure de la journée × 1,25" in reason.text("fr")


def test_the_law_loses_where_it_pays_more() -> None:
    reason = noon_to_nine(evening("2")).reasons[2]
    assert clock_verdicts(reason) == [("evening", Verdict.WON)]
    assert ("daily", Verdict.LOWER) in [(x.rule_id, x.verdict) for x in reason.lost]


def test_it_is_added_where_it_stacks() -> None:
    reason = noon_to_nine(evening("1.25", stacks=True)).reasons[2]
    assert reason.multiplier == Decimal("1.75")
    assert clock_verdicts(reason) == [("evening", Verdict.ADDED)]
    assert not reason.stacked
    assert "premium for this time of day is added" in reason.text("en")


def test_of_two_of_them_the_lower_lost() -> None:
    late = evening("1.4", name="late")
    reason = noon_to_nine(evening("1.25"), late).reasons[1]
    assert clock_verdicts(reason) == [("late", Verdict.WON), ("evening", Verdict.LOWER)]


def test_outside_its_hours_it_does_not_look() -> None:
    assert clock_verdicts(noon_to_nine(evening("1.25")).reasons[0]) == []


def test_a_law_cannot_price_times_of_the_day() -> None:
    with pytest.raises(PackInvalid, match="employer"):
        PackReader("XX.toml", GOOD.replace('counter = "week"', 'counter = "clock"')).pack(None)
