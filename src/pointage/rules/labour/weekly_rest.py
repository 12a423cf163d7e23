"""Work within the weekly rest that a law asks for and the week does not hold, paid at a premium.

A price put on time that is already counted: it feeds no counter. Breaches of rest that cost
nothing are findings of `compliance`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pointage.rules.labour.engine import IS_WORK, WeekResult
from pointage.rules.labour.facts import Policy, instant_of
from pointage.rules.labour.law import Counter
from pointage.rules.labour.results import Bucket, Piece
from pointage.rules.labour.week_plan import ActiveRule
from pointage.rules.labour.windows import day_table


@dataclass(frozen=True, slots=True)
class RestWindow:
    """The stretch of a week, in seconds since 1970, in which work is paid as work in the rest."""

    first: int
    last: int
    mark: int
    active: ActiveRule
    cost: int = 0
    """What it adds: seconds times ten-thousandths of the rate."""

    @property
    def scale(self) -> int:
        """What an hour in it is paid, in ten-thousandths of the rate."""
        return int(self.active.multiplier * 10_000)


def rest_windows(results: list[WeekResult], policy: Policy) -> dict[int, RestWindow]:
    """By position in `results`, the weeks whose law prices the rest and that hold none.

    The law does not say which hours were to be free: the window is the one, wholly in the week,
    that costs the employer least, and the earliest of those.
    """
    found = {}
    for number, result in enumerate(results):
        for mark, active in enumerate(result.plan.marks):
            if active is not None and active.rule.counter is Counter.REST:
                window = _window(result, policy, mark, active)
                if window is not None:
                    found[number] = window
    averaging = policy.averaging
    return found if averaging is None or not found else _averaged(results, policy, found)


def _averaged(
    results: list[WeekResult], policy: Policy, found: dict[int, RestWindow]
) -> dict[int, RestWindow]:
    """The windows still owed where a period's rests may fall in any of its weeks.

    A period of n weeks needs n rests; a stretch twice as long is two. Of the weeks without one,
    those whose window costs least are the ones that owe.
    """
    averaging = policy.averaging
    assert averaging is not None
    anchor = averaging.anchor.toordinal()
    kept = dict(found)
    periods: dict[int, list[int]] = defaultdict(list)
    for number, result in enumerate(results):
        first = result.week_start + 6 - anchor
        periods[first // 7 // averaging.weeks].append(number)
    for numbers in periods.values():
        owing = sorted((each for each in numbers if each in found), key=lambda n: found[n].cost)
        if not owing:
            continue
        starts = results[numbers[0]].week_start
        starts -= (starts + 6 - anchor) // 7 % averaging.weeks * 7
        length = found[owing[0]].active.after
        rests = _rests(
            [results[number] for number in numbers], policy, starts, averaging.weeks, length
        )
        for number in owing[max(averaging.weeks - rests, 0) :]:
            del kept[number]
    return kept


def _rests(
    results: list[WeekResult], policy: Policy, starts_on: int, weeks: int, length: int
) -> int:
    """How many rests of that length the weeks from that date hold."""
    table = day_table(policy.tz, policy.workday_start)
    reached = table.start(starts_on)
    count = 0
    for result in results:
        for each in result.pieces:
            if IS_WORK[each.kind]:
                count += max(each.first - reached, 0) // length
                reached = max(reached, each.last)
    return count + max(table.start(starts_on + 7 * weeks) - reached, 0) // length


def _window(result: WeekResult, policy: Policy, mark: int, active: ActiveRule) -> RestWindow | None:
    table = day_table(policy.tz, policy.workday_start)
    starts, ends = table.start(result.week_start), table.start(result.week_start + 7)
    scale = result.plan.scale
    work = [
        (
            each.first,
            each.last,
            scale[each.mark] + (scale[each.also] - scale[0] if each.also else 0),
        )
        for each in result.pieces
        if IS_WORK[each.kind]
    ]
    length = active.after
    if not work or _rested(work, starts, ends, length):
        return None
    edges = {
        at for first, last, _ in work for edge in (first, last) for at in (edge, edge - length)
    }
    edges |= {starts, ends - length}
    paid = int(active.multiplier * 10_000)

    def cost(at: int) -> int:
        return sum(
            max(min(last, at + length) - max(first, at), 0) * max(paid - scaled, 0)
            for first, last, scaled in work
        )

    best = min((at for at in edges if starts <= at <= ends - length), key=lambda at: (cost(at), at))
    return RestWindow(best, best + length, mark, active, cost(best))


def _rested(work: list[tuple[int, int, int]], starts: int, ends: int, length: int) -> bool:
    """Whether so many seconds in a row are free between those instants."""
    reached = starts
    for first, last, _ in work:
        if first - reached >= length:
            return True
        reached = max(reached, last)
    return ends - reached >= length


def price_rest(piece: Piece, window: RestWindow) -> Iterator[Piece]:
    """The piece cut at the window, the part inside at the premium where that is more."""
    active = window.active
    if not piece.bucket.is_worked or piece.multiplier >= active.multiplier:
        yield piece
        return
    opens, closes = instant_of(window.first), instant_of(window.last)
    cuts = [piece.start, *(at for at in (opens, closes) if piece.start < at < piece.end), piece.end]
    for start, end in pairwise(cuts):
        seconds = int((end - start).total_seconds())
        part = replace(piece, start=start, end=end, seconds=seconds)
        if opens <= start and end <= closes:
            bucket = Bucket.PREMIUM if piece.bucket is Bucket.REGULAR else piece.bucket
            part = replace(
                part, multiplier=active.multiplier, bucket=bucket, rule_id=active.rule.id
            )
        yield part
