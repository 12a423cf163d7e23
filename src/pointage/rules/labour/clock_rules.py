"""An employer's premiums for times of the day: what they add to a piece, and which looked at it.

No counter feeds them, so they are priced after the counting; the law's rules are `engine`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.employer import EmployerRule
from pointage.rules.labour.law import Counter, DatedValue, Rule
from pointage.rules.labour.results import Bucket, Piece
from pointage.rules.labour.week_plan import ActiveRule
from pointage.rules.timekeeping import instant_at, local_date

_ONE = Decimal(1)


def clock_rules_of(
    piece: Piece, rules: tuple[EmployerRule, ...], zone: ZoneInfo
) -> tuple[EmployerRule, ...]:
    """Those whose hours the piece is in, in the order of the bundle."""
    return tuple(
        rule
        for rule in rules
        if any(start < piece.end and end > piece.start for start, end in _spans(rule, piece, zone))
    )


def as_active(own: EmployerRule) -> ActiveRule:
    """The rule in the form that reasons show."""
    rule = Rule(own.id, "employer", Counter.CLOCK, "multiplier", stacks=own.stacks)
    stated = DatedValue(date.min, None, own.multiplier, "", date.min, Confidence.STATUTE)
    return ActiveRule(rule, 0, own.multiplier, (("multiplier", stated),), employer=True)


def priced_by_clock(
    piece: Piece, rules: tuple[EmployerRule, ...], zone: ZoneInfo
) -> Iterator[Piece]:
    """The piece cut at the clock times of the rules, with what they add."""
    if not piece.bucket.is_worked:
        yield piece
        return
    spans = [
        (rule, start, end)
        for rule in rules
        for start, end in _spans(rule, piece, zone)
        if start < piece.end and end > piece.start
    ]
    edges = {piece.start, piece.end}
    edges |= {at for _, *span in spans for at in span if piece.start < at < piece.end}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        part = replace(
            piece, start=start, end=end, seconds=int((end - start) / timedelta(seconds=1))
        )
        for rule, from_at, to_at in spans:
            if from_at <= start and end <= to_at:
                part = _premium(part, rule)
        yield part


def _premium(piece: Piece, rule: EmployerRule) -> Piece:
    bucket = Bucket.PREMIUM if piece.bucket is Bucket.REGULAR else piece.bucket
    if rule.stacks:
        multiplier = piece.multiplier + rule.multiplier - _ONE
        return replace(
            piece, multiplier=multiplier, bucket=bucket, rule_id=piece.rule_id or rule.id
        )
    if rule.multiplier > piece.multiplier:
        return replace(piece, multiplier=rule.multiplier, bucket=bucket, rule_id=rule.id)
    return piece


def _spans(rule: EmployerRule, piece: Piece, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """When the rule's clock times hold around a piece."""
    starts, ends = rule.from_time or time(0), rule.to_time or time(0)
    first = local_date(piece.start, zone)
    passes_midnight = ends <= starts
    for days in (-1, 0, 1):
        on = first + timedelta(days=days)
        until = on + timedelta(days=1) if passes_midnight else on
        yield instant_at(on, starts, zone), instant_at(until, ends, zone)
