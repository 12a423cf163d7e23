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
    DISCRETIONARY = "discretionary"
    """Gifts and bonuses not promised beforehand, expenses, tips: never in the rate."""

    @property
    def in_rate(self) -> bool:
        return self is not EarningKind.DISCRETIONARY


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


@dataclass(frozen=True, slots=True)
class Terms:
    """How a person is paid, in one currency.

    `hourly` is the rate of jobs not in `job_rates`. `agreed_rate_in_effect`: in the United States,
    an agreement reached before the work to price overtime at the rate of its hour. Leave is paid at
    `hourly` unless `leave_hourly` says otherwise. Raises TermsInvalid.
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

    def __post_init__(self) -> None:
        ways = (self.salary is not None, self.piece_earnings is not None)
        if all(ways):
            raise TermsInvalid("salary", "a week is paid by salary or by the piece, not both")
        rates = [self.hourly, self.minimum_wage, *self.job_rates.values()]
        if any(rate is not None and rate < 0 for rate in rates):
            raise TermsInvalid("hourly", "a rate is negative")

    def rate_of(self, job: str) -> Decimal:
        """The hourly rate of a job. Raises TermsInvalid when none is stated."""
        found = self.job_rates.get(job, self.hourly)
        if found is None:
            raise TermsInvalid("job_rates", "no rate is stated for job {job}", job=repr(job))
        return found
