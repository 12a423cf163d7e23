"""What a job, a list entry, a field and an item may be: frozen values that refuse to exist when
they break a rule. Texts are kept tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomField
from pointage.features.jobs.patterns import PatternRefused, compile_pattern
from pointage.ledgers.names import tidy

JOB_NAME: Final = 64
"""Characters of a name that people give a job."""
BOOKS_NAME: Final = 200
"""Characters of a name that the books may bring, and of a list entry's."""
FIELD_NAME: Final = 80
ITEM_NAME: Final = 120
CODE: Final = 32
RATE: Final = Decimal(99_999)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobValues:
    """The columns of a job that people fill in. `billable_rate` is money an hour in the company's
    currency; None: none of its own. The shape of a code is checked where it changes, because the
    books may bring codes of any shape; so is the length of a name, for the same reason."""

    name: str
    code: str = ""
    is_billable: bool = False
    billable_rate: Decimal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name, BOOKS_NAME))
        object.__setattr__(self, "code", tidy(self.code))
        if ":" in self.name:
            raise errors.NameHasColon(field="name")
        rate = self.billable_rate
        if rate is not None and not (
            rate.is_finite() and 0 <= rate <= RATE and rate == round(rate, 4)
        ):
            raise errors.RateInvalid(field="billable_rate", limit=RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom a job is offered to: everyone, or these people and the members of these groups."""

    everyone: bool = True
    member_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.everyone and not self.member_ids and not self.group_ids:
            raise errors.NobodyChosen(field="whom")


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionValues:
    """An entry of a flat list. `is_billable` counts for service items only."""

    name: str
    code: str = ""
    is_billable: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name, BOOKS_NAME))
        object.__setattr__(self, "code", tidy(self.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValues:
    """A custom field. `job_ids` count when it is not for all jobs."""

    name: str
    kind: str
    code: str = ""
    is_required: bool = False
    is_for_all_jobs: bool = True
    job_ids: frozenset[int] = frozenset()
    is_triggered: bool = False
    pattern: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name, FIELD_NAME))
        object.__setattr__(self, "code", checked_code(self.code))
        if self.kind not in CustomField.Kind.values:
            raise errors.FieldKindUnknown(field="kind")
        if not self.is_for_all_jobs and not self.job_ids:
            raise errors.NoJobChosen(field="jobs")
        if self.pattern:
            if self.kind != CustomField.Kind.TEXT:
                raise errors.PatternOnlyForText(field="pattern")
            check_pattern(self.pattern)

    def columns(self) -> dict[str, str | bool]:
        return {
            "name": self.name,
            "kind": self.kind,
            "code": self.code,
            "is_required": self.is_required,
            "is_for_all_jobs": self.is_for_all_jobs,
            "is_triggered": self.is_triggered,
            "pattern": self.pattern,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValues:
    """An item of a list field, whom and where it is limited to (nothing: no limit), and the fields
    that choosing it asks too. Ids are row numbers."""

    name: str
    code: str = ""
    job_ids: frozenset[int] = field(default_factory=frozenset)
    member_ids: frozenset[int] = field(default_factory=frozenset)
    group_ids: frozenset[int] = field(default_factory=frozenset)
    trigger_ids: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name, ITEM_NAME))
        object.__setattr__(self, "code", checked_code(self.code))


def checked_name(text: str, limit: int) -> str:
    """The name with single spaces. Raises `NameRequired`."""
    name = tidy("".join(c for c in text if c.isprintable() or c.isspace()))
    if not 0 < len(name) <= limit:
        raise errors.NameRequired(field="name", limit=limit)
    return name


def checked_code(text: str) -> str:
    """A short code of letters, digits and hyphens; may be empty. Raises `CodeInvalid`."""
    code = tidy(text)
    if code and not (_CODE.fullmatch(code) and len(code) <= CODE):
        raise errors.CodeInvalid(field="code", limit=CODE)
    return code


def check_pattern(pattern: str) -> None:
    """Raises `PatternNotUsable`, which says where."""
    try:
        compile_pattern(pattern)
    except PatternRefused as refused:
        raise errors.PatternNotUsable(
            field="pattern", sign=refused.sign or "…", position=refused.position
        ) from refused
