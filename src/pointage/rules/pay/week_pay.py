"""Pay of each workweek from its classified time: the regular rate and what it is multiplied by.

Which hours are overtime is decided by `labour`; pay for holidays not worked is `holiday_pay`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import date
from decimal import Decimal

from pointage.rules.labour import Bucket, Classification, Classifier, Piece
from pointage.rules.labour.classification import federal_policy
from pointage.rules.labour.law import Base, Pack
from pointage.rules.languages import Bilingual
from pointage.rules.pay.lines import Line, LineCode, RateMethod, WeekPay
from pointage.rules.pay.minimum_wage import Floor, TopUp, floor_of
from pointage.rules.pay.money import hours, to_cents
from pointage.rules.pay.terms import (
    EarningKind,
    HourlyPremium,
    MethodNotAllowed,
    Terms,
    TermsInvalid,
)

_ONE = Decimal(1)
_FLUCTUATING = Bilingual(
    "the fluctuating workweek", "la semaine à heures variables et salaire fixe"
)
_TIP_CREDIT = Bilingual("a tip credit", "imputer des pourboires sur le salaire minimum")
_BELO = Bilingual("a guaranteed Belo contract", "un contrat Belo à salaire garanti")


def pay_by_week(made: Classification, terms: Terms) -> tuple[WeekPay, ...]:
    """Pay of every week of a classification, in order.

    In the United States the week is also computed by the federal Act alone and the better of the
    two is kept, and a week under the minimum wage of `terms` is brought up to it.
    Raises TermsInvalid, MethodNotAllowed.
    """
    paid = {week.week_start: week for week in _by_law(made, terms)}
    worker = made.policy.worker
    if made.pack.id.startswith("US-") and made.pack.own and worker.flsa_covered:
        again = Classifier(federal_policy(made.policy, made.week_start)).classify(
            [*made.presence, *made.leave]
        )
        for week in _by_law(again, terms):
            if week.total > paid[week.week_start].total:
                paid[week.week_start] = week
    return tuple(paid[starts] for starts in sorted(paid))


def _by_law(made: Classification, terms: Terms) -> Iterable[WeekPay]:
    by_week: dict[date, list[Piece]] = defaultdict(list)
    for piece in made.pieces:
        by_week[piece.week_start].append(piece)
    for starts in sorted(by_week):
        yield week_by_law(made, terms, starts, by_week[starts])


def week_by_law(made: Classification, terms: Terms, starts: date, pieces: list[Piece]) -> WeekPay:
    """Pay of the week that starts on that date, by the law of `made` alone."""
    worker = made.policy.worker
    floor = None
    if worker.flsa_covered and not worker.exempt:
        floor = floor_of(made.pack, starts, terms.minimum_wage)
    return _Week(made.pack, terms, starts, pieces, floor).pay()


class _Week:
    """One week being paid by one law."""

    def __init__(
        self, pack: Pack, terms: Terms, starts: date, pieces: list[Piece], floor: Floor | None
    ) -> None:
        self.pack = pack
        self.floor = floor
        self.terms = terms
        self.starts = starts
        self.leave = sum(each.seconds for each in pieces if each.bucket is Bucket.LEAVE)
        groups: dict[tuple[str, Bucket, Decimal, Base], int] = defaultdict(int)
        for each in pieces:
            if each.bucket.is_worked:
                groups[each.job, each.bucket, each.multiplier, each.base] += each.seconds
        self.groups = dict(groups)
        self.worked = sum(groups.values())
        self.lines: list[Line] = []

    def pay(self) -> WeekPay:
        method = self._method()
        self._leave_line()
        if method is RateMethod.BELO:
            rate, straight = self._belo()
        elif method is RateMethod.SALARY:
            rate, straight = self._salary()
        elif method is RateMethod.IN_EFFECT:
            rate, straight = self._in_effect()
        else:
            rate, straight = self._over_all_hours(method)
        if method in (RateMethod.SALARY, RateMethod.IN_EFFECT):
            rate = self._raised(rate)
        for earning in self.terms.earnings:
            self.lines.append(Line(LineCode.EARNING, to_cents(earning.amount)))
        self._credit()
        extra = sum((line.amount for line in self.lines), Decimal(0)) - straight
        leave = sum((x.amount for x in self.lines if x.code is LineCode.LEAVE), Decimal(0))

        def pooled(kind: EarningKind) -> bool:
            return self._pools(method) and self._in_pool(kind)

        others = sum((e.amount for e in self.terms.earnings if not pooled(e.kind)), Decimal(0))
        apart = sum(
            (e.amount for e in self.terms.earnings if e.kind.in_rate and not pooled(e.kind)),
            Decimal(0),
        )
        top_up = self._top_up(method, straight + apart)
        if top_up is not None:
            self.lines.append(Line(LineCode.MINIMUM_WAGE, top_up.owed))
        return WeekPay(
            week_start=self.starts,
            law=self.pack.id,
            method=method,
            regular_rate=rate,
            lines=tuple(self.lines),
            straight_time=to_cents(straight),
            premium=to_cents(extra - leave - others),
            top_up=top_up,
        )

    def _raised(self, rate: Decimal | None) -> Decimal | None:
        """The rate with the sums and premiums that belong to it, where the law counts them in: what
        they add to overtime is a line of its own."""
        counted = self.pack.value("premiums_in_rate", self.starts)
        if counted is None or not counted.value or not self.worked:
            return rate
        self._flat_bonus()
        sums = sum((e.amount for e in self.terms.earnings if self._in_pool(e.kind)), Decimal(0))
        sums += sum((self._premium_of(each) for each in self.terms.premiums), Decimal(0))
        added = sums / hours(self.worked)
        if not added:
            return rate
        for multiplier in sorted({m for _, _, m, _ in self.groups if m != _ONE}):
            seconds = sum(s for (_, _, m, _), s in self.groups.items() if m == multiplier)
            more = added * (multiplier - _ONE)
            amount = to_cents(more * hours(seconds))
            self.lines.append(Line(LineCode.BONUS_OVERTIME, amount, seconds, more))
        return None if rate is None else rate + added

    def _premium_of(self, premium: HourlyPremium) -> Decimal:
        """What an hourly premium comes to in the week."""
        seconds = self.worked if premium.seconds is None else premium.seconds
        return premium.amount * hours(seconds)

    def _credit(self) -> None:
        """Premiums that were paid as a sum count towards what overtime adds."""
        paid = (e.amount for e in self.terms.earnings if e.kind is EarningKind.OVERTIME_PREMIUM)
        due = (x.amount for x in self.lines if x.code is LineCode.OVERTIME_PREMIUM)
        credit = min(sum(paid, Decimal(0)), sum(due, Decimal(0)))
        if credit:
            self.lines.append(Line(LineCode.CREDIT, -to_cents(credit)))

    def _top_up(self, method: RateMethod, wages: Decimal) -> TopUp | None:
        """What is added to reach the minimum wage, for each hour or over the week; tips counted."""
        floor, terms = self.floor, self.terms
        if floor is None:
            return None
        if floor.by_hour and method in (RateMethod.WEIGHTED, RateMethod.IN_EFFECT):
            return floor.top_up_of_hours(
                (terms.rate_of(job) + terms.premium_of_every_hour, seconds)
                for (job, *_), seconds in self.groups.items()
            )
        credit = terms.tip_credit * hours(self.worked)
        tips = credit if terms.tips is None else min(terms.tips, credit)
        return floor.top_up(wages + tips, self.worked)

    def _least(self, rate: Decimal) -> Decimal:
        """The rate that premiums are taken of: never under the minimum wage of the workweek."""
        return rate if self.floor is None else max(rate, self.floor.hourly)

    def _method(self) -> RateMethod:
        salary, tips = self.terms.salary, self.pack.value("tip_credit", self.starts)
        if self.terms.tip_credit and (tips is None or not tips.value):
            raise MethodNotAllowed(_TIP_CREDIT, self.pack.id)
        if self.terms.belo is not None:
            known = self.pack.seconds("belo_hours", self.starts) is not None
            if not known or (self.pack.extends and self.pack.own):
                raise MethodNotAllowed(_BELO, self.pack.id)
            return RateMethod.BELO
        if salary is not None and salary.fluctuating:
            if "fluctuating_workweek" in self.pack.not_covered or not self._is_us():
                raise MethodNotAllowed(_FLUCTUATING, self.pack.id)
            return RateMethod.FLUCTUATING
        if salary is not None:
            return RateMethod.SALARY
        if self.terms.piece_earnings is not None:
            return RateMethod.PIECE
        word = self.pack.value("regular_rate", self.starts)
        if word is not None and word.value == "weighted" and not self.terms.agreed_rate_in_effect:
            return RateMethod.WEIGHTED
        return RateMethod.IN_EFFECT

    def _is_us(self) -> bool:
        return self.pack.id.startswith("US")

    def _pools(self, method: RateMethod) -> bool:
        """Whether sums besides the hours are part of the straight time of the method."""
        return method in (RateMethod.WEIGHTED, RateMethod.FLUCTUATING, RateMethod.PIECE)

    def _leave_line(self) -> None:
        if not self.leave:
            return
        rate = self.terms.leave_hourly if self.terms.leave_hourly is not None else self.terms.hourly
        if rate is None:
            raise TermsInvalid("leave_hourly", "leave is paid by the hour; say at what rate")
        self.lines.append(
            Line(LineCode.LEAVE, to_cents(rate * hours(self.leave)), self.leave, rate)
        )

    def _over_all_hours(self, method: RateMethod) -> tuple[Decimal | None, Decimal]:
        """All pay in the rate over all hours worked; each premium adds its fraction of it."""
        straight = self._straight(method)
        pooled = straight + sum(
            (each.amount for each in self.terms.earnings if self._in_pool(each.kind)), Decimal(0)
        )
        if not self.worked:
            return None, straight
        rate = pooled / hours(self.worked) + self.terms.tip_credit
        if method is RateMethod.FLUCTUATING:
            rate = to_cents(rate)
        rate = self._least(rate)
        by_multiplier: dict[tuple[Bucket, Decimal, Base], int] = defaultdict(int)
        for (_, bucket, multiplier, base), seconds in self.groups.items():
            if multiplier != _ONE:
                by_multiplier[bucket, multiplier, base] += seconds
        for (bucket, multiplier, base), seconds in sorted(by_multiplier.items()):
            added = rate * (multiplier - _ONE)
            if base is Base.MINIMUM:
                added = max(self._minimum_rate(multiplier) - rate, Decimal(0))
            code = LineCode.HOLIDAY if bucket is Bucket.HOLIDAY else LineCode.OVERTIME_PREMIUM
            self.lines.append(Line(code, to_cents(added * hours(seconds)), seconds, added))
        self._flat_bonus()
        return rate, pooled

    def _in_pool(self, kind: EarningKind) -> bool:
        return kind.in_rate and not (kind is EarningKind.FLAT_BONUS and self._own_bonus_rule())

    def _own_bonus_rule(self) -> bool:
        table = self.pack.table("bonus", self.starts)
        return table is not None and table.get("divisor") == "non_overtime_hours"

    def _flat_bonus(self) -> None:
        """Where a flat bonus is divided by the ordinary hours, and multiplied whole."""
        if not self._own_bonus_rule():
            return
        bonus = sum(
            (e.amount for e in self.terms.earnings if e.kind is EarningKind.FLAT_BONUS), Decimal(0)
        )
        plain = sum(s for (_, _, m, _), s in self.groups.items() if m == _ONE)
        if not bonus or not plain:
            return
        for multiplier in sorted({m for _, _, m, _ in self.groups if m != _ONE}):
            seconds = sum(s for (_, _, m, _), s in self.groups.items() if m == multiplier)
            rate = bonus / hours(plain) * multiplier
            amount = to_cents(rate * hours(seconds))
            self.lines.append(Line(LineCode.BONUS_OVERTIME, amount, seconds, rate))

    def _straight(self, method: RateMethod) -> Decimal:
        """Adds the lines of straight time and returns their exact sum, hourly premiums included."""
        if method is RateMethod.FLUCTUATING:
            assert self.terms.salary is not None
            self.lines.append(Line(LineCode.SALARY, to_cents(self.terms.salary.weekly)))
            return self.terms.salary.weekly + self._premium_lines()
        if method is RateMethod.PIECE:
            assert self.terms.piece_earnings is not None
            self.lines.append(Line(LineCode.PIECE, to_cents(self.terms.piece_earnings)))
            by_hour = self._job_lines(self.terms.job_rates)
            return self.terms.piece_earnings + by_hour + self._premium_lines()
        return self._job_lines() + self._premium_lines()

    def _job_lines(self, only: Container[str] | None = None) -> Decimal:
        """Adds a line for the hours of each job, or of `only` those jobs; returns their sum."""
        by_job: dict[str, int] = defaultdict(int)
        for (job, *_), seconds in self.groups.items():
            if only is None or job in only:
                by_job[job] += seconds
        total = Decimal(0)
        for job, seconds in sorted(by_job.items()):
            rate = self.terms.rate_of(job)
            total += rate * hours(seconds)
            amount = to_cents(rate * hours(seconds))
            self.lines.append(Line(LineCode.REGULAR, amount, seconds, rate, job))
        return total

    def _premium_lines(self) -> Decimal:
        total = Decimal(0)
        for premium in self.terms.premiums:
            seconds = self.worked if premium.seconds is None else premium.seconds
            amount = self._premium_of(premium)
            total += amount
            self.lines.append(Line(LineCode.PREMIUM, to_cents(amount), seconds, premium.amount))
        return total

    def _in_effect(self) -> tuple[Decimal | None, Decimal]:
        """Each hour at its own rate times its multiplier; hourly premiums are added flat."""
        rates = set()
        straight = Decimal(0)
        for (job, bucket, multiplier, base), seconds in sorted(self.groups.items()):
            rate = self.terms.rate_of(job)
            rates.add(rate)
            straight += rate * hours(seconds)
            paid = self._paid_rate(rate, multiplier, base)
            amount = to_cents(paid * hours(seconds))
            self.lines.append(Line(_code(bucket, multiplier), amount, seconds, paid, job))
        straight += self._premium_lines()
        return (rates.pop() if len(rates) == 1 else None), straight

    def _paid_rate(self, rate: Decimal, multiplier: Decimal, base: Base) -> Decimal:
        if base is Base.MINIMUM and multiplier != _ONE:
            return max(rate, self._minimum_rate(multiplier))
        return rate + self._least(rate) * (multiplier - _ONE)

    def _minimum_rate(self, multiplier: Decimal) -> Decimal:
        """The least rate where the law multiplies the minimum wage, to the cent."""
        minimum = self.terms.minimum_wage
        if minimum is None:
            raise TermsInvalid("minimum_wage", "the law multiplies the minimum wage; say which")
        return to_cents(minimum * multiplier)

    def _belo(self) -> tuple[Decimal | None, Decimal]:
        """The guaranty, or the rate with half more past the weekly limit where that is more."""
        belo = self.terms.belo
        assert belo is not None
        limit = self.pack.seconds("weekly_hours", self.starts) or 0
        guaranteed = belo.pay_of(belo.guaranteed_seconds, limit)
        self.lines.append(Line(LineCode.SALARY, to_cents(guaranteed), belo.guaranteed_seconds))
        beyond = self.worked - belo.guaranteed_seconds
        if beyond > 0:
            paid = belo.hourly * Decimal("1.5")
            line = Line(LineCode.OVERTIME, to_cents(paid * hours(beyond)), beyond, paid)
            self.lines.append(line)
        straight = belo.hourly * hours(max(self.worked, belo.guaranteed_seconds))
        return belo.hourly, straight + self._premium_lines()

    def _covered(self, covers: int, plain: int) -> int:
        """Seconds of premium time whose straight pay the salary holds: past forty hours, where it
        was agreed for more than that and the law lets it be."""
        if not self._is_us() or self.pack.value("salary_covers_at_most", self.starts) is not None:
            return 0
        weekly = self.pack.seconds("weekly_hours", self.starts) or 0
        return max(min(covers, self.worked) - max(plain, weekly), 0)

    def _salary(self) -> tuple[Decimal | None, Decimal]:
        """The salary covers its hours; the others are paid at its rate, to the cent."""
        salary = self.terms.salary
        assert salary is not None and salary.covers_seconds is not None
        most = self.pack.seconds("salary_covers_at_most", self.starts)
        covers = salary.covers_seconds if most is None else min(salary.covers_seconds, most)
        rate = to_cents(salary.weekly / hours(covers))
        self.lines.append(Line(LineCode.SALARY, to_cents(salary.weekly), covers))
        straight = salary.weekly + self._premium_lines()
        plain = sum(s for (_, _, m, _), s in self.groups.items() if m == _ONE)
        beyond = plain - covers
        if beyond > 0:
            straight += rate * hours(beyond)
            amount = to_cents(rate * hours(beyond))
            self.lines.append(Line(LineCode.REGULAR, amount, beyond, rate))
        covered = self._covered(covers, plain)
        for (job, bucket, multiplier, base), seconds in sorted(self.groups.items()):
            if multiplier == _ONE:
                continue
            paid = to_cents(self._paid_rate(rate, multiplier, base))
            held = min(covered, seconds)
            covered -= held
            if held:
                amount = to_cents((paid - rate) * hours(held))
                self.lines.append(Line(LineCode.OVERTIME_PREMIUM, amount, held, paid - rate, job))
            if seconds > held:
                straight += rate * hours(seconds - held)
                amount = to_cents(paid * hours(seconds - held))
                self.lines.append(
                    Line(_code(bucket, multiplier), amount, seconds - held, paid, job)
                )
        return rate, straight


def _code(bucket: Bucket, multiplier: Decimal) -> LineCode:
    if bucket is Bucket.HOLIDAY:
        return LineCode.HOLIDAY
    return LineCode.REGULAR if multiplier == _ONE else LineCode.OVERTIME
