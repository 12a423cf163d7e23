"""What `pointage labour explain` found, for its two ways of telling it: tables and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pointage.rules.labour import (
    Bucket,
    Classification,
    Finding,
    Notice,
    Period,
    Piece,
    Policy,
    Reason,
    Totals,
    compliance_findings,
    jurisdiction,
    public_holidays,
)
from pointage.rules.labour.law import Counter
from pointage.rules.pay import WeekPay


@dataclass(frozen=True, slots=True)
class Explained:
    """One classification, or two around a change of workweek.

    `overlap_in_old`: whether the days of both workweeks were counted in the old one; None when
    nothing changes.
    """

    policy: Policy
    made: tuple[Classification, ...]
    paid: tuple[WeekPay, ...]
    overlap_in_old: bool | None

    def pieces(self) -> Iterable[tuple[Piece, Reason]]:
        for each in self.made:
            yield from zip(each.pieces, each.reasons, strict=True)

    def days(self) -> Mapping[date, Totals]:
        found: dict[date, Totals] = {}
        for each in self.made:
            for on, totals in each.days.items():
                found[on] = summed([found[on], totals]) if on in found else totals
        return dict(sorted(found.items()))

    def periods(self) -> tuple[Period, ...]:
        """Empty without a pay schedule, and around a change of workweek, whose weeks overlap."""
        if self.policy.pay_schedule is None or len(self.made) > 1:
            return ()
        return self.made[0].periods

    def totals(self) -> Totals:
        return summed([each.totals for each in self.made])

    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for each in self.made for finding in compliance_findings(each))

    def holidays(self, language: str) -> Mapping[date, str]:
        """Public holidays of the weeks given, where the law prices or pays them."""
        pack = jurisdiction(self.policy.jurisdiction)
        weeks = [week for each in self.made for week in each.weeks]
        priced = any(rule.counter is Counter.HOLIDAY for rule in pack.rules)
        if not weeks or not (priced or "holiday_pay" in pack.parameters):
            return {}
        first, last = min(week.starts for week in weeks), max(week.ends for week in weeks)
        found: dict[date, str] = {}
        for year in range(first.year, last.year + 1):
            found |= public_holidays(self.policy.jurisdiction, year, language)
        return {on: name for on, name in found.items() if first <= on <= last}

    def notices(self) -> tuple[Notice, ...]:
        """Each once."""
        return tuple(dict.fromkeys(notice for each in self.made for notice in each.notices))


def summed(parts: Iterable[Totals]) -> Totals:
    """The sum of several totals."""
    buckets: dict[Bucket, int] = {}
    multipliers: dict[Decimal, int] = {}
    rules: dict[str, int] = {}
    for part in parts:
        for bucket, seconds in part.by_bucket.items():
            buckets[bucket] = buckets.get(bucket, 0) + seconds
        for multiplier, seconds in part.by_multiplier.items():
            multipliers[multiplier] = multipliers.get(multiplier, 0) + seconds
        for rule, seconds in part.by_rule.items():
            rules[rule] = rules.get(rule, 0) + seconds
    return Totals(buckets, multipliers, rules)
