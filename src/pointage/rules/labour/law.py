"""What a jurisdiction's law is made of here: dated parameters, conditions and rules.

Values only. Reading them from files is `loader`; applying them to hours is `plan` and `engine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.facts import Kind, Worker
from pointage.rules.languages import Bilingual
from pointage.rules.refusals import Refusal

ParameterValue = int | Decimal | bool | str | tuple[str, ...] | Mapping[str, object] | None


class UnknownJurisdiction(Refusal):
    """A code for which no law is known here. `code` is what was asked."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "no labour law is known for {code}; codes look like CA, CA-QC, US, US-NY or FR",
            code=repr(code),
        )
        self.code = code


class BeforeKnownLaw(Refusal):
    """Hours are older than the first law known for the place.

    `jurisdiction`, `on` (the date asked) and `since` (the first date known).
    """

    def __init__(self, jurisdiction: str, on: date, since: date) -> None:
        super().__init__(
            "the law of {jurisdiction} is known from {since}, and {on} is earlier",
            jurisdiction=jurisdiction,
            since=since,
            on=on,
        )
        self.jurisdiction = jurisdiction
        self.on = on
        self.since = since


class Unit(StrEnum):
    """What a parameter's values are, and so how they are kept."""

    HOURS = "hours"  # int seconds
    MINUTES = "minutes"  # int seconds
    MULTIPLIER = "multiplier"  # Decimal
    NUMBER = "number"  # int
    FLAG = "flag"  # bool
    WORD = "word"  # str
    KINDS = "kinds"  # tuple of Kind values
    MONTH_DAYS = "month_days"  # tuple of "MM-DD"
    TABLE = "table"  # mapping, read by one part of the engine


class Counter(StrEnum):
    """What a rule counts before it applies."""

    DAY = "day"
    WEEK = "week"
    PERIOD = "period"
    CONSECUTIVE = "consecutive"
    """Hours without a break long enough to end the run, wherever midnight falls."""
    NTH_DAY = "nth_day"
    """Hours of the nth consecutive day worked."""
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    REST = "rest"
    """Nothing: it prices work within a weekly rest of `after`, once the week is counted."""
    CLOCK = "clock"
    """Nothing: it prices times of the day. An employer's rules only."""


class Base(StrEnum):
    """What a multiplier multiplies."""

    REGULAR = "regular"
    MINIMUM = "minimum"
    IN_EFFECT = "in_effect"
    WEIGHTED = "weighted"
    HABITUAL = "habitual"
    """The usual hourly wage without premiums paid by the hour."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter, in force from `since` to `until` (included; None: no end)."""

    since: date
    until: date | None
    value: ParameterValue
    source: str
    read_on: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of law through time, oldest first, and the jurisdiction whose file states it."""

    name: str
    unit: Unit
    jurisdiction: str
    values: tuple[DatedValue, ...]

    def at(self, on: date) -> DatedValue | None:
        """The value in force on that date; None before the first and after an end."""
        for each in reversed(self.values):
            if each.since <= on:
                ended = each.until is not None and on > each.until
                return None if ended or each.value is None else each
        return None


@dataclass(frozen=True, slots=True)
class When:
    """Conditions on the worker, all of which must hold for a rule to apply.

    A set lists accepted words and is ignored when empty. `rate_below_minimum_times` holds when the
    hourly rate is under that many times the minimum wage.
    """

    industry: frozenset[str] = frozenset()
    occupation: frozenset[str] = frozenset()
    not_occupation: frozenset[str] = frozenset()
    flag: frozenset[str] = frozenset()
    not_flag: frozenset[str] = frozenset()
    agreement: str | None = None
    employer_size_at_least: int | None = None
    hired_before: date | None = None
    hired_from: date | None = None
    rate_below_minimum_times: Decimal | None = None
    flsa_covered: bool | None = None

    def holds(self, worker: Worker, agreements: frozenset[str]) -> bool:
        """Whether they all hold.

        An unknown size or rate is read in the worker's favour, an unknown hiring date as recent.
        """
        words = (
            not self.industry or worker.industry in self.industry,
            not self.occupation or worker.occupation in self.occupation,
            worker.occupation not in self.not_occupation or worker.occupation is None,
            not self.flag or bool(self.flag & worker.flags),
            not (self.not_flag & worker.flags),
            self.agreement is None or self.agreement in agreements,
            self.flsa_covered is None or worker.flsa_covered is self.flsa_covered,
        )
        return all(words) and self._figures_hold(worker)

    def _figures_hold(self, worker: Worker) -> bool:
        size, hired = worker.employer_size, worker.hired_on
        least = self.employer_size_at_least
        if least is not None and size is not None and size < least:
            return False
        if self.hired_before is not None and (hired is None or hired >= self.hired_before):
            return False
        if self.hired_from is not None and hired is not None and hired < self.hired_from:
            return False
        if self.rate_below_minimum_times is not None:
            rate, minimum = worker.hourly_rate, worker.minimum_wage
            if rate is not None and minimum is not None:
                return rate < self.rate_below_minimum_times * minimum
        return True

    def unknown_facts(self, worker: Worker) -> tuple[str, ...]:
        """Names of the facts these conditions need and the worker does not state."""
        needed = (
            (self.employer_size_at_least is not None, "employer_size", worker.employer_size),
            (bool(self.hired_before or self.hired_from), "hired_on", worker.hired_on),
            (self.rate_below_minimum_times is not None, "hourly_rate", worker.hourly_rate),
            (self.rate_below_minimum_times is not None, "minimum_wage", worker.minimum_wage),
        )
        return tuple(name for asked, name, value in needed if asked and value is None)


MONTH = "month"
"""In `Rule.period_weeks`: the calendar month, which is not whole weeks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to pay time at more than the ordinary rate.

    Parameter-valued fields (`after`, `multiplier`, `only_if_week_over`, `per_holiday`,
    `holiday_week`, `per_leave_day`, `period_weeks`, `contract_share`) hold parameter names, save
    that `period_weeks` may also be the word "month". `replaces` lists rules
    that do not apply where this one does. Rules of one `alternative` word are never combined with
    those of another: the week is computed with each, and the best for the worker is kept. A rule
    that `stacks` is added to a weekly premium on the same hours, and its hours still count towards
    the week.
    """

    id: str
    jurisdiction: str
    counter: Counter
    multiplier: str
    after: str | None = None
    base: Base = Base.REGULAR
    when: When = field(default_factory=When)
    replaces: frozenset[str] = frozenset()
    alternative: str | None = None
    stacks: bool = False
    nth: int = 7
    weekdays: frozenset[int] = frozenset()
    only_if_week_over: str | None = None
    per_holiday: str | None = None
    holiday_week: str | None = None
    per_leave_day: str | None = None
    period_weeks: str | None = None
    by_week: bool = False
    """`after` is per week, and is multiplied by the weeks of the averaging agreement."""
    by_schedule: bool = False
    """`after` rises to the agreed hours of the day, where they are more."""
    off_schedule: bool = False
    """Applies only on days on which no hours were agreed."""
    running: bool = False
    """Days in a row go on across workweeks, and the rule applies from the `nth` until a day off."""
    contract_share: str | None = None
    """Applies from that many times the weekly hours of the worker's contract on."""

    def parameter_names(self) -> tuple[str, ...]:
        """Every parameter this rule reads."""
        named = (
            self.multiplier,
            self.after,
            self.only_if_week_over,
            self.per_holiday,
            self.holiday_week,
            self.per_leave_day,
            None if self.period_weeks == MONTH else self.period_weeks,
            self.contract_share,
        )
        return tuple(name for name in named if name is not None)


@dataclass(frozen=True, slots=True)
class Pack:
    """The law of one place, with what it inherits already folded in.

    `since` is the first date for which it is known; `own` is False for a place that adds nothing
    to its parent's law; `regimes` are those the model does not compute, by the flag that names
    them.
    """

    id: str
    name: Bilingual
    zone: str
    since: date
    extends: str | None
    own: bool
    address: str
    note: Bilingual
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    regimes: Mapping[str, Bilingual]

    @property
    def not_covered(self) -> frozenset[str]:
        """Flags of the regimes that are not computed."""
        return frozenset(self.regimes)

    def value(self, name: str, on: date) -> DatedValue | None:
        """The value of that parameter on that date, or None when it is not set here."""
        parameter = self.parameters.get(name)
        return None if parameter is None else parameter.at(on)

    def seconds(self, name: str, on: date) -> int | None:
        """A parameter in hours or minutes, as seconds."""
        found = self.value(name, on)
        return found.value if found is not None and isinstance(found.value, int) else None

    def words(self, name: str, on: date) -> frozenset[str]:
        """A parameter that lists kinds of time; empty when it is not set here."""
        found = self.value(name, on)
        return frozenset(found.value) if found and isinstance(found.value, tuple) else frozenset()

    def table(self, name: str, on: date) -> Mapping[str, object] | None:
        """A parameter made of named parts."""
        found = self.value(name, on)
        return found.value if found and isinstance(found.value, Mapping) else None

    def changes(self) -> tuple[date, ...]:
        """Every date from which some value differs, ascending."""
        return tuple(sorted({each.since for p in self.parameters.values() for each in p.values}))


KIND_WORDS = frozenset(kind.value for kind in Kind)
