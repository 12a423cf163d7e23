"""From the engine's marks to pieces, totals and notices that people and pay can read.

Nothing is counted here. Reasons in words are `explain`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from pointage.rules.labour.clock_rules import priced_by_clock
from pointage.rules.labour.engine import Marked, WeekResult
from pointage.rules.labour.facts import Kind, Segment, instant_of
from pointage.rules.labour.law import Base, Counter
from pointage.rules.labour.plan import ActiveRule
from pointage.rules.labour.results import Bucket, Notice, Piece, Totals
from pointage.rules.labour.vocabulary import vocabulary
from pointage.rules.labour.weekly_rest import price_rest
from pointage.rules.labour.windows import KINDS, first_ordinal, week_index
from pointage.rules.timekeeping import local_date, zone_named

if TYPE_CHECKING:
    from pointage.rules.labour.classification import Classification

_ONE = Decimal(1)
_TWO = Decimal(2)
_EVERYWHERE = frozenset({"totals_only"})
"""Flags about the time given rather than the law."""
_PREMIUM_COUNTERS = frozenset({Counter.WEEKDAY})
K = TypeVar("K", bound=Hashable)


def bucket_of(active: ActiveRule) -> Bucket:
    """What time priced by that rule is called."""
    if active.rule.counter is Counter.HOLIDAY:
        return Bucket.HOLIDAY
    if active.rule.counter in _PREMIUM_COUNTERS:
        return Bucket.PREMIUM
    return Bucket.DOUBLE_TIME if active.multiplier >= _TWO else Bucket.OVERTIME


def pieces_of(made: Classification) -> tuple[Piece, ...]:
    """Every piece of work and leave, by start."""
    pieces = [*_worked(made), *_leave(made)]
    if made.rest:
        pieces = [part for piece in pieces for part in _in_rest(piece, made)]
    by_clock = made.policy.employer.by_clock if made.policy.employer else ()
    if by_clock:
        zone = made.policy.tz
        pieces = [part for piece in pieces for part in priced_by_clock(piece, by_clock, zone)]
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end)))


def _worked(made: Classification) -> Iterator[Piece]:
    for number, result in enumerate(made.results):
        for position, marked in enumerate(result.pieces):
            yield _piece(made, result, marked, (number, position))


def _piece(made: Classification, result: WeekResult, marked: Marked, key: tuple[int, int]) -> Piece:
    kind = KINDS[marked.kind]
    active = result.plan.marks[marked.mark]
    also = result.plan.marks[marked.also]
    bucket = Bucket.UNPAID if kind is Kind.UNPAID_BREAK else Bucket.REGULAR
    multiplier = _ONE
    if active is not None:
        bucket, multiplier = bucket_of(active), active.multiplier
        if also is not None:
            bucket = bucket_of(also)
            multiplier += also.multiplier - _ONE
    segment = made.presence[marked.source]
    return Piece(
        start=instant_of(marked.first),
        end=instant_of(marked.last),
        seconds=marked.last - marked.first,
        kind=kind,
        bucket=bucket,
        multiplier=multiplier,
        base=active.base if active else Base.REGULAR,
        rule_id=active.rule.id if active else None,
        on=date.fromordinal(marked.on),
        day=date.fromordinal(marked.day),
        week_start=date.fromordinal(result.week_start),
        segment_id=segment.id,
        job=segment.job,
        key=key,
    )


def _leave(made: Classification) -> Iterator[Piece]:
    for position, segment in enumerate(made.leave):
        zone = zone_named(segment.zone) if segment.zone else made.policy.tz
        on = local_date(segment.start, zone)
        week = week_index(on.toordinal(), made.week_start)
        yield Piece(
            start=instant_of(segment.first),
            end=instant_of(segment.last),
            seconds=segment.seconds,
            kind=segment.kind,
            bucket=Bucket.LEAVE,
            multiplier=_ONE,
            base=Base.REGULAR,
            rule_id=None,
            on=on,
            day=on,
            week_start=date.fromordinal(first_ordinal(week, made.week_start)),
            segment_id=segment.id,
            job=segment.job,
            key=(-1, position),
        )


def _in_rest(piece: Piece, made: Classification) -> Iterator[Piece]:
    window = made.rest.get(piece.key[0])
    return iter((piece,)) if window is None else price_rest(piece, window)


def totals_by(made: Classification, key: Callable[[Piece], K]) -> dict[K, Totals]:
    """Totals of the pieces that share a key, in the order first met."""
    buckets: dict[K, dict[Bucket, int]] = defaultdict(lambda: defaultdict(int))
    multipliers: dict[K, dict[Decimal, int]] = defaultdict(lambda: defaultdict(int))
    rules: dict[K, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for piece in made.pieces:
        at = key(piece)
        buckets[at][piece.bucket] += piece.seconds
        multipliers[at][piece.multiplier] += piece.seconds
        if piece.rule_id is not None:
            rules[at][piece.rule_id] += piece.seconds
            also = _also(made, piece)
            if also is not None:
                rules[at][also] += piece.seconds
    return {at: Totals(dict(buckets[at]), dict(multipliers[at]), dict(rules[at])) for at in buckets}


def _also(made: Classification, piece: Piece) -> str | None:
    """The rule that stacks on the piece's own, if any."""
    number, position = piece.key
    if number < 0:
        return None
    result = made.results[number]
    also = result.plan.marks[result.pieces[position].also]
    return also.rule.id if also else None


def notices_of(made: Classification) -> tuple[Notice, ...]:
    """Assumptions and limits of the result, each once."""
    worker, pack, policy = made.policy.worker, made.pack, made.policy
    found: list[Notice] = []
    if worker.exempt:
        found.append(Notice("exempt_from_law", (("jurisdiction", pack.id),)))
    found += [
        Notice("regime_not_covered", (("jurisdiction", pack.id), ("regime", word)))
        for word in sorted(worker.flags & pack.not_covered)
    ]
    known = vocabulary(pack.id)
    found += [
        Notice("agreement_without_effect", (("jurisdiction", pack.id), ("agreement", word)))
        for word in sorted(policy.agreed - known.agreements)
    ]
    found += [
        Notice("flag_without_effect", (("jurisdiction", pack.id), ("flag", word)))
        for word in sorted(worker.flags - known.flags - _EVERYWHERE)
    ]
    unknown = {
        name
        for rule in pack.rules
        if rule.when.holds(worker, policy.agreed)
        for name in rule.when.unknown_facts(worker)
    }
    found += [Notice("fact_unknown", (("fact", name),)) for name in sorted(unknown)]
    if policy.week_start is not None and made.results and made.week_start != policy.week_start:
        found.append(Notice("week_start_set_by_law", (("week_start", str(made.week_start)),)))
    found += [
        Notice("employer_rules_below_law", (("week", str(starts)), ("seconds", str(missing))))
        for starts, missing in made.below_law
    ]
    return tuple(found)


def segment_of(made: Classification, piece: Piece) -> Segment:
    """The segment a piece was cut from."""
    number, position = piece.key
    if number < 0:
        return made.leave[position]
    return made.presence[made.results[number].pieces[position].source]
