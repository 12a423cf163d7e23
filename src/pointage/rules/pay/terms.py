"""How a person is paid: rates, salary, piece work, premiums and bonuses. Not how much is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from pointage.rules.languages import Bilingual
from pointage.rules.refusals import Refusal


class PayError(Refusal):
    """Base of every refusal to compute pay."""


class TermsInvalid(PayError):
    """Terms that cannot be paid by. `field` is the Terms field at fault."""

    def __init__(self, field: str, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{field}", field=field, **parts)
        self.field = field


class MethodNotAllowed(PayError):
    """A way of paying that the place does not allow. `method` and `jurisdiction` say which."""

    def __init__(self, method: Bilingual, jurisdiction: str) -> None:
        super().__init__(
            "{method} is not allowed in {jurisdiction}", method=method, jurisdiction=jurisdiction
        )
        self.method = method
        self.jurisdiction = jurisdiction


class EarningKind(StrEnum):
    """What a sum paid besides the hours is, and so whether it raises the regular rate."""

    PRODUCTION_BONUS = "production_bonus"
    FLAT_BONUS = "flat_bonus"
    """The same sum however many hours are worked, such as an attendance bonus."""
    COMMISSION = "commission"
    TASK = "task"
    """Pay by the task for hours it did not take: part of the rate, never a premium."""
    OVERTIME_PREMIUM = "overtime_premium"
    """A premium of half the rate or more for Saturdays, rest days or hours past a daily limit,
    paid as a sum: left out of the rate and set against the overtime due."""
    DISCRETIONARY = "discretionary"
    """Gifts and bonuses not promised beforehand, expenses, tips: never in the rate."""

    @property
    def in_rate(self) -> bool:
        return self not in (EarningKind.DISCRETIONARY, EarningKind.OVERTIME_PREMIUM)


@dataclass(frozen=True, slots=True)
class Earning:
    """A sum paid for a week besides its hours."""

    kind: EarningKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class HourlyPremium:
    """So much more for each hour, such as at night; `seconds` None for every hour worked."""

    amount: Decimal
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Salary:
    """A weekly sum, for `covers_seconds` a week, or for all hours when `fluctuating`.

    Raises TermsInvalid.
    """

    weekly: Decimal
    covers_seconds: int | None = None
    fluctuating: bool = False

    def __post_init__(self) -> None:
        if not self.fluctuating and not self.covers_seconds:
            raise TermsInvalid("salary.covers_seconds", "say for how many hours the salary is")

    @classmethod
    def each(
        cls,
        times_a_year: int,
        amount: Decimal,
        covers_seconds: int | None = None,
        *,
        fluctuating: bool = False,
    ) -> Salary:
        """A salary paid so many times a year (12 monthly, 24 twice a month, 1 yearly), by the week.

        A year has 52 weeks, as in 29 CFR 778.113(b). `covers_seconds` is still by the week.
        """
        return cls(amount * times_a_year / 52, covers_seconds, fluctuating)


@dataclass(frozen=True, slots=True)
class Belo:
    """A contract for irregular hours with a weekly guaranty, 29 USC 207(f).

    `hourly` is its regular rate, `guaranteed_seconds` the hours the guaranty is for, sixty at most.
    Raises TermsInvalid.
    """

    hourly: Decimal
    guaranteed_seconds: int

    def __post_init__(self) -> None:
        if not 0 < self.guaranteed_seconds <= 60 * 3600:
            raise TermsInvalid("belo.guaranteed_seconds", "the guaranty is for sixty hours at most")

    def pay_of(self, seconds: int, limit: int) -> Decimal:
        """What so much work pays, half more past the limit."""
        beyond = max(seconds - limit, 0)
        return self.hourly * (Decimal(seconds) + Decimal(beyond) / 2) / 3600


@dataclass(frozen=True, slots=True)
class Terms:
    """How a person is paid, in one currency.

    `hourly` is the rate of jobs not in `job_rates`. `piece_earnings` are the week's, and pay every
    hour but those of jobs in `job_rates`, such as waiting. `agreed_rate_in_effect`: in the United
    States, an agreement reached before the work to price overtime at the rate of its hour. Leave
    is paid at `hourly` unless `leave_hourly` says otherwise. `tip_credit`: what of the minimum wage
    is left to tips, for each hour; it is part of the regular rate and is not paid. `tips` are the
    week's, None when they are known to reach the credit. Raises TermsInvalid.
    """

    hourly: Decimal | None = None
    job_rates: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    salary: Salary | None = None
    piece_earnings: Decimal | None = None
    premiums: tuple[HourlyPremium, ...] = ()
    earnings: tuple[Earning, ...] = ()
    minimum_wage: Decimal | None = None
    agreed_rate_in_effect: bool = False
    leave_hourly: Decimal | None = None
    tip_credit: Decimal = Decimal(0)
    tips: Decimal | None = None
    belo: Belo | None = None

    def __post_init__(self) -> None:
        ways = (self.salary, self.piece_earnings, self.belo)
        if sum(way is not None for way in ways) > 1:
            raise TermsInvalid("salary", "a week is paid by salary, by the piece or by a guaranty")
        least = self.minimum_wage
        if self.belo is not None and least is not None and self.belo.hourly < least:
            raise TermsInvalid("belo.hourly", "the rate of a Belo contract is under the minimum")
        rates = [self.hourly, self.minimum_wage, self.tip_credit, self.tips]
        rates += self.job_rates.values()
        if any(rate is not None and rate < 0 for rate in rates):
            raise TermsInvalid("hourly", "a rate is negative")

    @property
    def premium_of_every_hour(self) -> Decimal:
        """The premiums paid on every hour worked."""
        every = (each.amount for each in self.premiums if each.seconds is None)
        return sum(every, Decimal(0))

    def rate_of(self, job: str) -> Decimal:
        """The hourly rate of a job. Raises TermsInvalid when none is stated."""
        found = self.job_rates.get(job, self.hourly)
        if found is None:
            raise TermsInvalid("job_rates", "no rate is stated for job {job}", job=repr(job))
        return found
