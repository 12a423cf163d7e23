"""What a person of the team may be: frozen values that refuse to exist when they break a rule."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pointage.features.team import errors
from pointage.features.team.models import GroupManager, TeamMember
from pointage.rules.timekeeping import UnknownZone, zone_named

_LIMITS: Final = {
    "family_name": 80,
    "email": 254,
    "mobile": 32,
    "employee_number": 32,
    "payroll_id": 32,
    "username": 80,
    "address": 300,
}
_RATE_LIMIT: Final = Decimal(100_000_000)
_RATE_PLACES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMemberValues:
    """The columns of `TeamMember` that people and books fill in. Empty language and time zone mean
    the company's. Raises a `RuleBroken` that names the field; texts are kept trimmed."""

    given_name: str
    family_name: str = ""
    kind: str = TeamMember.Kind.EMPLOYEE
    email: str = ""
    mobile: str = ""
    language: str = ""
    time_zone: str = ""
    employee_number: str = ""
    payroll_id: str = ""
    hired_on: date | None = None
    ended_on: date | None = None
    username: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        for name in ("given_name", *_LIMITS):
            object.__setattr__(self, name, " ".join(str(getattr(self, name)).split()))
        if not 0 < len(self.given_name) <= 80:
            raise errors.GivenNameRequired(field="given_name", limit=80)
        for name, limit in _LIMITS.items():
            if len(getattr(self, name)) > limit:
                raise errors.TextTooLong(field=name, limit=limit)
        if self.kind not in TeamMember.Kind.values:
            raise errors.PersonKindUnknown(field="kind")
        if self.language and self.language not in dict(settings.LANGUAGES):
            raise errors.LanguageUnknown(field="language")
        if self.hired_on and self.ended_on and self.ended_on < self.hired_on:
            raise errors.EndsBeforeHired(field="ended_on")
        _check_email(self.email)
        check_zone(self.time_zone)

    @classmethod
    def of(cls, member: TeamMember) -> Self:
        return cls(**{each.name: getattr(member, each.name) for each in fields(cls)})

    def columns(self) -> dict[str, Any]:
        """Field name to value, as the row keeps it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayValues:
    """What a person is paid, in the company's currency. Raises `PayRateInvalid`."""

    pay_rate: Decimal | None = None
    pay_rate_per: str = TeamMember.RatePeriod.HOUR
    is_salaried: bool = False
    is_exempt: bool = False  # from overtime

    def __post_init__(self) -> None:
        if self.pay_rate_per not in TeamMember.RatePeriod.values:
            raise errors.PayRateInvalid(field="pay_rate_per")
        rate = self.pay_rate
        if rate is None:
            return
        if not rate.is_finite() or not 0 <= rate < _RATE_LIMIT:
            raise errors.PayRateInvalid(field="pay_rate")
        if rate != round(rate, _RATE_PLACES):
            raise errors.PayRateInvalid(field="pay_rate")

    @classmethod
    def of(cls, member: TeamMember) -> Self:
        return cls(**{each.name: getattr(member, each.name) for each in fields(cls)})

    def columns(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswers:
    """A person's own answers to the company's two switches, None following the company; and
    whether time is tracked for the person at all."""

    manages_own_time: bool | None = None
    uses_phone: bool | None = None
    is_tracked: bool = True

    @classmethod
    def of(cls, member: TeamMember) -> Self:
        return cls(**{each.name: getattr(member, each.name) for each in fields(cls)})

    def columns(self) -> dict[str, bool | None]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRights:
    """What a manager of a group may do for its people: one field for each `reach.Right`."""

    manages_people: bool = True
    manages_time: bool = True
    approves_time: bool = True
    manages_schedule: bool = True
    sees_reports: bool = True

    @classmethod
    def of(cls, manager: GroupManager) -> Self:
        return cls(**{each.name: getattr(manager, each.name) for each in fields(cls)})

    def columns(self) -> dict[str, bool]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


def _check_email(email: str) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise errors.EmailInvalid(field="email") from error


def check_zone(zone: str) -> None:
    """Raises `TimeZoneUnknown`; empty is fine."""
    if not zone:
        return
    try:
        zone_named(zone)
    except UnknownZone as error:
        raise errors.TimeZoneUnknown(field="time_zone") from error
