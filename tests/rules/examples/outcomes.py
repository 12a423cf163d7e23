"""Each figure an example may expect, computed by the rules. One function per expected key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from pointage.rules.labour import Classification, Kind, Policy, Segment, classify, jurisdiction
from pointage.rules.labour.extras import Extra, day_extras, missed_break_hours, reporting_pay
from pointage.rules.labour.law import Counter
from pointage.rules.pay import (
    Earning,
    EarningKind,
    HolidayBasis,
    HolidayFacts,
    LieuTime,
    LineCode,
    MethodNotAllowed,
    RateMethod,
    Terms,
    WeekPay,
    holiday_pay,
    holiday_right,
    pay_by_week,
    time_off_in_lieu,
    to_cents,
)
from pointage.rules.timekeeping import Rounding, RoundingMode, RoundingPolicy, union_seconds
from tests.rules.examples import circumstances, hints, payment, reader
from tests.rules.examples.reader import HOUR, NotExpressible, decimal

Value = Decimal | bool | list[Any] | dict[str, Any]


class Outcome:
    """What the rules make of one example; figures are computed when they are compared."""

    def __init__(self, example: dict[str, Any]) -> None:
        self.example = example
        self.given = reader.read(example)
        self.rates = example.get("rates", {})
        self.days = example.get("days", [])
        self.on = self.given.base

    @cached_property
    def policy(self) -> Policy:
        return circumstances.policy(self.example, self.given)

    @cached_property
    def made(self) -> Classification:
        return classify(self.given.segments, self.policy)

    @cached_property
    def terms(self) -> Terms:
        return payment.terms(self.example)

    @cached_property
    def weeks(self) -> tuple[WeekPay, ...]:
        """Pay; for an example of rates alone, of a week two hours over its limit."""
        if self.given.segments:
            return pay_by_week(self.made, self.terms)
        return pay_by_week(self._over_by_two, self.terms)

    @cached_property
    def _over_by_two(self) -> Classification:
        total = int(self.weekly_threshold) * HOUR + 2 * HOUR
        days = [
            Segment.of_length(self.on + timedelta(days=day), -(-total // 6), "UTC")
            for day in range(6)
        ]
        return classify(days, self.policy)

    @property
    def weekly_threshold(self) -> Decimal:
        if self.given.segments:
            limit = self.made.weeks[0].limit
        else:
            one = Segment.of_length(self.on, HOUR, "UTC")
            limit = classify([one], self.policy).weeks[0].limit
        return decimal(limit or 0) / HOUR

    def hours(self, seconds: int) -> Decimal:
        return Decimal(seconds) / HOUR

    def multiplied(self, multiplier: str) -> Decimal:
        return self.hours(self.made.totals.by_multiplier.get(Decimal(multiplier).normalize(), 0))

    def pay_sum(self, *codes: LineCode) -> Decimal:
        return sum((week.amount(*codes) for week in self.weeks), Decimal(0))

    def overtime_rate(self) -> Decimal:
        week = self.weeks[0]
        flat = sum((p.amount for p in self.terms.premiums if p.seconds is None), Decimal(0))
        rates = [line.rate for line in week.lines if line.code is LineCode.OVERTIME and line.rate]
        if rates:
            return to_cents(rates[-1] + flat)
        if week.regular_rate is None:
            raise NotExpressible("no rate in this week")
        return to_cents(week.regular_rate * Decimal("1.5"))

    def overtime_pay(self) -> Decimal:
        if self.weeks[0].method in (RateMethod.IN_EFFECT, RateMethod.SALARY):
            return self.pay_sum(LineCode.OVERTIME)
        totals = self.made.totals
        week = self.weeks[0]
        assert week.regular_rate is not None
        straight = week.regular_rate * self.hours(totals.overtime + totals.double_time)
        return to_cents(straight) + self.pay_sum(LineCode.OVERTIME_PREMIUM)

    def reporting(self) -> Extra | None:
        day = self.days[0]
        scheduled = day.get("scheduled_hours")
        return reporting_pay(
            self.given.place,
            self.on,
            reader.seconds(day.get("hours", 0)),
            None if scheduled is None else reader.seconds(scheduled),
            hints.trade_in(self.example),
            self.policy.worker.flags,
        )

    def paid_hours(self) -> Decimal:
        owed = self.reporting()
        worked = reader.seconds(self.days[0].get("hours", 0))
        return self.hours(worked + (owed.seconds if owed else 0))

    def listed_hours(self) -> Decimal:
        return decimal(self.days[0].get("hours", 0))

    def paid(self) -> Decimal:
        """Pay of a short day: the work and what is added to it."""
        owed = self.reporting()
        hourly = decimal(self.rates["hourly"])
        minimum = decimal(self.rates.get("minimum_wage", hourly))
        work = hourly * decimal(self.days[0].get("hours", 0))
        return to_cents(work + (owed.amount(hourly, minimum) if owed else 0))

    def holiday(self) -> Decimal:
        """Pay for the holiday, by what the rates say was earned in its window."""
        return holiday_pay(self.given.place, self.on, self._basis()).amount

    def _basis(self) -> HolidayBasis:
        rates = self.rates
        hourly = decimal(rates["hourly"]) if "hourly" in rates else None

        def stated(start: str) -> Decimal | None:
            """The first figure whose name starts so."""
            found = [value for name, value in rates.items() if re.match(start, name)]
            return decimal(found[0]) if found else None

        wages = stated(r"((regular|total|gross)_)?(wages|earnings|commissions?)_")
        if wages is None and hourly is not None and self.days:
            wages = self.wages()
        tips = stated("tips")
        if wages is not None and tips is not None:
            wages += tips
        average = stated("(average|usual)_hours_(per|a)_day")
        normal = stated("normal_day")
        usual = stated("(normal|usual|regular_day)_hours") or average
        if normal is None and usual is not None and hourly is not None:
            normal = hourly * usual
        days = stated("days_worked") or stated("days_") or (Decimal(1) if average else None)
        return HolidayBasis(
            wages=wages,
            overtime=stated("overtime") or Decimal(0),
            vacation_pay=stated("vacation_pay") or Decimal(0),
            commission_wages=stated(r"(wages|commissions?)_12_weeks"),
            days=None if days is None else int(days),
            hours=stated("hours_") or average,
            hourly=hourly,
            normal_day=normal,
        )

    def wages(self) -> Decimal:
        """Ordinary wages of the hours listed."""
        hours = [
            decimal(day.get("hours_per_week", day.get("hours", 0))) * day.get("weeks", 1)
            for day in self.days
        ]
        return decimal(self.rates["hourly"]) * sum(hours, Decimal(0))

    def average_day(self) -> Decimal:
        if any("wages" in key or "commission" in key for key in self.rates):
            return self.holiday()
        found = re.search(r"average day \$(\d+)", self.example["description"])
        if found is None:
            raise NotExpressible("the average day is not stated")
        return decimal(found.group(1))

    def total_pay(self) -> Decimal:
        total = sum((week.total for week in self.weeks), Decimal(0))
        if self.given.holidays and "average_day_pay" in self.example["expected"]:
            total += self.average_day()
        return total + self.extras()

    def extras(self) -> Decimal:
        if not self.given.segments or "hourly" not in self.rates:
            return Decimal(0)
        hourly = decimal(self.rates["hourly"])
        minimum = decimal(self.rates.get("minimum_wage", hourly))
        by_day: dict[date, list[Segment]] = {}
        for segment in self.given.segments:
            by_day.setdefault(segment.start.date(), []).append(segment)
        total = Decimal(0)
        for on, segments in by_day.items():
            worked = sum(each.seconds for each in segments if each.kind.is_work)
            for extra in day_extras(self.given.place, on, segments, self.policy.worker.industry):
                total += extra.amount(hourly, minimum, worked)
        return to_cents(total)

    def lieu(self) -> LieuTime:
        overtime = reader.seconds(self.example["expected"]["overtime_hours"])
        found = time_off_in_lieu(self.given.place, self.on, overtime)
        if found is None:
            raise NotExpressible("no time off in lieu there")
        return found

    def worked(self) -> Decimal:
        union = union_seconds(self.given.clock)
        if union != sum(each.seconds for each in self.given.clock):
            return self.hours(union)
        return self.hours(self.made.totals.worked)

    def rounding(self) -> Rounding:
        """The step of the rounding: as stated, in words, or quarters of an hour."""
        stated = {**self.rates, **self.example.get("params", {})}
        minutes = [v for k, v in stated.items() if re.search(r"round|increment|step", k)]
        text = hints.words_of(self.example)
        in_words = {"tenth": 6, "six minutes": 6, "five minutes": 5, "half hour": 30}
        step = next((each for word, each in in_words.items() if word in text), 15)
        found = re.search(r"round(?:ed|ing)? (up|down)", text)
        mode = RoundingMode(found.group(1)) if found else RoundingMode.NEAREST
        return Rounding(int(minutes[0]) if minutes else step, mode)

    def rounded(self) -> list[str]:
        return [
            self.rounding().apply(each, ZoneInfo("UTC")).strftime("%H:%M")
            for each in map(self._punch, self.days)
        ]

    def _punch(self, day: dict[str, Any]) -> datetime:
        hour, minute = int(day["punch"][:2]), int(day["punch"][3:])
        return reader.noon(self.on).replace(hour=hour, minute=minute)

    def rounded_by_punch(self) -> Decimal:
        """Minutes when each punch is rounded."""
        both = RoundingPolicy(self.rounding(), self.rounding())
        zone = ZoneInfo(self.given.zone)
        seconds = sum(both.apply(each, zone).seconds for each in self.given.clock)
        return Decimal(seconds) / 60

    def rounded_by_total(self) -> Decimal:
        """Minutes when the total is rounded as a whole."""
        return Decimal(self.rounding().apply_to_total(self.made.totals.worked)) / 60

    def by_week(self) -> list[dict[str, Decimal]]:
        return [
            {
                "regular_hours": self.hours(week.totals.regular),
                "overtime_hours": self.hours(week.totals.overtime),
                "doubletime_hours": self.hours(week.totals.double_time),
            }
            for week in self.made.weeks
        ]

    def by_counter(self, counter: Counter) -> Decimal:
        """Hours priced by rules that count that way."""
        rules = {rule.id for rule in self.made.pack.rules if rule.counter is counter}
        found = self.made.totals.by_rule.items()
        return self.hours(sum(seconds for name, seconds in found if name in rules))

    def period_hours(self, first: bool) -> Decimal:
        """Hours up to and including the Wednesday, or after it."""
        split = self.given.base + timedelta(days=3)
        days = self.made.days.items()
        return self.hours(sum(t.worked for on, t in days if (on <= split) is first))

    def worked_where(self, wanted: Callable[[Kind], bool]) -> Decimal:
        return self.hours(sum(p.seconds for p in self.made.pieces if wanted(p.kind)))

    def seventh_day(self) -> tuple[Decimal, Decimal]:
        """Hours of the seventh day, and the least rate the law asks for them."""
        pieces = [p for p in self.made.pieces if p.rule_id and p.rule_id.startswith("seventh")]
        if not pieces or self.terms.minimum_wage is None:
            raise NotExpressible("no seventh-day rule reached")
        rate = to_cents(self.terms.minimum_wage * pieces[0].multiplier)
        days = {p.day for p in pieces}
        worked = sum(self.made.days[day].worked for day in days)
        return self.hours(worked), rate

    def missed_breaks(self) -> tuple[Extra, ...]:
        """What is owed for breaks that the words say were not had."""
        text = hints.words_of(self.example)
        meals = re.search(r"(no|missed|without an?) (\w+[- ])?meal|meal \w+ (not|missed)", text)
        rests = re.search(r"(no|missed) (\w+[- ])?rest|rest \w+ (not|missed)", text)
        return missed_break_hours(
            self.given.place, self.on, meals=int(bool(meals)), rests=int(bool(rests))
        )

    def missed_break_pay(self) -> Decimal:
        hourly = decimal(self.rates["hourly"])
        return sum((each.amount(hourly, hourly) for each in self.missed_breaks()), Decimal(0))

    def method_allowed(self) -> bool:
        """Whether the place lets a person be paid in the way stated."""
        try:
            self.weeks  # noqa: B018
        except MethodNotAllowed:
            return False
        return True

    def minimum_overtime_rate(self) -> Decimal:
        bases = {
            p.base.value for p in (self.made if self.given.segments else self._over_by_two).pieces
        }
        if "minimum" not in bases or self.terms.minimum_wage is None:
            raise NotExpressible("overtime there is not based on the minimum wage")
        return to_cents(self.terms.minimum_wage * Decimal("1.5"))

    def task_hours_in_rate(self) -> Decimal:
        """Hours paid and not worked, by the task, as many as the regular rate counts in."""
        worked = decimal(self.days[0]["hours"])
        paid = re.search(r"paid (\d+)", self.days[0]["note"])
        assert paid is not None
        beyond = decimal(paid.group(1)) - worked
        terms = Terms(hourly=Decimal(1), earnings=(Earning(EarningKind.TASK, beyond),))
        rate = pay_by_week(self.made, terms)[0].regular_rate
        assert rate is not None
        return rate * worked - worked

    def task_credit(self) -> Decimal:
        """What such pay sets off against overtime."""
        task = Terms(hourly=Decimal(1), earnings=(Earning(EarningKind.TASK, Decimal(2)),))
        return sum((w.amount(LineCode.CREDIT) for w in pay_by_week(self.made, task)), Decimal(0))

    def holiday_right(self) -> bool:
        """Whether the holiday is paid to someone who does not work on it."""
        stated = dict(self.example["worker"])
        if "hired_on" in stated:
            stated["hired_on"] = date.fromisoformat(stated["hired_on"])
        return holiday_right(self.given.place, self.on, HolidayFacts(**stated)).paid_off

    def bonus_overtime(self) -> Decimal:
        return self.pay_sum(LineCode.BONUS_OVERTIME)

    def reporting_counts(self) -> bool:
        pack = jurisdiction(self.given.place)
        return Kind.TOP_UP.value in pack.words("counted_in_week", self.on)
