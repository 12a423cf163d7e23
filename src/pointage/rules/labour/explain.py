"""Why a piece of time is priced as it is: the rule that won, its figures and source, and who lost.

Made only when asked for, from what the engine left. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from pointage.rules.labour.clock_rules import as_active, clock_rules_of
from pointage.rules.labour.employer import EmployerRule
from pointage.rules.labour.engine import Marked, WeekResult
from pointage.rules.labour.facts import Kind, instant_of
from pointage.rules.labour.law import Base, Counter
from pointage.rules.labour.looks import (
    Look,
    Verdict,
    beaten,
    by_verdict,
    limit_for,
    look_at,
    lookers_of,
    unreached_looks,
)
from pointage.rules.labour.plan import ActiveRule
from pointage.rules.labour.presentation import bucket_of
from pointage.rules.labour.results import Bucket, Piece
from pointage.rules.labour.sentences import sentences
from pointage.rules.labour.weekly_rest import RestWindow
from pointage.rules.labour.windows import KIND_INDEX

if TYPE_CHECKING:
    from pointage.rules.labour.classification import Classification

_UNPAID = KIND_INDEX[Kind.UNPAID_BREAK]


class Reason:
    """Why a piece is priced as it is; every part is worked out when it is read."""

    __slots__ = ("_clock", "_gross", "_marked", "_piece", "_rest", "_result")

    def __init__(
        self,
        result: WeekResult | None,
        marked: Marked | None,
        gross: int,
        piece: Piece | None,
        rest: RestWindow | None = None,
        clock: tuple[EmployerRule, ...] = (),
    ) -> None:
        self._clock = clock
        self._rest = rest
        self._result = result
        self._marked = marked
        self._gross = gross
        self._piece = piece

    @property
    def winner(self) -> Look | None:
        """The rule of law or of the employer that prices the piece; None at the ordinary rate."""
        result, marked = self._result, self._marked
        clock = next((each for each in self._clock_looks() if each.verdict is Verdict.WON), None)
        if clock is not None:
            return clock
        rest = self._rest_look()
        if rest is not None and rest.verdict is Verdict.WON:
            return rest
        if result is None or marked is None or not marked.mark:
            return None
        active = result.plan.marks[marked.mark]
        assert active is not None
        limit = limit_for(result, marked, marked.mark, active)
        return None if limit is None else look_at(marked, marked.mark, active, limit, self._gross)

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every rule that looked at the piece, the one that won first."""
        result, marked = self._result, self._marked
        if result is None or marked is None or marked.kind == _UNPAID:
            return ()
        if not marked.mark and self._rest is None and not self._clock:
            return unreached_looks(result, marked)
        gross = self._gross
        looks = [
            look
            for mark, active, limit, _ in lookers_of(result, marked)
            if (look := look_at(marked, mark, active, limit, gross)) is not None
        ]
        rest = self._rest_look()
        if rest is not None:
            if rest.verdict is Verdict.WON:
                looks = [beaten(look) for look in looks]
            looks.append(rest)
        if self._clock:
            looks = self._beside_clock(looks)
        if len(looks) > 1:
            looks.sort(key=by_verdict)
        return tuple(looks)

    @property
    def lost(self) -> tuple[Look, ...]:
        """Rules that looked and did not win."""
        return tuple(
            look for look in self.looks if look.verdict not in (Verdict.WON, Verdict.ADDED)
        )

    @property
    def multiplier(self) -> Decimal:
        """What the hour is paid of its base, premiums of the clock included."""
        if self._piece is not None:
            return self._piece.multiplier
        active, also = self._rules()
        multiplier = active.multiplier if active else Decimal(1)
        return multiplier + also.multiplier - 1 if also else multiplier

    @property
    def bucket(self) -> Bucket:
        if self._piece is not None:
            return self._piece.bucket
        if self._marked is not None and self._marked.kind == _UNPAID:
            return Bucket.UNPAID
        active, also = self._rules()
        return bucket_of(also or active) if active else Bucket.REGULAR

    @property
    def base(self) -> Base:
        active, _ = self._rules()
        return active.base if active else Base.REGULAR

    @property
    def by_clock(self) -> bool:
        """Whether an employer's premium for the time of day is what prices the piece."""
        if self._piece is None or self._piece.rule_id is None:
            return False
        active, _ = self._rules()
        if self._rest is not None and self._rest.active.rule.id == self._piece.rule_id:
            return False
        return active is None or active.rule.id != self._piece.rule_id

    @property
    def leave_counted(self) -> int:
        """Seconds of leave that the week counts before any work."""
        result, marked = self._result, self._marked
        if result is None or marked is None or marked.kind == _UNPAID:
            return 0
        counts = bool(result.plan.week) and result.plan.counts_week[marked.kind]
        return result.leave_counted if counts else 0

    @property
    def stacked(self) -> bool:
        """Whether a second premium is added to the winner's."""
        added = (look for look in self.looks if look.verdict is Verdict.ADDED)
        return any(look.counter is not Counter.CLOCK for look in added)

    @property
    def clock_added(self) -> bool:
        """Whether an employer's premium for the time of day is added to what prices the piece."""
        return any(look.verdict is Verdict.ADDED for look in self._clock_looks())

    @property
    def weekday(self) -> int:
        """Of the workday the law counts the piece in: 0 = Sunday to 6 = Saturday."""
        if self._marked is not None:
            return self._marked.day % 7
        return 0 if self._piece is None else self._piece.day.isoweekday() % 7

    def text(self, language: str = "en") -> str:
        """The reason as sentences, in English or French."""
        return " ".join(sentences(self, language))

    def _rest_look(self) -> Look | None:
        """The look of the rule on weekly rest, at a piece that lies in the rest."""
        window, piece = self._rest, self._piece
        if window is None or piece is None or not piece.bucket.is_worked:
            return None
        if instant_of(window.first) >= piece.end or instant_of(window.last) <= piece.start:
            return None
        won = piece.rule_id == window.active.rule.id
        verdict = Verdict.WON if won else Verdict.LOWER
        limit = window.active.after
        return Look(window.active, verdict, 0, piece.seconds, limit)

    def _clock_looks(self) -> list[Look]:
        """The looks of the employer's rules for the time of day the piece is in."""
        if self._piece is None or not self._piece.bucket.is_worked:
            return []
        length, by_clock = self._piece.seconds, self.by_clock
        looks = []
        for own in self._clock:
            verdict = Verdict.ADDED if own.stacks else Verdict.LOWER
            if by_clock and own.id == self._piece.rule_id:
                verdict = Verdict.WON
            looks.append(Look(as_active(own), verdict, 0, length, 0))
        return looks

    def _beside_clock(self, looks: list[Look]) -> list[Look]:
        """Those looks and the clock's; what wins by the clock without adding beats the others."""
        clock = self._clock_looks()
        if any(each.verdict is Verdict.WON and not each.active.rule.stacks for each in clock):
            looks = [beaten(look) for look in looks]
        return looks + clock

    def _rules(self) -> tuple[ActiveRule | None, ActiveRule | None]:
        if self._result is None or self._marked is None:
            return None, None
        marks = self._result.plan.marks
        return marks[self._marked.mark], marks[self._marked.also]


def reasons_of(made: Classification) -> tuple[Reason, ...]:
    """The reason of every piece, in the order of `made.pieces`."""
    by_week = [_of_week(result) for result in made.results]
    clock = made.policy.employer is not None and made.policy.employer.by_clock
    if not made.leave and not clock and not made.rest:
        return tuple(reason for week in by_week for reason in week)
    own = made.policy.employer.by_clock if made.policy.employer else ()
    zone = made.policy.tz
    return tuple(
        _of_piece(piece, by_week, made.rest, clock_rules_of(piece, own, zone))
        for piece in made.pieces
    )


def _of_piece(
    piece: Piece,
    by_week: list[list[Reason]],
    rest: Mapping[int, RestWindow],
    clock: tuple[EmployerRule, ...],
) -> Reason:
    number_of_week, position = piece.key
    if number_of_week < 0:
        return Reason(None, None, 0, piece)
    found = by_week[number_of_week][position]
    window = rest.get(number_of_week)
    return Reason(found._result, found._marked, found._gross, piece, window, clock)


def _of_week(result: WeekResult) -> list[Reason]:
    """Reasons of a week's pieces. The whole week's count is kept beside the engine's own."""
    gross = result.leave_counted
    counts = result.plan.counts_week
    reasons = []
    for marked in result.pieces:
        reasons.append(Reason(result, marked, gross, None))
        if counts[marked.kind]:
            gross += marked.last - marked.first
    return reasons
